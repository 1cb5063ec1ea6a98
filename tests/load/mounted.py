"""``python -m tests.load.mounted CONTENT MOUNTPOINT SEED``: a disk whose power can be cut, mounted by FUSE.

Commands come line by line on the standard input, each is answered by a line:
``look FOLDER`` writes out what a cut would leave at this moment; the disk goes on.
``cut N FOLDER`` cuts the power at the N-th write or sync from now, in the middle of it:
that and whatever comes later fails, and what is left is written out.
It lives in a process of its own, since whoever both serves a file system and waits for it hangs.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import mfusepy as fuse  # type: ignore[import-untyped]

from tests.load.disk import FOLDER, REGULAR, Change, Disk, Node, read_in, write_out

T = TypeVar("T")
BLOCK = 4096
#: What libfuse's main loop returns when a signal ends it.
ENDED_BY_SIGNAL = 8


class Mounted(fuse.Operations):  # type: ignore[misc]
    """The operations of the kernel on a :class:`~tests.load.disk.Disk`."""

    use_ns = True

    def __init__(self, disk: Disk, random: Random) -> None:
        self.disk = disk
        self._random = random
        self._lock = threading.Lock()
        self._open: dict[int, Node] = {}
        self._handles = 0
        self._countdown = 0
        self._folder: Path | None = None
        self._is_off = False

    # The power

    def look(self, folder: Path) -> None:
        """Write out what a cut would leave now."""
        with self._lock:
            left = self.disk.left(self._random)
        write_out(left, folder)
        _say("looked")

    def cut(self, countdown: int, folder: Path) -> None:
        """Cut the power at a write or sync to come."""
        with self._lock:
            self._countdown, self._folder = countdown, folder

    def _spend(self) -> None:
        """Count a write or a sync; the power goes when the count is up."""
        if self._countdown:
            self._countdown -= 1
            if not self._countdown:
                self._is_off = True
                assert self._folder is not None
                write_out(self.disk.left(self._random), self._folder)
                _say("cut")
                raise fuse.FuseOSError(errno.EIO)

    def _powered(self, work: Callable[[], T]) -> T:
        with self._lock:
            if self._is_off:
                raise fuse.FuseOSError(errno.EIO)
            return work()

    # Files

    def _node(self, path: str, handle: int | None = None) -> Node:
        found = self._open.get(handle) if handle is not None else None
        found = found or self.disk.seen.get(path)
        if found is None:
            raise fuse.FuseOSError(errno.ENOENT)
        return found

    def _opened(self, node: Node) -> int:
        self._handles += 1
        self._open[self._handles] = node
        return self._handles

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        """What ``stat`` says."""

        def work() -> dict[str, Any]:
            node = self._node(path, fh)
            times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), node.changed_ns)
            links = sum(one is node for one in self.disk.seen.values()) if not node.is_folder else 2
            owner = {"st_uid": os.getuid(), "st_gid": os.getgid()}
            return {"st_mode": node.mode, "st_nlink": links, "st_size": len(node.seen), **times, **owner}

        return self._powered(work)

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        """Make a file and open it."""

        def work() -> int:
            node = Node(REGULAR | (mode & 0o777))
            self.disk.name((path, node))
            return self._opened(node)

        return self._powered(work)

    def open(self, path: str, flags: int) -> int:
        """Open a file."""
        return self._powered(lambda: self._opened(self._node(path)))

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Read as programs see it."""
        return self._powered(lambda: bytes(self._node(path, fh).seen[offset : offset + size]))

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        """Write; a write in whose middle the power goes may be there in part."""

        def work() -> int:
            self._node(path, fh).change(Change(offset, bytes(data)))
            self._spend()
            return len(data)

        return self._powered(work)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        """Set the length."""

        def work() -> int:
            node = self._node(path, fh)
            if length > len(node.seen):
                node.change(Change(len(node.seen), bytes(length - len(node.seen))))
            else:
                node.change(Change(length, None))
            self._spend()
            return 0

        return self._powered(work)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        """Make the bytes of a file safe."""

        def work() -> int:
            self._spend()
            self._node(path, fh).sync()
            return 0

        return self._powered(work)

    def release(self, path: str, fh: int) -> int:
        """Close; nothing becomes safe by it."""
        with self._lock:
            self._open.pop(fh, None)
        return 0

    def chmod(self, path: str, mode: int) -> int:
        """Set the permissions."""

        def work() -> int:
            node = self._node(path)
            node.mode = (node.mode & ~0o777) | (mode & 0o777)
            return 0

        return self._powered(work)

    def chown(self, path: str, uid: int, gid: int) -> int:
        """Everything belongs to whoever mounted it."""
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        """Note when it was changed."""
        with self._lock:
            self._node(path).changed_ns = times[1] if times else time.time_ns()
        return 0

    # Names

    def readdir(self, path: str, fh: int) -> list[str]:
        """The names in a folder."""
        return self._powered(lambda: [".", "..", *self.disk.within(path)])

    def mkdir(self, path: str, mode: int) -> int:
        """Make a folder."""
        return self._named((path, Node(FOLDER | (mode & 0o777))))

    def rmdir(self, path: str) -> int:
        """Remove an empty folder."""
        if self._powered(lambda: self.disk.within(path)):
            raise fuse.FuseOSError(errno.ENOTEMPTY)
        return self._named((path, None))

    def unlink(self, path: str) -> int:
        """Take a name away."""
        return self._named((path, None))

    def rename(self, old: str, new: str) -> int:
        """Rename a file, in place of another if there is one."""
        node = self._powered(lambda: self._node(old))
        if node.is_folder and self._powered(lambda: self.disk.within(old)):
            raise fuse.FuseOSError(errno.EXDEV)
        return self._named((new, node), (old, None))

    def link(self, target: str, source: str) -> int:
        """Give a file a further name."""
        return self._named((target, self._powered(lambda: self._node(source))))

    def _named(self, *given: tuple[str, Node | None]) -> int:
        def work() -> int:
            self.disk.name(*given)
            return 0

        return self._powered(work)

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        """Make the names in a folder safe."""

        def work() -> int:
            self._spend()
            self.disk.sync_folder(path)
            return 0

        return self._powered(work)

    def statfs(self, path: str) -> dict[str, int]:
        """Room for everything."""
        room = 2**20
        return {"f_bsize": BLOCK, "f_frsize": BLOCK, "f_blocks": room, "f_bfree": room, "f_bavail": room}


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _obey(mounted: Mounted) -> None:
    for line in sys.stdin:
        word, *given = line.split()
        if word == "look":
            mounted.look(Path(given[0]))
        else:
            mounted.cut(int(given[0]), Path(given[1]))


def main(content: str, mountpoint: str, seed: str) -> None:
    """Serve until SIGTERM, which also takes the mount away."""
    mounted = Mounted(read_in(Path(content)), Random(int(seed)))
    threading.Thread(target=_obey, args=(mounted,), daemon=True).start()
    try:
        fuse.FUSE(mounted, mountpoint, foreground=True, nothreads=True, fsname="kewen-power")
    except RuntimeError as ended:
        if ended.args != (ENDED_BY_SIGNAL,):
            raise


if __name__ == "__main__":
    main(*sys.argv[1:])
