"""What falls due by the clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from survey.server.clock import start_clock
from survey.services import copies, opening
from survey.store import Store
from survey.store.tables import Copy, Response
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import KEY, SYSTEM, answer, small_survey

pytestmark = only_sqlite
PATIENCE = 20


def outcome(store: Store) -> str | None:
    with store.reading() as session:
        return session.scalar(sa.select(Response.outcome))


def test_a_survey_whose_set_end_has_passed_is_closed_while_the_server_runs(
    store: Store, tmp_path: Path
) -> None:
    sample = small_survey(store)
    now = datetime.now(UTC)
    copies.issue(store, KEY, sample.id, [copies.Order("school", 1)], actor=SYSTEM, at=now)
    with store.reading() as session:
        nonce = session.scalars(sa.select(Copy.nonce)).one()
    answer(store, nonce, submit=False)
    opening.schedule(
        store, sample.id, now - timedelta(days=2), now - timedelta(hours=1), actor=SYSTEM, at=now
    )
    assert outcome(store) == "opened"
    ended = start_clock(store, tmp_path, every=0.05)
    until = time.monotonic() + PATIENCE
    while outcome(store) == "opened" and time.monotonic() < until:
        time.sleep(0.05)
    ended.set()
    assert outcome(store) == "partial"
