"""What a flag rests on, in the words of the questionnaire: numbers and texts of questions, labels of options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.interview import Interview
from questionnaires.model import Matrix, Question, Row
from questionnaires.text import Text
from survey.services.quality import kinds

SHORT = 60
_QUESTION, _ROW = Text(zh="题目", en="Question"), Text(zh="行", en="Row")
_SECONDS = Text(zh="{:,} 秒", en="{:,} s")


@dataclass(frozen=True)
class Basis:
    """One thing that a flag rests on, said in one language; ``response`` is the number of another response it names."""

    heading: str
    words: str
    response: int | None = None


@dataclass(frozen=True)
class _Reader:
    """Says parts of one response in a language."""

    interview: Interview
    language: str

    def say(self, text: Text) -> str:
        return self.interview.fill(text, self.language)

    def question(self, question: Question) -> str:
        """Number and text of a question, the text shortened."""
        text = " ".join(self.say(question.label).split()) or question.name
        short = text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
        return f"{question.number} {short}".strip()

    def field(self, field: str) -> str:
        """The question that a field belongs to; a field of another version by its name."""
        # Submitting explains nothing, and reviewing knows it: see raising.
        from survey.services.respond.interviewing import layout_of

        owner = layout_of(self.interview.questionnaire).owner(field)
        return self.question(owner) if owner is not None else field

    def option(self, matrix: Matrix, code: object) -> str:
        label = next((one.label for one in matrix.options if one.code == code), None)
        return self.say(label) if label is not None else "—"

    def row(self, name: str) -> tuple[Matrix, Row] | None:
        for question in self.interview.questionnaire.questions:
            if isinstance(question, Matrix):
                for row in question.rows:
                    if row.name == name:
                        return question, row
        return None


def explained(code: str, detail: Mapping[str, Any], interview: Interview, language: str) -> tuple[Basis, ...]:
    """What a flag of a response rests on, for the person who judges it."""
    say = _EXPLAINED.get(code)
    return tuple(say(detail, _Reader(interview, language))) if say else ()


def _straight(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    for name in detail.get("questions", ()):
        matrix = next((one for one in reader.interview.questionnaire.questions if one.name == name), None)
        if not isinstance(matrix, Matrix):
            yield Basis(reader.say(_QUESTION), name)
            continue
        rows = [row.name for row in reader.interview.shown_rows(matrix) if row.expect is None]
        given = reader.option(matrix, reader.interview.counted.get(rows[0])) if rows else "—"
        said = Text(zh=f"{len(rows)} 行都选“{given}”", en=f"all {len(rows)} rows answered “{given}”")
        yield Basis(reader.say(_QUESTION), f"{reader.question(matrix)} · {said.say(reader.language)}")


def _attention(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    for name in detail.get("rows", ()):
        found = reader.row(name)
        if found is None:
            yield Basis(reader.say(_ROW), name)
            continue
        matrix, row = found
        given = reader.option(matrix, reader.interview.counted.get(name))
        wanted = reader.option(matrix, row.expect)
        said = Text(zh=f"选了“{given}”，应选“{wanted}”", en=f"answered “{given}”, asked for “{wanted}”")
        number = f"{matrix.number} " if matrix.number else ""
        yield Basis(reader.say(_ROW), f"{number}{reader.say(row.label)} · {said.say(reader.language)}")


def _confirmed(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    standing = {problem.key: problem.message for problem in reader.interview.all_problems}
    for key in detail.get("checks", ()):
        said = reader.field(key.partition(":")[0])
        if key in standing:
            said = f"{said} · {reader.say(standing[key])}"
        yield Basis(reader.say(_QUESTION), said)


def _numbers(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    for field in detail.get("fields", ()):
        yield Basis(reader.say(_QUESTION), reader.field(field))


def _speed(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    seconds = _SECONDS.say(reader.language)
    for name, heading in (
        ("seconds", Text(zh="用时", en="Took")),
        ("threshold", Text(zh="界限", en="Limit")),
        ("median", Text(zh="中位数", en="Median")),
    ):
        if name in detail:
            yield Basis(heading.say(reader.language), seconds.format(round(detail[name])))
    if "count" in detail:
        heading = Text(zh="依据份数", en="Responses behind it")
        yield Basis(heading.say(reader.language), f"{detail['count']:,}")


def _duplicate(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    other = detail.get("response")
    yield Basis(Text(zh="另一份", en="The other").say(reader.language), f"#{other}", other)
    yield Basis(Text(zh="相同的答案", en="Equal answers").say(reader.language), f"{detail.get('same', 0):,}")


def _device(detail: Mapping[str, Any], reader: _Reader) -> Iterator[Basis]:
    heading = Text(zh="这台设备提交的份数", en="Submitted from this device")
    yield Basis(heading.say(reader.language), f"{detail.get('submits', 0):,}")


_EXPLAINED: Mapping[str, Callable[[Mapping[str, Any], _Reader], Iterator[Basis]]] = {
    kinds.STRAIGHT: _straight,
    kinds.ATTENTION: _attention,
    kinds.CONFIRMED: _confirmed,
    kinds.NUMBERS: _numbers,
    kinds.SPEED: _speed,
    kinds.DUPLICATE: _duplicate,
    kinds.DEVICE: _device,
}
