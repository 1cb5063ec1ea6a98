"""Rows of a data file as answers to a questionnaire.

Without a mapping the columns are the data columns of the questionnaire, as exports write
them; with one, they are those the mapping names. A cell holds a code or a label. What
cannot be read is a problem with row, column, value and reason; it is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.findings import Finding
from questionnaires.formats.cells import (
    ABSENT,
    AMBIGUOUS,
    BOTH,
    NO,
    NOT_A_CODE,
    NOT_A_NUMBER,
    NOT_AN_OPTION,
    NOT_OFFERED,
    NOT_SECONDS,
    NOT_YES_NO,
    OFFERED,
    UNSTORABLE,
    YES,
    codes_by_word,
    is_whole,
    number_in,
    parser_of,
    plain_number_in,
    plain_word,
)
from questionnaires.formats.error import FormatError
from questionnaires.formats.mapping import DataMapping, Source
from questionnaires.kinds import Column, Lists, as_missing, columns, kind_of
from questionnaires.kinds.number import codes_within
from questionnaires.model import Missing, Number, Option, Question, Questionnaire, Scale
from questionnaires.text import Text

DESIGN = ("response", "weight", "stratum", "psu", "mode", "version", "submitted")


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one cell: row of the file from 1, column, value as written, and why."""

    row: int
    column: str
    value: str
    reason: Text


@dataclass
class RowAnswers:
    """One row as answers by field, with what is wrong with it; ``seconds`` is the time taken."""

    row: int
    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    seconds: float | None = None
    stratum: str = ""


Reader = Callable[[Sequence[str], RowAnswers], None]


class RowReader:
    """Reads the rows of a file with one header against one questionnaire.

    Raises FormatError where the header has columns the questionnaire does not have, or has none of its.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        header: Sequence[str],
        mapping: DataMapping | None = None,
        lists: Lists | None = None,
    ) -> None:
        self._header = tuple(header)
        self._place = {name: place for place, name in enumerate(header)}
        self._lists = lists or Lists.of(questionnaire)
        self._used: set[str] = set()
        self._readers: list[Reader] = []
        self._seconds: int | None = None
        self._stratum = self._place.get("stratum") if mapping is None else None
        if mapping is None:
            for question in questionnaire.questions:
                self._add_own(question, columns(question, questionnaire, self._lists))
            self._refuse_unknown()
        else:
            mapping.check(self._header)
            self._seconds = self._place[mapping.seconds] if mapping.seconds else None
            for source in mapping.questions:
                self._add_mapped(source, mapping.columns_of(source, self._header), questionnaire)

    def read(self, number: int, cells: Sequence[str]) -> RowAnswers:
        """One row as answers."""
        found = RowAnswers(number)
        for reader in self._readers:
            reader(cells, found)
        if self._seconds is not None and cells[self._seconds].strip():
            found.seconds = number_in(cells[self._seconds])
            if found.seconds is None:
                self._problem(found, self._seconds, cells, NOT_SECONDS)
        if self._stratum is not None:
            found.stratum = cells[self._stratum].strip()
        return found

    def _refuse_unknown(self) -> None:
        unknown = [name for name in self._header if name not in self._used and name not in DESIGN]
        if unknown or not self._used:
            reason = Text(
                zh=f"问卷没有这些列：{'、'.join(unknown[:10])}"
                if unknown
                else "文件中没有这份问卷的任何一列",
                en=f"The questionnaire has no columns {', '.join(unknown[:10])}"
                if unknown
                else "The file has no column of this questionnaire",
            )
            remedy = Text(
                zh="请改列名，删去这些列，或给出映射文件（--mapping）。",
                en="Rename or remove the columns, or give a mapping file (--mapping).",
            )
            raise FormatError((Finding("data_columns", unknown[0] if unknown else "", reason, remedy),))

    def _add_own(self, question: Question, own: Sequence[Column]) -> None:
        present = [column for column in own if column.name in self._place]
        if question.kind in ("note", "calculated"):
            # Worked out again from the answers: read by nobody, but known.
            self._used.update(name for column in present for name in self._names(column))
            return
        self._used.update(name for column in present for name in self._names(column))
        indicators = [column for column in present if column.type == "indicator"]
        ranks = [column for column in present if column.position is not None]
        if indicators:
            self._readers.append(self._indicators(question, indicators))
        if ranks:
            self._readers.append(self._ranks(question, ranks))
        for column in present:
            if len(self._names(column)) > 1:
                self._readers.append(self._number_beside(question, column))
            elif column.type != "indicator" and column.position is None:
                self._readers.append(self._cell(question, column))

    def _names(self, column: Column) -> tuple[str, ...]:
        """A column of the file, and for a number the one beside it that says why there is none."""
        beside = f"{column.name}.missing"
        if column.type == "number" and beside in self._place:
            return (column.name, beside)
        return (column.name,)

    def _add_mapped(self, source: Source, names: list[str], questionnaire: Questionnaire) -> None:
        if source.kind == "multiple":
            question = self._question(source.name, questionnaire)
            options = self._lists.options(question)
            self._readers.append(self._parts(question.name, options, names))
            return
        if source.kind == "matrix":
            question = self._question(source.name, questionnaire)
            for column, name in zip(columns(question, questionnaire, self._lists), names, strict=True):
                self._readers.append(self._cell(question, column, name))
            return
        for place, name in enumerate(names, 1):
            wanted = (
                source.name if source.kind != "numbers" else _numbers_name(source, name, place, questionnaire)
            )
            question = self._question(wanted, questionnaire)
            self._readers.append(self._cell(question, columns(question, questionnaire, self._lists)[0], name))

    def _question(self, name: str, questionnaire: Questionnaire) -> Question:
        if name in questionnaire.question_by_name:
            return questionnaire.question_by_name[name]
        reason = Text(zh=f"问卷没有题目 {name}", en=f"The questionnaire has no question {name}")
        remedy = Text(
            zh="请用同一映射文件生成的问卷。", en="Use the questionnaire that was made with the same mapping."
        )
        raise FormatError((Finding("mapping_question", name, reason, remedy),))

    def _problem(self, found: RowAnswers, place: int, cells: Sequence[str], reason: Text) -> None:
        found.problems.append(RowProblem(found.row, self._header[place], cells[place][:200], reason))

    def _cell(self, question: Question, column: Column, name: str = "") -> Reader:
        place = self._place[name or column.name]
        first = kind_of(question).first_field(question)
        offers = {Missing(each).code: Missing(each) for each in question.offers}
        parse, reason = parser_of(question, column)
        unclear = codes_within(question) if column.ambiguous and isinstance(question, Number | Scale) else ()

        def read(cells: Sequence[str], found: RowAnswers) -> None:
            cell = cells[place].strip()
            if not cell:
                return
            value = parse(cell) if "\x00" not in cell else None
            if value is not None:
                found.answers[column.name] = value
            elif cell in unclear:
                self._problem(found, place, cells, AMBIGUOUS)
            elif cell in offers:
                found.answers[first] = as_missing(offers[cell])
            elif cell in OFFERED:
                self._problem(found, place, cells, NOT_OFFERED)
            elif cell not in ABSENT:
                self._problem(found, place, cells, UNSTORABLE if "\x00" in cell else reason)

        return read

    def _number_beside(self, question: Question, column: Column) -> Reader:
        """A number whose missing codes stand in a column of their own."""
        place, beside = (self._place[name] for name in self._names(column))
        first = kind_of(question).first_field(question)
        offers = {Missing(each).code: Missing(each) for each in question.offers}
        whole = is_whole(question)

        def read(cells: Sequence[str], found: RowAnswers) -> None:
            cell, code = cells[place].strip(), cells[beside].strip()
            value = plain_number_in(cell, whole=whole)
            if cell and value is None:
                self._problem(found, place, cells, NOT_A_NUMBER)
            elif cell and code:
                self._problem(found, beside, cells, BOTH)
            elif value is not None:
                found.answers[column.name] = value
            elif code in offers:
                found.answers[first] = as_missing(offers[code])
            elif code not in ABSENT:
                self._problem(found, beside, cells, NOT_OFFERED if code in OFFERED else NOT_A_CODE)

        return read

    def _indicators(self, question: Question, own: Sequence[Column]) -> Reader:
        places = [(self._place[column.name], column.code or "") for column in own]
        offers = {Missing(each).code: Missing(each) for each in question.offers}
        declared = {option.missing for option in self._lists.options(question) if option.missing}

        def read(cells: Sequence[str], found: RowAnswers) -> None:
            chosen = []
            for place, code in places:
                cell = cells[place].strip().lower()
                if cell in YES:
                    chosen.append(code)
                elif cell in offers:
                    found.answers[question.name] = as_missing(offers[cell])
                    return
                elif cell in OFFERED and OFFERED[cell].value in declared:
                    continue
                elif cell not in NO and cell not in ABSENT:
                    self._problem(found, place, cells, NOT_OFFERED if cell in OFFERED else NOT_YES_NO)
            if chosen:
                found.answers[question.name] = chosen

        return read

    def _ranks(self, question: Question, own: Sequence[Column]) -> Reader:
        places = [self._place[column.name] for column in own]
        by_word = codes_by_word(self._lists.options(question))
        offers = {Missing(each).code: Missing(each) for each in question.offers}

        def read(cells: Sequence[str], found: RowAnswers) -> None:
            chosen = []
            for place in places:
                cell = cells[place].strip()
                code = by_word.get(plain_word(cell)) if cell else None
                if code is not None:
                    chosen.append(code)
                elif cell in offers:
                    found.answers[question.name] = as_missing(offers[cell])
                    return
                elif cell not in ABSENT:
                    self._problem(found, place, cells, NOT_AN_OPTION)
            if chosen:
                found.answers[question.name] = chosen

        return read

    def _parts(self, name: str, options: Sequence[Option], names: Sequence[str]) -> Reader:
        """Several columns, one an option: its label, its code or 1 means chosen, empty or 0 not."""
        places = [
            (
                self._place[column],
                option.code,
                {plain_word(word) for word in (*option.label.values(), option.code)},
            )
            for column, option in zip(names, options, strict=True)
        ]

        def read(cells: Sequence[str], found: RowAnswers) -> None:
            chosen = []
            for place, code, words in places:
                cell = cells[place]
                if not cell:
                    continue
                plain = plain_word(cell)
                if plain in words or plain in YES:
                    chosen.append(code)
                elif plain and plain not in NO:
                    self._problem(found, place, cells, NOT_AN_OPTION)
            if chosen:
                found.answers[name] = chosen

        return read


def _numbers_name(source: Source, column: str, place: int, questionnaire: Questionnaire) -> str:
    return column if column in questionnaire.question_by_name else f"{source.name}_{place}"
