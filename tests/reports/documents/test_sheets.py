"""Files of released tables: figures as numbers, hidden ones marked, contents that lead there, no formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.charts.units import Unit
from reports.classification import classify
from reports.crosstabs.breakdown import structure
from reports.disclosure import PUBLIC
from reports.documents.chapters.questions import POSITIONS
from reports.documents.sheets import csv_of, said, xlsx_of
from reports.safe_cells import safe_cell
from tests.reports.samples import county

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
SOURCE = Provenance(Text(zh="某县调查", en="A survey"), "0123456789abcdef", simulated=True)


@pytest.fixture(scope="module")
def table():
    dataset = county(120)
    return structure(dataset, [classify(dataset, "sex"), classify(dataset, "title")], PUBLIC)


def test_a_csv_has_every_cell_with_labels_codes_and_figures(table):
    content = csv_of(table, SOURCE)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(table)
    for row, cell in zip(rows, table.cells, strict=True):
        assert row["n"] == ("" if cell.n is None else str(cell.n))
        assert row["不公布"] == str(int(cell.suppressed))
        assert row["数据版本"] == "0123456789ab 模拟数据"


def test_a_workbook_holds_numbers_as_numbers_and_says_where_they_come_from(table):
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of([table], SOURCE, MOMENT)))
    contents, sheet = book.worksheets
    assert "模拟数据" in contents["A2"].value
    assert contents["A5"].hyperlink.location == "'表 1'!A1"
    assert (
        contents["D5"].value == sum(one.value == "▪" for row in sheet.iter_rows(min_row=5) for one in row) > 0
    )
    assert (sheet["A1"].value, sheet["A3"].hyperlink.location) == (
        f"表 1　{table.title.say('zh-CN')}",
        "'目录'!A1",
    )
    rows = list(sheet.iter_rows(min_row=5, max_row=4 + len(table)))
    for row, cell in zip(rows, table.cells, strict=True):
        n, share = row[4], row[6]
        assert n.value == ("▪" if cell.suppressed else cell.n)
        assert share.value == ("▪" if cell.suppressed else pytest.approx(cell.figure().value))
        if not cell.suppressed:
            assert n.number_format == ('#,##0"*"' if cell.small_base else "#,##0")
            assert (share.number_format, row[7].number_format) == ("0.0 %", "0.00 %")
    last = sheet.cell(6 + len(table), 1).value
    assert last.startswith("注：基数")


def test_an_n_that_is_not_told_is_not_counted_as_hidden(table):
    cells = tuple(replace(cell, n=None, weighted_n=None) for cell in table.cells)
    coarse = replace(table, cells=cells)
    content, sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of([coarse], SOURCE, MOMENT))).worksheets
    shown = [row[4].value for row in sheet.iter_rows(min_row=5, max_row=4 + len(cells))]
    assert shown == ["▪" if cell.suppressed else "–" for cell in cells]
    assert "–" in shown
    assert content["D5"].value == sum(cell.value == "▪" for row in sheet.iter_rows(min_row=5) for cell in row)
    assert "不列人数" in sheet.cell(6 + len(cells), 1).value


def test_the_same_tables_are_the_same_file(table):
    assert xlsx_of([table], SOURCE, MOMENT) == xlsx_of([table], SOURCE, MOMENT)
    assert csv_of(table, SOURCE) == csv_of(table, SOURCE)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+cmd", "-1-2", "--1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "－1", "-１"]
)
def test_text_that_would_be_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["高级（未分正副）", "", "-8", "+1.5", "-2e-05", "a=1"])
def test_plain_text_and_numbers_stay_as_they_are(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_quartiles_have_one_name_in_files_charts_and_reports(language: str) -> None:
    for name, label in POSITIONS.items():
        assert (
            said(name, language).lower() == Unit(name, language).name.lower() == label.say(language).lower()
        )
