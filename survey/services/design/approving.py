"""Approval of a draft: put forward, approved or returned with words; publishing may demand it.

What is approved is known by the hash that the published version would have, so that a
draft changed since is not published in its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import publication
from survey.services.events import Actor, log
from survey.services.surveys import changeable
from survey.store import approvals as stored
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import DraftApproval, Survey

LONGEST = 2000


@dataclass(frozen=True)
class Approval:
    """Where a draft stands: ``state`` is draft, submitted, approved, returned or published.

    ``is_demanded`` tells whether a version is only published once it was approved. What was
    put forward and changed since counts as a draft again; the words of who returned it stay.
    """

    state: str
    is_demanded: bool
    submitted_by: str = ""
    submitted_at: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    words: str = ""
    submitter: int | None = None


def approval_of(session: Session, survey_id: int, revision: int) -> Approval:
    """Where the draft of a survey stands in its life; ``revision`` is that of the draft."""
    survey = stored_surveys.without_draft(session, survey_id)
    row = stored.newest_named(session, survey_id)
    if row is None:
        return Approval(_unsubmitted(session, survey, revision), survey.needs_approval)
    found, submitter, decider = row
    if found.revision != revision and found.decision != "returned":
        return Approval(_unsubmitted(session, survey, revision), survey.needs_approval)
    return Approval(
        _state(session, survey, found, revision),
        survey.needs_approval,
        submitter,
        found.submitted_at,
        decider or "",
        found.decided_at,
        found.words,
        found.submitted_by,
    )


def history(session: Session, survey_id: int) -> list[Approval]:
    """Every draft that was put forward, newest first, each with what became of it."""
    survey = stored_surveys.without_draft(session, survey_id)
    return [
        Approval(
            row.decision or "submitted",
            survey.needs_approval,
            submitter,
            row.submitted_at,
            decider or "",
            row.decided_at,
            row.words,
            row.submitted_by,
        )
        for row, submitter, decider in stored.listed(session, survey_id)
    ]


def _state(session: Session, survey: Survey, found: DraftApproval, revision: int) -> str:
    if found.revision != revision or found.decision == "withdrawn":
        return _unsubmitted(session, survey, revision)
    if found.decision == "approved" and _unsubmitted(session, survey, revision) == "published":
        return "published"
    return found.decision or "submitted"


def _unsubmitted(session: Session, survey: Survey, revision: int) -> str:
    return "published" if stored_versions.last_revision(session, survey.id) == revision else "draft"


def submit(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Put the draft forward for approval, as it would be published.

    :raises Refusals: errors stand in it; or it is put forward already.
    """
    digest, revision = publication.checked(store, survey_id)
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if survey.draft_revision != revision:
            raise publication.changed_meanwhile(survey)
        last = stored.last(session, survey_id)
        if last is not None and last.hash == digest and last.decision in ("", "approved"):
            raise Refusal(
                "submitted_already",
                place=survey.code,
                reason=Text(zh="这份草稿已经送审", en="This draft was put forward already"),
                remedy=Text(zh="请等负责人审定", en="Wait for the survey's administrator to decide"),
            )
        if last is not None and not last.decision:
            last.decision, last.decided_at, last.decided_by = "withdrawn", at, actor.account_id
        stored.add(session, survey_id, digest, revision, submitted_by=actor.account_id or 0, submitted_at=at)
        _log(session, survey, actor, "questionnaire.submitted", at, digest)


def decide(store: Store, survey_id: int, *, approve: bool, words: str, actor: Actor, at: datetime) -> None:
    """Approve what was put forward last, or return it with words.

    :raises Refusal: nothing is put forward, it was changed since, it is one's own where approval
        is demanded, or it is returned without a word.
    """
    said = words.replace("\x00", "").strip()[:LONGEST]
    with store.writing() as session:
        survey = changeable(session, survey_id)
        last = stored.last(session, survey_id)
        if last is None or last.decision:
            raise _nothing(survey)
        if survey.draft_revision != last.revision and approve:
            raise publication.changed_meanwhile(survey)
        if approve and survey.needs_approval and last.submitted_by == actor.account_id:
            raise _own(survey)
        if not approve and not said:
            raise _wordless()
        last.decision = "approved" if approve else "returned"
        last.decided_at, last.decided_by, last.words = at, actor.account_id, said
        action = "questionnaire.approved" if approve else "questionnaire.returned"
        _log(session, survey, actor, action, at, last.hash)


def demand(store: Store, survey_id: int, *, demanded: bool, actor: Actor, at: datetime) -> None:
    """Say whether a version is only published once it was approved."""
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if survey.needs_approval == demanded:
            return
        survey.needs_approval = demanded
        log(
            session,
            actor,
            "questionnaire.approval_demanded" if demanded else "questionnaire.approval_not_demanded",
            at=at,
            survey_id=survey_id,
            subject=("survey", survey.code),
        )


def _log(session: Session, survey: Survey, actor: Actor, action: str, at: datetime, digest: str) -> None:
    log(
        session,
        actor,
        action,
        at=at,
        survey_id=survey.id,
        subject=("survey", survey.code),
        detail={"hash": digest},
    )


def _nothing(survey: Survey) -> Refusal:
    return Refusal(
        "nothing_submitted",
        place=survey.code,
        reason=Text(zh="没有等待审定的草稿", en="No draft waits for a decision"),
        remedy=Text(zh="请先由设计的人送审", en="A designer puts it forward first"),
    )


def _own(survey: Survey) -> Refusal:
    return Refusal(
        "own_draft",
        place=survey.code,
        reason=Text(
            zh="自己送审的草稿不能由自己批准", en="Nobody approves a draft that they put forward themselves"
        ),
        remedy=Text(
            zh="请由另一位调查负责人批准；只有一个人时，可在版本页关掉“发布要先批准”",
            en="Let another administrator of the survey do it; "
            "who works alone can switch off “approval before publishing” on the page of versions",
        ),
    )


def _wordless() -> Refusal:
    return Refusal(
        "words",
        place="words",
        reason=Text(zh="退回要写明原因", en="Say why it is returned"),
        remedy=Text(zh="请写几句话，让设计的人知道改什么", en="Write what has to be changed"),
    )
