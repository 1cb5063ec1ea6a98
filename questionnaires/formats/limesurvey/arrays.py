"""LimeSurvey's arrays and lists of fields: matrices, splits, or several questions of ours."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.figures import figure
from questionnaires.formats.known import Known
from questionnaires.formats.limesurvey.limits import figures, words
from questionnaires.formats.limesurvey.maker import Make, Maker
from questionnaires.formats.limesurvey.source import Asked, Part

UNCERTAIN = (("Y", "是", "Yes"), ("U", "不确定", "Uncertain"), ("N", "否", "No"))
CHANGES = (("I", "增加", "Increase"), ("S", "不变", "Same"), ("D", "减少", "Decrease"))
MOST_CELLS = 2_000

MOST_SHARED = 1e9


def _rows(maker: Maker, asked: Asked, name: str, parts: Sequence[Part], ending: str = "") -> list[Document]:
    rows: list[Document] = []
    for part in parts:
        row: Document = {
            "name": maker.making.names.name(f"{name}_{part.code}{ending}"),
            "label": maker.text(part.text, asked.code, part.code),
        }
        maker.condition(row, part.relevance, f"{asked.code}/{part.code}")
        rows.append(row)
    return rows


def _matrix(
    maker: Maker,
    asked: Asked,
    options: list[Document],
    codes: dict[str, str],
    scale: bool = True,
    ending: str = "",
) -> Document:
    question = maker.base(asked, "matrix", f"{asked.code}{ending}" if ending else "")
    parts = asked.parts()
    question["options"] = options
    question["rows"] = _rows(maker, asked, question["name"], parts)
    question["scale"] = scale
    maker.filtered(asked, list(zip(question["rows"], (part.code for part in parts), strict=True)))
    for part, row in zip(parts, question["rows"], strict=True):
        known = Known(row["name"], Type.CODE, codes)
        maker.rules.fields[f"{asked.code}_{part.code}{ending}"] = known
        if not ending:
            maker.rules.fields[f"{asked.code}{part.code}"] = known
    maker.rules.fields[f"{asked.code}{ending}"] = Known(question["name"], Type.ROWS)
    if maker.attribute(asked, "random_order") == "1":
        maker.making.left_out("row_order", asked.code, "各行随机排列没有带过来", "Rows at random: left out")
    return question


def _array(maker: Maker, asked: Asked) -> list[Document]:
    options, codes = maker.options(asked, asked.choices())
    question = _matrix(maker, asked, options, codes)
    if asked.type == "H":
        maker.making.changed(
            "by_column", asked.code, "按列排的矩阵成为按行排的矩阵", "An array by column became one by row"
        )
    return [question]


def _points(most: int) -> Make:
    def make(maker: Maker, asked: Asked) -> list[Document]:
        codes = [str(point) for point in range(1, most + 1)]
        options = [{"code": code, "label": maker.making.plain_words(code)} for code in codes]
        return [_matrix(maker, asked, options, {code: code for code in codes})]

    return make


def _words(triples: Sequence[tuple[str, str, str]], *, scale: bool) -> Make:
    def make(maker: Maker, asked: Asked) -> list[Document]:
        options, codes = maker.fixed(triples)
        return [_matrix(maker, asked, options, codes, scale)]

    return make


def _dual(maker: Maker, asked: Asked) -> list[Document]:
    maker.making.changed("dual_scale", asked.code, "双量表成为两道矩阵题", "A dual scale became two matrices")
    made = []
    for scale in (0, 1):
        options, codes = maker.options(asked, asked.choices(scale))
        made.append(_matrix(maker, asked, options, codes, ending=f"_{scale}"))
        header = asked.attributes.get(f"dualscale_header{'AB'[scale]}", {})
        heading = maker.text(header, asked.code)
        for language, said in heading.items():
            label = made[-1]["label"]
            label[language] = f"{label.get(language, '')} – {said}".strip(" –")
    maker.rules.stems[asked.key] = asked.code
    return made


def _fields(maker: Maker, asked: Asked) -> list[Document]:
    """Several short texts or numbers: a split where the numbers must come to a fixed sum."""
    numbers = asked.type == "K"
    total = maker.attribute(asked, "equals_num_value") if numbers else ""
    if numbers and total:
        shared = figure(total)
        if shared is not None and 0 < shared < MOST_SHARED:
            return [_split(maker, asked, shared)]
        maker.making.left_out(
            "sum", asked.code, f"合计的要求“{total}”没有带过来", f"The sum “{total}” was left out"
        )
    maker.making.changed(
        "fields",
        asked.code,
        "一题多空成为几道题",
        "A question with several fields became several questions",
    )
    made = []
    maker.rules.stems[asked.key] = asked.code
    for part in asked.parts():
        question = maker.base(asked, "number" if numbers else "text", f"{asked.code}_{part.code}")
        _say_part(maker, asked, question, part)
        if numbers:
            figures(maker, asked, question)
        else:
            words(maker, asked, question)
        maker.condition(question, part.relevance, f"{asked.code}/{part.code}")
        known = Known(question["name"], Type.NUMBER if numbers else Type.TEXT)
        maker.rules.fields[f"{asked.code}_{part.code}"] = known
        maker.rules.fields[f"{asked.code}{part.code}"] = known
        made.append(question)
    return made


def _split(maker: Maker, asked: Asked, total: float) -> Document:
    question = maker.base(asked, "split")
    parts = asked.parts()
    question["rows"] = _rows(maker, asked, question["name"], parts)
    question["total"] = total
    question["step"] = (
        1 if maker.attribute(asked, "num_value_int_only") == "1" or total == int(total) else 0.01
    )
    maker.used.add("suffix")
    question["unit"] = maker.text(asked.attributes.get("suffix", {}), asked.code)
    for part, row in zip(parts, question["rows"], strict=True):
        maker.rules.fields[f"{asked.code}_{part.code}"] = Known(row["name"], Type.NUMBER)
        maker.rules.fields[f"{asked.code}{part.code}"] = Known(row["name"], Type.NUMBER)
    maker.rules.fields[asked.code] = Known(question["name"], Type.ROWS)
    return question


def _say_part(maker: Maker, asked: Asked, question: Document, *parts: Part) -> None:
    """The label of the whole with that of the part."""
    for part in parts:
        said = maker.text(part.text, asked.code, part.code)
        question["label"] = {
            language: f"{question['label'].get(language, asked.code)} – {said.get(language, part.code)}"
            for language in dict.fromkeys((*question["label"], *said))
        }


def _cells(maker: Maker, asked: Asked) -> list[Document]:
    """An array of texts or numbers: a question for each cell; of check boxes, a choice for each row."""
    rows, columns = asked.parts(0), asked.parts(1)
    if asked.type == ":" and maker.attribute(asked, "multiflexible_checkbox") == "1":
        return [_boxes(maker, asked, row, columns) for row in rows]
    if len(rows) * len(columns) > MOST_CELLS:
        maker.making.left_out(
            "cells", asked.code, "格子太多的表没有带过来", "A table of too many cells was left out"
        )
        return []
    maker.making.changed(
        "cells", asked.code, "表格每一格成为一道题", "Each cell of a table became a question"
    )
    maker.rules.stems[asked.key] = asked.code
    made = []
    for row in rows:
        for column in columns:
            number = asked.type == ":"
            code = f"{asked.code}_{row.code}_{column.code}"
            question = maker.base(asked, "number" if number else "text", code)
            _say_part(maker, asked, question, row, column)
            if number:
                figures(maker, asked, question)
                _cell_bounds(maker, asked, question)
            else:
                words(maker, asked, question)
            maker.condition(question, row.relevance, f"{asked.code}/{row.code}")
            maker.rules.fields[code] = Known(question["name"], Type.NUMBER if number else Type.TEXT)
            made.append(question)
    return made


def _cell_bounds(maker: Maker, asked: Asked, question: Document) -> None:
    for attribute, key in (("multiflexible_min", "least"), ("multiflexible_max", "most")):
        written = maker.attribute(asked, attribute)
        bound = figure(written)
        if bound is not None:
            question[key] = bound
        elif written:
            maker.making.left_out(
                "bounds", asked.code, f"数的界限“{written}”没有带过来", f"The bound “{written}” was left out"
            )


def _boxes(maker: Maker, asked: Asked, row: Part, columns: Sequence[Part]) -> Document:
    question = maker.base(asked, "multiple", f"{asked.code}_{row.code}")
    _say_part(maker, asked, question, row)
    question["options"], codes = maker.options(asked, columns)
    for column in columns:
        maker.rules.fields[f"{asked.code}_{row.code}_{column.code}"] = Known(
            question["name"], Type.CODES, codes, option=codes[column.code], on="1"
        )
    maker.rules.stems[asked.key] = asked.code
    return question


MAKERS: dict[str, Make] = {
    "F": _array,
    "H": _array,
    "A": _points(5),
    "B": _points(10),
    "C": _words(UNCERTAIN, scale=False),
    "E": _words(CHANGES, scale=True),
    "1": _dual,
    "K": _fields,
    "Q": _fields,
    ":": _cells,
    ";": _cells,
}
