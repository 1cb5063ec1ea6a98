"""How a draft stands, for somebody who saw it at a revision: what differs, who is there, what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from survey.services.design import commenting, drafts, presence
from survey.services.design.approval import Approval, approval_of
from survey.services.design.commenting import Comment
from survey.services.design.drafts import Drafted
from survey.services.design.presence import Person
from survey.store import drafts as stored
from survey.store.engine import Session, Store


@dataclass(frozen=True)
class Standing:
    """A draft as it stands; ``parts`` holds what differs from what was seen, by name."""

    drafted: Drafted
    parts: Mapping[str, Any]
    people: Sequence[Person]
    comments: Sequence[Comment]
    approval: Approval
    can_undo: bool
    can_redo: bool
    is_news: bool


def standing(store: Store, survey_id: int, account_id: int, *, after: int | None, at: datetime) -> Standing:
    """The draft of a survey as it stands; ``after`` is the revision that was seen, None for none."""
    with store.reading() as session:
        drafted = drafts.at_present(store, session, survey_id)
        return Standing(
            drafted,
            _parts(session, survey_id, drafted, after),
            presence.people(session, survey_id, account_id, at),
            commenting.comments(session, survey_id, account_id),
            approval_of(store, session, survey_id),
            can_undo=stored.to_undo(session, survey_id, account_id) is not None,
            can_redo=stored.to_redo(session, survey_id, account_id) is not None,
            is_news=after != drafted.revision,
        )


def _parts(session: Session, survey_id: int, drafted: Drafted, after: int | None) -> dict[str, Any]:
    whole = drafts.parts_of(drafted.document)
    if after == drafted.revision:
        return {}
    if after is None or not 0 <= after < drafted.revision:
        return whole
    touched: set[str] = set()
    for parts in stored.parts_since(session, survey_id, after):
        if parts is None:
            return whole
        touched.update(parts)
    return {name: part for name, part in whole.items() if name in touched}
