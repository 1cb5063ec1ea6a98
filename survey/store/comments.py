"""Reading and writing what is said about places of a draft."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from survey.store.tables import Account, DraftComment


def add(
    session: Session,
    survey_id: int,
    place: str,
    words: str,
    *,
    account_id: int,
    at: datetime,
    answers: int | None = None,
) -> int:
    """Add a comment and give its number."""
    comment = DraftComment(
        survey_id=survey_id, place=place, words=words, account_id=account_id, at=at, answers=answers
    )
    session.add(comment)
    session.flush()
    return comment.id


def get(session: Session, survey_id: int, comment_id: int) -> DraftComment | None:
    """A comment of a survey."""
    query = sa.select(DraftComment).where(DraftComment.survey_id == survey_id, DraftComment.id == comment_id)
    return session.scalars(query).first()


LONGEST_PLACE = 200
#: Behind the name of a part that is gone, before the step that it went with. No part's own name holds it.
ASIDE = "~"


def rename(session: Session, survey_id: int, part: str, to: str) -> None:
    """Move what is said about a part to the name that the part has now."""
    _move(session, survey_id, part, to)


def put_aside(session: Session, survey_id: int, part: str, step: int) -> None:
    """Keep what is said about a part from others that will have its name: it goes with a step."""
    _move(session, survey_id, part, f"{part}{ASIDE}{step}")


def bring_back(session: Session, survey_id: int, part: str, step: int) -> None:
    """Give a part what went with a step that is undone."""
    _move(session, survey_id, f"{part}{ASIDE}{step}", part)


def _move(session: Session, survey_id: int, place: str, to: str) -> None:
    """Move what is said about a part and about places in it."""
    here = DraftComment.survey_id == survey_id
    session.execute(sa.update(DraftComment).where(here, DraftComment.place == place).values(place=to))
    within = DraftComment.place.startswith(f"{place}/", autoescape=True)
    rest = sa.func.substr(DraftComment.place, len(place) + 1)
    moved = sa.func.substr(sa.literal(to) + rest, 1, LONGEST_PLACE)
    session.execute(sa.update(DraftComment).where(here, within).values(place=moved))


def listed(session: Session, survey_id: int) -> list[tuple[DraftComment, str, str | None]]:
    """The comments of a survey, oldest first, with the names of who wrote and who closed each."""
    closer = aliased(Account)
    query = (
        sa.select(DraftComment, Account.name, closer.name)
        .join(Account, Account.id == DraftComment.account_id)
        .outerjoin(closer, closer.id == DraftComment.closed_by)
        .where(DraftComment.survey_id == survey_id)
        .order_by(DraftComment.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]
