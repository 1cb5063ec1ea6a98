"""What the server finds wrong with one answer, as checks the phone evaluates without the network.

They say what :mod:`questionnaires.kinds` says of the same answer, under the same codes and
in the same words. Not here, because the page does not let it happen or only the server
knows: options that are hidden or stand alone, and texts that seem to hold a phone number.

A check is ``[code, level, tree, message]``. Where the message tells a number, the tree of
that number follows: ``{n}`` stands for it, ``{n-200}`` for what it is beyond 200. Where the
check is not about the first field of its question, or about a date as it is kept, the
name to look at comes last, with null before it if need be.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from questionnaires.expressions import to_tree
from questionnaires.expressions.regex import compile_pattern
from questionnaires.interview.rules import compiled
from questionnaires.kinds import Lists
from questionnaires.kinds.answer import number_words
from questionnaires.kinds.dates import PARTS
from questionnaires.kinds.messages import (
    DATE_EARLY,
    DATE_FUTURE,
    DATE_IMPOSSIBLE,
    DATE_INCOMPLETE,
    DATE_LATE,
    DECIMALS,
    PATTERN,
    PICKS_EXACTLY,
    PICKS_LEAST,
    PICKS_MOST,
    PRECISION,
    SPLIT_PART,
    SPLIT_STEP,
    SPLIT_SUM,
    STEP,
    TOO_LONG,
    UNUSUAL,
    WHOLE_NUMBER,
    said,
)
from questionnaires.kinds.number import bounds_message, unit_words
from questionnaires.model import Date, Level, Multiple, Number, Question, Ranking, Split, Words
from questionnaires.text import Text

ANSWER = "{n}"
CLOSE = "0.000001"
LENGTH = "string-length(.)"
PICKED = "count-selected(.)"
LENGTHS = {"month": len("2024-02"), "day": len("2024-02-29")}

Checks = Iterator[list[Any]]


def bound_checks(question: Question, language: str, lists: Lists) -> list[list[Any]]:
    """The checks of a question in the order in which the server makes them; none for most kinds."""
    found: Checks = iter(())
    match question:
        case Number():
            found = _of_number(question, language)
        case Split():
            found = _of_split(question, language)
        case Date():
            found = _of_date(question, language)
        case Words():
            found = _of_text(question, language)
        case Multiple() | Ranking():
            found = _of_picks(question, language, lists)
    return list(found)


def _of_number(question: Number, language: str) -> Checks:
    bounds = bounds_message(question.least, question.most)
    if bounds:
        yield _hard("out_of_bounds", _within(question.least, question.most), bounds, language)
    decimals = said(DECIMALS, decimals=question.decimals) if question.decimals else WHOLE_NUMBER
    yield _hard("decimals", _multiple_of(10**-question.decimals), decimals, language)
    if question.step:
        message = said(STEP, step=number_words(question.step))
        yield _hard("step", _multiple_of(question.step), message, language)
    usual = _within(question.usual_least, question.usual_most)
    if usual:
        message = said(UNUSUAL, value=ANSWER, unit=unit_words(question.unit))
        yield ["unusual", Level.SOFT.value, _tree(usual), message.say(language), _tree(".")]


def _of_split(question: Split, language: str) -> Checks:
    total = number_words(question.total)
    for row in question.rows:
        message = said(SPLIT_PART, row=row.label, total=total)
        yield [*_hard("out_of_bounds", _within(0, question.total), message, language), None, row.name]
        message = said(SPLIT_STEP, row=row.label, step=number_words(question.step))
        yield [*_hard("step", _multiple_of(question.step), message, language), None, row.name]
    message = said(SPLIT_SUM, total=total, given=ANSWER, unit=unit_words(question.unit))
    rows = f"sum(${{{question.name}}})"
    rule = f"abs({rows} - {_digits(question.total)}) < {CLOSE}"
    yield [*_hard("sum", rule, message, language), _tree(rows), question.name]


def _of_date(question: Date, language: str) -> Checks:
    """Of a date as it is kept, which may still lack its month or its day."""
    for code, rule, message in _date_rules(question):
        yield [*_hard(code, rule, message, language), None, question.name]


def _date_rules(question: Date) -> Iterator[tuple[str, str, Text]]:
    yield "impossible_date", "string-length(date(.)) > 0", DATE_IMPOSSIBLE
    wanted = PARTS.index(question.precision) + 1
    for part in PARTS[1:wanted]:
        message = said(DATE_INCOMPLETE, precision=PRECISION[part])
        yield "incomplete_date", f"{LENGTH} >= {LENGTHS[part]}", message
    if question.earliest:
        rule = f". >= '{_day(question.earliest, wanted, last=False)}'"
        yield "too_early", rule, said(DATE_EARLY, earliest=question.earliest)
    if question.latest == "today":
        yield "too_late", ". <= today()", DATE_FUTURE
    elif question.latest:
        rule = f". <= '{_day(question.latest, wanted, last=True)}'"
        yield "too_late", rule, said(DATE_LATE, latest=question.latest)


def _day(bound: str, wanted: int, *, last: bool) -> str:
    """The first or the last day of a bound, taken no more exactly than the answer is given."""
    year, month, day = (*bound.split("-")[:wanted], "", "")[:3]
    month = month or ("12" if last else "01")
    end = f"{monthrange(int(year), int(month))[1]}" if last else "01"
    return f"{year}-{month}-{day or end}"


def _of_text(question: Words, language: str) -> Checks:
    limit = question.limit
    message = said(TOO_LONG, limit=limit, given=ANSWER, over=_beyond(limit))
    yield [*_hard("too_long", f"{LENGTH} <= {limit}", message, language), _tree(LENGTH)]
    if question.pattern:
        program = [list(step) for step in compile_pattern(question.pattern)]
        tree = ["regex", ["."], question.pattern, program]
        yield ["pattern", Level.HARD.value, tree, PATTERN.say(language)]


def _of_picks(question: Multiple | Ranking, language: str, lists: Lists) -> Checks:
    """How many were picked; an option that stands alone needs no others."""
    alone = [one.code for one in lists.options(question) if one.exclusive or one.missing]
    unless = "".join(f" or selected(., '{code}')" for code in alone)
    least, most = question.least, question.most
    if least > 1:
        message = said(PICKS_EXACTLY if least == most else PICKS_LEAST, least=least, given=ANSWER)
        yield [*_hard("too_few", f"{PICKED} >= {least}{unless}", message, language), _tree(PICKED)]
    if most is not None:
        message = said(PICKS_MOST, most=most, given=ANSWER, over=_beyond(most))
        yield [*_hard("too_many", f"{PICKED} <= {most}{unless}", message, language), _tree(PICKED)]


def _beyond(limit: int) -> str:
    return f"{{n-{limit}}}"


def _within(least: float | None, most: float | None) -> str:
    sides = ((">=", least), ("<=", most))
    return " and ".join(f". {sign} {_digits(bound)}" for sign, bound in sides if bound is not None)


def _digits(value: float) -> str:
    """A number as rules write one, without an exponent."""
    return f"{Decimal(repr(value)):f}"


def _multiple_of(step: float) -> str:
    times = f". div {_digits(step)}"
    return f"abs({times} - round({times})) < {CLOSE}"


def _tree(rule: str) -> list[Any]:
    return to_tree(compiled(rule))


def _hard(code: str, rule: str, message: Text, language: str) -> list[Any]:
    return [code, Level.HARD.value, _tree(rule), message.say(language)]
