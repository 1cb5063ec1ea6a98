"""A year, a month of a year, or a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from typing_extensions import override

from questionnaires.expressions import Type, Value, read_date
from questionnaires.kinds.answer import AnswerField, Answers, Stored, text_in
from questionnaires.kinds.column import Column
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Lists
from questionnaires.kinds.messages import (
    DATE_EARLY,
    DATE_FUTURE,
    DATE_IMPOSSIBLE,
    DATE_INCOMPLETE,
    DATE_LATE,
    NOT_A_DATE,
    PRECISION,
    WRONG_SHAPE,
    said,
)
from questionnaires.kinds.problem import Asking, Problem, Shown
from questionnaires.kinds.reading import Draft, tidy
from questionnaires.model import Date
from questionnaires.text import CHINESE

PARTS = ("year", "month", "day")
WRITTEN = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?\s*[年月日号]?|(\d{4})(\d{2})(\d{2})?",
    re.ASCII,
)
KEPT = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class DateKind(Kind[Date]):
    """The answer is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a shorter one is not yet complete."""

    @override
    def answer_fields(self, question: Date, lists: Lists) -> tuple[AnswerField, ...]:
        return (AnswerField(question.name, question.name, Type.DATE, question.label),)

    def wanted(self, question: Date) -> int:
        """How many parts the answer has."""
        return PARTS.index(question.precision) + 1

    @override
    def read_answer(self, question: Date, draft: Draft) -> None:
        """``NAME.year``, ``NAME.month``, ``NAME.day``, or the whole date in ``NAME``.

        Parts that are still empty leave a shorter date; a part without the one before it
        cannot be kept. A date more exact than asked is cut to what was asked.
        """
        names = [f"{question.name}.{part}" for part in PARTS[: self.wanted(question)]]
        if question.name not in draft.posted and any(name in draft.posted for name in names):
            typed = [tidy(draft.typed(name) or "").rstrip("年月日号") for name in names]
            raw = "-".join(typed).rstrip("-")
        else:
            whole = draft.typed(question.name)
            if whole is None:
                return
            raw = tidy(whole)
        draft.values[question.name] = None
        if not raw:
            return
        kept = as_kept(raw)
        if kept is None:
            draft.put_aside(question.name, raw, NOT_A_DATE)
        else:
            draft.values[question.name] = "-".join(kept.split("-")[: self.wanted(question)])

    @override
    def settle_answer(self, question: Date, answers: Answers, shown: Shown) -> dict[str, Stored]:
        value = text_in(answers, question.name)
        return {question.name: value} if value else {}

    @override
    def values(self, question: Date, settled: Answers, shown: Shown) -> dict[str, Value]:
        """The first day of the time given; nothing for a date that is not complete or not possible."""
        text = text_in(settled, question.name)
        value = read_date(text) if text.count("-") + 1 == self.wanted(question) else None
        return {} if value is None else {question.name: value}

    @override
    def faults(self, question: Date, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        value = answers.get(question.name)
        if value is None:
            return
        if not isinstance(value, str) or not KEPT.fullmatch(value):
            yield self.fault(question, "unreadable", WRONG_SHAPE)
            return
        given = value.count("-") + 1
        if read_date(value) is None:
            yield self.fault(question, "impossible_date", DATE_IMPOSSIBLE)
        elif given < self.wanted(question):
            part = PARTS[given]
            message = said(DATE_INCOMPLETE, precision=PRECISION[part])
            yield self.fault(question, "incomplete_date", message, field=question.name)
        else:
            yield from self.order_faults(question, value, asking.today)

    def order_faults(self, question: Date, value: str, today: date) -> Iterator[Problem]:
        """Before the earliest or after the latest; compared as far as both are given."""
        earliest, latest = question.earliest, question.latest
        if earliest and value[: len(earliest)] < earliest[: len(value)]:
            yield self.fault(question, "too_early", said(DATE_EARLY, earliest=earliest))
        elif latest == "today":
            if value > today.isoformat()[: len(value)]:
                yield self.fault(question, "too_late", DATE_FUTURE)
        elif latest and value[: len(latest)] > latest[: len(value)]:
            yield self.fault(question, "too_late", said(DATE_LATE, latest=latest))

    @override
    def say_answer(self, question: Date, answers: Answers, language: str, lists: Lists) -> str:
        return date_words(text_in(answers, question.name), language)

    @override
    def columns(self, question: Date, lists: Lists) -> tuple[Column, ...]:
        return (self.main_column(question, "date"),)


def as_kept(raw: str) -> str | None:
    """A date as written (``1985-3``, ``1985年3月2日``, ``1985/3/2``, ``19850302``) as it is kept."""
    found = WRITTEN.fullmatch(raw)
    if not found:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def date_words(kept: str, language: str) -> str:
    """A date as people say it: ``1985 年 3 月``, ``March 1985``; what is no date as it is."""
    if read_date(kept) is None:
        return kept
    year, month, day = (*(int(part) for part in kept.split("-")), 0, 0)[:3]
    if language == CHINESE:
        words = f"{year} 年"
        words += f" {month} 月" if month else ""
        return words + (f" {day} 日" if day else "")
    return " ".join(filter(None, (str(day or ""), MONTHS[month - 1] if month else "", str(year))))
