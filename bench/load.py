"""Many respondents at once against a real server: how fast, how slow at worst, at what cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

import uvloop

from tests.load.answering import Answered
from tests.load.installation import Ready
from tests.load.journey import WAYS, Journey
from tests.load.processes import Cost
from tests.load.wire import Browser, Timings


@dataclass(frozen=True)
class Measured:
    """What a number of respondents at once came to. Milliseconds are per request.

    ``cpu`` are CPU seconds of the server (database included) for each completed response,
    ``generator_cpu`` those of the load generator, which shares the cores. ``memory`` is the
    peak in MB summed over the server's processes, an upper bound.
    """

    respondents: int
    completed: int
    seconds: float
    per_second: float
    p50: float
    p95: float
    p99: float
    worst: float
    cpu: float
    generator_cpu: float
    memory: float
    requests: float
    kilobytes: float
    by_kind: dict[str, dict[str, float]]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


Trips = Callable[[Timings], Coroutine[Any, Any, None]]


def journeys(
    address: str,
    ready: Ready,
    answered: Sequence[Answered],
    links: Iterator[str],
    way: str,
    pause: float = 0.0,
    random: Random | None = None,
) -> Trips:
    """One respondent's way through a copy, as :func:`measure` repeats it.

    With ``pause`` a person waits before each request, a second on average being 0.5 to 1.5.
    """
    chosen = random or Random(1)

    async def wait() -> None:
        await asyncio.sleep(pause * (0.5 + chosen.random()))

    async def one(timings: Timings) -> None:
        browser = Browser(address, timings, wait if pause else None)
        try:
            await WAYS[way](Journey(browser, ready, next(links), chosen.choice(answered)))
        finally:
            browser.close()

    return one


def requests(address: str, send: Callable[[Browser], Coroutine[Any, Any, Any]], count: int = 200) -> Trips:
    """So many equal requests over one connection, for the floors."""

    async def one(timings: Timings) -> None:
        browser = Browser(address, timings)
        try:
            for _each in range(count):
                reply = await send(browser)
                assert reply.status in {200, 303}, reply.status
        finally:
            browser.close()

    return one


def measure(trip: Trips, respondents: int, seconds: float, cost: Callable[[], Cost]) -> Measured:
    """Keep so many respondents under way for so many seconds, and let each finish what it has begun."""
    timings = Timings()
    before, own, started = cost(), time.process_time(), time.perf_counter()
    completed = uvloop.run(_run(trip, respondents, seconds, timings))
    elapsed = time.perf_counter() - started
    used, own = cost().since(before), time.process_time() - own
    everything = sorted(timings.all)
    return Measured(
        respondents=respondents,
        completed=completed,
        seconds=round(elapsed, 2),
        per_second=round(completed / elapsed, 2),
        p50=milliseconds(everything, 0.5),
        p95=milliseconds(everything, 0.95),
        p99=milliseconds(everything, 0.99),
        worst=milliseconds(everything, 1.0),
        cpu=round(used.seconds / completed, 4),
        generator_cpu=round(own / completed, 4),
        memory=round(used.memory / 2**20),
        requests=round(len(everything) / completed, 1),
        kilobytes=round(timings.bytes / completed / 1024, 1),
        by_kind={
            kind: {"count": len(found), "p50": milliseconds(found, 0.5), "p99": milliseconds(found, 0.99)}
            for kind, each in timings.seconds.items()
            for found in [sorted(each)]
        },
    )


async def _run(trip: Trips, respondents: int, seconds: float, timings: Timings) -> int:
    deadline = time.perf_counter() + seconds

    async def one_after_another() -> int:
        completed = 0
        while not completed or time.perf_counter() < deadline:
            await trip(timings)
            completed += 1
        return completed

    return sum(await asyncio.gather(*(one_after_another() for _each in range(respondents))))


def milliseconds(ordered: Sequence[float], part: float) -> float:
    """A percentile of ordered seconds, in milliseconds: the smallest value that ``part`` do not exceed."""
    place = max(int(-(-part * len(ordered) // 1)) - 1, 0)
    return round(ordered[place] * 1000, 1)
