"""Parent and workers learn at once when the other is killed."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.server.processes import HUNG_SECONDS
from tests.load.installation import environment
from tests.load.processes import Server, free_port, serving

WORKERS = 2


@pytest.fixture
def server(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'kewen.sqlite3'}"
    with serving(environment(tmp_path, url, free_port(), WORKERS=WORKERS), tmp_path / "log") as running:
        yield running


def seconds_until(condition: Callable[[], bool]) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < HUNG_SECONDS, "nobody noticed"
        time.sleep(0.02)
    return time.monotonic() - started


def replaced(server: Server, killed: set[int]) -> bool:
    workers = set(server.workers())
    return len(workers) == WORKERS and not workers & killed


def test_workers_killed_while_they_start_are_replaced_long_before_they_count_as_hung(server: Server):
    killed: set[int] = set()
    for _round in range(3):
        # The new workers have not answered their parent yet when they are killed in turn.
        seconds_until(lambda: replaced(server, killed))
        fresh = server.workers()
        server.kill(*fresh)
        killed.update(fresh)
    assert seconds_until(lambda: replaced(server, killed)) < HUNG_SECONDS / 2
    assert seconds_until(server.is_served) < HUNG_SECONDS / 2


def test_workers_end_when_their_parent_is_killed_so_that_the_port_is_free(server: Server):
    seconds_until(lambda: len(server.workers()) == WORKERS)
    seconds_until(server.is_served)
    server.kill(server.pid)
    assert seconds_until(lambda: not set(server.group()) - {server.pid}) < HUNG_SECONDS / 2
    server.kill_all()  # only takes note of the parent's end
    server.start()
    assert server.is_served()
