"""``kill -9`` of any process at any moment under load loses nothing that was acknowledged."""

import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from survey.store import migrate, open_store
from tests.fixtures.counts import Count, Tell
from tests.load.answering import answer_all
from tests.load.apart import run_apart
from tests.load.checking import check_receipts, check_store
from tests.load.installation import environment, open_survey
from tests.load.killing import Fieldwork, Killer, OwnPostgres, kill_under_load
from tests.load.processes import free_port, serving

SEED = 20261121


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    folder = Path(tempfile.gettempdir()) / f"kewen-killed-{uuid.uuid4().hex[:8]}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns where there is no XDG_RUNTIME_DIR
        postgres = OwnPostgres(folder)
    yield postgres
    postgres.close()


def kill_and_check(tmp_path: Path, url: str, kills: int, tell: Tell, more=()) -> None:
    started, random = time.monotonic(), Random(SEED)
    migrate(url)
    store = open_store(url)
    ready = open_survey(store, "bench", 200 + 20 * kills)
    store.close()
    answered = [answer_all(ready.questionnaire, seed, ready.facts) for seed in range(12)]
    with serving(environment(tmp_path, url, free_port()), tmp_path / "log") as server:
        fieldwork = Fieldwork(server.address, ready, answered, random)
        killer = Killer(server, random, more)
        run_apart(kill_under_load(fieldwork, killer, kills))
        receipts = run_apart(check_receipts(server.address, fieldwork.trips))
    store = open_store(url)
    faults = [*check_store(store, ready, fieldwork.trips), *receipts]
    store.close()
    done = dict(killer.done)
    tell(
        kills=done,
        acknowledged=fieldwork.acknowledged,
        receipts=sum(bool(trip.receipt) for trip in fieldwork.trips),
        sent_again=sum(trip.repeats for trip in fieldwork.trips),
        faults=len(faults),
        seconds=time.monotonic() - started,
    )
    assert not faults, "\n".join(faults)
    assert sum(done.values()) == kills
    assert all(trip.done for trip in fieldwork.trips)
    assert any(trip.repeats for trip in fieldwork.trips)


@pytest.mark.prove
def test_what_was_acknowledged_survives_kills_on_sqlite(tmp_path: Path, count: Count, tell: Tell):
    kill_and_check(tmp_path, f"sqlite:///{tmp_path / 'kewen.sqlite3'}", count(8, 300), tell)


@pytest.mark.prove
def test_what_was_acknowledged_survives_kills_on_postgresql(
    tmp_path: Path, own_postgres: OwnPostgres, count: Count, tell: Tell
):
    random = Random(SEED)
    more = (
        ("a backend", lambda: own_postgres.kill_backend(random)),
        ("the postmaster", own_postgres.kill_postmaster),
    )
    kill_and_check(tmp_path, own_postgres.url(), count(10, 300), tell, more)
