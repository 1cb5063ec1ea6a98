"""The trial of a survey: its draft on the real pages, with answers that count nowhere.

It is a survey of its own (``trial_of``), so that every page of respondents works on it as
it is. It is in no list, has no people and no address by code; whatever is published, counted
or exported is that of the survey itself.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from questionnaires.editing.document import document_of
from questionnaires.editing.runnable import runnable
from questionnaires.formats.canonical import version_hash
from questionnaires.interview import Interview
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import copies, secrets
from survey.services.design import drafts, hiding
from survey.services.publication import as_chosen
from survey.services.respond.interviewing import interview_of
from survey.services.serial import number_after, serial_of
from survey.services.surveys import changeable
from survey.services.unitlists import from_frame, with_lists
from survey.store import copies as stored_copies
from survey.store import entries, responses
from survey.store import surveys as stored_surveys
from survey.store import trials as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Copy, Entrance, Response, Survey

NONCE_LENGTH = 32
SEEDS = 2**31 - 1
#: What a trial says of itself it takes from its survey each time.
TAKEN_OVER = (
    "title", "place", "organiser", "contact", "phone", "processor", "selection", "time_zone",
    "reference_date", "link_destroyed_on", "answers_kept_until", "local_sensitive",
    "form_number", "issuing_body", "approval_number",
)  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """Where the trial shows a part of the draft: the page to open, the question on it, and the copy held.

    ``why`` says why the part is not shown with the answers tried so far; empty where it is.
    """

    copy_id: int
    page: str
    question: str
    is_shown: bool
    why: Text


@dataclass(frozen=True)
class Run:
    """A test run: the link for colleagues, and how many began and submitted."""

    link: str
    begun: int
    submitted: int


def preview(
    store: Store,
    key: bytes,
    survey_id: int,
    account_id: int,
    *,
    language: str,
    at: datetime,
    question: str = "",
    page: str = "",
    anew: bool = False,
) -> Preview:
    """Bring the trial up to the draft and say where it shows a question or a page.

    The person's own trial answers move to it as they are; ``anew`` throws them away first.

    :raises Refusal: the survey is archived, or there is nothing to try yet.
    """
    prepared = _prepared(store, survey_id)
    with store.writing() as session:
        trial, version_id = _up_to_date(session, survey_id, prepared, at)
        copy = _own_copy(session, key, trial, account_id, at)
        response = _own_response(session, trial, copy, version_id, language, at, anew=anew)
        stored.drop_versions(session, trial.id, but=version_id)
        session.flush()
        interview = interview_of(store, session, trial, response, language)
        return _shown(interview, prepared, copy.id, question, page)


def test_run(store: Store, key: bytes, survey_id: int) -> Run | None:
    """The test run of a survey; None before it was opened."""
    with store.reading() as session:
        trial = stored.of(session, survey_id)
        found = stored.entrance(session, trial.id) if trial is not None else None
        if trial is None or found is None:
            return None
        counts = stored.counts(session, trial.id)
        return Run(secrets.link_of(key, found.nonce), sum(counts.values()), counts.get("submitted", 0))


def open_run(store: Store, key: bytes, survey_id: int, *, at: datetime) -> None:
    """Let colleagues try the draft as it stands by a link; whoever began stays with what they began with.

    :raises Refusal: the survey is archived, or there is nothing to try yet.
    """
    prepared = _prepared(store, survey_id)
    with store.writing() as session:
        trial, version_id = _up_to_date(session, survey_id, prepared, at)
        if stored.entrance(session, trial.id) is None:
            nonce = secrets.new_nonce()
            session.add(
                Entrance(
                    survey_id=trial.id,
                    stratum_id=stored.stratum_id(session, trial.id),
                    nonce=nonce,
                    link_digest=copies.digests(key, nonce)["link_digest"],
                    created_at=at,
                )
            )
        stored.drop_versions(session, trial.id, but=version_id)


def clear_run(store: Store, survey_id: int) -> int:
    """Throw away everything that was answered in the trial of a survey, archived or not; how many had begun."""
    with store.writing() as session:
        stored_surveys.locked(session, survey_id)
        trial = stored.of(session, survey_id)
        return stored.clear(session, trial.id) if trial is not None else 0


@dataclass(frozen=True)
class _Prepared:
    """The draft as the trial takes it, with the draft itself and the hash of the former."""

    draft: Questionnaire
    taken: Questionnaire
    digest: str


def _prepared(store: Store, survey_id: int) -> _Prepared:
    with store.reading() as session:
        drafted = drafts.at_present(store, session, survey_id)
        settings = stored_surveys.without_draft(session, survey_id).settings
        lists = _lists(session, survey_id, drafted.questionnaire)
    draft = drafted.questionnaire
    whole = runnable(with_lists(draft, lists) if lists else draft)
    try:
        taken = as_chosen(whole, settings)
    except Refusal as refusal:
        if refusal.code != "nothing_left":
            raise
        raise _nothing_yet() from refusal
    return _Prepared(draft, taken, version_hash(taken))


def _lists(session: Session, survey_id: int, questionnaire: Questionnaire) -> dict[str, Any]:
    try:
        return dict(from_frame(session, survey_id, questionnaire))
    except Refusal:  # units without a town are told before publishing
        return {}


def _nothing_yet() -> Refusal:
    return Refusal(
        "nothing_to_try",
        place="questionnaire",
        reason=Text(zh="问卷里还没有题，没有可以试填的", en="The questionnaire has no question to try yet"),
        remedy=Text(zh="请先加一道题", en="Add a question first"),
    )


def _up_to_date(session: Session, survey_id: int, prepared: _Prepared, at: datetime) -> tuple[Survey, int]:
    """The trial with what its survey says of itself, and its version, the draft as it stands."""
    survey = changeable(session, survey_id)
    if survey.trial_of is not None:
        raise AssertionError("a trial has no trial")
    columns = {name: getattr(survey, name) for name in TAKEN_OVER}
    trial = stored.of(session, survey_id)
    if trial is None:
        code = f"trial:{survey_id}"  # no survey that people make can have it
        more = {"settings": {}, "opens_at": at, "created_at": at, "trial_of": survey_id}
        trial = stored.add(session, code=code, **more, **columns)
    elif any(getattr(trial, name) != value for name, value in columns.items()):
        stored.change(session, trial.id, columns)
        session.expire(trial)
    current = stored_versions.current_named(session, trial.id)
    if current is not None and current[1] == prepared.digest:
        return trial, current[0]
    added = stored_versions.add(
        session,
        survey_id=trial.id,
        document=document_of(prepared.taken),
        digest=prepared.digest,
        published_at=at,
        published_by=None,
    )
    return trial, added.id


def _own_copy(session: Session, key: bytes, trial: Survey, account_id: int, at: datetime) -> Copy:
    """The copy on which a member of staff tries the draft, made the first time."""
    told = f"trial {trial.id}:{account_id}".encode()
    nonce = hmac.new(key, told, hashlib.sha256).hexdigest()[:NONCE_LENGTH]
    digests = copies.digests(key, nonce)
    known = entries.by_link(session, digests["link_digest"])
    if known is not None:
        return entries.locked(session, known.id)
    columns: dict[str, Any] = {
        "survey_id": trial.id,
        "serial": serial_of(number_after(stored_copies.last_serial(session, trial.id))),
        "stratum_id": stored.stratum_id(session, trial.id),
        "nonce": nonce,
        "issued_at": at,
        **digests,
    }
    return entries.add_copy(session, **columns)


def _own_response(
    session: Session,
    trial: Survey,
    copy: Copy,
    version_id: int,
    language: str,
    at: datetime,
    *,
    anew: bool,
) -> Response:
    """The person's trial answers on this version: as they were, also after they were submitted."""
    former = responses.locked_by_token(session, copy.response_token) if copy.response_token else None
    if former is not None and former.outcome == "opened" and not anew:
        if (former.version_id, former.language) != (version_id, language):
            responses.change(session, former.id, version_id=version_id, language=language)
            session.refresh(former)
        return former
    answers = dict(former.answers) if former is not None and not anew else {}
    if former is not None:
        stored.drop_response(session, former.token)
        session.expire_all()
    response = Response(
        token=secrets.new_token(),
        survey_id=trial.id,
        version_id=version_id,
        stratum=stored.STRATUM,
        mode="phone",
        language=language,
        seed=randbelow(SEEDS),
        answers=answers,
        confirmed=[],
        timings={},
        outcome="opened",
        started_at=at,
        saved_at=at,
    )
    save = {"key": secrets.new_token(), "changes": {}, "mode": "phone", "at": at}
    responses.begin(session, response, save)
    entries.change(session, copy.id, "opened", response_token=response.token, opened_at=at)
    return response


def _shown(interview: Interview, prepared: _Prepared, copy_id: int, question: str, page: str) -> Preview:
    """Where a part is shown; where it is not, the last page shown before the place where it stands."""
    wanted = next(
        (one.name for one in prepared.draft.pages if any(asked.name == question for asked in one.questions)),
        page,
    )
    path = [one.name for one in interview.path]
    order = [one.name for one in prepared.draft.pages]
    place = order.index(wanted) if wanted in order else 0
    before = [name for name in path if name in order and order.index(name) <= place]
    nearest = before[-1] if before else path[0] if path else interview.questionnaire.pages[0].name
    is_shown = interview.shown(question) if question else wanted in path
    why = Text() if is_shown else hiding.why_hidden(interview, prepared.draft, wanted, question)
    return Preview(copy_id, nearest, question if is_shown and nearest == wanted else "", is_shown, why)
