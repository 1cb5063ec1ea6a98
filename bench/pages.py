"""How many bytes and requests a respondent's pages are, as the wire carries them."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Any

from survey.store import migrate, open_store
from tests.load.answering import answer_all
from tests.load.installation import Ready, environment, open_survey
from tests.load.journey import Journey
from tests.load.processes import free_port, serving
from tests.load.wire import Browser, Reply

ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+)"')


class Weighing(Journey):
    """A journey that weighs every page it is shown."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.pages: dict[str, int] = {}

    async def _page(self, reply: Reply) -> Reply:
        self.pages.setdefault(reply.path, reply.size)
        return await super()._page(reply)


def run(questionnaire: str) -> dict[str, Any]:
    """Bytes with headers: the first page with all it needs, the whole for scripts, further pages without."""
    with tempfile.TemporaryDirectory(prefix="kewen-bench-") as folder:
        url = f"sqlite:///{folder}/kewen.sqlite3"
        migrate(url)
        store = open_store(url)
        ready = open_survey(store, questionnaire, 2)
        store.close()
        with serving(environment(Path(folder), url, free_port()), Path(folder) / "log") as server:
            return {"questionnaire": questionnaire, **asyncio.run(_weigh(server.address, ready))}


async def _weigh(address: str, ready: Ready) -> dict[str, Any]:
    browser = Browser(address)
    answered = answer_all(ready.questionnaire, 1, ready.facts)
    entry = await browser.get(f"/q/{ready.links[0]}")
    first = await browser.get("/r")
    assets = {path: (await browser.get(path)).size for path in sorted(set(ASSETS.findall(first.text)))}
    browser.close()
    weighing = Weighing(browser, ready, ready.links[0], answered)
    await weighing.without_scripts()
    whole = (await _whole(address, ready, answered)).size
    _entrance, *further = weighing.pages.items()
    return {
        "first_bytes": entry.size + first.size + sum(assets.values()),
        "first_requests": 2 + len(assets),
        "own_script_bytes": sum(size for path, size in assets.items() if path.endswith(".js")),
        "whole_bytes": whole,
        "largest_further_bytes": max(size for _path, size in further),
        "largest_further": max(further, key=lambda one: one[1])[0],
    }


async def _whole(address: str, ready: Ready, answered: Any) -> Reply:
    browser = Browser(address)
    journey = Journey(browser, ready, ready.links[1], answered)
    await journey._page(await journey._enter())
    reply = await browser.get("/r/whole")
    browser.close()
    return reply
