"""Reading and writing drafts: the questionnaire as it stands, its steps, and who works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.store.tables import Account, DraftChange, DraftPresence, Survey


def revision(session: Session, survey_id: int) -> int:
    """The revision of a survey's draft; 0 before the first step."""
    return session.scalars(sa.select(Survey.draft_revision).where(Survey.id == survey_id)).one()


def present(session: Session, survey_id: int) -> tuple[int, dict[str, Any] | None]:
    """The revision of a survey's draft and its document (None before one is chosen)."""
    query = sa.select(Survey.draft_revision, Survey.draft).where(Survey.id == survey_id)
    row = session.execute(query).one()
    return row[0], row[1]


def called(session: Session, survey_id: int) -> tuple[str, dict[str, str]]:
    """The code of a survey and its title by language."""
    row = session.execute(sa.select(Survey.code, Survey.title).where(Survey.id == survey_id)).one()
    return row[0], row[1]


def add_step(
    session: Session, survey_id: int, step: int, changes: Sequence[Mapping[str, Any]], **shared: Any
) -> None:
    """Add the changes of one step, in their order; ``shared`` are columns that all of them have."""
    last = session.scalar(
        sa.select(sa.func.max(DraftChange.number)).where(DraftChange.survey_id == survey_id)
    )
    rows = [
        {"survey_id": survey_id, "number": number, "step": step, **shared, **change}
        for number, change in enumerate(changes, start=(last or 0) + 1)
    ]
    session.execute(sa.insert(DraftChange), rows)


def parts_since(session: Session, survey_id: int, step: int) -> list[list[str] | None]:
    """What each change after a step touched; None stands for everything."""
    query = sa.select(DraftChange.parts).where(DraftChange.survey_id == survey_id, DraftChange.step > step)
    return list(session.scalars(query))


def has_key(session: Session, survey_id: int, key: str) -> bool:
    """Whether a request with this key made a step already."""
    query = sa.select(DraftChange.id).where(DraftChange.survey_id == survey_id, DraftChange.key == key)
    return session.scalars(query.limit(1)).first() is not None


def step_changes(session: Session, survey_id: int, step: int) -> Sequence[DraftChange]:
    """The changes of a step, in their order."""
    query = sa.select(DraftChange).where(DraftChange.survey_id == survey_id, DraftChange.step == step)
    return session.scalars(query.order_by(DraftChange.number)).all()


def to_undo(session: Session, survey_id: int, account_id: int) -> int | None:
    """The step that a person made last and that stands; None where there is none."""
    query = _own(survey_id, account_id, DraftChange.step).where(DraftChange.undone_by.is_(None))
    return session.scalars(query.order_by(DraftChange.step.desc()).limit(1)).first()


def to_redo(session: Session, survey_id: int, account_id: int) -> int | None:
    """The step that a person undid last and made nothing new since; None where there is none."""
    newest = session.scalar(_own(survey_id, account_id, sa.func.max(DraftChange.step)))
    query = _own(survey_id, account_id, DraftChange.step).where(DraftChange.undone_by > (newest or 0))
    return session.scalars(query.order_by(DraftChange.undone_by.desc()).limit(1)).first()


def _own(survey_id: int, account_id: int, column: Any) -> sa.Select[Any]:
    """Steps that a person made, those apart that only undo or redo another."""
    return sa.select(column).where(
        DraftChange.survey_id == survey_id,
        DraftChange.account_id == account_id,
        DraftChange.undoes.is_(None),
    )


def was_replaced_after(session: Session, survey_id: int, step: int) -> bool:
    """Whether the whole questionnaire was replaced after a step, and that stands."""
    query = _standing_after(survey_id, step).where(DraftChange.parts.is_(None))
    return session.scalars(query).first() is not None


def was_changed_after(session: Session, survey_id: int, step: int) -> bool:
    """Whether anybody changed anything after a step, and that stands."""
    return session.scalars(_standing_after(survey_id, step)).first() is not None


def _standing_after(survey_id: int, step: int) -> sa.Select[Any]:
    return (
        sa.select(DraftChange.id)
        .where(
            DraftChange.survey_id == survey_id,
            DraftChange.step > step,
            DraftChange.undone_by.is_(None),
            DraftChange.undoes.is_(None),
        )
        .limit(1)
    )


def mark_undone(session: Session, survey_id: int, step: int, by: int | None) -> None:
    """Note by which step another was undone; None where it stands again."""
    session.execute(
        sa.update(DraftChange)
        .where(DraftChange.survey_id == survey_id, DraftChange.step == step)
        .values(undone_by=by)
    )


def last_step_of(session: Session, survey_id: int, account_id: int | None) -> datetime | None:
    """When a person changed the draft last."""
    query = sa.select(sa.func.max(DraftChange.at)).where(
        DraftChange.survey_id == survey_id, DraftChange.account_id == account_id
    )
    return session.scalar(query)


def seen(session: Session, survey_id: int, account_id: int) -> tuple[str, datetime] | None:
    """Where a person was seen in a draft last, and when."""
    row = session.get(DraftPresence, (survey_id, account_id))
    return None if row is None else (row.place, row.seen_at)


def note_seen(session: Session, survey_id: int, account_id: int, place: str, at: datetime) -> None:
    """Note where in a draft a person is."""
    session.merge(DraftPresence(survey_id=survey_id, account_id=account_id, place=place, seen_at=at))


def people(session: Session, survey_id: int, since: datetime) -> list[tuple[int, str, str]]:
    """Who was seen in a draft since a moment: account, name and place, by name."""
    query = (
        sa.select(DraftPresence.account_id, Account.name, DraftPresence.place)
        .join(Account, Account.id == DraftPresence.account_id)
        .where(DraftPresence.survey_id == survey_id, DraftPresence.seen_at >= since)
        .order_by(Account.name, DraftPresence.account_id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]
