"""Limits: how large, how slow and how many requests may be."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class BodyLimit:
    """The largest body in bytes, and the seconds within which it has to be here."""

    size: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """The limits of one worker process.

    ``in_flight`` requests may be with the application or wait for a thread; reading ones
    are turned away at three quarters of that, so that an answer finds room longest. What is
    bounded is the wait: at 10 ms each, the last of 200 waits two seconds; beyond that a
    page that says so is better than a phone that shows nothing.
    A body that is too large is read and thrown away up to ``discard`` bytes, so that the
    browser lives to show why it was refused. What is longer than ``in_memory`` waits on the
    disk; all bodies on their way in, uploads apart, come to no more than ``held`` bytes.
    """

    body: BodyLimit = BodyLimit(MEGABYTE, 30)
    upload: BodyLimit = BodyLimit(50 * MEGABYTE, 300)
    upload_prefix: str = "/staff/"
    uploads: int = 4
    receiving: int = 2000
    in_flight: int = 200
    threads: int = 8
    discard: int = 8 * MEGABYTE
    in_memory: int = 64 * 1024
    held: int = 64 * MEGABYTE
    header_seconds: float = 15
    send_seconds: float = 600

    def body_limit(self, path: str) -> BodyLimit:
        """The limit for a body sent to ``path``."""
        return self.upload if path.startswith(self.upload_prefix) else self.body

    def room_for(self, method: str) -> int:
        """How many requests may be in flight when one of ``method`` comes in."""
        return self.in_flight * 3 // 4 if method in {"GET", "HEAD"} else self.in_flight
