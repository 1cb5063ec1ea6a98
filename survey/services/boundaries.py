"""The boundaries of towns that maps are drawn from: one file for the whole installation, in its folder."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from questionnaires.text import Text
from reports.charts.boundaries import MOST_BYTES, Area, Boundaries, digest_of, read_boundaries
from reports.charts.chart import Words
from reports.charts.townmap import outlines
from reports.classification import classify
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.files import write_atomically
from survey.services.events import Actor, log
from survey.services.memory import Memory
from survey.store import events as stored_events
from survey.store.engine import Store

LOG = logging.getLogger("kewen.results")
FILE = "boundaries.geojson"
#: A file that the log is to tell of, and one that it is to tell the removal of; no backup takes them along.
COMING, GOING, LOCK = ".boundaries.coming", ".boundaries.going", ".boundaries.lock"
SUBJECT = ("boundaries", FILE)
REMOVED = "boundaries.removed"

_kept: Memory[tuple[str, int, int], Boundaries] = Memory(2)


@dataclass(frozen=True)
class Match:
    """How the categories of a feature or a question are named in a file; ``lacking`` are those it does not have."""

    name: str
    label: Text
    found: tuple[tuple[Text, tuple[Area, ...]], ...]
    lacking: tuple[Text, ...]

    @property
    def count(self) -> int:
        """How many categories there are."""
        return len(self.found) + len(self.lacking)

    @property
    def is_enough(self) -> bool:
        """Whether a map of it is offered: at least half of the categories, and two."""
        return len(self.found) >= max(2, self.count / 2)


def read(source: Path) -> bytes:
    """A file up to the most that is taken, and a letter more by which it is refused."""
    with source.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def put(store: Store, instance: Path, content: bytes, *, at: datetime, actor: Actor) -> Boundaries:
    """Put a GeoJSON file in place of the one before, and say so in the log of the installation.

    The file waits beside it until the log says so. Where the log cannot be kept, or the file is refused, the one
    before stays; a process killed between the two leaves what :func:`settle` finishes or undoes.

    :raises ReportError: it is no map (:func:`reports.charts.boundaries.read_boundaries`).
    """
    found = read_boundaries(content)
    detail = {"areas": len(found.areas), "hash": found.digest}
    with _alone(instance):
        _settle(store, instance)
        write_atomically(instance / COMING, lambda name: Path(name).write_bytes(content))
        try:
            with store.writing() as session:
                log(session, actor, "boundaries.kept", at=at, subject=SUBJECT, detail=detail)
        finally:
            _settle(store, instance)
    return found


def remove(store: Store, instance: Path, *, at: datetime, actor: Actor) -> bool:
    """Take the file away: maps are no longer offered. False where there was none."""
    with _alone(instance):
        _settle(store, instance)
        if not (instance / FILE).exists():
            return False
        (instance / FILE).replace(instance / GOING)
        try:
            with store.writing() as session:
                log(session, actor, REMOVED, at=at, subject=SUBJECT)
        finally:
            _settle(store, instance)
    return True


def settle(store: Store, instance: Path) -> None:
    """Finish what a killed process left of a change that the log tells of, and undo one that it does not."""
    if _is_unsettled(instance):
        with _alone(instance):
            _settle(store, instance)


def _is_unsettled(instance: Path) -> bool:
    return (instance / COMING).exists() or (instance / GOING).exists()


def _settle(store: Store, instance: Path) -> None:
    if not _is_unsettled(instance):
        return
    with store.reading() as session:
        said = stored_events.last_about(session, SUBJECT[0])
        removed = said is not None and said.action == REMOVED
        digest = (said.detail or {}).get("hash") if said is not None else None
    place, coming, going = instance / FILE, instance / COMING, instance / GOING
    if coming.exists():
        if digest == digest_of(coming.read_bytes()):
            coming.replace(place)
        else:
            coming.unlink()
    if going.exists():
        if removed or place.exists():
            going.unlink()
        else:
            going.replace(place)


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """Change the file as the only process that does."""
    descriptor = os.open(instance / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def standing(instance: Path) -> Boundaries | None:
    """The boundaries in place, read once as long as the file stays the same; None where there are none.

    :raises ReportError: what is there is no map.
    """
    path = instance / FILE
    try:
        facts = path.stat()
        key = (str(path), facts.st_mtime_ns, facts.st_size)
        return _kept.get(key, lambda: read_boundaries(path.read_bytes()))
    except FileNotFoundError:  # or taken away in between
        return None


def usable(instance: Path) -> Boundaries | None:
    """The boundaries in place, None where there are none or the file there cannot be read: results need no map."""
    try:
        return standing(instance)
    except ReportError as error:
        LOG.warning("boundaries cannot be read", extra={"fields": {"place": error.place}})
        return None


def matches(boundaries: Boundaries, dataset: Dataset, names: Sequence[str]) -> list[Match]:
    """Which of the named features and questions have categories among the areas, those with most first.

    Names of categories are those of the questionnaire and the frame; whether anybody is in them plays no part.
    """
    found = []
    for name in names:
        one = classify(dataset, name)
        held: list[tuple[Text, tuple[Area, ...]]] = []
        lacking = []
        for category in one.categories:
            if category.missing is not None:
                continue
            areas = boundaries.found(category.code, category.label.say("zh-CN"))
            if areas:
                held.append((category.label, areas))
            else:
                lacking.append(category.label)
        if held:
            found.append(Match(name, one.label, tuple(held), tuple(lacking)))
    return sorted(found, key=lambda one: -len(one.found))


def preview(boundaries: Boundaries, match: Match | None, language: str) -> bytes:
    """A picture of the areas, those that a feature names in colour."""
    named = {} if match is None else {label.say(language): areas for label, areas in match.found}
    label = Text(zh="边界文件", en="Boundary file") if match is None else match.label
    count = Text(zh="{n} 个区域", en="{n} areas").fill(n=len(boundaries.areas))
    words = Words(label.say(language), count.say(language), "", language=language)
    return outlines(boundaries, named, words).png(120)
