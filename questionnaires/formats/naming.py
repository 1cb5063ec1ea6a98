"""Names and codes made from what other formats call their questions and options."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from questionnaires.checks.names import RESERVED
from questionnaires.model import CODE_PATTERN, FACTS, NAME_PATTERN

LONGEST_NAME = 63
LONGEST_CODE = 32
_NAME = re.compile(NAME_PATTERN)
_CODE = re.compile(CODE_PATTERN)
_NOT_NAME = re.compile(r"[^A-Za-z0-9_]+")
_NOT_CODE = re.compile(r"[^A-Za-z0-9_.]+")


class Names:
    """Gives every part a valid name that no other part has, capitals apart, nor the platform.

    A name that is valid and free is kept as it is. ``given`` tells what became of each
    source name, so that rules can be turned.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken: set[str] = set()
        self._lower = set(RESERVED | set(FACTS))
        self.reserve(taken)
        self.given: dict[str, str] = {}

    def name(self, wanted: str, stem: str = "q") -> str:
        """A name for what the source calls ``wanted``; made from ``stem`` where nothing of it can be used."""
        found = wanted if _NAME.fullmatch(wanted) else self._cleaned(wanted, stem)
        found = self._free(found)
        self.reserve([found])
        self.given.setdefault(wanted, found)
        return found

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names, such as those of fields and columns, from being given."""
        for name in names:
            self.taken.add(name)
            self._lower.add(name.lower())

    def numbered(self, stem: str, number: int) -> str:
        """``stem`` with a number, made unique."""
        return self.name(f"{stem}{number}", stem)

    def _cleaned(self, wanted: str, stem: str) -> str:
        plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode()
        plain = _NOT_NAME.sub("_", plain).strip("_")
        if plain and not plain[0].isalpha():
            plain = f"{stem}_{plain}" if stem else plain
        return plain[:LONGEST_NAME].rstrip("_") if plain and _NAME.match(plain[:1]) else self._next(stem)

    def _next(self, stem: str) -> str:
        number = 1
        while f"{stem}{number}".lower() in self._lower:
            number += 1
        return f"{stem}{number}"

    def _free(self, wanted: str) -> str:
        if wanted.lower() not in self._lower:
            return wanted
        number = 2
        while True:
            ending = f"_{number}"
            found = wanted[: LONGEST_NAME - len(ending)] + ending
            if found.lower() not in self._lower:
                return found
            number += 1


def codes(wanted: Iterable[str]) -> list[str]:
    """Valid codes, each once, for the codes of a source in their order.

    Valid ones stay as they are; of the others what can be kept is kept, and where nothing
    can, the place in the list (from 1) is the code.
    """
    sources = list(wanted)
    kept = {source for source in sources if _CODE.fullmatch(source)}
    found: list[str] = []
    given: set[str] = set()
    for place, source in enumerate(sources, start=1):
        code = source if source in kept and source not in given else _code(source, place)
        number = 2
        base = code
        while code in given or (code in kept and code != source):
            ending = f"_{number}"
            code = base[: LONGEST_CODE - len(ending)] + ending
            number += 1
        found.append(code)
        given.add(code)
    return found


def _code(source: str, place: int) -> str:
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode()
    plain = _NOT_CODE.sub("_", plain).strip("_.")[:LONGEST_CODE]
    return plain if _CODE.fullmatch(plain) else str(place)
