"""Respondents under way on a database whose disk loses its power at random moments."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from survey.store import open_store
from tests.load.checking import check_store
from tests.load.installation import Ready
from tests.load.journey import Trip
from tests.load.killing import Fieldwork, wait_for_acknowledgements
from tests.load.power import Power
from tests.load.processes import Server

DATABASE = "kewen.sqlite3"
#: A cut comes within so many writes and syncs; a saved page takes some twenty.
MOST_WRITES = 60


@dataclass
class Cuts:
    """Cuts while respondents answer: real ones, after which everything starts anew, and looks.

    A look asks what a cut would leave at that moment, without one. Whatever was acknowledged
    by then has to be in it; ``faults`` says what was not. After a cut every respondent is
    checked, after a look those who have gone on since the last one.
    """

    power: Power
    server: Server
    ready: Ready
    random: Random
    faults: list[str] = field(default_factory=list)
    cuts: int = 0
    looks: int = 0
    _checked: dict[str, int] = field(default_factory=dict)

    async def run(self, fieldwork: Fieldwork, cuts: int, looks: int) -> None:
        """So many cuts, each after so many looks."""
        try:
            for _cut in range(cuts):
                for _look in range(looks):
                    await wait_for_acknowledgements(fieldwork, self.random, self.server)
                    trips = [_as_now(trip) for trip in fieldwork.trips]
                    image = await asyncio.to_thread(self.power.look)
                    await asyncio.to_thread(self._check, image, self._gone_on(trips), "look")
                    shutil.rmtree(image)
                    self.looks += 1
                await self._cut(fieldwork)
        finally:
            fieldwork.stopping = True

    async def _cut(self, fieldwork: Fieldwork) -> None:
        await wait_for_acknowledgements(fieldwork, self.random, self.server)
        image = self.power.cut_at(self.random.randint(1, MOST_WRITES))
        await asyncio.to_thread(self.power.wait)
        # What still answers now can only tell what was safe before; its words count.
        await asyncio.sleep(self.random.random() * 0.1)
        await asyncio.to_thread(self.server.kill_all)
        trips = [_as_now(trip) for trip in fieldwork.trips]
        await asyncio.to_thread(self.power.off)
        checked = image.with_name(f"{image.name}-checked")
        shutil.copytree(image, checked)
        await asyncio.to_thread(self._check, checked, trips, "cut")
        shutil.rmtree(checked)
        await asyncio.to_thread(self.power.on, image)
        await asyncio.to_thread(self.server.start)
        shutil.rmtree(image)
        self.cuts += 1

    def _check(self, image: Path, trips: Sequence[Trip], kind: str) -> None:
        store = open_store(f"sqlite:///{image / DATABASE}")
        try:
            found = check_store(store, self.ready, trips)
        finally:
            store.close()
        self.faults += (f"{kind} {self.cuts}.{self.looks}: {fault}" for fault in found)

    def _gone_on(self, trips: Sequence[Trip]) -> list[Trip]:
        """The trips in which something was acknowledged since they were last asked for."""
        found = []
        for trip in trips:
            acknowledged = len(trip.acknowledged) + bool(trip.receipt)
            if acknowledged > self._checked.get(trip.link, 0):
                self._checked[trip.link] = acknowledged
                found.append(trip)
        return found


def _as_now(trip: Trip) -> Trip:
    """A trip as far as it has come."""
    return Trip(trip.link, list(trip.acknowledged), trip.receipt, trip.submit_key)


async def cut_under_load(fieldwork: Fieldwork, cuts: Cuts, count: int, looks: int) -> None:
    """Both at once, until the cuts are done and every respondent has a receipt."""
    async with asyncio.TaskGroup() as group:
        group.create_task(fieldwork.run())
        group.create_task(cuts.run(fieldwork, count, looks))
