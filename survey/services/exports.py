"""Exports: the valid answers as CSV and as a workbook with labels, and open texts for reviewers.

What is exported comes from a snapshot, so every file names one, and the rows in it are
counted against the responses counted as valid. Texts and identifying columns are left out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from questionnaires.kinds import columns
from questionnaires.kinds.answer import number_words
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from reports.codebook import Variable
from reports.dataset import Dataset
from reports.safe_cells import safe_cell
from survey.errors import Refusal
from survey.services.events import Actor, log
from survey.services.modes import MODES, mode_label
from survey.services.snapshots import Frozen
from survey.services.versions import questionnaire_of
from survey.store import reviews as stored_reviews
from survey.store import surveys as stored_surveys
from survey.store.engine import Store

MOST_ROWS = 1_048_575
DESIGN = ("response", "weight", "stratum", "psu", "mode")
_MODE = DESIGN.index("mode")
_STEP = 2000


@dataclass(frozen=True)
class Parts:
    """An export in parts: the data and the codebook as CSV (UTF-8 with BOM), and what both are."""

    data: bytes
    codebook: bytes
    about: bytes


def check_counts(store: Store, survey_id: int, frozen: Frozen) -> int:
    """How many responses count as valid now, which must be the rows of the snapshot.

    :raises Refusal: decisions were made since the snapshot was frozen.
    """
    with store.reading() as session:
        counted = stored_reviews.outcomes(session, survey_id).get("valid", 0)
    if counted != len(frozen.dataset):
        raise Refusal(
            "counts_differ",
            place=frozen.name,
            reason=Text(
                zh=f"有效答卷现有 {counted} 份，数据快照有 {len(frozen.dataset)} 行",
                en=f"{counted} responses are valid now, the snapshot has {len(frozen.dataset)} rows",
            ),
            remedy=Text(zh="请重新生成数据快照后再导出", en="Freeze a new snapshot and export again"),
        )
    return counted


def about(dataset: Dataset, name: str, frozen_at: datetime, language: str = "zh-CN") -> list[str]:
    """What an export says of itself, one sentence a line."""
    chinese = language.startswith("zh")
    lines = [
        dataset.title.say(language),
        f"数据快照 {name}，冻结于 {frozen_at:%Y-%m-%d %H:%M} UTC"
        if chinese
        else f"Snapshot {name}, frozen at {frozen_at:%Y-%m-%d %H:%M} UTC",
        f"导出 {len(dataset):,} 行 = 有效答卷 {len(dataset):,} 份"
        if chinese
        else f"{len(dataset):,} rows exported = {len(dataset):,} responses counted as valid",
        "缺失码：-1 未显示，-3 不适用，-7 不愿回答，-8 不清楚，-9 未答。"
        if chinese
        else "Missing codes: -1 not shown, -3 not applicable, -7 refused, -8 don't know, -9 left out.",
        "开放题文字和可识别个人的列不在本文件中。以 = + - @ 等开头的文字前加了撇号，以免被当作公式。"
        if chinese
        else "Open texts and identifying columns are not in this file. Texts that begin like a formula have an "
        "apostrophe before them.",
        _weight(dataset).say(language),
        "psu 为单位的随机代号。" if chinese else "psu is a random number of the unit.",
    ]
    beside = ", ".join(one.companion for one in dataset.variables if needs_companion(dataset, one))
    if beside:
        lines.append(
            f"这些列的缺失码也可能是答案，所以 CSV 中单独成列：{beside}。"
            if chinese
            else f"Missing codes that might be answers stand in columns of their own in the CSV: {beside}."
        )
    known = (f"{mode} {label.say(language)}" for mode, label in MODES.items())
    lines.append(
        ("mode 是填答方式：" if chinese else "mode is how it came in: ")
        + ("、" if chinese else ", ").join(known)
    )
    return lines + [note.say(language) for note in dataset.design.notes]


def _weight(dataset: Dataset) -> Text:
    if dataset.design.probability:
        return Text(
            zh="weight 为按层扩大权数（该层人数 ÷ 该层有效份数）。",
            en="weight is the population of the stratum over its valid responses.",
        )
    return Text(
        zh="weight 都是 1：没有加权，因为不是每份有效答卷的层都有总体人数。",
        en="Every weight is 1: nothing is weighted, because not every valid response is in a stratum with a "
        "population count.",
    )


def csv_parts(frozen: Frozen, language: str = "zh-CN") -> Parts:
    """The export as CSV: codes as stored, missing codes in the same column."""
    dataset = frozen.dataset
    columns_ = {name: _as_text(dataset.table[name]) for name in DESIGN}
    for variable in dataset.variables:
        columns_.update(_columns(dataset, variable))
    rows = zip(*columns_.values(), strict=True)
    text = "\n".join(about(dataset, frozen.name, frozen.created_at, language)) + "\n"
    return Parts(
        data=_csv([tuple(columns_), *rows]),
        codebook=_csv(codebook_rows(dataset, language)),
        about=text.encode("utf-8-sig"),
    )


def csv_zip(frozen: Frozen, language: str = "zh-CN") -> bytes:
    """The CSV export as one archive."""
    parts, made = csv_parts(frozen, language), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", parts.data)
        archive.writestr("codebook.csv", parts.codebook)
        archive.writestr("about.txt", parts.about)
    return made.getvalue()


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _as_text(column: pd.Series[Any]) -> list[str]:
    if isinstance(column.array, pd.Categorical):
        words = [*map(str, column.array.categories), ""]  # the last is that of no category, -1
        return [words[place] for place in column.array.codes.tolist()]
    if str(column.dtype) in ("float64", "Float64"):
        numbers = column.to_numpy(dtype=np.float64)
        return ["" if np.isnan(value) else number_words(float(f"{value:.15g}")) for value in numbers]
    return ["" if pd.isna(value) else str(value) for value in column.tolist()]


def needs_companion(dataset: Dataset, variable: Variable) -> bool:
    """Whether missing codes in the column of a number could be taken for answers, so that they stand beside it."""
    if variable.kind != "number":
        return False
    codes = [float(code) for code in variable.missing_kinds]
    return variable.ambiguous or bool(dataset.table[variable.name].isin(codes).any())


def _columns(dataset: Dataset, variable: Variable) -> dict[str, list[str]]:
    values = _as_text(dataset.table[variable.name])
    if variable.kind == "code":
        return {variable.name: values}
    why = _as_text(dataset.table[variable.companion])
    if needs_companion(dataset, variable):
        return {variable.name: values, variable.companion: why}
    return {variable.name: [value or reason for value, reason in zip(values, why, strict=True)]}


def _labels(dataset: Dataset, variable: Variable, language: str) -> list[str]:
    values = _as_text(dataset.table[variable.name])
    if variable.kind == "code":
        said = {code: variable.say_code(code).say(language) for code in variable.categories}
        return [said[code] for code in values]
    chosen: dict[str, str] = {}
    if variable.kind == "indicator":
        chosen = {"1": "是", "0": "否"} if language.startswith("zh") else {"1": "yes", "0": "no"}
    reasons = {code: variable.say_code(code).say(language) for code in variable.missing_kinds}
    why = _as_text(dataset.table[variable.companion])
    return [
        chosen.get(value, value) if value else reasons[reason]
        for value, reason in zip(values, why, strict=True)
    ]


def codebook_rows(dataset: Dataset, language: str = "zh-CN") -> list[tuple[str, ...]]:
    """The codebook: a line for each variable and one for each of its codes."""
    chinese = language.startswith("zh")
    rows: list[tuple[str, ...]] = [
        ("变量", "题号", "说明", "类型", "代码", "代码含义", "缺失", "角色", "版本")
        if chinese
        else ("variable", "question", "label", "kind", "code", "code label", "missing", "role", "versions")
    ]
    for one in dataset.variables:
        versions = ", ".join(one.versions)
        rows.append(
            (one.name, one.question, one.label.say(language), one.kind, "", "", "", one.role or "", versions)
        )
        for code, label in one.codes.items():
            missing = one.missing_kinds.get(code, "")
            rows.append((one.name, "", "", "", code, label.say(language), missing, "", ""))
    return rows


def workbook(frozen: Frozen, language: str = "zh-CN") -> bytes:
    """The export as XLSX: what it is, the answers in words, and the codebook; every text as a text."""
    import xlsxwriter

    dataset = frozen.dataset
    if len(dataset) > MOST_ROWS:
        raise Refusal(
            "too_many_rows",
            reason=Text(zh="超过一张工作表的行数", en="More rows than a sheet can hold"),
            remedy=Text(zh="请导出 CSV", en="Export CSV instead"),
        )
    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"constant_memory": True, **safe}) as book:
        strong = book.add_format({"bold": True, "bottom": 1})
        chinese = language.startswith("zh")
        page = book.add_worksheet("说明" if chinese else "About")
        page.set_column(0, 0, 100)
        for line, sentence in enumerate(about(dataset, frozen.name, frozen.created_at, language)):
            page.write_string(line, 0, sentence)
        _data_sheet(book, dataset, strong, language)
        page = book.add_worksheet("编码手册" if chinese else "Codebook")
        page.freeze_panes(1, 0)
        page.set_column(2, 2, 60)
        for line, row in enumerate(codebook_rows(dataset, language)):
            for place, cell in enumerate(row):
                page.write_string(line, place, cell, strong if line == 0 else None)
    return made.getvalue()


def _data_sheet(book: Any, dataset: Dataset, strong: Any, language: str) -> None:
    page = book.add_worksheet("数据" if language.startswith("zh") else "Data")
    page.freeze_panes(1, 1)
    for place, name in enumerate([*DESIGN, *(variable.name for variable in dataset.variables)]):
        page.write_string(0, place, name, strong)
    numeric = {place for place, name in enumerate(DESIGN) if name in ("response", "weight", "psu")}
    numeric |= {
        len(DESIGN) + place for place, variable in enumerate(dataset.variables) if variable.kind == "number"
    }
    for line, row in enumerate(_rows_in_words(dataset, language), 1):
        for place, cell in enumerate(row):
            if place in numeric and cell and _is_number(cell):
                page.write_number(line, place, float(cell))
            elif cell:
                page.write_string(line, place, cell[:32_767])


def _rows_in_words(dataset: Dataset, language: str) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(dataset), _STEP):
        part = Dataset(
            dataset.title,
            dataset.table.iloc[start : start + _STEP],
            dataset.variables,
            dataset.design,
        )
        found = [_as_text(part.table[name]) for name in DESIGN]
        found[_MODE] = [mode_label(mode).say(language) for mode in found[_MODE]]
        found += [_labels(part, variable, language) for variable in dataset.variables]
        yield from zip(*found, strict=True)


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell)))
    except ValueError:
        return False


def texts(store: Store, survey_id: int, *, actor: Actor, at: datetime, language: str = "zh-CN") -> bytes:
    """The open texts of the valid responses as CSV for reviewers, apart from all other answers.

    A line names the question and no response; within a question the lines are sorted by
    the text, so that their order tells nothing.
    """
    with store.reading() as session:
        found: list[tuple[str, str, str]] = []
        asked: dict[int, dict[str, str]] = {}
        for response, submission in stored_reviews.records(session, survey_id):
            if response.version_id not in asked:
                questionnaire = questionnaire_of(store, session, response.version_id)
                asked[response.version_id] = _text_columns(questionnaire, language)
            values = (submission.record or {}).get("values", {}) if submission else {}
            for name, label in asked[response.version_id].items():
                value = values.get(name)
                if isinstance(value, str):
                    found.append((name, label, value))
        code = stored_surveys.get(session, survey_id).code
    with store.writing() as session:
        log(
            session,
            actor,
            "texts.exported",
            at=at,
            survey_id=survey_id,
            subject=("survey", code),
            detail={"texts": len(found)},
        )
    return _csv([("question", "label", "text"), *sorted(found)])


def _text_columns(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """The columns of open texts with their labels."""
    return {
        column.name: column.label.say(language)
        for question in questionnaire.questions
        for column in columns(question, questionnaire)
        if column.type == "text"
    }
