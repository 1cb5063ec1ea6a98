"""Names and labels within the bounds of statistical packages, which count in bytes and know reserved words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

CUT = "…"


@dataclass(frozen=True)
class Bounds:
    """What a format allows: names of so many ``letters``, counted in bytes where ``in_bytes``, none of the reserved ones."""

    letters: int
    in_bytes: bool
    first: str
    reserved: frozenset[str]
    #: Bytes or characters of the label of a variable and of a value.
    label: int
    value: int


#: IBM SPSS Statistics, System File Format: names of 64 bytes, labels of 256, value labels of 120.
SPSS = Bounds(
    64,
    True,
    r"[^\W\d_]",
    frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"]),
    256,
    120,
)
_STATA_WORDS = frozenset(
    {
        "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_pi",
        "_pred", "_rc", "_skip", "strl", "using", "with",
    }
)  # fmt: skip
#: Stata 14 and newer (dta 118): names of 32 characters, labels of 80, value labels of 32,000 bytes.
STATA = Bounds(
    32,
    False,
    r"[^\W\d]",
    _STATA_WORDS,
    80,
    8000,
)


@dataclass
class Names:
    """Names given out so far, none twice whatever its case."""

    bounds: Bounds
    taken: set[str] = field(default_factory=set)

    def give(self, wanted: str) -> str:
        """The name itself where it is allowed and free, else the nearest that is."""
        name = re.sub(r"[^\w]", "_", wanted)
        if not re.match(self.bounds.first, name) or self._is_reserved(name):
            name = f"v{name}" if name.startswith("_") else f"v_{name}"
        found, number = self._cut(name, ""), 1
        while found.lower() in self.taken or self._is_reserved(found):
            number += 1
            found = self._cut(name, f"_{number}")
        self.taken.add(found.lower())
        return found

    def _is_reserved(self, name: str) -> bool:
        return name.lower() in self.bounds.reserved or bool(re.fullmatch(r"str\d+", name.lower()))

    def _cut(self, name: str, end: str) -> str:
        room = self.bounds.letters - len(end)
        return (cut_bytes(name, room, "") if self.bounds.in_bytes else name[:room]).rstrip(".") + end


def cut_bytes(text: str, most: int, mark: str = CUT) -> str:
    """A text within so many bytes of UTF-8, cut between characters, with a mark where something is gone."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: most - len(mark.encode())].decode(errors="ignore") + mark


def cut_label(text: str, most: int, bounds: Bounds) -> str:
    """A label on one line within what a format allows."""
    line = " ".join(text.split())
    if bounds.in_bytes:
        return cut_bytes(line, most)
    return line if len(line) <= most else line[: most - len(CUT)] + CUT


def quoted(text: str) -> str:
    """A text between single quotation marks, as the languages of SPSS and PSPP write it."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
