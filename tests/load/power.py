"""A mounted disk whose power can be cut, and why there is none where there is none."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from tests.load.processes import ROOT

PATIENCE = 60.0


def missing_for_power_cuts() -> str:
    """What this machine lacks to mount a file system of one's own; empty where it lacks nothing."""
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "/dev/fuse cannot be used here"
    if ctypes.util.find_library("fuse3") is None:
        return "libfuse is not installed (apt-get install fuse3)"
    if os.geteuid() != 0 and shutil.which("fusermount3") is None:
        return "mounting needs root or fusermount3 (apt-get install fuse3)"
    return ""


class PowerError(Exception):
    """The mounted disk did not do what it was told."""


class Power:
    """A disk mounted at a folder, from which the power can be taken."""

    def __init__(self, folder: Path, random: Random) -> None:
        self._folder = folder
        self._random = random
        self._images = 0
        self._process: subprocess.Popen[str] | None = None
        self.mountpoint = folder / "disk"
        self.mountpoint.mkdir(parents=True)

    def on(self, content: Path) -> None:
        """Mount a disk with the contents of a folder."""
        command = [sys.executable, "-m", "tests.load.mounted", str(content), str(self.mountpoint)]
        with (self._folder / "disk.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, str(self._random.getrandbits(32))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self.mountpoint.is_mount():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise PowerError((self._folder / "disk.log").read_text("utf-8", "replace"))
            time.sleep(0.02)

    def look(self) -> Path:
        """A folder with what a cut at this moment would leave."""
        image = self._next_image()
        self._tell(f"look {image}", "looked")
        return image

    def cut_at(self, write: int) -> Path:
        """Cut at the so-manieth write or sync from now; where its remains will be, see :meth:`wait`."""
        image = self._next_image()
        self._tell(f"cut {write} {image}")
        return image

    def wait(self) -> None:
        """Wait for the cut."""
        self._hear("cut")

    def off(self) -> None:
        """Take the mount away; nobody may use it any more."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process = None
        if self.mountpoint.is_mount():
            raise PowerError(f"{self.mountpoint} is still mounted")

    def _next_image(self) -> Path:
        self._images += 1
        return self._folder / f"image-{self._images}"

    def _tell(self, line: str, answer: str = "") -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        if answer:
            self._hear(answer)

    def _hear(self, answer: str) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        heard = self._process.stdout.readline().strip()
        if heard != answer:
            raise PowerError(f"{answer!r} was expected, {heard!r} was heard")
