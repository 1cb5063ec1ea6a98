"""Hours of mixed work, in small: nothing grows, nothing fails.

KEWEN_SOAK_MINUTES soaks for longer than `make prove` does, over night for instance.
"""

import json
import os
import time
from pathlib import Path

import pytest

from survey.store import migrate, open_store
from tests.fixtures.counts import Count, Tell
from tests.load.answering import answer_all
from tests.load.apart import run_apart
from tests.load.checking import check_receipts, check_store
from tests.load.installation import environment, open_survey
from tests.load.processes import free_port, serving
from tests.load.soaking import Soak, sign_in

MEGABYTE = 2**20
WORKERS = 2
COPIES_PER_SECOND = 4
MOST_FILES = 100
LARGEST_WAL = 32 * MEGABYTE


@pytest.mark.prove
def test_mixed_work_lets_nothing_grow_and_nothing_fail(
    tmp_path: Path, database_url: str, count: Count, tell: Tell
):
    is_sqlite = database_url.startswith("sqlite")
    seconds = float(os.environ.get("KEWEN_SOAK_MINUTES", "0")) * 60 or count(5, 300 if is_sqlite else 120)
    # In a short run the workers are still loading what each of them needs once.
    rounds, most_growth = count(2, 8), count(120, 24) * MEGABYTE
    migrate(database_url)
    store = open_store(database_url)
    ready = open_survey(store, "county_person", 100 + round(COPIES_PER_SECOND * seconds))
    token = sign_in(store)
    answered = [answer_all(ready.questionnaire, seed, ready.facts) for seed in range(12)]
    started, log = time.monotonic(), tmp_path / "log"
    with serving(environment(tmp_path, database_url, free_port(), WORKERS=WORKERS), log) as server:
        database = Path(database_url.removeprefix("sqlite:///")) if is_sqlite else None
        soak = Soak(server, ready, answered, token, database)
        run_apart(soak.run(seconds, rounds))
        receipts = run_apart(check_receipts(server.address, soak.trips[:50]))
        said = log.read_text("utf-8")
    faults = [*check_store(store, ready, soak.trips), *receipts]
    store.close()
    growth = soak.growth(lambda sample: sample.memory)
    tell(
        receipts=sum(bool(trip.receipt) for trip in soak.trips),
        staff_requests=soak.done.total(),
        growth_in_MB=growth / MEGABYTE,
        memory_in_MB=soak.most_memory / MEGABYTE,
        files=soak.most_files,
        WAL_in_MB=soak.largest_wal / MEGABYTE,
        seconds=time.monotonic() - started,
    )
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert not faults, "\n".join(faults)
    assert [line for line in lines if line["level"] != "info" or line.get("status", 200) >= 500] == []
    assert "locked" not in said
    assert all(trip.done for trip in soak.trips)
    assert len(soak.workers) == WORKERS, "a worker was replaced"
    assert soak.most_files < MOST_FILES
    assert soak.growth(lambda sample: sample.files) < 10
    assert soak.largest_wal < LARGEST_WAL
    assert growth < most_growth
