"""Mixed work for as long as one likes, and what the server's processes hold meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from survey.services import sessions
from survey.store import Store
from survey.store import accounts as stored_accounts
from survey.web.staff import COOKIE
from tests.load.answering import Answered
from tests.load.forms import read_action
from tests.load.installation import KEY, Ready
from tests.load.journey import WAYS, Journey, Trip
from tests.load.processes import Server
from tests.load.wire import Browser, Reply

RESPONDENTS = 4
#: Between two requests of a respondent, in seconds.
PAUSE = 0.1
#: Staff begin once so many answered.
FIRST_RECEIPTS = 6
SAMPLED_EVERY = 0.5
#: The filter was told a number, and meanwhile somebody submitted: the page asks again.
TOLD_AGAIN = 422
SUBMITTED = "outcome=submitted"

#: What staff look at, below the address of the survey.
LOOKED_AT = (
    "",
    "returns",
    "returns/days",
    "returns/ledger.csv",
    "returns/ledger.xlsx",
    "copies/list",
    "responses",
    f"responses?{SUBMITTED}",
    "responses?flag=any",
    "results",
    "weights",
    "breakdown?by=age5&by=sex",
    "breakdown?by=sex&by=education",
    "frequencies",
    "events",
)
# Pages that publish figures, and what they answer while there are too few responses for any.
PUBLISHED = frozenset({"results", "breakdown", "frequencies"})
TOO_FEW = 409


class SoakError(Exception):
    """Somebody met a page that nobody should meet."""


@dataclass(frozen=True)
class Sample:
    """What one worker held at a moment: its memory in bytes and its open files."""

    at: float
    pid: int
    memory: int
    files: int


@dataclass
class Soak:
    """Respondents and staff at work, and what was measured of the server."""

    server: Server
    ready: Ready
    answered: Sequence[Answered]
    token: str
    database: Path | None
    trips: list[Trip] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    largest_wal: int = 0
    done: Counter[str] = field(default_factory=Counter)
    stopping: bool = False

    async def run(self, seconds: float, rounds: int) -> None:
        """Go on for so long, and until staff have been round so often."""
        links = iter(self.ready.links)
        async with asyncio.TaskGroup() as group:
            for number in range(RESPONDENTS):
                group.create_task(self._answer(links, number))
            group.create_task(self._staff(time.monotonic() + seconds, rounds))
            group.create_task(self._sample())

    # Who works

    async def _answer(self, links: Iterator[str], number: int) -> None:
        way, random = list(WAYS)[number % len(WAYS)], Random(number)
        for link in links:
            browser = Browser(self.server.address, before=lambda: asyncio.sleep(PAUSE))
            journey = Journey(browser, self.ready, link, random.choice(self.answered))
            self.trips.append(journey.trip)
            try:
                await WAYS[way](journey)
            finally:
                browser.close()
            if self.stopping:
                return

    async def _staff(self, until: float, rounds: int) -> None:
        try:
            while sum(trip.done for trip in self.trips) < FIRST_RECEIPTS:
                await asyncio.sleep(PAUSE)
            for number in itertools.count(1):
                # Each time over a connection of its own, so that every worker has its turn.
                desk = Desk(self.server.address, self.ready.code, self.token)
                try:
                    await desk.round()
                finally:
                    desk.close()
                self.done += desk.done
                if number >= rounds and time.monotonic() > until:
                    return
        finally:
            self.stopping = True

    # What is measured

    async def _sample(self) -> None:
        while not self.stopping:
            for pid in self.server.workers():
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    self.samples.append(Sample(time.monotonic(), pid, _memory(pid), _files(pid)))
            if self.database is not None:
                wal = self.database.with_name(self.database.name + "-wal")
                self.largest_wal = max(self.largest_wal, wal.stat().st_size if wal.exists() else 0)
            await asyncio.sleep(SAMPLED_EVERY)

    @property
    def workers(self) -> set[int]:
        """Every worker that was ever seen."""
        return {sample.pid for sample in self.samples}

    def growth(self, of: Callable[[Sample], int]) -> float:
        """By how much the median rose from the third quarter of the time to the last, in the worst worker."""
        first, last = self.samples[0].at, self.samples[-1].at
        half, late = first + (last - first) / 2, first + (last - first) * 3 / 4
        found = []
        for pid in self.workers:
            own = [sample for sample in self.samples if sample.pid == pid]
            before = [of(sample) for sample in own if half <= sample.at < late]
            after = [of(sample) for sample in own if sample.at >= late]
            found.append(statistics.median(after) - statistics.median(before))
        return max(found)

    @property
    def most_memory(self) -> int:
        """The most memory any worker had."""
        return max(sample.memory for sample in self.samples)

    @property
    def most_files(self) -> int:
        """The most files any worker had open."""
        return max(sample.files for sample in self.samples)


class Desk:
    """A member of staff with a survey open."""

    def __init__(self, address: str, code: str, token: str) -> None:
        self._browser = Browser(address)
        self._browser.cookies[COOKIE] = token
        self._survey = f"/staff/{code}/"
        self.done: Counter[str] = Counter()

    async def round(self) -> None:
        """Flags, decisions, every page, chart and export; each export freezes the answers anew."""
        await self._press("responses", "responses/flags")
        await self._decide()
        for path in LOOKED_AT:
            page = await self._get(path)
            if path == "results" and "chart.svg" in page.text:
                await self._get("chart.svg" + _query_of(page.text, "chart.svg"))
                await self._get("table.xlsx" + _query_of(page.text, "table.xlsx"))
        await self._press("responses", "responses/export", form="xlsx")
        await self._press("responses", "responses/export", form="zip")
        await self._press("responses", "responses/texts")

    def close(self) -> None:
        """Go home."""
        self._browser.close()

    async def _decide(self) -> None:
        """Whatever was submitted is valid, until the number is the one that was told."""
        while True:
            page = await self._get(f"responses/decide?{SUBMITTED}")
            form = read_action(page.text, "responses/decide")
            if form is None:
                return
            reply = await self._browser.post(form.address, form.answered({"verdict": ["valid"]}), "staff")
            self.done[f"decide {reply.status}"] += 1
            if reply.status != TOLD_AGAIN:
                self._note("decide", reply)
                return

    async def _get(self, path: str) -> Reply:
        reply = await self._browser.get(self._survey + path, "staff")
        self._note(path, reply)
        return reply

    async def _press(self, page: str, action: str, **fields: str) -> None:
        form = read_action((await self._get(page)).text, action, **fields)
        if form is None:
            raise SoakError(f"{page} has no button for {action}")
        self._note(action, await self._browser.post(form.address, form.answered({}), "staff"))

    def _note(self, what: str, reply: Reply) -> None:
        page = what.partition("?")[0]
        if reply.status == TOO_FEW and page in PUBLISHED and not self.done[page]:
            return  # until ten responses are valid there is nothing that may be published
        self.done[page] += 1
        if reply.status >= 400:
            raise SoakError(f"{what}: {reply.status}\n{reply.text[:2000]}")


def _query_of(page: str, file: str) -> str:
    """The query with which a page links to a file; empty where it does not."""
    found = page.partition(f"/{file}?")[2].partition('"')[0]
    return "?" + found.replace("&amp;", "&") if found else ""


def sign_in(store: Store) -> str:
    """The token of a session of an administrator made for it."""
    at = datetime.now(UTC)
    with store.writing() as session:
        account = stored_accounts.add(
            session, login="soak", name="浸泡测试", is_administrator=True, created_at=at
        )
        assert account is not None
        return sessions.begin(session, KEY, account, at=at).token


def _memory(pid: int) -> int:
    """The memory of a process that is in use now."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def _files(pid: int) -> int:
    return sum(1 for _each in Path(f"/proc/{pid}/fd").iterdir())


__all__ = ["Desk", "Sample", "Soak", "SoakError", "sign_in"]
