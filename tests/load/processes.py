"""The real server as a tree of processes: started, killed, and what it costs (Linux /proc)."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
TICKS = os.sysconf("SC_CLK_TCK")
#: Fields of /proc/PID/stat after the command in brackets, counted from 0 (proc(5), less 3).
STATE, PARENT, USER, SYSTEM, USER_OF_DEAD, SYSTEM_OF_DEAD = 0, 1, 11, 12, 13, 14


@dataclass(frozen=True)
class Cost:
    """CPU seconds used so far, and the highest memory of each process summed, in bytes.

    Pages that processes share are counted in each of them, so the memory is an upper bound.
    """

    seconds: float
    memory: int

    def since(self, earlier: Cost) -> Cost:
        """What was used since an earlier look."""
        return Cost(self.seconds - earlier.seconds, self.memory)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def stat_of(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the command; None where the process has gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def tree(*roots: int) -> list[int]:
    """The living processes at and below some processes, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = stat_of(int(entry.name))
            if fields is not None and fields[STATE] != "Z":
                children.setdefault(int(fields[PARENT]), []).append(int(entry.name))
    alive = {pid for below in children.values() for pid in below}
    found = [pid for pid in roots if pid in alive]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def cost(*roots: int) -> Cost:
    """What the trees below some processes have cost so far, dead children that were waited for included."""
    seconds, memory = 0.0, 0
    for pid in tree(*roots):
        fields = stat_of(pid)
        if fields is not None:
            seconds += sum(int(fields[at]) for at in (USER, SYSTEM, USER_OF_DEAD, SYSTEM_OF_DEAD)) / TICKS
            memory += _highest_memory(pid)
    return Cost(seconds, memory)


def _highest_memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


class Server:
    """``python -m survey serve`` in a process group of its own."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        command: tuple[str, ...] = ("-m", "survey", "serve"),
    ) -> None:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        self._environment = {**kept, "PYTHONPATH": str(ROOT), **environment}
        self._command = [sys.executable, *command]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{environment['PORT']}"

    @property
    def pid(self) -> int:
        """The parent process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it serves."""
        with self._log.open("ab") as log:
            self._process = self._open(log)
        self.wait_until_served()

    def _open(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command, env=self._environment, stdout=log, stderr=log, cwd=ROOT, start_new_session=True
        )

    def wait_until_served(self) -> None:
        """Wait until the server says it is well."""
        deadline = time.monotonic() + PATIENCE
        while not self.is_served():
            assert self._process is not None
            assert self._process.poll() is None, f"the server ended:\n{self.log_end()}"
            assert time.monotonic() < deadline, f"the server did not come up:\n{self.log_end()}"
            time.sleep(0.05)

    def is_served(self) -> bool:
        """Whether it answers now."""
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as reply:
                return bool(reply.status == 200)
        except (URLError, OSError):
            return False

    def log_end(self, length: int = 4000) -> str:
        """The end of its log."""
        return self._log.read_text("utf-8", "replace")[-length:] if self._log.exists() else ""

    def workers(self) -> list[int]:
        """The processes that serve requests: the children that listen, without Python's resource tracker."""
        return [pid for pid in tree(self.pid) if pid != self.pid and not _is_tracker(pid)]

    def cost(self) -> Cost:
        """What its processes have cost so far."""
        return cost(self.pid)

    def group(self) -> list[int]:
        """Every living process of its group, orphans included."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                fields = stat_of(int(entry.name))
                if fields is not None and int(fields[2]) == self.pid and fields[STATE] != "Z":
                    found.append(int(entry.name))
        return found

    def kill(self, *pids: int) -> None:
        """``kill -9`` some of its processes."""
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """``kill -9`` every process of it, and wait until all have gone."""
        while left := self.group():
            self.kill(*left)
            if self._process is not None:
                self._process.poll()
            time.sleep(0.01)
        if self._process is not None:
            self._process.wait(PATIENCE)

    def stop(self) -> None:
        """Ask it to stop, and make sure that it does."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(40)
        self.kill_all()


def _is_tracker(pid: int) -> bool:
    try:
        return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return True


@contextlib.contextmanager
def serving(
    environment: Mapping[str, str], log: Path, command: tuple[str, ...] = ("-m", "survey", "serve")
) -> Iterator[Server]:
    """The server, started and stopped."""
    server = Server(environment, log, command)
    try:
        server.start()
        yield server
    finally:
        server.stop()
