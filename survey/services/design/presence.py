"""Who is at work on a draft, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from survey.store import drafts as stored
from survey.store.engine import Session, Store

#: How long a person counts as there after they were seen; a hidden page asks every 15 s.
LINGERING = timedelta(seconds=40)
#: A person who stays where they are is noted anew this seldom: each note is a write.
NOTED_AGAIN = timedelta(seconds=12)
LONGEST_PLACE = 200


@dataclass(frozen=True)
class Person:
    """Somebody at work on a draft; ``is_self`` for whoever asks."""

    name: str
    place: str
    is_self: bool


def be_seen(store: Store, survey_id: int, account_id: int, place: str, *, at: datetime) -> None:
    """Note that a person is at a place of a draft."""
    place = place[:LONGEST_PLACE]
    with store.reading() as session:
        before = stored.seen(session, survey_id, account_id)
    if before is not None and before[0] == place and at - before[1] < NOTED_AGAIN:
        return
    with store.writing() as session:
        stored.note_seen(session, survey_id, account_id, place, at)


def people(session: Session, survey_id: int, account_id: int, at: datetime) -> list[Person]:
    """Who was seen in a draft just now, by name."""
    return [
        Person(name, place, found == account_id)
        for found, name, place in stored.people(session, survey_id, at - LINGERING)
    ]
