"""A hundred phones that send byte by byte hold nobody up."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.store import migrate, open_store
from tests.load.answering import answer_all
from tests.load.apart import run_apart
from tests.load.installation import environment, open_survey
from tests.load.journey import WAYS, Journey
from tests.load.processes import free_port, serving
from tests.load.wire import Browser

SLOW = 100
OTHERS = 8
BODY = b"code=" + b"2" * 4000
#: What a slow phone may hear in the end: its form was looked at (and had no token), or it was too slow.
LOOKED_AT, TOO_SLOW = 400, 408


@dataclass
class Slow:
    """A connection over which a form is coming byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sent: int = 0

    async def dribble(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set() and not self.reader.at_eof():
            self.writer.write(BODY[self.sent : self.sent + 1])
            self.sent += 1
            await asyncio.sleep(0.1)

    async def finish(self) -> int:
        self.writer.write(BODY[self.sent :])
        line = await self.reader.readline()
        self.writer.close()
        return int(line.split()[1])


async def slow_phone(address: str) -> Slow:
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /receipt HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(BODY)}\r\n"
    writer.write(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
    return Slow(reader, writer)


async def answer_beside_slow_phones(address, ready, answered):
    stopping = asyncio.Event()
    slow = [await slow_phone(address) for _ in range(SLOW)]
    dribbling = [asyncio.create_task(phone.dribble(stopping)) for phone in slow]
    await asyncio.sleep(0.3)
    unanswered = [sum(not task.done() for task in dribbling)]

    async def other(number: int):
        browser = Browser(address)
        try:
            return await WAYS[list(WAYS)[number % 2]](Journey(browser, ready, ready.links[number], answered))
        finally:
            browser.close()

    async with asyncio.timeout(60):
        trips = await asyncio.gather(*(other(number) for number in range(OTHERS)))
    unanswered.append(sum(not task.done() for task in dribbling))
    stopping.set()
    await asyncio.gather(*dribbling)
    return trips, unanswered, [await phone.finish() for phone in slow]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hundred_slow_phones_do_not_stop_the_others(tmp_path: Path, database_url: str):
    migrate(database_url)
    store = open_store(database_url)
    ready = open_survey(store, "bench", OTHERS)
    store.close()
    answered = answer_all(ready.questionnaire, 1, ready.facts)
    with serving(environment(tmp_path, database_url, free_port()), tmp_path / "log") as server:
        trips, unanswered, heard = run_apart(answer_beside_slow_phones(server.address, ready, answered))
    assert all(trip.receipt for trip in trips)
    assert unanswered == [SLOW, SLOW]  # all were still sending while the others answered
    assert set(heard) <= {LOOKED_AT, TOO_SLOW}
    assert heard.count(LOOKED_AT) > 0
