"""Whatever is in a table that staff hand in (answers, a list of units): it is read, or refused in words."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from questionnaires.formats.datafile import questionnaire_from
from questionnaires.formats.error import FormatError
from questionnaires.formats.mapping import DataMapping, load_mapping
from questionnaires.formats.rows import RowReader
from questionnaires.formats.tables import open_table
from questionnaires.kinds import columns
from survey.errors import Refusal, all_refusals
from survey.services.frame import STRATUM_COLUMNS, UNIT_COLUMNS
from survey.services.frame.strata import _stratum_of
from survey.services.frame.units import _unit_of
from survey.services.tables import read_rows
from tests.questionnaires.formats.every_kind import every_kind
from tests.questionnaires.formats.mutation import Mutation
from tests.questionnaires.formats.test_datafile import DATA, MAPPING
from tests.questionnaires.formats.test_xlsform_reading import workbook

Grid = list[list[str]]
PARTS = re.compile(r"xl/(worksheets/sheet|sharedStrings|workbook|styles)[^/]*\.xml$|_rels")
STRATA = [["code", "名称", "人数"], ["edu", "教育", "6400"], ["health", "卫生", "5900"]]
UNITS = [
    ["单位", "层", "乡镇", "类型", "人数"],
    ["一中", "教育", "示例镇", "中小学", "136"],
    ["医院", "health", "", "医院", "420"],
]


def as_csv(grid: Grid) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(grid)
    return out.getvalue().encode("utf-8", "surrogatepass")


def as_xlsx(grid: Grid) -> bytes:
    def cell(written: str) -> str:
        return "".join("?" if "\ud800" <= each <= "\udfff" else each for each in written)[:32_000]

    return workbook(data=[[cell(each) for each in row] for row in grid])


def as_zip(grid: Grid) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", as_csv(grid))
    return out.getvalue()


def in_gb(drawn: Mutation, grid: Grid) -> bytes:
    return as_csv(drawn.rows(grid)).decode("utf-8", "replace").encode("gb18030", "replace")


MAKERS: dict[str, tuple[str, Callable[[Mutation, Grid], bytes]]] = {
    "csv": ("a.csv", lambda drawn, grid: as_csv(drawn.rows(grid))),
    "gb18030": ("a.csv", in_gb),
    "csv bytes": ("a.csv", lambda drawn, grid: drawn.bytes(as_csv(grid))),
    "zip bytes": ("a.csv.zip", lambda drawn, grid: drawn.bytes(as_zip(grid))),
    "xlsx": ("a.xlsx", lambda drawn, grid: as_xlsx(drawn.rows(grid))),
    "xlsx parts": ("a.xlsx", lambda drawn, grid: drawn.package(as_xlsx(grid), PARTS)),
    "xlsx bytes": ("a.xlsx", lambda drawn, grid: drawn.bytes(as_xlsx(grid))),
}


def answers() -> Grid:
    """A file of answers to a questionnaire of every kind of question."""
    whole = every_kind()
    header = list(dict.fromkeys(each.name for one in whole.questions for each in columns(one, whole)))
    return [header, *([cell] * len(header) for cell in ("1", "", "2026-01", "-7"))]


def read_answers(path: Path, mapping: DataMapping | None) -> None:
    table = open_table(path, second_header=mapping is not None)
    made = every_kind() if mapping is None else questionnaire_from(table, mapping, "trial")
    reader = RowReader(made, table.header, mapping)
    for number, cells in table.rows():
        repr(reader.read(number, cells)).encode()


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("mapped", [False, True], ids=["own columns", "mapped"])
def test_odd_answers_are_read_or_refused_in_words(kind, mapped, tmp_path, count, tell):
    name, make = MAKERS[kind]
    mapping = load_mapping(MAPPING) if mapped else None
    grid = [line.split(",") for line in DATA] if mapped else answers()
    path, read, times = tmp_path / name, 0, count(12, 1_000)
    for seed in range(times):
        path.write_bytes(make(Mutation(seed), grid))
        try:
            read_answers(path, mapping)
            read += 1
        except FormatError as refused:
            for finding in refused.findings:
                assert all((finding.reason.say("en"), finding.reason.say("zh-CN"), finding.remedy.say("en")))
                (finding.place + finding.reason.say("zh-CN")).encode()
        except Exception as fault:
            raise AssertionError(f"{kind} of seed {seed}") from fault
    tell(files=times, read=read)


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("what", ["strata", "units"])
def test_an_odd_list_of_units_or_strata_is_read_or_refused_in_words(kind, what, count, tell):
    name, make = MAKERS[kind]
    known = {word: SimpleNamespace(label=word) for word in ("教育", "health")}
    read, times = 0, count(12, 1_000)
    for seed in range(times):
        content = make(Mutation(seed), UNITS if what == "units" else STRATA)
        problems: list[Refusal] = []
        try:
            rows = read_rows(name, content, UNIT_COLUMNS if what == "units" else STRATUM_COLUMNS)
            for row in rows:
                _unit_of(row, known, problems) if what == "units" else _stratum_of(row, ["edu"], problems)  # type: ignore[arg-type]
            read += 1
        except Refusal as refused:
            problems += all_refusals(refused)
        except Exception as fault:
            raise AssertionError(f"{kind} of seed {seed}") from fault
        for one in problems:
            assert all((one.place, one.reason.say("en"), one.reason.say("zh-CN"), one.remedy.say("en")))
            (one.place + one.reason.say("zh-CN")).encode()
    tell(files=times, read=read)


def test_a_workbook_of_answers_that_declares_entities_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    content = as_xlsx(answers())
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            found = source.read(part)
            if part.endswith("sheet1.xml"):
                found = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa">]>' + found.partition(b"?>")[2]
            target.writestr(part, found)
    with pytest.raises(FormatError, match="document type"):
        open_table(path)


def test_a_file_that_is_not_there_is_no_damaged_one(tmp_path):
    for name in ("none.csv", "none.xlsx"):
        with pytest.raises(FileNotFoundError):
            open_table(tmp_path / name)
