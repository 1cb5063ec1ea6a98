"""What a process keeps so as not to reckon it twice: bounded, and never the only place of anything."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """The values used last, up to a total ``size``; what was used longest ago goes first.

    ``measure`` tells how much a value counts, by default 1 each. A value larger than the
    whole is given and not kept.
    """

    def __init__(self, size: int, measure: Callable[[Value], int] = lambda _: 1) -> None:
        self._size = size
        self._measure = measure
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Key) -> Value | None:
        """The value kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value in place of a former one under the same key, and give it back."""
        weight = self._measure(value)
        with self._lock:
            self._drop(key)
            if weight <= self._size:
                self._kept[key] = value
                self._held += weight
            while self._held > self._size:
                self._drop(next(iter(self._kept)))
        return value

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value kept under a key, made where there is none.

        Two threads may make the same value at the same time; neither waits for the other.
        """
        found = self.find(key)
        return self.keep(key, make()) if found is None else found

    def forget(self, unwanted: Callable[[Key], bool]) -> None:
        """Drop what is kept under the keys that are not wanted any more."""
        with self._lock:
            for key in [key for key in self._kept if unwanted(key)]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        if key in self._kept:
            self._held -= self._measure(self._kept.pop(key))
