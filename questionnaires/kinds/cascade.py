"""One entry of a list of several levels, chosen level by level."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from questionnaires.expressions import Type
from questionnaires.kinds import write_in
from questionnaires.kinds.answer import AnswerField, Answers, Stored, as_missing, missing_in, text_in
from questionnaires.kinds.column import Column, ColumnValue, both, text_column
from questionnaires.kinds.kind import Kind
from questionnaires.kinds.lists import Entries, Lists
from questionnaires.kinds.messages import (
    CASCADE_APART,
    CASCADE_LEVEL,
    CASCADE_UNKNOWN,
    WRONG_SHAPE,
    said,
)
from questionnaires.kinds.problem import Asking, Problem, ProblemLevel, Shown
from questionnaires.kinds.reading import Draft
from questionnaires.model import Cascade, Missing
from questionnaires.text import Text

WRITTEN = Text(zh="（名单中没有，自填）", en=" (not in the list, written)")


class CascadeKind(Kind[Cascade]):
    """The answer is one entry code for each level, or words instead of the last."""

    @override
    def first_field(self, question: Cascade) -> str:
        return question.levels[0].name

    def written_field(self, question: Cascade) -> str:
        """The field of what was written because the list lacks it."""
        return f"{question.levels[-1].name}_oth"

    @override
    def has_answer(self, question: Cascade, field: str, settled: Answers, shown: Shown) -> bool:
        """Of the question or its last level, also when the answer was written."""
        last = question.levels[-1].name
        if field in (question.name, last) and self.written_field(question) in settled:
            return True
        return super().has_answer(question, last if field == question.name else field, settled, shown)

    @override
    def answer_fields(self, question: Cascade, lists: Lists) -> tuple[AnswerField, ...]:
        entries = lists.entries(question.list)
        fields = [
            AnswerField(
                level.name,
                question.name,
                Type.CODE,
                both(question.label, level.label),
                entry_labels(entries, place),
            )
            for place, level in enumerate(question.levels)
        ]
        if question.write_in:
            label = both(question.label, question.levels[-1].label)
            fields.append(AnswerField(self.written_field(question), question.name, Type.TEXT, label))
        return tuple(fields)

    @override
    def read_answer(self, question: Cascade, draft: Draft) -> None:
        entries = draft.offered.lists.entries(question.list)
        for place, level in enumerate(question.levels):
            known = entries.levels[place] if place < len(entries.levels) else {}
            draft.one_code(level.name, known)
        if question.write_in:
            draft.words(self.written_field(question))

    @override
    def settle_answer(self, question: Cascade, answers: Answers, shown: Shown) -> dict[str, Stored]:
        """Levels from the top as far as they belong together, then the written words if the last is empty."""
        entries = shown.lists.entries(question.list)
        found: dict[str, Stored] = {}
        above = ""
        for place, level in enumerate(question.levels):
            code = text_in(answers, level.name)
            if not code or not belongs(entries, place, code, above):
                break
            found[level.name] = above = code
        words = text_in(answers, self.written_field(question))
        if question.write_in and words.strip() and len(found) == len(question.levels) - 1:
            found[self.written_field(question)] = words
        return found

    @override
    def faults(self, question: Cascade, answers: Answers, shown: Shown, asking: Asking) -> Iterator[Problem]:
        entries = shown.lists.entries(question.list)
        above = ""
        given = [level.name for level in question.levels if answers.get(level.name) is not None]
        words = text_in(answers, self.written_field(question)) if question.write_in else ""
        if not given and not words.strip():
            return
        for place, level in enumerate(question.levels):
            value = answers.get(level.name)
            last = place == len(question.levels) - 1
            if value is None:
                if last and words.strip():
                    yield from self.word_faults(question, words)
                    return
                message = said(CASCADE_LEVEL, level=level.label)
                grave = ProblemLevel.HARD if question.required else ProblemLevel.LEFT_OUT
                code = "required" if question.required else "left_out"
                yield self.fault(question, code, message, field=level.name, level=grave)
                return
            if not isinstance(value, str) or missing_in(value):
                yield self.fault(question, "unreadable", WRONG_SHAPE, field=level.name)
                return
            if entries.find(place, value) is None:
                message = said(CASCADE_UNKNOWN, level=level.label)
                yield self.fault(question, "unknown_option", message, field=level.name)
                return
            if not belongs(entries, place, value, above):
                message = said(CASCADE_APART, level=level.label)
                yield self.fault(question, "not_below", message, field=level.name)
                return
            above = value

    def word_faults(self, question: Cascade, words: str) -> Iterator[Problem]:
        """Too many words."""
        if len(words) > write_in.WRITE_IN_LIMIT:
            message = write_in.too_long(len(words), write_in.WRITE_IN_LIMIT)
            yield self.fault(question, "too_long", message, field=self.written_field(question))

    @override
    def say_answer(self, question: Cascade, answers: Answers, language: str, lists: Lists) -> str:
        """The levels from the top, with the words instead of the last."""
        entries = lists.entries(question.list)
        found: list[str] = []
        for place, level in enumerate(question.levels):
            code = text_in(answers, level.name)
            if code:
                entry = entries.find(place, code)
                found.append(entry.label.say(language) if entry else code)
        words = text_in(answers, self.written_field(question))
        if words and not text_in(answers, question.levels[-1].name):
            found.append(f"{words}{WRITTEN.say(language)}")
        return " / ".join(found)

    @override
    def quote(self, question: Cascade, field: str, answers: Answers, language: str, lists: Lists) -> str:
        for place, level in enumerate(question.levels):
            if level.name == field:
                entry = lists.entries(question.list).find(place, text_in(answers, field))
                return entry.label.say(language) if entry else text_in(answers, field)
        return text_in(answers, field)

    @override
    def columns(self, question: Cascade, lists: Lists) -> tuple[Column, ...]:
        """One code column for each level, then the written words."""
        entries = lists.entries(question.list)
        levels = [
            Column(
                level.name,
                both(question.label, level.label),
                "code",
                question.name,
                codes=entry_labels(entries, place),
                role=level.role or (question.role if place == len(question.levels) - 1 else None),
                privacy=question.privacy,
            )
            for place, level in enumerate(question.levels)
        ]
        if question.write_in:
            label = both(question.label, question.levels[-1].label)
            levels.append(text_column(question, self.written_field(question), label))
        return tuple(levels)

    @override
    def answer_columns(self, question: Cascade, answers: Answers, shown: Shown) -> dict[str, ColumnValue]:
        """A last level that was written instead is not applicable; the words otherwise were not shown."""
        written = self.written_field(question)
        words = text_in(answers, written)
        found: dict[str, ColumnValue] = {
            level.name: text_in(answers, level.name) or as_missing(Missing.LEFT_OUT)
            for level in question.levels
        }
        if question.write_in:
            found[written] = words or as_missing(Missing.NOT_SHOWN)
            if words:
                found[question.levels[-1].name] = as_missing(Missing.NOT_APPLICABLE)
        return found


def entry_labels(entries: Entries, place: int) -> dict[str, Text]:
    """Labels by code on one level."""
    if place >= len(entries.levels):
        return {}
    return {code: found[0].label for code, found in entries.levels[place].items()}


def belongs(entries: Entries, place: int, code: str, above: str) -> bool:
    """Whether an entry is on a level and, below the top, under the one chosen above."""
    return entries.find(place, code) is not None and (place == 0 or entries.belongs(place, code, above))
