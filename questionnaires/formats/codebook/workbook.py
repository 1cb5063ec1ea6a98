"""The codebook as a workbook: variables, values, code lists and missing codes, every text as a text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from questionnaires.formats.codebook import wording
from questionnaires.formats.codebook.page import range_words
from questionnaires.formats.codebook.variables import Codebook, Variable
from questionnaires.kinds import MISSING_WORDS
from questionnaires.text import CHINESE, Text
from questionnaires.vocabulary import PRIVACY_WORDS, ROLE_WORDS

LONGEST_CELL = 32_767
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed moment: the same codebook gives the same bytes)
Rows = Iterator[Sequence[str]]


def xlsx_of(codebook: Codebook, language: str = CHINESE) -> bytes:
    """The codebook as XLSX: headings in ``language``, a column of labels for each language."""
    import xlsxwriter

    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"in_memory": True, **safe}) as book:
        book.set_properties({"title": codebook.title.say(language)[:255], "created": _MADE})
        maker = _Sheets(codebook, language)
        for title, rows, widths in (
            (wording.ABOUT, maker.about(), (24, 90)),
            (wording.VARIABLES, maker.variables(), (18, 8, 40, 40)),
            (wording.VALUES, maker.values(), (18, 14, 40, 40)),
            (wording.LISTS, maker.lists(), (18, 40, 40, 24)),
            (wording.MISSING, maker.missing(), (10, 24, 24)),
        ):
            _write(book, title.say(language), rows, widths)
    return made.getvalue()


def _write(book: Any, title: str, rows: Rows, widths: Sequence[int]) -> None:
    page = book.add_worksheet(title)
    strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    page.freeze_panes(1, 1)
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell:
                page.write_string(line, place, cell[:LONGEST_CELL], plain if line else strong)


class _Sheets:
    def __init__(self, codebook: Codebook, language: str) -> None:
        self.codebook = codebook
        self.language = language
        self.tags = codebook.languages

    def word(self, text: Text, **values: object) -> str:
        return text.say(self.language).format(**values)

    def each(self, text: Text) -> list[str]:
        """A cell for each language of the questionnaire."""
        return [text.get(tag, "") for tag in self.tags]

    def heads(self, text: Text) -> list[str]:
        named = (wording.LANGUAGES.get(tag) for tag in self.tags)
        said = [self.word(name) if name else tag for name, tag in zip(named, self.tags, strict=True)]
        return [f"{self.word(text)} ({one})" for one in said]

    def about(self) -> Rows:
        yield self.word(wording.CODEBOOK), self.codebook.title.say(self.language)
        yield self.word(wording.VARIABLES), self.word(wording.COUNT, count=len(self.codebook.variables))
        yield self.word(wording.HASH), self.codebook.version
        yield "", self.word(wording.NOTE)

    def variables(self) -> Rows:
        yield [
            self.word(wording.NAME),
            self.word(wording.NUMBER),
            *self.heads(wording.LABEL),
            *self.heads(wording.WORDING),
            *self.heads(wording.INSTRUCTION),
            *map(
                self.word,
                (
                    wording.TYPE,
                    wording.UNIVERSE,
                    wording.RULE,
                    wording.RANGE,
                    wording.UNIT,
                    wording.CALCULATION,
                    wording.REQUIRED,
                    wording.ROLE,
                    wording.PRIVACY,
                    wording.LIST,
                    wording.REVERSE,
                ),
            ),
        ]
        for one in self.codebook.variables:
            yield [
                one.name,
                one.number,
                *self.each(one.label),
                *self.each(one.wording),
                *self.each(one.instruction),
                *self.facts(one),
            ]

    def facts(self, one: Variable) -> list[str]:
        bounded = one.least is not None or one.most is not None
        return [
            self.word(wording.TYPES[one.type]),
            one.universe.say(self.language),
            "\n".join(one.rules),
            range_words(one) if bounded else "",
            one.unit.say(self.language),
            one.value,
            self.word(wording.YES) if one.required else "",
            self.word(ROLE_WORDS[one.role]) if one.role else "",
            self.word(PRIVACY_WORDS[one.privacy]),
            one.source.name if one.source else "",
            self.word(wording.YES) if one.reverse else "",
        ]

    def values(self) -> Rows:
        yield [
            self.word(wording.NAME),
            self.word(wording.CODE),
            *self.heads(wording.MEANING),
            self.word(wording.MISSING_AS),
        ]
        for one in self.codebook.variables:
            for value in (*one.values, *one.reasons):
                missing = self.word(MISSING_WORDS[value.missing]) if value.missing else ""
                yield [one.name, value.code, *self.each(value.label), missing]

    def lists(self) -> Rows:
        yield [
            self.word(wording.LIST),
            *self.heads(wording.MEANING),
            self.word(wording.STANDARD),
            self.word(wording.VERSION),
        ]
        found = {one.source.name: one.source for one in self.codebook.variables if one.source}
        for source in found.values():
            yield [source.name, *self.each(source.title), source.standard, source.version]

    def missing(self) -> Rows:
        yield [self.word(wording.CODE), *self.heads(wording.MEANING)]
        for reason, words in MISSING_WORDS.items():
            yield [reason.code, *self.each(words)]
