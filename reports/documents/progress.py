"""How far the making of a report is: somebody is told the share of its steps that are done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Told: TypeAlias = Callable[[float], object]


def nobody(_share: float) -> None:
    """Nobody is told."""


class Steps:
    """So many steps; after each, ``told`` gets the share from 0 to 1 that is done."""

    def __init__(self, count: int, told: Told) -> None:
        self._count, self._told, self._done = max(count, 1), told, 0

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._told(min(self._done / self._count, 1.0))
