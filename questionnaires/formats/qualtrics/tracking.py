"""Which properties of a question were read, so that what nothing took can be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEEPEST = 60
#: Read as a whole, later or elsewhere.
WHOLE = frozenset(
    {"DisplayLogic", "InPageDisplayLogic", "Logic", "DynamicChoices", "CarryForward", "Language"}
)
EMPTY: tuple[object, ...] = (None, "", False, [], {}, "false", "OFF", "None", 0)


class Tracked(dict[str, Any]):
    """An object of the file that remembers which of its properties were asked for."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """As a dict does."""
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def items(self) -> Any:
        """As a dict does: all of them were asked for."""
        self.asked.update(self)
        return super().items()

    def values(self) -> Any:
        """As a dict does: all of them were asked for."""
        self.asked.update(self)
        return super().values()


def tracked(value: Any, depth: int = 0) -> Any:
    """A value with every object in it tracked; what lies deeper than :data:`DEEPEST` is as it was."""
    if depth > DEEPEST:
        return value
    if isinstance(value, dict):
        return Tracked({key: tracked(each, depth + 1) for key, each in value.items()})
    return [tracked(each, depth + 1) for each in value] if isinstance(value, list) else value


def unread(value: Any, around: str = "") -> Iterator[str]:
    """The paths of the properties that nothing asked for and that say something; ``*`` is any number or tag."""
    if isinstance(value, list):
        for each in value:
            yield from unread(each, f"{around}*.")
    if not isinstance(value, Tracked):
        return
    for key, each in dict.items(value):
        path = f"{around}{'*' if key.isdigit() or key.startswith('x') else key}"
        if each in EMPTY or (key in WHOLE and key in value.asked):
            continue
        if key not in value.asked:
            yield path
        else:
            yield from unread(each, f"{path}.")
