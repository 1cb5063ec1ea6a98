"""Code lists as a question uses them: options, and entries by level."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from questionnaires.model import CodeList, Entry, Option, OptionsBase, QuestionBase, Questionnaire

K = TypeVar("K")
V = TypeVar("V")


class ByIdentity(Generic[K, V]):
    """What was made once for an object, kept as long as the object lives.

    Frozen models can be hashed, but a hash reads the whole model; identity costs nothing.
    ``make`` must not keep the object itself, or it would live for ever.
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make
        self._kept: dict[int, V] = {}

    def __call__(self, key: K) -> V:
        """What was made for ``key``, made now if it is the first time."""
        found = self._kept.get(id(key))
        if found is None:
            found = self._kept[id(key)] = self._make(key)
            weakref.finalize(key, self._kept.pop, id(key), None)
        return found


class Entries:
    """The entries of one list by level, code and parent.

    The level of an entry is one more than its parent's; where a code stands several times
    in a list, the parent meant is the nearest one above in the file.
    """

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.levels: list[dict[str, list[Entry]]] = []
        self._children: list[dict[str | None, list[Entry]]] = []
        level_of: dict[str, int] = {}
        for entry in entries:
            level = 0 if entry.parent is None else level_of.get(entry.parent, -1) + 1
            level_of[entry.code] = level
            while len(self.levels) <= level:
                self.levels.append({})
                self._children.append({})
            self.levels[level].setdefault(entry.code, []).append(entry)
            self._children[level].setdefault(entry.parent, []).append(entry)
        self.options = tuple(Option(code=entry.code, label=entry.label) for entry in entries)

    def find(self, level: int, code: str) -> Entry | None:
        """The first entry with the code on a level, counted from 0."""
        return next(iter(self.levels[level].get(code, ())), None) if level < len(self.levels) else None

    def below(self, level: int, parent: str | None) -> tuple[Entry, ...]:
        """The entries of a level that belong to ``parent``; on the top level, all."""
        if level >= len(self._children):
            return ()
        if level == 0:
            return tuple(entry for entries in self.levels[0].values() for entry in entries)
        return tuple(self._children[level].get(parent, ()))

    def belongs(self, level: int, code: str, parent: str) -> bool:
        """Whether an entry of a level with the code stands below ``parent``."""
        found = self.levels[level].get(code, ()) if level < len(self.levels) else ()
        return any(entry.parent == parent for entry in found)


_ENTRIES: ByIdentity[CodeList, Entries] = ByIdentity(lambda listed: Entries(listed.entries))
_NONE = Entries(())


class Lists:
    """The code lists a questionnaire may use; a list that is not there has no entries."""

    def __init__(self, by_name: Mapping[str, CodeList] | None = None) -> None:
        self._by_name = by_name or {}

    @classmethod
    def of(cls, questionnaire: Questionnaire, more: Mapping[str, CodeList] | None = None) -> Lists:
        """The lists of a questionnaire; ``more`` adds to them and replaces lists of the same name."""
        own = questionnaire.list_by_name
        return cls({**own, **more} if more else own)

    def entries(self, name: str) -> Entries:
        """The entries of a list."""
        listed = self._by_name.get(name)
        return _ENTRIES(listed) if listed is not None else _NONE

    def options(self, question: QuestionBase) -> tuple[Option, ...]:
        """Every option of a question, written in it or taken from its list."""
        if isinstance(question, OptionsBase) and not question.options and question.list:
            return self.entries(question.list).options
        found: tuple[Option, ...] = getattr(question, "options", ())
        return found
