"""The ledger of releases: which tables were given to whom, from which data, by which rules.

A table that is printed, sent or kept as a file is entered by the use case that makes it. Reading a page writes
nothing: what pages, charts and files show is *noted* in the process, once for a person, a table and a version
of the data, and entered by the clock of the server within a minute, or with the next entry of the process.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from questionnaires.text import Text
from reports.disclosure import ReleasedTable
from survey.services.events import SYSTEM, Actor
from survey.services.memory import Memory
from survey.store import releases as stored
from survey.store.engine import Store

Outlet = Literal["page", "chart", "file", "report", "export", "command"]
PAGE = 100
#: So many tables given to persons are known to have been noted before; what is forgotten is looked up again.
KEPT = 20_000
#: What is longer than the ledger has room for is entered by its beginning and its fingerprint.
LONGEST_FEATURES, LONGEST_FILTER, LONGEST_QUESTION = 400, 400, 120
#: An audience with the code of its unit; of a longer code the beginning stands, and the policy tells two apart.
LONGEST_AUDIENCE = 16

OUTLETS: dict[Outlet, Text] = {
    "page": Text(zh="网页", en="Page"),
    "chart": Text(zh="图", en="Chart"),
    "file": Text(zh="表格文件", en="Table file"),
    "report": Text(zh="报告", en="Report"),
    "export": Text(zh="数据导出", en="Data export"),
    "command": Text(zh="命令", en="Command"),
}


@dataclass(frozen=True)
class Which:
    """Which table: the features it is by, the filter it is of, the question it is about."""

    by: tuple[str, ...] = ()
    filter: str = ""
    question: str = ""


@dataclass(frozen=True)
class Source:
    """What a table was made from: the survey, its data, the set of weights.

    ``hash`` is that of the data whatever their weights, so that a table weighted twice is seen as two of the
    same answers; ``snapshot`` names what they are frozen as, if they are.
    """

    survey_id: int
    hash: str
    weights: str
    snapshot: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the ledger as a page shows it.

    ``who`` is empty where no member of staff was given it, ``weights`` where the line is older than their names.
    ``unit`` is the code of the unit that a table was made for, empty where it was for everybody of the ``audience``.
    """

    number: int
    at: datetime
    who: str
    outlet: Text
    audience: str
    unit: str
    policy: str
    version: str
    weights: str
    snapshot: str
    which: Which
    published: int
    suppressed: int

    def to_json(self) -> dict[str, Any]:
        """The line as the command prints it."""
        return {
            "number": self.number,
            "at": self.at.isoformat(timespec="seconds"),
            "who": self.who,
            "outlet": self.outlet.say("en"),
            "by": ",".join(self.which.by),
            "question": self.which.question,
            "filter": self.which.filter,
            "weights": self.weights,
            "audience": self.audience,
            "unit": self.unit,
            "policy": self.policy,
            "published": self.published,
            "suppressed": self.suppressed,
            "version": self.version,
            "snapshot": self.snapshot,
        }


_noted: Memory[tuple[Any, ...], bool] = Memory(KEPT)
_waiting: dict[tuple[int, tuple[Any, ...]], dict[str, Any]] = {}
_lock = threading.Lock()


def note(
    store: Store,
    source: Source,
    which: Which,
    tables: Sequence[ReleasedTable],
    outlet: Outlet,
    *,
    at: datetime,
    actor: Actor,
) -> None:
    """Remember that somebody sees a table; nothing is written before :func:`enter_noted`."""
    row = _row(source, which, tables, outlet, at, actor)
    key = (store.number, tuple(row[name] for name in stored.SAME))
    with _lock:
        if _noted.find(key) is None:
            _noted.keep(key, value=True)
            _waiting[key] = row


def enter_noted(store: Store) -> int:
    """Enter what was noted for a store since the last time, and give how many lines are new.

    What cannot be written is kept and tried again.
    """
    with _lock:
        taken = {key: row for key, row in _waiting.items() if key[0] == store.number}
        for key in taken:
            del _waiting[key]
    if not taken:
        return 0
    try:
        with store.writing() as session:
            return stored.add_new(session, list(taken.values()))
    except Exception:
        with _lock:
            _waiting.update(taken)
        raise


def enter(
    store: Store,
    source: Source,
    which: Which,
    tables: Sequence[ReleasedTable],
    outlet: Outlet,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> None:
    """Enter a table, or the tables of one document, at the moment it is given away."""
    enter_together(store, source, [(which, tables)], outlet, at=at, actor=actor)


def enter_together(
    store: Store,
    source: Source,
    given: Sequence[tuple[Which, Sequence[ReleasedTable]]],
    outlet: Outlet,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> None:
    """Enter several lines at once: all of what is given away with one thing, or nothing of it.

    What holds no table, such as a report of words alone, has no line.
    """
    rows = [_row(source, which, tables, outlet, at, actor) for which, tables in given if tables]
    with store.writing() as session:
        stored.add_new(session, rows)


def before(store: Store, source: Source, which: Which) -> tuple[Which, ...]:
    """The tables given away of the same data before a table was for the first time, the oldest first."""
    found = given(store, source)
    return tuple(found[: found.index(which)] if which in found else found)


def given(store: Store, source: Source) -> list[Which]:
    """The tables given away of the same data, the oldest first.

    What was noted and is not in the ledger yet is among them.
    """
    with store.reading() as session:
        entered = [
            Which(tuple(filter(None, row.features.split(","))), row.filter, row.question)
            for row in stored.of_version(session, source.survey_id, source.hash)
        ]
    with _lock:
        noted = [
            Which(tuple(filter(None, row["features"].split(","))), row["filter"], row["question"])
            for key, row in _waiting.items()
            if key[0] == store.number and (row["survey_id"], row["hash"]) == (source.survey_id, source.hash)
        ]
    return list(dict.fromkeys([*entered, *noted]))


def entries(store: Store, survey_id: int, *, before: int | None = None) -> list[Entry]:
    """The newest lines of a survey's ledger, newest first; ``before`` pages on by number."""
    with store.reading() as session:
        return [
            Entry(
                row.id,
                row.at,
                who,
                OUTLETS.get(row.outlet, Text(zh=row.outlet)),  # type: ignore[call-overload]
                row.audience.partition(":")[0],
                row.audience.partition(":")[2],
                row.policy[:8],
                row.hash[:12],
                row.weights,
                row.snapshot,
                Which(tuple(filter(None, row.features.split(","))), row.filter, row.question),
                row.published,
                row.suppressed,
            )
            for row, who in stored.listed(session, survey_id, count=PAGE, before=before)
        ]


def _fitting(said: str, longest: int) -> str:
    """Words as the ledger has room for them: two long ones that differ stay two."""
    if len(said) <= longest:
        return said
    mark = f"… #{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    return said[: longest - len(mark)] + mark


def _row(
    source: Source,
    which: Which,
    tables: Sequence[ReleasedTable],
    outlet: Outlet,
    at: datetime,
    actor: Actor,
) -> dict[str, Any]:
    hidden = sum(table.suppressed for table in tables)
    policy = tables[0].policy
    return {
        "survey_id": source.survey_id,
        "hash": source.hash,
        "weights": source.weights,
        "snapshot": source.snapshot,
        "audience": f"{policy.audience}:{policy.reader}"[:LONGEST_AUDIENCE]
        if policy.reader
        else policy.audience,
        "policy": policy.hash,
        "outlet": outlet,
        "features": _fitting(",".join(which.by), LONGEST_FEATURES),
        "filter": _fitting(which.filter, LONGEST_FILTER),
        "question": _fitting(which.question, LONGEST_QUESTION),
        "published": sum(len(table) for table in tables) - hidden,
        "suppressed": hidden,
        "at": at,
        "account_id": actor.account_id,
    }
