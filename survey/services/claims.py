"""Who asks for a filtered table first, among all processes: what is only noted is seen by every worker at once.

A filtered table is held against those given away before it. What another worker gave away in the last minute is
not in the ledger yet. So each worker *claims* a filtered table, in a file that all of them share, before it is
worked out, and holds it against the claims before its own. Of two asked for at the same moment one is then first.
The file holds names and filters as the ledger does, no figure; nothing is lost with it but that minute's order.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from survey.services import releases
from survey.services.releases import Source, Which
from survey.store.engine import Store

FILE = "claims.jsonl"
#: The oldest claims go; what was given away is in the ledger by then.
MOST = 5_000


def before(
    store: Store,
    instance: Path,
    source: Source,
    which: Which,
    *,
    claims: bool = True,
    beside: Sequence[Which] = (),
) -> tuple[Which, ...]:
    """The tables given away, or claimed, before a filtered table was for the first time; claims it where it is new.

    ``beside`` is what stands before it in the same document and is entered with it: it counts as given before, but
    for what was given after the table. Without ``claims`` nothing is written.
    """
    given = releases.given(store, source)
    ahead, behind = _around(instance, source, which, is_new=which not in given, claims=claims)
    place = given.index(which) if which in given else len(given)
    later = behind.union(given[place:]).difference(ahead)
    found = dict.fromkeys([*given[:place], *ahead, *beside])
    return tuple(one for one in found if one != which and one not in later)


def retract(instance: Path, source: Source, which: Which) -> None:
    """Take a claim back, since the table was refused."""
    mine = _line(source, which)

    def without(lines: list[str]) -> list[str]:
        return [line for line in lines if line != mine]

    _change(instance, without)


def _around(
    instance: Path, source: Source, which: Which, *, is_new: bool, claims: bool
) -> tuple[list[Which], frozenset[Which]]:
    """What was claimed of the same data before a table, all of it where the table is new, and what after it.

    What was claimed after it is held against it, and never it against that: the table would change each time
    that the ledger is read, and two forms of it tell more than one.
    """
    mine = _line(source, which)

    def claimed(lines: list[str]) -> list[str]:
        return [*lines, mine][-MOST:] if is_new and claims and mine not in lines else lines

    lines = _change(instance, claimed)
    if mine not in lines:
        return list(_read(lines, source)) if is_new else [], frozenset()
    place = lines.index(mine)
    return list(_read(lines[:place], source)), frozenset(_read(lines[place + 1 :], source))


def _line(source: Source, which: Which) -> str:
    # In ASCII no letter is cut in two where a process dies, and none is taken for the end of a line.
    return json.dumps([source.survey_id, source.hash, list(which.by), which.filter, which.question])


def _read(lines: list[str], source: Source) -> Iterator[Which]:
    for line in lines:
        try:
            survey, digest, by, kept, question = json.loads(line)
        except ValueError:  # a process died while it wrote
            continue
        if (survey, digest) == (source.survey_id, source.hash):
            yield Which(tuple(by), kept, question)


def _change(instance: Path, change: Callable[[list[str]], list[str]]) -> list[str]:
    """The claims after a change, which no other process comes between."""
    with _locked(instance) as file:
        written = file.read()
        lines = written.splitlines()
        after = change(lines)
        is_longer = after[: len(lines)] == lines and written.endswith("\n")
        if not is_longer:
            file.seek(0)
            file.truncate()
        # What is only added leaves the lines before it whole, even where the process dies.
        file.writelines(f"{line}\n" for line in (after[len(lines) :] if is_longer else after))
    return after


@contextmanager
def _locked(instance: Path) -> Iterator[IO[str]]:
    descriptor = os.open(instance / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
