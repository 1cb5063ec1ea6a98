"""The log of events, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from survey.store import accounts as stored_accounts
from survey.store import events as stored
from survey.store.engine import Store

PAGE = 100


@dataclass(frozen=True)
class Happening:
    """One event: ``who`` is the name of the account, empty where no member of staff acted."""

    number: int
    at: datetime
    actor: str
    who: str
    action: str
    kind: str
    subject: str
    detail: Mapping[str, Any]


def happenings(
    store: Store, survey_id: int | None, *, count: int = PAGE, before: int | None = None
) -> list[Happening]:
    """The newest events of a survey, newest first; ``before`` pages on by event number.

    With None for the survey, those of the platform: accounts and sessions.

    Where the event is about an account, ``subject`` is its name.
    """
    with store.reading() as session:
        rows = stored.newest(session, survey_id, count=count, before=before)
        about = {int(row.object_id) for row in rows if row.object_kind == "account"}
        actors = {row.account_id for row in rows if row.account_id is not None}
        names = stored_accounts.names(session, sorted(about | actors))
        return [
            Happening(
                row.id,
                row.at,
                row.actor,
                names.get(row.account_id or 0, ""),
                row.action,
                row.object_kind,
                names.get(int(row.object_id), "") if row.object_kind == "account" else row.object_id,
                row.detail or {},
            )
            for row in rows
        ]
