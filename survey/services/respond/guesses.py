"""Wrong guesses of codes: counted and slowed, never locked out.

A right code is never asked about: a whole hospital shares one address, and one person who
mistypes must not keep out the others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from survey.services.secrets import digest
from survey.store import attempts
from survey.store.engine import Store

WINDOW = timedelta(minutes=15)
FREE = 5
STEP_SECONDS = 0.25
LONGEST_SECONDS = 2.0
MOST_KEPT = FREE + round(LONGEST_SECONDS / STEP_SECONDS)


def note_wrong_guess(store: Store, key: bytes, address: str, kind: str, at: datetime) -> float:
    """Count a wrong guess of ``kind`` from an address; gives the seconds its answer should wait.

    Only a keyed digest of the address is kept, and of no more guesses than it takes to reach
    the longest wait. The first five in a quarter of an hour are free; then the wait grows
    by a quarter of a second each, up to two seconds.
    """
    source = digest(key, "address", address)
    with store.writing() as session:
        attempts.forget_before(session, kind, at - WINDOW)
        count = len(attempts.since(session, source, kind, at - WINDOW)) + 1
        if count <= MOST_KEPT:
            attempts.add(session, source, kind, at)
    return min(max(0, count - FREE) * STEP_SECONDS, LONGEST_SECONDS)
