"""The log of events: who did what, when. It never holds an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from survey.store import events as stored_events
from survey.store.engine import Session
from survey.store.tables import Survey


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, a respondent, or the platform itself."""

    kind: str
    account_id: int | None = None


RESPONDENT = Actor("respondent")
SYSTEM = Actor("system")


def staff(account_id: int) -> Actor:
    """The actor of an account."""
    return Actor("staff", account_id)


def log(
    session: Session,
    actor: Actor,
    action: str,
    *,
    at: datetime,
    survey_id: int | None = None,
    subject: tuple[str, object] = ("", ""),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one event in the running transaction.

    ``subject`` is the kind and the identity of what was acted upon, such as
    ``("copy", "00000017")``.
    """
    stored_events.add(
        session,
        survey_id=survey_id,
        at=at,
        actor=actor.kind,
        account_id=actor.account_id,
        action=action,
        object_kind=subject[0],
        object_id=str(subject[1]),
        detail=dict(detail) if detail is not None else None,
    )


def log_survey(
    session: Session,
    actor: Actor,
    action: str,
    at: datetime,
    survey: Survey,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write an event about a whole survey in the running transaction."""
    log(session, actor, action, at=at, survey_id=survey.id, subject=("survey", survey.code), detail=detail)
