"""Word's automatic numbering, counted and written out as Word shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from questionnaires.formats.word.tree import child, children, number, value

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = "零一二三四五六七八九"
# squares and circles of the symbol fonts, which sit in the private area
_BOXES = frozenset("□☐○◯◻❑❒o\uf06f\uf071\uf072\uf0a8\uf0a3\uf0a1\uf06d\uf0fe\uf052\uf099")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    words: str = ""
    start: int = 1


@dataclass(slots=True)
class List:
    """One list: the definition it follows, its levels, and the levels that begin anew."""

    definition: str
    levels: dict[int, Level] = field(default_factory=dict)
    anew: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document; :meth:`label` counts on every time it is asked."""

    def __init__(self, root: Element | None) -> None:
        self._definitions = {value(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        self._links = {
            value(child(one, "styleLink")): key
            for key, one in self._definitions.items()
            if child(one, "styleLink") is not None
        }
        self._lists = {value(one, "numId"): self._list(one) for one in children(root, "num")}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, list_id: str, level: int) -> str:
        """The next label of a list at a level (from 0), a box for bullets that look like one; empty for none."""
        held = self._lists.get(list_id)
        if held is None or not 0 <= level <= 8:
            return ""
        counts = self._counts.setdefault(held.definition, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            for place, start in held.anew.items():
                counts[place] = start - 1
        form = held.levels.get(level, Level())
        counts[level] = counts.get(level, form.start - 1) + 1
        for deeper in [place for place in counts if place > level]:
            del counts[deeper]
        if form.form == "bullet":
            return "□" if form.words[:1] in _BOXES and form.words else "•"
        if form.form == "none":
            return ""
        return re.sub(
            r"%([1-9])",
            lambda found: self._said(held, counts, int(found[1]) - 1),
            form.words or f"%{level + 1}.",
        )

    def _said(self, held: List, counts: dict[int, int], level: int) -> str:
        form = held.levels.get(level, Level())
        return written(counts.get(level, form.start), form.form)

    def _list(self, element: Element) -> List:
        definition = value(child(element, "abstractNumId"))
        root = self._definitions.get(definition)
        link = value(child(root, "numStyleLink"))
        if link in self._links:
            definition = self._links[link]
            root = self._definitions[definition]
        found = List(definition, {number(value(one, "ilvl")): _level(one) for one in children(root, "lvl")})
        for override in children(element, "lvlOverride"):
            place = number(value(override, "ilvl"))
            own = child(override, "lvl")
            if own is not None:
                found.levels[place] = _level(own)
            start = child(override, "startOverride")
            if start is not None:
                found.anew[place] = number(value(start), 1)
        return found


def written(count: int, form: str) -> str:
    """A count as a list writes it: 3, 三, C, c, iii, ③."""
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count < 300 else str(count)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    if form.startswith("decimalEnclosedCircle"):
        return _CIRCLED[count - 1] if 0 < count <= len(_CIRCLED) else str(count)
    if form.startswith(("chinese", "ideograph", "japaneseCounting", "taiwanese")) and 0 < count < 100:
        return _chinese(count)
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _level(element: Element) -> Level:
    return Level(
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")),
        number(value(child(element, "start")), 1),
    )


def _chinese(count: int) -> str:
    tens, ones = divmod(count, 10)
    said = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
    return said + (_CHINESE[ones] if ones else "")


def _roman(count: int) -> str:
    said = ""
    for size, letters in _ROMAN:
        while count >= size and len(said) < 20:
            said += letters
            count -= size
    return said
