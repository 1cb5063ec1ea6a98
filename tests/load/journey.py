"""A respondent as a browser sends it: page by page without scripts, or as scripts do it.

Whatever the server acknowledges is written down with the key and the values it acknowledged,
so that a checker can ask for it later (:mod:`tests.load.checking`).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from questionnaires.kinds import Lists, kind_of
from questionnaires.kinds.lists import ByIdentity
from questionnaires.model import Questionnaire
from survey.services.respond import layout_of
from tests.load.answering import Answered
from tests.load.forms import Fields, Form, read_form, texts
from tests.load.installation import Ready
from tests.load.wire import Browser, LostReplyError, Reply

MOST_STEPS = 400
AGAIN = frozenset({429, 502, 503})


class JourneyError(Exception):
    """The server did something no respondent should meet."""


@dataclass(frozen=True)
class Acknowledged:
    """A page or a save that the server said it has: its key, and what was sent of it, by field."""

    page: str
    key: str
    values: Mapping[str, Any]


@dataclass
class Trip:
    """What came of one respondent: what was acknowledged, and the receipt."""

    link: str
    acknowledged: list[Acknowledged] = field(default_factory=list)
    receipt: str = ""
    submit_key: str = ""
    requests: int = 0
    repeats: int = 0
    done: bool = False


@dataclass
class Patience:
    """How a person deals with a connection that breaks: waits and sends the same again.

    With ``lose`` the person's phone loses that share of replies after the request was sent.
    """

    tries: int = 1
    pause: float = 0.2
    lose: float = 0.0
    random: Random = field(default_factory=lambda: Random(0))


class Journey:
    """One respondent on the way through one copy."""

    def __init__(
        self,
        browser: Browser,
        ready: Ready,
        link: str,
        answered: Answered,
        patience: Patience | None = None,
    ) -> None:
        self.browser = browser
        self.ready = ready
        self.answered = answered
        self.patience = patience or Patience()
        self.trip = Trip(link)
        self._readable = _readable(ready.questionnaire)

    # The two ways

    async def without_scripts(self) -> Trip:
        """Come in, post page after page, look, submit, and read the receipt."""
        reply = await self._enter()
        for _step in range(MOST_STEPS):
            if reply.path.startswith("/r/review"):
                return await self._submit(reply)
            reply = await self._page(reply)
        raise JourneyError(f"no end after {MOST_STEPS} pages, at {reply.path}")

    async def with_scripts(self) -> Trip:
        """Come in, agree, fetch the whole at once, save each page in one go, and submit.

        So does a phone whose person is quicker than its line, or fills in what was kept offline.
        """
        return await self._scripted(lambda page, posted: [dict(posted)])

    async def with_taps(self) -> Trip:
        """The same with a save for every question and every row, as a person's taps make them."""
        return await self._scripted(self._taps)

    def _taps(self, page: str, posted: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
        """What each save carries: a question with all its fields, a matrix as far as it is answered."""
        owners = layout_of(self.ready.questionnaire)
        found: list[dict[str, list[str]]] = []
        whole: dict[str, dict[str, list[str]]] = {}
        for name, values in posted.items():
            question = owners.owner(name)
            if question is None:
                continue
            so_far = whole.setdefault(question.name, {})
            if so_far and question.kind not in {"matrix", "split", "cascade"}:
                found.pop()
            so_far[name] = values
            found.append(dict(so_far))
        return found

    async def _scripted(self, saves: Callable[[str, Mapping[str, list[str]]], list[Any]]) -> Trip:
        reply = await self._enter()
        first = self.ready.questionnaire.pages[0].name
        reply = await self._page(reply)
        form = self._form(reply, "page")
        if not self.trip.acknowledged:
            raise JourneyError("the first page was not left")
        token = form.value("csrf_token")
        whole = await self._ask("GET", "/r/whole", "whole")
        own = whole.json()["own"]
        revision = int(own["revision"])
        for page, posted in self.answered.pages.items():
            for fields in saves(page, posted) if page != first else ():
                content = self._save_of(page, fields, revision)
                saved = await self._save(content, token)
                revision, token = int(saved["revision"]), str(saved["token"])
        return await self._submit(await self._ask("GET", "/r/review", "review"))

    # Steps

    async def _enter(self) -> Reply:
        return await self._ask("GET", f"/q/{self.trip.link}", "enter")

    async def _page(self, reply: Reply) -> Reply:
        """Answer a page that was shown; the reply is the next page, or this one again."""
        form = self._form(reply, "page")
        name = form.address.rsplit("/", 1)[-1].removesuffix("-page")
        sent = form.answered(self.answered.posted(name), go="next")
        after = await self._ask("POST", form.address, "page", fields=sent)
        if after.path == form.address and after.status == 200:
            again = self._form(after, "page")
            if int(again.value("revision")) > int(form.value("revision")):
                self._acknowledge(name, form.value("key"), form, sent)
            elif texts(after.text, "err"):
                raise JourneyError(f"{name}: {texts(after.text, 'err')}")
        elif after.path.startswith("/r/"):
            self._acknowledge(name, form.value("key"), form, sent)
        else:
            raise JourneyError(f"{name}: {after.status} at {after.path}")
        return after

    def _save_of(self, page: str, posted: Mapping[str, list[str]], revision: int) -> dict[str, Any]:
        return {
            "key": secrets.token_urlsafe(12),
            "revision": revision,
            "page": page,
            "fields": {name: values if len(values) != 1 else values[0] for name, values in posted.items()},
            "confirm": [],
            "seconds": 5,
        }

    async def _save(self, content: dict[str, Any], token: str) -> Any:
        reply = await self._ask("POST", "/r/save", "save", content=content, token=token)
        saved = reply.json()
        if saved["unread"]:
            raise JourneyError(f"{content['page']}: not read: {saved['unread']}")
        values = self._values(content["page"], content["fields"])
        self.trip.acknowledged.append(Acknowledged(content["page"], content["key"], values))
        return saved

    async def _submit(self, review: Reply) -> Trip:
        form = self._form(review, "send")
        self.trip.submit_key = form.value("key")
        reply = await self._ask("POST", form.address, "submit", fields=form.answered({}))
        codes = texts(reply.text, "receipt")
        if reply.path != "/r/done" or len(codes) != 1:
            raise JourneyError(f"no receipt at {reply.path}: {reply.status}")
        self.trip.receipt = codes[0]
        self.trip.done = True
        return self.trip

    def _form(self, reply: Reply, identity: str) -> Form:
        form = read_form(reply.text, identity) if reply.status == 200 else None
        if form is None:
            raise JourneyError(f"no form {identity} at {reply.path}: {reply.status}")
        return form

    # Acknowledged

    def _acknowledge(self, page: str, key: str, form: Form, sent: Fields) -> None:
        posted = {name: values for name, values in sent.items() if name in form.reachable}
        self.trip.acknowledged.append(Acknowledged(page, key, self._values(page, posted)))

    def _values(self, page: str, posted: Collection[str]) -> dict[str, Any]:
        """What has to be kept of a post: the planned values of the fields that were sent."""
        return {
            name: self.answered.values[name]
            for name in self._readable[page]
            if name in self.answered.values and any(_is_of(sent, name) for sent in posted)
        }

    # Requests

    async def _ask(
        self,
        method: str,
        path: str,
        kind: str,
        *,
        fields: Fields | None = None,
        content: Any = None,
        token: str = "",
    ) -> Reply:
        """Send a request, as often as patience allows, and follow where it leads."""
        reply = await self._send(method, path, kind, fields, content, token)
        for _hop in range(8):
            if reply.status != 303:
                break
            reply = await self._send("GET", reply.headers["location"], "next", None, None, "")
        if reply.status >= 400:
            raise JourneyError(f"{method} {path}: {reply.status}\n{reply.text[:2000]}")
        return reply

    async def _send(
        self, method: str, path: str, kind: str, fields: Fields | None, content: Any, token: str
    ) -> Reply:
        last = "no reply came"
        for attempt in range(self.patience.tries):
            if attempt:
                self.trip.repeats += 1
                await asyncio.sleep(self.patience.pause * (0.5 + self.patience.random.random()))
            self.trip.requests += 1
            try:
                if content is not None:
                    reply = await self.browser.post_json(path, content, token, kind)
                elif fields is not None:
                    reply = await self.browser.post(path, fields, kind)
                else:
                    reply = await self.browser.get(path, kind)
            except LostReplyError:
                last = "no reply came"
                continue
            last = f"the last reply was {reply.status}"
            lost = method == "POST" and self.patience.random.random() < self.patience.lose
            if not lost and not self._is_to_be_repeated(reply):
                return reply
        raise JourneyError(f"{method} {path}: given up after {self.patience.tries} tries, {last}")

    def _is_to_be_repeated(self, reply: Reply) -> bool:
        # A person taps again where the server is busy or has failed; a stranger to it does not.
        return self.patience.tries > 1 and (reply.status in AGAIN or reply.status >= 500)


def _is_of(sent: str, stored: str) -> bool:
    """Whether a posted name carries a stored field: its own, or a part of a date or a ranking."""
    return sent.partition(".")[0] == stored


def _stored_names(questionnaire: Questionnaire) -> dict[str, list[str]]:
    lists = Lists.of(questionnaire)
    return {
        page.name: [
            name
            for question in page.questions
            if kind_of(question).asks
            for name in kind_of(question).stored_fields(question, lists)
        ]
        for page in questionnaire.pages
    }


_readable: ByIdentity[Questionnaire, dict[str, list[str]]] = ByIdentity(_stored_names)

Way = Callable[[Journey], Any]
WAYS: Mapping[str, Way] = {
    "pages": Journey.without_scripts,
    "scripts": Journey.with_scripts,
    "taps": Journey.with_taps,
}
__all__ = ["WAYS", "Acknowledged", "Journey", "JourneyError", "Patience", "Trip", "Way"]
