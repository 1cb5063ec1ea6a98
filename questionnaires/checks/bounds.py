"""Bounds that no answer can meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from questionnaires.checks.catalogue import found
from questionnaires.checks.scope import Asked, Scope
from questionnaires.expressions import ExpressionError
from questionnaires.expressions.regex import compile_pattern
from questionnaires.findings import Finding
from questionnaires.kinds.answer import number_words
from questionnaires.kinds.number import codes_within
from questionnaires.model import Date, Multiple, Number, Ranking, Scale, Split, Words

LONGEST_SCALE = 11


def check_bounds(scope: Scope) -> Iterator[Finding]:
    """Judge the bounds of every question."""
    for asked in scope.asked:
        question = asked.question
        if isinstance(question, Multiple | Ranking):
            yield from _picks(asked, question, scope)
        elif isinstance(question, Number):
            yield from _number(asked, question)
        elif isinstance(question, Split):
            yield from _split(asked, question)
        elif isinstance(question, Scale):
            yield from _scale(asked, question)
        elif isinstance(question, Date):
            yield from _date(asked, question)
        elif isinstance(question, Words) and question.pattern is not None:
            yield from _pattern(asked, question.pattern)


def _crossed(place: str, least: float | None, most: float | None) -> Iterator[Finding]:
    if least is not None and most is not None and least > most:
        yield found("bounds_crossed", place, least=number_words(least), most=number_words(most))


def _picks(asked: Asked, question: Multiple | Ranking, scope: Scope) -> Iterator[Finding]:
    yield from _crossed(asked.place, question.least, question.most)
    together = sum(1 for option in scope.options(question) if not option.exclusive)
    if not together:
        return
    if question.least > together:
        yield found("bounds_beyond", asked.place, least=question.least, count=together)
    elif question.most is not None and question.most > together:
        yield found("most_beyond", asked.place, most=question.most, count=together)


def _codes(asked: Asked, question: Number | Scale) -> Iterator[Finding]:
    taken = codes_within(question)
    if taken:
        yield found("number_is_code", asked.place, codes=", ".join(taken), name=question.name)


def _number(asked: Asked, question: Number) -> Iterator[Finding]:
    yield from _codes(asked, question)
    yield from _crossed(asked.place, question.least, question.most)
    yield from _crossed(f"{asked.place}/usual", question.usual_least, question.usual_most)
    below = any(
        usual is not None and question.least is not None and usual < question.least
        for usual in (question.usual_least, question.usual_most)
    )
    above = any(
        usual is not None and question.most is not None and usual > question.most
        for usual in (question.usual_least, question.usual_most)
    )
    if below or above:
        yield found("usual_outside", asked.place)
    if question.step is not None:
        step = Decimal(str(question.step))
        fine = step % (Decimal(1).scaleb(-question.decimals)) != 0
        span = None if question.least is None or question.most is None else question.most - question.least
        if fine or (span is not None and span >= 0 and question.step > span):
            yield found("step_fine", asked.place, step=number_words(question.step))


def _split(asked: Asked, question: Split) -> Iterator[Finding]:
    if question.total <= 0 or Decimal(str(question.total)) % Decimal(str(question.step)) != 0:
        yield found(
            "total_unreachable",
            asked.place,
            step=number_words(question.step),
            total=number_words(question.total),
        )


def _scale(asked: Asked, question: Scale) -> Iterator[Finding]:
    yield from _codes(asked, question)
    yield from _crossed(asked.place, question.least, question.most)
    count = question.most - question.least + 1
    if count > LONGEST_SCALE:
        yield found("scale_long", asked.place, count=count)


def _date(asked: Asked, question: Date) -> Iterator[Finding]:
    earliest = latest = None
    for written in (question.earliest, question.latest):
        if written is not None and written != "today" and _first_day(written) is None:
            yield found("date_invalid", asked.place, date=written)
    if question.earliest is not None:
        earliest = _first_day(question.earliest)
    if question.latest is not None and question.latest != "today":
        latest = _first_day(question.latest)
    # '2026' as the latest means its last day, so only a clear crossing counts
    within = (question.earliest or "").startswith(question.latest or " ")
    if earliest and latest and earliest > latest and not within:
        yield found("date_crossed", asked.place, earliest=question.earliest, latest=question.latest)


def _first_day(written: str) -> date | None:
    parts = [int(part) for part in re.findall(r"\d+", written)]
    try:
        return date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def _pattern(asked: Asked, pattern: str) -> Iterator[Finding]:
    try:
        compile_pattern(pattern)
    except ExpressionError as error:
        yield found(
            "pattern_wrong",
            asked.place,
            reason_zh=error.reason.say("zh-CN"),
            reason_en=error.reason.say("en"),
            remedy_zh=error.remedy.say("zh-CN"),
            remedy_en=error.remedy.say("en"),
        )
