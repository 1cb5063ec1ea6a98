"""Known totals of the population by category, typed line by line, pasted from a sheet or read from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import tables
from survey.services.margins import Offer
from survey.services.tables import Column, plain_digits

LARGEST = 1e12
COLUMNS = (
    Column("margin", Text(zh="变量", en="Variable"), ("变量", "特征", "variable", "margin")),
    Column("category", Text(zh="类别", en="Category"), ("类别", "代码", "category", "code"), needed=True),
    Column(
        "total", Text(zh="总体数", en="Total"), ("总体数", "人数", "总体", "total", "population"), needed=True
    ),
)
_NEGATIVE = re.compile(r"[-−－–]\d[\d,，.．]*[%％]?")
_LAST = re.compile(r"^(.*?)[\s,，;；:：=]+(\d+(?:[,，]\d{3})*(?:[.．]\d+)?\s*[%％]?)$")


def number_of(typed: str) -> float | None:
    """A number of persons or a share as it is typed, with separators of thousands or a percent sign; else None."""
    given = plain_digits(typed).replace(" ", "")
    percent = given.endswith("%")
    plain = given.removesuffix("%")
    if not re.fullmatch(r"\d{1,13}(\.\d{1,12})?", plain):
        return None
    found = float(plain) / (100 if percent else 1)
    return found if found <= LARGEST else None


def read_lines(offer: Offer, typed: str) -> dict[str, float]:
    """Totals from lines such as ``男 1,200`` or ``1<tab>1200``: a category by its label or code, and a number.

    :raises Refusal: a line has no number, an unknown category or one that came before; the place is the margin.
    """
    found: dict[str, float] = {}
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        matched = _LAST.match(line.strip())
        total = number_of(matched[2]) if matched else None
        if matched is None or total is None:
            raise _line(offer, number, line, _why_unread(line))
        _put(found, offer, number, matched[1], total)
    return found


def read_file(offers: Mapping[str, Offer], name: str, content: bytes) -> dict[str, dict[str, float]]:
    """Totals by margin from a CSV or XLSX file with the columns 变量, 类别, 总体数; one margin needs no 变量.

    :raises Refusal: the file is no table, or a line names what was not chosen.
    """
    rows = tables.read_rows(name, content, COLUMNS)
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        offer = _margin(offers, row.cells["margin"], row.number)
        total = number_of(row.cells["total"])
        if total is None:
            given = row.cells["total"]
            raise _line(offer, row.number, f"{row.cells['category']} {given}", _why_no_number(given))
        _put(found.setdefault(offer.name, {}), offer, row.number, row.cells["category"], total)
    return found


def lines_of(offer: Offer, totals: Mapping[str, float], language: str) -> str:
    """Totals as lines to type on: every category with its label, the number empty where none is known."""
    return "\n".join(
        f"{label.say(language)}\t{_written(totals[code]) if code in totals else ''}".rstrip()
        for code, label in offer.categories
    )


def _written(total: float) -> str:
    return f"{total:.0f}" if total == int(total) and total > 1 else f"{total:.10g}"


def _why_no_number(given: str) -> Text:
    """Why what is typed as a total is none."""
    if not given.strip():
        return Text(zh="没有填总体数", en="has no total")
    if _NEGATIVE.fullmatch(plain_digits(given).replace(" ", "")):
        return Text(zh="总体数不能是负数", en="has a total below zero")
    return Text(zh="总体数不是数", en="has a total that is no number of persons")


def _why_unread(line: str) -> Text:
    """Why a line that was typed holds no total."""
    last = line.rsplit(maxsplit=1)[-1]
    if _NEGATIVE.fullmatch(plain_digits(last)):
        return _why_no_number(last)
    if plain_digits(last).isdecimal() and number_of(last) is None:
        return Text(zh="总体数太大，不是人数", en="has a total too large for persons")
    return Text(zh="没有看到类别和数", en="has no category and number")


def _margin(offers: Mapping[str, Offer], given: str, number: int) -> Offer:
    wanted = given.strip()
    for one in offers.values():
        if (not wanted and len(offers) == 1) or wanted in (one.name, *one.label.values()):
            return one
    there = "、".join(one.label.say("zh-CN") for one in offers.values())
    raise Refusal(
        "totals_margin",
        place="file",
        reason=Text(
            zh=f"第 {number} 行的变量“{wanted[:40]}”没有选" if wanted else f"第 {number} 行没有写是哪个变量",
            en=f"Line {number}: {wanted[:40]!r} was not chosen"
            if wanted
            else f"Line {number} names no variable",
        ),
        remedy=Text(
            zh=f"“变量”一列请写：{there}",
            en=f"Write one of these under Variable: {', '.join(one.label.say('en') for one in offers.values())}",
        ),
    )


def _put(found: dict[str, float], offer: Offer, number: int, given: str, total: float) -> None:
    wanted = given.strip().strip(",，;；:：")
    code = _code(offer.categories, wanted)
    if code is None:
        raise _line(offer, number, wanted, Text(zh="没有这个类别", en="is no category"))
    if code in found:
        raise _line(offer, number, wanted, Text(zh="这个类别填了两次", en="is given twice"))
    found[code] = total


def _code(categories: Sequence[tuple[str, Text]], wanted: str) -> str | None:
    for code, label in categories:
        if wanted == code or wanted.casefold() in (words.casefold() for words in label.values()):
            return code
    return None


def _line(offer: Offer, number: int, given: str, reason: Text) -> Refusal:
    shown = given.strip()[:40]
    known = offer.categories[:12]
    more = len(offer.categories) > len(known)
    return Refusal(
        "totals_line",
        place=offer.name,
        reason=Text(
            zh=f"第 {number} 行“{shown}”：{reason.say('zh-CN')}",
            en=f"Line {number}, {shown!r} {reason.say('en')}",
        ),
        remedy=Text(
            zh=f"每行写一个类别和它的总体数，类别是：{'、'.join(label.say('zh-CN') for _, label in known)}"
            + ("……" if more else ""),
            en="Write a category and its total in each line; the categories are "
            + ", ".join(label.say("en") for _, label in known)
            + ("…" if more else ""),
        ),
    )
