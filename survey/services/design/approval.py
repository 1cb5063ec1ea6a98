"""Where a draft stands on its way to a version, known by the hash that version would have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey.services import publication
from survey.services.design import drafts
from survey.services.memory import Memory
from survey.store import approvals as stored
from survey.store import events as stored_events
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import DraftApproval, Survey

_digests: Memory[tuple[int, int, int, int], str] = Memory(64)


@dataclass(frozen=True)
class Approval:
    """Where a draft stands: ``state`` is draft, submitted, approved, returned or published.

    ``is_demanded`` tells whether a version is only published once it was approved. ``number`` is
    that of what was put forward, which a decision names. What was put forward and changed since
    counts as a draft again, ``is_overtaken`` then; the words of who returned it stay. ``is_waiting``
    tells whether a decision is still to come on what was put forward last, changed since or not.
    """

    state: str
    is_demanded: bool
    submitted_by: str = ""
    submitted_at: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    words: str = ""
    submitter: int | None = None
    number: int | None = None
    is_overtaken: bool = False
    is_waiting: bool = False

    @property
    def may_be_published(self) -> bool:
        """Whether approval does not stand in the way of publishing."""
        return not self.is_demanded or self.state == "approved"


def approval_of(store: Store, session: Session, survey_id: int) -> Approval:
    """Where the draft of a survey stands in its life, known by the hash of what would be published now."""
    survey = stored_surveys.without_draft(session, survey_id)
    last = stored.newest_named(session, survey_id)
    current = stored_versions.current_named(session, survey_id)
    if last is None and current is None:
        return Approval("draft", survey.needs_approval)
    digest = present_digest(store, session, survey)
    found = stored.newest_named(session, survey_id, digest) if digest is not None else None
    is_published = current is not None and current[1] == digest
    if found is not None and stands(found[0], survey):
        return _told(survey, "published" if is_published else found[0].decision or "submitted", found)
    if is_published or last is None:
        return Approval("published" if is_published else "draft", survey.needs_approval)
    if last[0].decision == "returned":
        return _told(survey, "draft", last)
    is_open = last[0].decision in ("", "approved") and (current is None or current[1] != last[0].hash)
    is_overtaken = is_open and last[0].hash != digest
    is_waiting = last[0].decision == ""
    return Approval("draft", survey.needs_approval, is_overtaken=is_overtaken, is_waiting=is_waiting)


def _told(survey: Survey, state: str, row: tuple[DraftApproval, str, str | None]) -> Approval:
    found, submitter, decider = row
    return Approval(
        state,
        survey.needs_approval,
        submitter,
        found.submitted_at,
        decider or "",
        found.decided_at,
        found.words,
        found.submitted_by,
        found.id,
        is_waiting=found.decision == "",
    )


def stands(found: DraftApproval, survey: Survey) -> bool:
    """Whether what was put forward, or decided, still counts."""
    if found.decision == "approved":
        return not survey.needs_approval or found.decided_by != found.submitted_by
    return found.decision != "withdrawn"


def present_digest(store: Store, session: Session, survey: Survey) -> str | None:
    """The hash of what would be published now, None where nothing can be.

    It is worked out once while neither draft nor survey changed.
    """
    last_event = stored_events.last_number(session, survey.id)
    drafted = drafts.at_present(store, session, survey.id)
    if not drafted.is_begun:
        return None
    key = (store.number, survey.id, drafted.revision, last_event)
    return (
        _digests.get(key, lambda: publication.digest_of(session, survey.id, drafted.questionnaire) or "")
        or None
    )


def history(session: Session, survey_id: int) -> list[Approval]:
    """Every draft that was put forward, newest first, each with what became of it."""
    survey = stored_surveys.without_draft(session, survey_id)
    return [_told(survey, row[0].decision or "submitted", row) for row in stored.listed(session, survey_id)]
