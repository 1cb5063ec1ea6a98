"""Respondents on a real server: whole journeys, respondents who pause, and the floor beside them."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.databases import Database, database
from bench.floor import SIZE
from bench.load import Measured, journeys, measure, requests
from survey.store import open_store
from tests.load.answering import answer_all
from tests.load.installation import Ready, environment, open_survey
from tests.load.journey import WAYS
from tests.load.processes import Server, cost, free_port, serving

QUESTIONNAIRES = ("bench", "county_person")
#: What waits for the database; all other requests of a journey only read.
WRITES = frozenset({"page", "save", "submit"})
SEED = 20261121


@dataclass(frozen=True)
class Plan:
    """How much is measured. ``seconds`` is how long respondents keep beginning anew."""

    at_once: Sequence[int] = (1, 8, 32, 64)
    seconds: float = 10.0
    floor_seconds: float = 5.0
    pausing: int = 64
    pause: float = 1.0
    pausing_seconds: float = 30.0
    copies: int = 20_000
    different: int = 40


@dataclass(frozen=True)
class Floor:
    """The floor: seconds and CPU seconds of a constant page and of a durable insert at saturation."""

    page_seconds: float
    page_cpu: float
    insert_seconds: float
    insert_cpu: float

    def of(self, measured: Measured) -> tuple[float, float]:
        """Journeys a second and CPU seconds each, of a journey with as many requests that do nothing."""
        writes = sum(found["count"] for kind, found in measured.by_kind.items() if kind in WRITES)
        writes /= measured.completed
        reads = measured.requests - writes
        seconds = reads * self.page_seconds + writes * self.insert_seconds
        return 1 / seconds, reads * self.page_cpu + writes * self.insert_cpu


def run(
    names: Sequence[str], questionnaires: Sequence[str], ways: Sequence[str], plan: Plan
) -> Iterator[dict[str, Any]]:
    """Measure everything, one line of the table after another."""
    for name in names:
        for questionnaire in questionnaires:
            with tempfile.TemporaryDirectory(prefix="kewen-bench-") as folder:
                yield from _run_one(name, questionnaire, ways, plan, Path(folder))


def _run_one(
    name: str, questionnaire: str, ways: Sequence[str], plan: Plan, folder: Path
) -> Iterator[dict[str, Any]]:
    with database(name, folder) as kept:
        store = open_store(kept.url)
        ready = open_survey(store, questionnaire, plan.copies)
        store.close()
        answered = [answer_all(ready.questionnaire, seed, ready.facts) for seed in range(plan.different)]
        links = iter(ready.links)
        found: list[tuple[str, float, Measured]] = []
        with _server(folder, kept) as server:
            for way, respondents in itertools.product(ways, plan.at_once):
                trip = journeys(server.address, ready, answered, links, way, random=Random(SEED))
                measured = measure(trip, respondents, plan.seconds, lambda: _cost(server, kept))
                found.append((way, 0.0, measured))
            if plan.pausing:
                found += [
                    (way, plan.pause, _pausing(server, kept, ready, answered, links, way, plan))
                    for way in ways
                ]
        floor = _floor(folder, kept, plan, max(plan.at_once), _page_size(found))
    for way, pause, measured in found:
        per_second, cpu = floor.of(measured)
        yield {
            "database": name,
            "questionnaire": questionnaire,
            "way": way,
            "pause": pause,
            **measured.to_json(),
            "floor_per_second": round(per_second, 1),
            "floor_cpu": round(cpu, 4),
        }


def _pausing(
    server: Server,
    kept: Database,
    ready: Ready,
    answered: Sequence[Any],
    links: Iterator[str],
    way: str,
    plan: Plan,
) -> Measured:
    trip = journeys(server.address, ready, answered, links, way, plan.pause, Random(SEED))
    return measure(trip, plan.pausing, plan.pausing_seconds, lambda: _cost(server, kept))


@contextmanager
def _server(folder: Path, kept: Database, *command: str, **more: Any) -> Iterator[Server]:
    settings = environment(folder, kept.url, free_port(), **more)
    with serving(settings, folder / "log", command or ("-m", "survey", "serve")) as server:
        yield server


def _cost(server: Server, kept: Database) -> Any:
    return cost(server.pid, *kept.processes)


def _page_size(found: Sequence[tuple[str, float, Measured]]) -> int:
    """The mean size of a reply in the journeys without scripts, headers included."""
    pages = [measured for way, _pause, measured in found if way == "pages"] or [found[0][2]]
    return max(int(pages[0].kilobytes * 1024 / pages[0].requests), 100)


def _floor(folder: Path, kept: Database, plan: Plan, at_once: int, size: int) -> Floor:
    with _server(folder, kept, "-m", "bench.floor", **{SIZE: size}) as server:

        def one(method: str) -> Measured:
            trip = requests(
                server.address,
                lambda browser: (
                    browser.get("/page") if method == "GET" else browser.post("/insert", {"k": "v"})
                ),
            )
            return measure(trip, at_once, plan.floor_seconds, lambda: _cost(server, kept))

        page, insert = one("GET"), one("POST")
    return Floor(
        page_seconds=1 / (page.per_second * page.requests),
        page_cpu=page.cpu / page.requests,
        insert_seconds=1 / (insert.per_second * insert.requests),
        insert_cpu=insert.cpu / insert.requests,
    )


__all__ = ["QUESTIONNAIRES", "WAYS", "Floor", "Plan", "run"]
