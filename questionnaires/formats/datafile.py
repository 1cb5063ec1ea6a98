"""A questionnaire made from a data file: names, question texts, options from the values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.formats.mapping import DataMapping, Source
from questionnaires.formats.tables import Table
from questionnaires.model import CODE_PATTERN, NAME_PATTERN, Questionnaire
from questionnaires.text import Text

MOST_OPTIONS = 300
CARDS = 12  # above, a dropdown

Values = dict[str, Counter[str]]


def questionnaire_from(table: Table, mapping: DataMapping, name: str) -> Questionnaire:
    """The questionnaire that a data file holds answers to.

    Raises FormatError where columns and mapping do not agree, a choice has more than
    ``MOST_OPTIONS`` values, or a column of a multiple choice has several.
    """
    mapping.check(table.header)
    maker = _Maker(table, mapping)
    questions = [question for source in mapping.questions for question in maker.questions(source)]
    if maker.findings:
        raise FormatError(tuple(maker.findings))
    size = mapping.questions_per_page
    pages = [
        {"name": f"page_{place // size + 1}", "questions": questions[place : place + size]}
        for place in range(0, len(questions), size)
    ]
    return Questionnaire.model_validate(
        {
            "name": name,
            "title": dict(mapping.title),
            "introduction": dict(mapping.introduction),
            "languages": (mapping.language,),
            "pages": pages,
        }
    )


class _Maker:
    def __init__(self, table: Table, mapping: DataMapping) -> None:
        self.mapping = mapping
        self.findings: list[Finding] = []
        self._wordings = dict(zip(table.header, table.wordings, strict=True))
        self._header = table.header
        self._values = _values(table, mapping)

    def questions(self, source: Source) -> list[dict[str, Any]]:
        """The questions one source makes."""
        columns = self.mapping.columns_of(source, self._header)
        head, tails = self._texts(source, columns)
        common = {"role": source.role, "privacy": source.privacy}
        if source.kind == "multiple":
            return [self._multiple(source, columns, head)]
        if source.kind == "matrix":
            rows = [
                {"name": _row_name(source, column, place), "label": self._text(tail or column)}
                for place, (column, tail) in enumerate(zip(columns, tails, strict=True), 1)
            ]
            found = self._options(source, columns)
            return [{"kind": "matrix", "name": source.name, "label": head, "rows": rows, "options": found}]
        if source.kind == "numbers":
            return [
                self._number(source, _row_name(source, column, place), self._joined(head, tail))
                for place, (column, tail) in enumerate(zip(columns, tails, strict=True), 1)
            ]
        if len(columns) > 1:
            self._find(source.name, f"{len(columns)} 列对应一题", f"{len(columns)} columns for one question")
        if source.kind == "number":
            return [{**self._number(source, source.name, head), **common}]
        if source.kind == "text":
            return [
                {"kind": "text", "name": source.name, "label": head, "long": True, "limit": 5000, **common}
            ]
        if source.kind == "date":
            return [{"kind": "date", "name": source.name, "label": head, **common}]
        options = self._options(source, columns)
        look = "dropdown" if len(options) > CARDS else "cards"
        return [
            {
                "kind": "single",
                "name": source.name,
                "label": head,
                "options": options,
                "appearance": look,
                **common,
            }
        ]

    def _number(self, source: Source, name: str, label: dict[str, str]) -> dict[str, Any]:
        bounds = {"least": source.least, "most": source.most, "decimals": source.decimals}
        return {"kind": "number", "name": name, "label": label, **bounds}

    def _multiple(self, source: Source, columns: Sequence[str], head: dict[str, str]) -> dict[str, Any]:
        options = []
        for place, column in enumerate(columns, 1):
            values = [value for value in self._values[column] if value not in ("0", "1")]
            if len(values) > 1:
                self._find(
                    column,
                    f"多选题的一列有 {len(values)} 个不同的值",
                    f"A column of a multiple choice has {len(values)} values",
                )
            options.append({"code": str(place), "label": self._text(values[0] if values else column)})
        return {
            "kind": "multiple",
            "name": source.name,
            "label": head,
            "options": options,
            "role": source.role,
            "privacy": source.privacy,
        }

    def _options(self, source: Source, columns: Iterable[str]) -> list[dict[str, Any]]:
        seen: Counter[str] = Counter()
        for column in columns:
            seen.update(self._values[column])
        if len(seen) > MOST_OPTIONS:
            self._find(
                source.name, f"有 {len(seen)} 个不同的值，不像选择题", f"{len(seen)} values: not a choice"
            )
            return []
        if source.arrange and len(source.arrange) != len(seen):
            self._find(
                source.name,
                f"arrange 写了 {len(source.arrange)} 个位置，文件有 {len(seen)} 个值",
                f"arrange has {len(source.arrange)} places, the file {len(seen)} values",
            )
        ordered = _ordered(source, seen)
        codes = ordered if source.codes == "value" else [str(place) for place in range(1, len(ordered) + 1)]
        wrong = [code for code in codes if not re.fullmatch(CODE_PATTERN, code)]
        if wrong:
            self._find(
                source.name,
                f"值不能作代码：{', '.join(wrong[:3])}",
                f"Values that cannot be codes: {', '.join(wrong[:3])}",
            )
        return [
            {"code": code, "label": self._text(value), "missing": _missing(source, value)}
            for code, value in zip(codes, ordered, strict=True)
        ]

    def _texts(self, source: Source, columns: Sequence[str]) -> tuple[dict[str, str], list[str]]:
        """The text of the question and what is left for each column."""
        texts = [self._stripped(self._wordings[column]) for column in columns]
        if len(texts) == 1:
            return self._text(texts[0] or source.name), [""]
        # Cut at " - ", so that rows which begin alike keep their first words.
        shared = _shared_beginning(texts)
        head = shared.rpartition(" - ")[0] or shared
        tails = [text[len(head) :].strip(" -–—:") for text in texts]
        return self._text(head.strip(" -–—") or source.name), tails

    def _stripped(self, wording: str) -> str:
        for pattern in self.mapping.strip:
            wording = re.sub(pattern, "", wording)
        return wording.strip()

    def _text(self, wording: str) -> dict[str, str]:
        return {self.mapping.language: wording}

    def _joined(self, head: dict[str, str], tail: str) -> dict[str, str]:
        wording = head[self.mapping.language]
        return self._text(f"{wording} – {tail}" if tail else wording)

    def _find(self, place: str, zh: str, en: str) -> None:
        remedy = Text(zh="请修改映射文件。", en="Mend the mapping file.")
        self.findings.append(Finding("mapping_values", place, Text(zh=zh, en=en), remedy))


def _values(table: Table, mapping: DataMapping) -> Values:
    """What occurs in each column that makes options, and how often, without empty cells."""
    choices = [
        column
        for source in mapping.questions
        if source.kind in ("single", "multiple", "matrix")
        for column in mapping.columns_of(source, table.header)
    ]
    places = [(table.header.index(column), Counter[str]()) for column in choices]
    for _, cells in table.rows():
        for place, counter in places:
            if cells[place]:
                counter[cells[place].strip()] += 1
    return {column: counter for column, (_, counter) in zip(choices, places, strict=True)}


def _ordered(source: Source, seen: Counter[str]) -> list[str]:
    values = [value for value in seen if value]
    if sorted(source.arrange) == list(range(1, len(values) + 1)):
        return [values[place - 1] for place in source.arrange]
    if source.order == "frequency":
        values.sort(key=lambda value: (-seen[value], value))
    elif source.order == "alphabet":
        values.sort(key=str.casefold)
    elif source.order == "number":
        values.sort(key=_number_in)
    late = re.compile(source.last) if source.last else None
    return sorted(
        values,
        key=lambda value: (_missing(source, value) is not None, bool(late and late.search(value))),
    )


def _number_in(value: str) -> tuple[int, float, int, str]:
    found = re.search(r"\d[\d,]*(\.\d+)?", value)
    if found is None:
        return (1, 0.0, 0, value)
    return (0, float(found[0].replace(",", "")), 0 if value.lstrip().startswith("<") else 1, value)


def _missing(source: Source, value: str) -> str | None:
    return next((reason for reason, pattern in source.missing.items() if re.search(pattern, value)), None)


def _shared_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    cut = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:cut]


def _row_name(source: Source, column: str, place: int) -> str:
    return column if re.fullmatch(NAME_PATTERN, column) else f"{source.name}_{place}"
