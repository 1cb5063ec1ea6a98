"""A disk that keeps what was synced apart from what was merely written.

A file's bytes are safe once the file was synced, its name once its folder was. When the power
goes, a random part of the rest is there: single writes in any order, torn between sectors, and
names up to a random moment, since file systems keep those in order. A single write never harms
the bytes beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random

SECTOR = 512
#: How much of what was not synced the power leaves of a file, each as likely as the others.
SHARES = (0.0, 0.5, 0.9, 1.0)
TORN = 0.2
FOLDER, REGULAR = 0o040000, 0o100000


@dataclass(frozen=True)
class Change:
    """A write of ``content`` at ``offset``, or, without content, the new length ``offset``."""

    offset: int
    content: bytes | None

    def apply(self, target: bytearray) -> None:
        """Make the change in the bytes of a file; what lies between is zero."""
        end = self.offset + len(self.content or b"")
        if len(target) < end:
            target.extend(bytes(end - len(target)))
        if self.content is None:
            del target[self.offset :]
        else:
            target[self.offset : end] = self.content


@dataclass
class Node:
    """A file or a folder: its bytes as programs see them, and as they are safe on the disk."""

    mode: int
    seen: bytearray = field(default_factory=bytearray)
    safe: bytearray = field(default_factory=bytearray)
    unsynced: list[Change] = field(default_factory=list)
    changed_ns: int = field(default_factory=time.time_ns)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return bool(self.mode & FOLDER)

    def change(self, change: Change) -> None:
        """Write or cut off; not yet safe."""
        change.apply(self.seen)
        self.unsynced.append(change)
        self.changed_ns = time.time_ns()

    def sync(self) -> None:
        """Make everything written so far safe."""
        for change in self.unsynced:
            change.apply(self.safe)
        self.unsynced.clear()

    def left(self, random: Random) -> bytes:
        """The bytes that a cut leaves."""
        found = bytearray(self.safe)
        share = random.choice(SHARES)
        for change in self.unsynced:
            if random.random() < share:
                for part in _torn(change, random):
                    part.apply(found)
        return bytes(found)


def _torn(change: Change, random: Random) -> Iterator[Change]:
    """The sectors of a change that reach the disk: mostly all of them."""
    content = change.content
    if content is None or random.random() >= TORN:
        yield change
        return
    begin, end = change.offset, change.offset + len(content)
    while begin < end:
        next_sector = min((begin // SECTOR + 1) * SECTOR, end)
        if random.random() < 0.5:
            yield Change(begin, content[begin - change.offset : next_sector - change.offset])
        begin = next_sector


@dataclass(frozen=True)
class Naming:
    """A name put in place (``node``) or taken away (None); a rename is two with one ``number``."""

    number: int
    path: str
    node: Node | None


class Disk:
    """Files and folders by path (``/`` is the top)."""

    def __init__(self) -> None:
        top = Node(FOLDER | 0o700)
        self.seen: dict[str, Node] = {"/": top}
        self._safe: dict[str, Node] = {"/": top}
        self._unsynced: list[Naming] = []
        self._number = 0

    def name(self, *given: tuple[str, Node | None]) -> None:
        """Put names in place or take them away, all at once."""
        self._number += 1
        for path, node in given:
            _put(self.seen, path, node)
            self._unsynced.append(Naming(self._number, path, node))

    def sync_folder(self, path: str) -> None:
        """Make the names in a folder safe, and whatever else was renamed together with them."""
        ours = {one.number for one in self._unsynced if str(PurePosixPath(one.path).parent) == path}
        for one in self._unsynced:
            if one.number in ours:
                _put(self._safe, one.path, one.node)
        self._unsynced = [one for one in self._unsynced if one.number not in ours]

    def within(self, folder: str) -> list[str]:
        """The names in a folder."""
        above = PurePosixPath(folder)
        return [PurePosixPath(path).name for path in self.seen if path != "/" and _parent(path) == above]

    def sync(self) -> None:
        """Make everything safe, as an orderly shutdown does."""
        self._safe, self._unsynced = dict(self.seen), []
        for node in self.seen.values():
            node.sync()

    def left(self, random: Random) -> dict[str, Node | bytes]:
        """What a cut leaves: the bytes of files and the nodes of folders, by path."""
        names = dict(self._safe)
        until = random.choice((0, self._number, random.randint(0, self._number)))
        for one in self._unsynced:
            if one.number <= until:
                _put(names, one.path, one.node)
        bytes_of: dict[int, bytes] = {}
        for node in names.values():
            if not node.is_folder and id(node) not in bytes_of:
                bytes_of[id(node)] = node.left(random)
        return {path: bytes_of.get(id(node), node) for path, node in sorted(names.items())}


def _put(names: dict[str, Node], path: str, node: Node | None) -> None:
    if node is None:
        names.pop(path, None)
    else:
        names[path] = node


def _parent(path: str) -> PurePosixPath:
    return PurePosixPath(path).parent


def write_out(left: Mapping[str, Node | bytes], folder: Path) -> None:
    """Write what a cut leaves into a folder; what has lost the folder it was in is lost."""
    folder.mkdir(parents=True)
    for path, content in left.items():
        target = folder / path.lstrip("/")
        if path == "/" or not target.parent.is_dir():
            continue
        if isinstance(content, Node):
            target.mkdir()
        else:
            target.write_bytes(content)


def read_in(folder: Path) -> Disk:
    """The disk with the contents of a folder, all of it safe."""
    disk = Disk()
    for path in sorted(folder.rglob("*")):
        content = b"" if path.is_dir() else path.read_bytes()
        mode = (FOLDER if path.is_dir() else REGULAR) | 0o700
        disk.name((f"/{path.relative_to(folder)}", Node(mode, bytearray(content))))
    for node in disk.seen.values():
        node.safe[:] = node.seen
    disk.sync()
    return disk
