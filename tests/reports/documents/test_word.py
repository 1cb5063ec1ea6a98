"""A Word file says what its content tree says, opens anywhere, and is the same every time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import _Row

from reports.charts import Words, ranked_bars
from reports.charts.ranked import Bar
from reports.documents import grid, measures, word
from reports.documents.content import Columns, Cover, Document, Heading, PageBreak, Paragraph, Picture, Table
from reports.documents.numerals import Numbering, chinese_number
from reports.documents.unbroken import NO_BREAK

MOMENT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def picture() -> bytes:
    """A small real chart."""
    return ranked_bars(
        [Bar("中级", 0.4, 0.38, 0.42, 900)], Words("职称"), headings=("职称", "占比", "区间", "n")
    ).png(60)


def sample(**changes: object) -> Document:
    """A document with every kind of block."""
    blocks = (
        Heading("调查概况"),
        Heading("回收情况", 2),
        Paragraph("发放 3,000 份，有效 2,463 份。"),
        Table(
            "回收情况",
            ("行业", "发放", "有效"),
            (("工业", "940", "733"), ("合计", "3,000", "2,463")),
            "注：…",
            frozenset({1}),
        ),
        Heading("队伍结构"),
        Picture("职称结构", picture(), "中级 40 %"),
        Paragraph("希望多一些进修机会。", "quote"),
        PageBreak(),
        Heading("附：问卷", numbered=False),
    )
    cover = Cover(
        "××县科技工作者状况调查报告", "2026 年", "××县科学技术协会", "2026 年 11 月", warning="模拟数据"
    )
    return Document(cover, blocks, MOMENT, **changes)  # type: ignore[arg-type]


def texts(package: bytes) -> list[str]:
    """All paragraphs of a Word file, with plain spaces."""
    return [
        paragraph.text.replace(NO_BREAK, " ") for paragraph in docx.Document(io.BytesIO(package)).paragraphs
    ]


def test_headings_are_numbered_as_in_official_papers_and_listed_in_the_contents() -> None:
    found = texts(word.write(sample()))
    assert "一、调查概况" in found
    assert "（一）回收情况" in found
    assert "二、队伍结构" in found
    contents = docx.Document(io.BytesIO(word.write(sample()))).element.xpath("//w:hyperlink//w:t")
    assert [item.text for item in contents] == ["一、调查概况", "（一）回收情况", "二、队伍结构", "附：问卷"]


def test_an_english_document_numbers_in_digits() -> None:
    found = texts(word.write(sample(language="en")))
    assert "1.1 回收情况" in found
    assert "2 队伍结构" in found


def test_tables_and_figures_are_numbered_and_hold_what_they_were_given() -> None:
    package = word.write(sample())
    found = texts(package)
    assert any(text.startswith("表 1") for text in found)
    assert any(text.startswith("图 1") for text in found)
    table = docx.Document(io.BytesIO(package)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["行业", "发放", "有效"],
        ["工业", "940", "733"],
        ["合计", "3,000", "2,463"],
    ]


def test_the_same_document_is_the_same_file() -> None:
    assert word.write(sample()) == word.write(sample())


def test_characters_that_xml_forbids_are_shown_as_a_mark_instead_of_breaking_the_file() -> None:
    found = texts(word.write(Document(Cover("a"), (Paragraph("x\x00y\ud800z<b>&amp;{{7*7}}"),), MOMENT)))
    assert "x〓y〓z<b>&amp;{{7*7}}" in found


def test_a_table_whose_rows_do_not_fit_its_columns_is_a_defect() -> None:
    with pytest.raises(ValueError, match="a row of 1 under 2"):
        Table("t", ("a", "b"), (("x",),))


@pytest.mark.parametrize(
    ("number", "word_"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_chinese_numerals(number: int, word_: str) -> None:
    assert chinese_number(number) == word_


def wide(columns: int, rows: int = 3) -> Document:
    """A document of one table."""
    heads = ("类别", *(f"列{number}" for number in range(1, columns)))
    lines = tuple((f"行{row}", *("12.3 %" for _ in range(1, columns))) for row in range(rows))
    return Document(Cover("a"), (Heading("一"), Table("宽表", heads, lines, "注：…")), MOMENT)


def test_a_table_of_many_columns_goes_on_below_itself_with_its_first_column() -> None:
    document = docx.Document(io.BytesIO(word.write(wide(14))))
    assert [len(table.columns) for table in document.tables] == [8, 7]
    assert [table.rows[1].cells[0].text for table in document.tables] == ["行0", "行0"]
    captions = [text for text in texts(word.write(wide(14))) if text.startswith("表")]
    assert captions == ["表 1　宽表", "表 1　宽表（续）"]


def test_no_column_stands_alone_at_the_end_of_a_table_that_goes_on_below_itself() -> None:
    heads = ("Sector", *["Less non-professional burden"] * 12, "n")
    cut = grid.parts(Table("t", heads, (("Industry", *["10.0 %"] * 12, "746"),)))
    lengths = [len(part.columns) for part in cut]
    assert max(lengths) - min(lengths) <= 1


def test_labels_keep_their_words_and_short_chinese_heads_their_line() -> None:
    table = Table(
        "t", ("选项", "n", "占全部", "95 % 区间", "占回答者"), (("communication",) + ("[10.0, 12.5]",) * 4,)
    )
    label, *_ = grid.widths(table, measures.COLUMN)
    assert label.mm >= 13 * 1.41 + 1.4  # letters of 8 pt and the margins of the cell
    roomy = replace(table, rows=(("甲" * 12, "1,746", "31.1 %", "[27.8, 34.6]", "31.1 %"),))
    assert grid.widths(roomy, measures.COLUMN)[-1].mm >= 4 * 2.82 + 1.4


@pytest.mark.parametrize("columns", [1, 2, 5, 8])
def test_columns_fill_the_type_area_and_no_more(columns: int) -> None:
    (table,) = docx.Document(io.BytesIO(word.write(wide(columns)))).tables
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) == pytest.approx(measures.WIDTH, abs=0.5)
    assert min(widths) > 10


def test_a_short_table_stays_on_one_page_with_its_caption_and_note() -> None:
    (table,) = docx.Document(io.BytesIO(word.write(wide(3)))).tables
    assert all(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows)
    (long,) = docx.Document(io.BytesIO(word.write(wide(3, rows=40)))).tables
    assert not long.rows[20].cells[0].paragraphs[0].paragraph_format.keep_with_next


def rows_of(table: Table) -> list[_Row]:
    """The rows of a table set in one of two columns."""
    blocks = (Heading("一"), Columns((table,)))
    made = docx.Document(io.BytesIO(word.write(Document(Cover("a"), blocks, MOMENT, "en"))))
    return list(made.tables[0].rows)


def kept(row: _Row) -> bool:
    return bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next)


def test_a_long_table_begins_and_ends_with_rows_that_stay_with_its_caption_and_its_note() -> None:
    (long,) = docx.Document(io.BytesIO(word.write(wide(3, rows=40)))).tables
    assert [kept(row) for row in long.rows] == [True] * 3 + [False] * 36 + [True] * 2


def test_rows_that_are_too_high_for_a_page_are_not_kept_on_one() -> None:
    high = Table("t", ("a", "b"), (("x", "words and words " * 60),) * 12)
    assert not any(kept(row) for row in rows_of(high)[4:])


def test_labels_above_their_figures_take_no_more_room_than_they_have() -> None:
    label = "Agricultural technology (extension and services in farming, forestry, livestock, fishery, water)"
    rows = ((label, "1,297", "31.1 %", "[27.8, 34.6]", "31.1 %"),) * 8
    table = Table("t", ("Option", "n", "Of all", "95 % interval", "Of answers"), rows)
    assert grid.stays_whole(table, measures.COLUMN, grid.widths(table, measures.COLUMN))


def test_a_note_stands_whole_with_its_table() -> None:
    found = docx.Document(io.BytesIO(word.write(wide(3)))).paragraphs
    (note,) = [one for one in found if one.text == "注：…"]
    assert note.paragraph_format.keep_together


def test_words_between_a_heading_and_its_matter_stay_with_both() -> None:
    table = Table("t", ("a", "b"), (("x", "1"),))
    blocks = (
        Heading("各题结果"),
        Paragraph("怎样读", "note"),
        Heading("矩阵题", 2),
        Paragraph("见表"),
        table,
        Heading("局限"),
        Paragraph("自愿填答"),
        Heading("附录"),
    )
    found = docx.Document(io.BytesIO(word.write(Document(Cover("a"), blocks, MOMENT)))).paragraphs
    held = {one.text: bool(one.paragraph_format.keep_with_next) for one in found}
    assert (held["怎样读"], held["见表"], held["自愿填答"]) == (True, True, False)


def test_a_label_too_long_for_its_column_stands_above_its_figures() -> None:
    label = "Teaching natural science (mathematics, physics, chemistry, biology, geography, computing, technology)"
    figures = ("416", "18.9 %", "[16.9, 21.1]", "18.9 %")
    table = Table("t", ("Option", "n", "Of all", "95 % interval", "Of answers"), ((label, *figures),))
    _, over, under = rows_of(table)
    assert {cell.text for cell in over.cells} == {label}
    assert len({id(cell._tc) for cell in over.cells}) == 1
    assert [cell.text.replace(NO_BREAK, " ") for cell in under.cells] == ["", *figures]
    assert kept(over)
    short = replace(table, rows=(("Health", *figures),))
    assert len(rows_of(short)) == 2


@pytest.mark.parametrize("column", [measures.COLUMN, grid.WHOLE])
def test_no_head_of_latin_letters_runs_into_the_next(column: grid.Frame) -> None:
    heads = ("Option", "n", "Of answers", "95 % interval", "Of mentions")
    table = Table("t", heads, (("The unit's own funds", "1,297", "50.3 %", "[48.4, 52.2]", "35.7 %"),))
    for width, head in zip(grid.widths(table, column)[1:], heads[1:], strict=True):
        words = ["95 %", "interval"] if head.startswith("95") else head.split()
        needed = max(column.wide(word_, bold=True) for word_ in words)
        assert width.mm >= needed + 1.8


def test_a_number_and_its_sign_are_not_parted_by_the_end_of_a_line() -> None:
    blocks = (Paragraph("占 21.9 % [20.1, 23.8]（表 4），p < 0.001，n = 2,463；41 to 50"),)
    made = docx.Document(io.BytesIO(word.write(Document(Cover("a"), blocks, MOMENT))))
    said = made.paragraphs[-1].text.replace(NO_BREAK, "~")
    assert said == "占 21.9~% [20.1,~23.8]（表~4），p~<~0.001，n~=~2,463；41 to 50"


def test_headings_heads_and_captions_of_latin_letters_are_bold() -> None:
    made = docx.Document(io.BytesIO(word.write(sample(language="en"))))
    assert made.styles["Heading 2"].font.bold
    assert made.tables[0].rows[0].cells[0].paragraphs[0].runs[0].bold
    assert next(one for one in made.paragraphs if one.text.startswith("Table")).runs[0].bold
    chinese = docx.Document(io.BytesIO(word.write(sample())))
    assert not chinese.styles["Heading 2"].font.bold


def test_a_page_break_before_a_heading_leaves_no_empty_page() -> None:
    made = word.write(Document(Cover("a"), (Heading("一"), PageBreak(), Heading("二")), MOMENT))
    second = next(
        one
        for one in docx.Document(io.BytesIO(made)).paragraphs
        if one.text.endswith("二") and one.style.name == "Heading 1"
    )
    assert second.paragraph_format.page_break_before


def test_chinese_is_set_in_the_type_of_official_papers_and_latin_letters_smaller() -> None:
    found = docx.Document(io.BytesIO(word.write(sample())))
    body = next(one for one in found.paragraphs if one.text.startswith("发放"))
    assert (body.runs[0].font.size.pt, body.paragraph_format.line_spacing.pt) == (16, 29)
    assert found.styles["Heading 2"].font.size.pt == 16
    english = docx.Document(io.BytesIO(word.write(sample(language="en"))))
    assert english.styles["Normal"].font.size.pt == 12


def test_pages_are_numbered_outside_and_the_cover_is_not() -> None:
    found = docx.Document(io.BytesIO(word.write(sample(footer="数据版本"))))
    first, *others = found.sections
    assert found.settings.odd_and_even_pages_header_footer
    assert first.different_first_page_header_footer
    assert not first.first_page_footer.paragraphs[0].text
    assert (
        first.first_page_header.paragraphs[0].text == first.even_page_header.paragraphs[0].text == "数据版本"
    )
    odd, even = first.footer.paragraphs[0], first.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert odd.text == even.text == "—  —"
    assert not others


def test_a_heading_never_stands_alone_above_columns_of_tables() -> None:
    columns = Columns((Table("t", ("a", "b"), (("x", "1"),)),))
    blocks = (Heading("一"), Paragraph("甲"), Heading("各题"), Heading("其他", 2), columns)
    found = docx.Document(io.BytesIO(word.write(Document(Cover("a"), blocks, MOMENT))))
    heads = [one for one in found.paragraphs if one.style.name.startswith("Heading")]
    assert [bool(one.paragraph_format.page_break_before) for one in heads] == [True, True, False]
    assert not any(one.different_first_page_header_footer for one in list(found.sections)[1:])


def test_a_level_that_is_passed_over_has_no_number_in_english() -> None:
    numbering = Numbering("en")
    assert [numbering.next(level) for level in (1, 3, 3, 2, 3)] == ["1 ", "1.1 ", "1.2 ", "1.1 ", "1.1.1 "]


WORDS = ("design-based comparison of means (Wald F), F(4, 180) = 1.70, p = 0.151", "p ≥ 0.05", "differ")


@pytest.mark.parametrize(
    "table",
    [
        Table("t", ("What × groups", "Test", "Adjusted p", "Verdict"), (("Hours × Sex", *WORDS),)),
        Table(
            "t",
            (
                "Item",
                "Very dissatisfied",
                "Rather dissatisfied",
                "So-so",
                "Rather satisfied",
                "Very satisfied",
                "Mean",
                "n",
            ),
            (("Equipment", *["35.5 %"] * 5, "3.24", "2,372"),),
        ),
    ],
)
def test_a_table_whose_words_break_or_shrink_to_fit_is_not_cut(table: Table) -> None:
    (part,) = grid.parts(table)
    frame = grid.frame_of(part)
    assert sum(width.mm for width in grid.widths(part, frame)) == pytest.approx(frame.width, abs=0.5)
