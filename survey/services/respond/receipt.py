"""With a receipt: see that it arrived, correct, withdraw, ask for deletion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from questionnaires.interview import Interview
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import secrets
from survey.services.events import RESPONDENT, log
from survey.services.outcomes import may_move
from survey.services.rebuilding import rebuild_without
from survey.services.respond.entry import Pass
from survey.services.respond.erasure import erase_in
from survey.services.respond.interviewing import is_being_corrected, submitted_interview
from survey.services.respond.stage import opening_of
from survey.services.respond.writable import is_returned
from survey.store import entries, responses
from survey.store.engine import Session, Store
from survey.store.retention import carry_over
from survey.store.tables import Response, Submission, Survey


@dataclass(frozen=True)
class Held:
    """What a receipt shows: the response, its survey, and the interview to say its answers with.

    The answers are those that arrived; ``is_being_corrected`` tells that later ones wait to be sent.
    """

    response: Response
    survey: Survey
    interview: Interview
    is_being_corrected: bool = False

    def may_correct(self, at: datetime) -> bool:
        """Whether the answers may still be changed."""
        finished = is_returned(self.response) or self.response.outcome == "ineligible"
        return finished and self.response.erased_at is None and opening_of(self.survey, at).is_open

    @property
    def may_withdraw(self) -> bool:
        """Whether the response still counts and can be taken back."""
        return may_move(self.response.outcome, "withdrawn") and self.response.erased_at is None

    @property
    def may_erase(self) -> bool:
        """Whether there is still something to delete."""
        return self.response.erased_at is None


def look(store: Store, key: bytes, typed: str) -> Held | None:
    """What a receipt code, however typed, shows; None where there is no such code."""
    with store.reading() as session:
        found = _find(session, key, typed)
        if found is None:
            return None
        response, survey, last = found
        interview = submitted_interview(store, session, survey, response, last)
        return Held(response, survey, interview, is_being_corrected(store, session, survey, response, last))


def correct(store: Store, key: bytes, typed: str, *, at: datetime) -> Pass:
    """The pass to one's own response for correcting it.

    :raises Refusal: ``receipt_unknown``, or ``not_correctable`` once the survey is closed, the
        response taken back, or the tie between copy and response destroyed.
    """
    held = look(store, key, typed)
    if held is None:
        raise unknown()
    with store.reading() as session:
        copy = entries.by_token(session, held.response.token)
        copy_id = copy.id if copy else None
    if copy_id is None or not held.may_correct(at):
        raise Refusal(
            "not_correctable",
            reason=Text(zh="这份答卷已经不能更正", en="This response can no longer be corrected"),
            remedy=Text(
                zh="您仍可以撤回，或要求删除", en="You can still withdraw it, or ask for its deletion"
            ),
        )
    return Pass(copy_id=copy_id)


def withdraw(store: Store, key: bytes, typed: str, *, at: datetime) -> None:
    """Take a response back: it no longer counts; a repeat changes nothing.

    :raises Refusal: ``receipt_unknown``, or ``not_withdrawable``.
    """
    with store.writing() as session:
        response = _require(session, key, typed)
        if response.outcome == "withdrawn":
            return
        if not may_move(response.outcome, "withdrawn"):
            raise Refusal(
                "not_withdrawable",
                place=response.outcome,
                reason=Text(zh="这份答卷不能撤回", en="This response cannot be withdrawn"),
                remedy=Text(zh="您可以要求删除内容", en="You can ask for its content to be deleted"),
            )
        carry_over(session, response, "withdrawn")
        responses.change(session, response.id, outcome="withdrawn", withdrawn_at=at)
        entries.change_by_token(session, response.token, "withdrawn")
        log(
            session,
            RESPONDENT,
            "response.withdrawn",
            at=at,
            survey_id=response.survey_id,
            subject=("response", response.id),
        )


def erase(store: Store, key: bytes, instance: Path, typed: str, *, at: datetime) -> None:
    """Delete the content of a response everywhere; hash and event remain. A repeat changes nothing.

    Frozen tables in ``instance`` that hold the response are rebuilt without it, also by a
    repeat, should the first time have been cut short.

    :raises Refusal: ``receipt_unknown``.
    """
    with store.writing() as session:
        response = _require(session, key, typed)
        if response.erased_at is None:
            erase_in(session, response, RESPONDENT, at=at)
    rebuild_without(store, instance, response.survey_id, response.id, at=at, actor=RESPONDENT)


def _find(session: Session, key: bytes, typed: str) -> tuple[Response, Survey, Submission | None] | None:
    return responses.by_receipt(session, secrets.receipt_digests(key, typed))


def _require(session: Session, key: bytes, typed: str) -> Response:
    """The response of a receipt, held until the transaction ends."""
    found = responses.locked_by_receipt(session, secrets.receipt_digests(key, typed))
    if found is None:
        raise unknown()
    return found


def unknown() -> Refusal:
    """The refusal of a receipt code that is not one."""
    return Refusal(
        "receipt_unknown",
        reason=Text(zh="没有找到这个回执码", en="This receipt code was not found"),
        remedy=Text(zh="请核对 12 个字符后再试", en="Please check the twelve characters and try again"),
    )
