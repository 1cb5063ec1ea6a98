"""Reading what was posted: the same names for a form and for the script's JSON.

A post maps names to lists of strings. A field that is not in the post was not touched,
except that a form sends nothing at all for an empty choice: where the whole question
stood on the form (:attr:`Offered.whole`), a choice that is not posted was left empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from questionnaires.kinds.answer import Stored, plain_number
from questionnaires.kinds.lists import Lists
from questionnaires.text import Text

Posted: TypeAlias = Mapping[str, Sequence[str]]
# Blanks of every sort that NFKC leaves, and marks that nobody sees.
EDGES = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u200b\ufeff"
LONGEST_NUMBER = 15  # digits a double holds exactly
LONGEST_TEXT = 20_000  # twice the largest limit a questionnaire can set


@dataclass(frozen=True)
class Unreadable:
    """What was posted and is no answer: it is put aside and the field is empty."""

    field: str
    raw: str
    reason: Text


@dataclass(frozen=True)
class Reading:
    """What a post says: values by field, None where a field was emptied."""

    values: dict[str, Stored | None] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True)
class Offered:
    """What stood before the person: the lists, whether the question stood there whole, and which rows."""

    lists: Lists = field(default_factory=Lists)
    whole: bool = True
    rows: frozenset[str] | None = None


class Draft:
    """A reading in the making, with the post it is made from."""

    def __init__(self, posted: Posted, offered: Offered) -> None:
        self.posted = posted
        self.offered = offered
        self.values: dict[str, Stored | None] = {}
        self._unreadable: list[Unreadable] = []

    def choice(self, name: str) -> list[str] | None:
        """The codes posted under a name; None where the choice was not touched."""
        if name not in self.posted:
            return [] if self.offered.whole else None
        return [code for code in (tidy(raw) for raw in _list(self.posted[name])) if code]

    def typed(self, name: str) -> str | None:
        """What was typed in a field, as typed; None where it was not touched."""
        if name not in self.posted:
            return None
        first, *rest = _list(self.posted[name]) or [""]
        for raw in rest:
            if raw != first:
                self.put_aside(name, raw, ONE_ONLY)
        return first

    def put_aside(self, name: str, raw: str, reason: Text) -> None:
        """Keep what cannot be read, and empty its field unless something else was read there."""
        self._unreadable.append(Unreadable(name, clean(raw), reason))

    def one_code(self, name: str, known: Mapping[str, object]) -> None:
        """Read a field that holds one code."""
        codes = self.choice(name)
        if codes is None:
            return
        self.values[name] = None
        for code in codes:
            if code not in known:
                self.put_aside(name, code, NOT_AN_OPTION)
            elif self.values[name] is None:
                self.values[name] = code
            elif self.values[name] != code:
                self.put_aside(name, code, ONE_ONLY)

    def words(self, name: str) -> None:
        """Read a field that holds a text; blanks alone are no text, what is beyond all bounds is put aside."""
        raw = self.typed(name)
        if raw is not None:
            text = newlines(clean(raw))
            if len(text) > LONGEST_TEXT:
                self.put_aside(name, text[LONGEST_TEXT:], TOO_LONG)
                text = text[:LONGEST_TEXT]
            self.values[name] = text if text.strip() else None

    def number(self, name: str, units: Sequence[str] = ()) -> None:
        """Read a field that holds a number."""
        raw = self.typed(name)
        if raw is None:
            return
        self.values[name] = None
        if tidy(raw):
            number = read_number(raw, units)
            if number is None:
                self.put_aside(name, raw, NOT_A_NUMBER)
            else:
                self.values[name] = number

    def done(self) -> Reading:
        """The reading."""
        return Reading(self.values, tuple(self._unreadable))


def clean(raw: str) -> str:
    """Text that can be stored: NUL and halves of characters become U+FFFD, split halves are joined."""
    if raw.isascii():
        return raw.replace("\0", "\ufffd")
    joined = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\0", "\ufffd")


def newlines(text: str) -> str:
    """Text with ``\\n`` at the end of each line, however the browser wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy(raw: str) -> str:
    """A code or a number as typed, half width and without blanks around it."""
    return unicodedata.normalize("NFKC", clean(raw)).strip(EDGES)


def read_number(raw: str, units: Sequence[str] = ()) -> int | float | None:
    """The number a person meant, or None.

    Reads full-width digits and signs, 。 and 、 as a decimal point, thousands separators
    (comma, blank, apostrophe, each before three digits) and the unit typed behind. Never
    guesses: ``3,5``, ``1e5``, ``40-50`` and numbers of more than 15 digits are not read.
    The phone's script reads the same (``readNumber``); ``numbers.json`` of the tests holds both to it.
    """
    text = tidy(raw)
    for unit in sorted(filter(None, map(tidy, units)), key=len, reverse=True):
        if text.endswith(unit):
            text = text.removesuffix(unit).strip(EDGES)
            break
    text = re.sub(r"[−‐‑–—﹣]", "-", text)
    text = re.sub(r" *[。．｡、·] *", ".", text)
    whole = r"\d{1,3}(?:[,' \u2019]\d{3})+|\d+"
    found = re.fullmatch(rf"([+-]?) *(?:({whole})(?:\.(\d*))?|\.(\d+))", text, re.ASCII)
    if not found:
        return None
    digits = re.sub(r"\D", "", found[2] or "0")
    fraction = found[3] or found[4] or ""
    if len((digits + fraction).lstrip("0")) > LONGEST_NUMBER or len(fraction) > LONGEST_NUMBER:
        return None
    number = Decimal(f"{digits}.{fraction or '0'}")
    return plain_number(float(-number if found[1] == "-" else number))


def _list(raw: Sequence[str]) -> list[str]:
    return [raw] if isinstance(raw, str) else list(raw)


def as_posted(sent: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """A JSON object of the script as a post: strings and lists of strings; null empties a field.

    Raises:
        ValueError: for any other value; the message names the field.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, value in sent.items():
        if value is None:
            found[name] = ()
        elif isinstance(value, str):
            found[name] = (value,)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            found[name] = tuple(value)
        else:
            raise ValueError(f"{name}: a text or a list of texts is expected")
    return found


ONE_ONLY = Text(zh="这里只能有一个回答", en="Only one answer fits here")
NOT_AN_OPTION = Text(zh="没有这个选项", en="There is no such option")
TOO_LONG = Text(zh="文字太长，后面的部分没有收下", en="The text is too long; its end was left out")
NOT_A_NUMBER = Text(zh="请填写数字，例如 38.5", en="Please enter a number, for example 38.5")
