"""XLSForms made to do harm, or by accident: refused with words, or inert."""

import io
import time
import zipfile

import pytest

from questionnaires.formats.error import FormatError
from questionnaires.formats.limits import MEGABYTE
from questionnaires.formats.packages import COMPOUND
from questionnaires.formats.xlsform import read
from tests.questionnaires.formats.test_xlsform_reading import (
    SHARED,
    SURVEY,
    YES_NO,
    needs_shared,
    only,
    refused,
    workbook,
)

FORM = {"survey": (SURVEY, ("text", "a", "A")), "choices": YES_NO}


def changed(content, part, change):
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            found = old.read(name)
            new.writestr(name, change(found) if name == part else found)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out.getvalue()


def sheet_with(rows):
    data = b"<sheetData>" + rows
    return changed(
        workbook(**FORM), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<sheetData>", data)
    )


def test_a_million_empty_rows_are_read_in_seconds():
    rows = b"".join(b'<row r="%d"/>' % number for number in range(4, 1_000_004))
    content = changed(
        workbook(**FORM),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    start = time.process_time()
    assert only(read(content, name="f.xlsx")).name == "a"
    assert time.process_time() - start < 15


def test_a_cell_in_the_last_corner_costs_nothing():
    corner = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    content = changed(
        workbook(**FORM), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", corner)
    )
    assert only(read(content, name="f.xlsx")).name == "a"


def test_bombs_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    for part in (
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
    ):
        content = changed(workbook(**FORM), part, lambda xml: bomb + xml.partition(b"?>")[2])
        assert refused(content)[0][0] == "xml_document_type"
    zeros = changed(workbook(**FORM), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * (40 * MEGABYTE))
    assert refused(zeros)[0][0] == "package_too_large"
    assert refused(b"PK\x03\x04" + bytes(50 * MEGABYTE)) == [("file_too_large", "f.xlsx")]


def test_formulas_are_never_worked_out_and_told():
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, SURVEY)
        sheet.write_row(1, 0, ["text", "a"])
        sheet.write_formula(1, 2, "=cmd|' /C calc'!A0", None, "What was saved")
        sheet.write_row(2, 0, ["text", "b"])
        sheet.write_string(2, 2, '=HYPERLINK("http://127.0.0.1/")')
    found = read(out.getvalue(), name="f.xlsx")
    assert [question.label.say("en") for question in found.questionnaire.questions] == [
        "What was saved", '=HYPERLINK("http://127.0.0.1/")'
    ]  # fmt: skip
    assert [note.code for note in found.notes] == ["formulas"]


def test_macros_links_pictures_comments_and_merged_cells_are_told():
    content = workbook(**FORM)
    for part in ("xl/vbaProject.bin", "xl/media/image1.png", "xl/comments1.xml", "xl/embeddings/o.bin"):
        content = changed(content, part, lambda found: b"<x/>")
    merged = b'<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells></worksheet>'
    content = changed(content, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</worksheet>", merged))
    outside = b'<Relationship Id="rId99" Type="x/externalLink" Target="http://127.0.0.1/x" TargetMode="External"/></Relationships>'
    content = changed(
        content, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", outside)
    )
    codes = {note.code for note in read(content, name="f.xlsm").notes}
    told = {"macros", "embedded_objects", "external_links", "pictures", "comments", "merged_cells"}
    assert codes - {"unused_list"} == told


@needs_shared
def test_an_xls_is_read_whatever_it_is_called():
    content = (SHARED / "tutorial.xls").read_bytes()
    one, other = read(content, name="tutorial.xlsx"), read(content, name="tutorial.xls")
    assert one.questionnaire.pages == other.questionnaire.pages


@needs_shared
def test_a_damaged_xls_is_refused():
    content = (SHARED / "tutorial.xls").read_bytes()
    for size in (8, 100, 520, 2000, len(content) // 2):
        with pytest.raises(FormatError):
            read(content[:size], name="f.xls")


NO_WORKBOOKS = (
    b"", b"type,name,label\ntext,a,A\n", b"\0" * 1000, b"PK\x03\x04", COMPOUND, COMPOUND + b"\0" * 2000,
    b"\x09\x08\x10\x00" + b"\xff" * 500, b"<html/>", "类型".encode("gb18030"), b"%PDF-1.4",
)  # fmt: skip


@pytest.mark.parametrize("content", NO_WORKBOOKS)
def test_what_is_no_workbook_is_refused(content):
    refused(content)
    refused(content, "f.xls")


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refused(out.getvalue()) == [("workbook_broken", "f.xlsx")]


def test_nonsense_in_cells_is_refused_or_inert():
    for cell in (b'<c r="A1" t="s"><v>99999999</v></c>', b'<c r="A1" t="s"><v>-1</v></c>', b'<c r="A1"/>'):
        assert only(read(sheet_with(b'<row r="1">' + cell + b"</row>"), name="f.xlsx")).name == "a"
    for cell in (b'<c r="A1" t="s"><v>x</v></c>', b'<c r="A1"><v>many</v></c>'):
        assert refused(sheet_with(b'<row r="1">' + cell + b"</row>")) == [("workbook_broken", "f.xlsx")]
    for cell in (b'<c r="A1"><v>1e999</v></c>', b'<c r="??"><v>1</v></c>'):
        assert refused(sheet_with(b'<row r="1">' + cell + b"</row>")) == [("header_missing", "survey!1")]


def test_a_deep_form_and_long_texts_are_no_trouble():
    deep = [("begin_group", f"g{number}", "G") for number in range(60)]
    with pytest.raises(FormatError) as caught:
        read(workbook(survey=(SURVEY, *deep, ("text", "a", "A")), choices=YES_NO), name="f.xlsx")
    assert "group_deep" in {finding.code for finding in caught.value.findings}
    assert len(caught.value.findings) <= 50
    rule = "(" * 3000 + "${a} = 1" + ")" * 3000
    rows = (("text", "a", "甲" * 30_000, ""), ("text", "b", "<script>alert(1)</script>", rule))
    found = read(workbook(survey=((*SURVEY, "relevant"), *rows), choices=YES_NO), name="f.xlsx")
    assert found.questionnaire.questions[1].label.say("en") == "<script>alert(1)</script>"
    assert [note.code for note in found.notes] == ["relevant_left_out", "unused_list"]


def test_a_form_of_ours_with_nonsense_in_its_own_columns_is_refused():
    def own(more):
        return workbook(
            survey=(
                ("type", "name", "kewen::part", "kewen::kind", "kewen::more::1"),
                ("begin_group", "p", "page", "", more),
            ),
            kewen=(("key", "value"), ("format", "1")),
        )

    for more in ("{", "[1]", '{"questions": 5, "endings": 5}', "[" * 100_000, '{"name": 5}', "{}"):
        with pytest.raises(FormatError):
            read(own(more[:32_000]), name="f.xlsx")


@pytest.mark.parametrize("written", [b"A_xD800_", b"A_xDFFF_B", b"A_x0000_"])
def test_a_text_that_no_database_keeps_is_mended(written):
    cells = [(b"A", b"text"), (b"B", b"odd"), (b"C", written)]
    row = b"".join(b'<c r="%b9" t="inlineStr"><is><t>%b</t></is></c>' % cell for cell in cells)
    content = changed(
        workbook(**FORM),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b'<row r="9">' + row + b"</row></sheetData>"),
    )
    label = read(content, name="f.xlsx").questionnaire.question_by_name["odd"].label["en"]
    assert label.startswith("A\ufffd")
    assert label.encode()


@pytest.mark.parametrize(
    "parameters", ["start=1 end=9 step=nan", "start=nan end=9", "start=² end=9", "start=1 end=1e400"]
)
def test_a_range_of_what_is_no_number_is_refused_at_its_place(parameters):
    form = {"survey": ((*SURVEY, "parameters"), ("range", "a", "A", parameters)), "choices": YES_NO}
    assert [code for code, *_ in refused(workbook(**form))] == ["range_wrong"]


def test_a_range_of_years_is_a_scale_and_one_far_from_nothing_a_number():
    for parameters, kind in (("start=1990 end=2010", "scale"), ("start=-20010 end=-20000", "number")):
        form = {"survey": ((*SURVEY, "parameters"), ("range", "a", "A", parameters)), "choices": YES_NO}
        assert only(read(workbook(**form), name="f.xlsx")).kind == kind
