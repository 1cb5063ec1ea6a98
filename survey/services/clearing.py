"""Suggestions cleared by a person for quoting: struck out where needed, and looked at again once they change."""

from __future__ import annotations

from datetime import datetime

from questionnaires.interview import Record
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.events import RESPONDENT, Actor, log
from survey.services.memory import Memory
from survey.services.quality.identifying import find_identifying
from survey.services.suggestions import COUNTED, Said, fields_of, said_of
from survey.services.versions import questionnaire_of
from survey.store import events as stored_events
from survey.store import reviews as stored_reviews
from survey.store import suggestions as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response, Submission

LONGEST = 5000
_CLEARING: Memory[tuple[int, int, int], tuple[int, int]] = Memory(64)


def clearing_of(store: Store, session: Session, survey_id: int) -> tuple[int, int]:
    """How many suggestions were cleared, and how many authors agreed, without reading any of them.

    It is counted in the database, once for each state of the survey's log.
    """
    latest = stored_events.last_number(session, survey_id)
    return _CLEARING.get((store.number, survey_id, latest), lambda: _clearing(store, session, survey_id))


def _clearing(store: Store, session: Session, survey_id: int) -> tuple[int, int]:
    agreed = 0
    for version in stored_surveys.versions(session, survey_id):
        fields = fields_of(questionnaire_of(store, session, version.id))
        if fields.text is not None and fields.consent is not None:
            agreed += stored.agreed(
                session,
                survey_id,
                version.id,
                COUNTED,
                text=fields.text,
                consent=fields.consent,
                agree=fields.agree,
            )
    return min(stored.how_many_cleared(session, survey_id), agreed), agreed


def clear(
    store: Store,
    survey_id: int,
    response_id: int,
    wording: str,
    *,
    quotable: bool,
    actor: Actor,
    at: datetime,
    checked: bool = False,
    seen: int | None = None,
) -> None:
    """Keep a suggestion as a person has struck it out, and whether it may be quoted.

    ``seen`` is the number of the submission the person read; None where nobody read it.

    :raises Refusal: its author did not agree, or has sent another text since; it is to be quoted and empty; or it still
        looks as if it held a number of a person and the reviewer has not ``checked`` that.
    """
    plain = wording.strip().replace("\r\n", "\n")[:LONGEST]
    with store.writing() as session:
        said = _one(store, session, survey_id, response_id)
        if said is None:
            raise _refused(
                response_id,
                Text(
                    zh="没有这条建议，或其作者不同意转出",
                    en="There is no such suggestion, or its author did not agree to pass it on",
                ),
                Text(zh="这样的建议只计入条数", en="Such suggestions are only counted"),
            )
        if seen is not None and seen != said.submission:
            raise _refused(
                response_id,
                Text(
                    zh="您看过之后，作者又提交了更正", en="The author sent a correction after you read this"
                ),
                Text(
                    zh="原文已换成最新的，请再看一遍",
                    en="The original is the newest now; please read it again",
                ),
            )
        _check(response_id, plain, quotable=quotable, checked=checked)
        stored.keep(
            session, response_id, wording=plain, quotable=quotable, account_id=actor.account_id, at=at
        )
        log(
            session,
            actor,
            "suggestion.cleared",
            at=at,
            survey_id=survey_id,
            subject=("response", response_id),
            detail={"quotable": quotable, "changed": plain != said.text.strip()},
        )


def reopen_if_changed(
    session: Session,
    questionnaire: Questionnaire,
    response: Response,
    before: Submission,
    after: Record,
    at: datetime,
) -> None:
    """Forget how a suggestion was cleared where a correction says something else; it is to be looked at again."""
    field = fields_of(questionnaire).text
    former = (before.record or {}).get("values", {})
    if field is None or former.get(field) == after.values.get(field):
        return
    if stored.forget(session, response.id):
        log(
            session,
            RESPONDENT,
            "suggestion.changed",
            at=at,
            survey_id=response.survey_id,
            subject=("response", response.id),
        )


def _one(store: Store, session: Session, survey_id: int, response_id: int) -> Said | None:
    """One suggestion whose author agreed, its response held until the transaction ends."""
    response = stored_reviews.locked(session, survey_id, response_id)
    if response is None or response.outcome not in COUNTED or response.erased_at is not None:
        return None
    fields = fields_of(questionnaire_of(store, session, response.version_id))
    last = stored_reviews.last_submission(session, response_id)
    said = said_of(fields, last.number, (last.record or {}).get("values", {})) if last is not None else None
    return said if said is not None and said.is_agreed else None


def _check(response_id: int, plain: str, *, quotable: bool, checked: bool) -> None:
    if quotable and not plain:
        raise _refused(
            response_id,
            Text(zh="没有文字可引用", en="There is nothing to quote"),
            Text(
                zh="请保留可引用的文字，或不勾选“可引用”", en="Keep some words, or do not mark it as quotable"
            ),
        )
    left = find_identifying(plain)
    if quotable and left and not checked:
        names = Text(
            zh="、".join(one.label.say("zh-CN") for one in left),
            en=", ".join(one.label.say("en") for one in left),
        )
        raise _refused(
            response_id,
            Text(
                zh=f"文字中仍像有{names.say('zh-CN')}", en=f"The text still seems to hold a {names.say('en')}"
            ),
            Text(
                zh="请划去；如确实不是个人信息，请勾选“我已核对”",
                en="Strike it out; if it is nobody's, tick that you have checked it",
            ),
        )


def _refused(response_id: int, reason: Text, remedy: Text) -> Refusal:
    return Refusal("suggestion", place=f"#{response_id}", reason=reason, remedy=remedy)
