"""Reading Word files: ordinary Chinese questionnaires as offices make them."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from questionnaires.checks import check
from questionnaires.findings import Severity
from questionnaires.formats.carried import Fate
from questionnaires.formats.error import FormatError
from questionnaires.formats.word import read
from questionnaires.formats.word.numbering import written
from tests.questionnaires.formats.county_paper import EXPECTED, TEXT, TITLES, Expected

W = nsdecls("w")


def said(text):
    return text.say("zh-CN")


def found(question):
    return Expected(
        question.name,
        question.kind,
        tuple(f"{option.code} {said(option.label)}" for option in getattr(question, "options", ())),
        tuple(said(row.label) for row in getattr(question, "rows", ())),
        question.show,
    )


def labels(question):
    return [said(option.label) for option in question.options]


class Paper:
    """A Word file in the making."""

    def __init__(self, title="调查问卷"):
        self.document = Document()
        self.line(title, bold=True, centred=True, size=18)

    def line(self, words="", *, bold=False, centred=False, size=None):
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(words)
        run.bold = bold or None
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if size:
            run.font.size = Pt(size)
        return paragraph

    def table(self, *rows):
        table = self.document.add_table(rows=len(rows), cols=max(map(len, rows)))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, words in zip(cells.cells, row, strict=False):
                cell.text = words
        return table

    def listed(self, paragraph, list_id, level=0):
        xml = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(xml))

    def numbering(self, list_id, *levels, start=1):
        """A list of its own: each level is (format, text)."""
        root = self.document.part.numbering_part.element
        said_levels = "".join(
            f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
            for place, (form, words) in enumerate(levels)
        )
        root.insert(
            0,
            parse_xml(f'<w:abstractNum {W} w:abstractNumId="{900 + list_id}">{said_levels}</w:abstractNum>'),
        )
        root.append(
            parse_xml(f'<w:num {W} w:numId="{list_id}"><w:abstractNumId w:val="{900 + list_id}"/></w:num>')
        )

    def xml(self, paragraph, inside):
        names = (
            f'{W} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        )
        for element in parse_xml(f"<w:p {names}>{inside}</w:p>"):
            paragraph._p.append(element)

    def content(self):
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()

    def read(self):
        carried = read(self.content(), name="问卷.docx")
        errors = [one.say("en") for one in check(carried.questionnaire) if one.severity is Severity.ERROR]
        assert not errors
        return carried

    def questions(self):
        return self.read().questionnaire.questions


def codes(carried):
    return {note.code for note in carried.notes}


def county_paper():
    """The county questionnaire as a Word file: bold headings, the tabbed matrix as a table."""
    lines = TEXT.splitlines()
    paper = Paper(lines[1].strip())
    at = 2
    while at < len(lines):
        if "\t" in lines[at]:
            rows = []
            while "\t" in lines[at]:
                rows.append(lines[at].split("\t"))
                at += 1
            paper.table(*rows)
            continue
        heading = lines[at][:2] in ("一、", "二、", "三、", "四、", "五、", "六、")
        paper.line(lines[at], bold=heading)
        at += 1
    return paper


def test_a_county_questionnaire_comes_over_question_by_question():
    carried = county_paper().read()
    assert [found(question) for question in carried.questionnaire.questions] == list(EXPECTED)
    assert [said(page.title) for page in carried.questionnaire.pages] == list(TITLES)
    assert said(carried.questionnaire.title) == "××县科技工作者状况调查问卷"
    assert said(carried.questionnaire.thanks).startswith("问卷到此结束")
    assert carried.questionnaire.pages[0].endings[0].outcome == "refused"


def test_automatic_numbers_of_questions_and_letters_of_options():
    paper = Paper()
    paper.numbering(50, ("decimal", "%1、"), ("upperLetter", "%2."))
    for question, options in (
        ("您的性别？", ("男", "女")),
        ("您是否有职称？（选B跳至第4题）", ("有", "没有")),
    ):
        paper.listed(paper.line(question), 50)
        for option in options:
            paper.listed(paper.line(option), 50, 1)
    paper.listed(paper.line("职称级别____"), 50)
    paper.listed(paper.line("您的建议："), 50)
    questions = paper.questions()
    assert [(one.number, one.name, one.kind) for one in questions] == [
        ("1", "q1", "single"),
        ("2", "q2", "single"),
        ("3", "q3", "text"),
        ("4", "q4", "text"),
    ]
    assert labels(questions[1]) == ["有", "没有"]
    assert questions[2].show == "${q2} != '2'"


def test_options_numbered_automatically_like_questions_are_told_from_them():
    paper = Paper()
    paper.numbering(50, ("decimal", "%1."))
    for list_id, question in ((51, "您的学历？"), (52, "您的性别？")):
        paper.numbering(list_id, ("decimal", "%1."))
        paper.listed(paper.line(question), 50)
        for option in ("甲", "乙", "丙"):
            paper.listed(paper.line(option), list_id)
    assert [labels(one) for one in paper.questions()] == [["甲", "乙", "丙"]] * 2


@pytest.mark.parametrize(
    ("form", "words", "bullet"),
    [
        ("bullet", "\uf0a8", True),
        ("bullet", "□", True),
        ("decimalEnclosedCircle", "%1", False),
        ("lowerLetter", "%1)", False),
    ],
)
def test_options_by_bullets_circles_and_small_letters(form, words, bullet):
    paper = Paper()
    paper.numbering(60, (form, words))
    paper.line("1. 您的性别？")
    for option in ("男", "女"):
        paper.listed(paper.line(option), 60)
    (question,) = paper.questions()
    assert labels(question) == ["男", "女"]


@pytest.mark.parametrize(
    ("count", "form", "words"),
    [
        (3, "decimal", "3"),
        (28, "upperLetter", "BB"),
        (4, "lowerRoman", "iv"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"),
        (7, "decimalEnclosedCircle", "⑦"),
    ],
)
def test_numbers_are_written_as_word_writes_them(count, form, words):
    assert written(count, form) == words


def test_chinese_automatic_headings_make_pages():
    paper = Paper()
    paper.numbering(70, ("chineseCounting", "%1、"))
    for title, question in (("基本情况", "1. 性别：□男 □女"), ("工作情况", "2. 单位____")):
        paper.listed(paper.line(title, bold=True), 70)
        paper.line(question)
    assert [said(page.title) for page in paper.read().questionnaire.pages] == [
        "一、 基本情况",
        "二、 工作情况",
    ]


def test_heading_styles_make_pages_and_numbered_ones_may_be_questions():
    paper = Paper()
    paper.document.add_heading("基本情况", level=1)
    paper.document.add_heading("1. 您的性别？", level=2)
    paper.line("□男 □女")
    pages = paper.read().questionnaire.pages
    assert [said(page.title) for page in pages] == ["基本情况"]
    assert pages[0].questions[0].kind == "single"


CHECKBOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>{}</w:t></w:r>"
)
FORM_BOX = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r>'
    '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>{}</w:t></w:r>'
)
SYMBOL = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r><w:r><w:t>{}</w:t></w:r>'
ENCLOSED = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> eq \\o\\ac(○,{n}) </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>{}</w:t></w:r>'
)


@pytest.mark.parametrize(
    "box", [CHECKBOX, FORM_BOX, SYMBOL, ENCLOSED], ids=["control", "form", "symbol", "field"]
)
def test_boxes_of_every_make_mark_options(box):
    paper = Paper()
    paper.line("1. 您的性别？")
    for number, option in enumerate(("男", "女"), start=1):
        paper.xml(paper.document.add_paragraph(), box.replace("{n}", str(number)).format(option))
    (question,) = paper.questions()
    assert labels(question) == ["男", "女"]


def test_a_dropdown_control_offers_its_items():
    paper = Paper()
    items = "".join(
        f'<w:listItem w:displayText="{one}" w:value="{one}"/>'
        for one in ("选择一项。", "东镇", "西镇", "南镇")
    )
    paper.xml(
        paper.line("1. 您所在的乡镇："),
        f"<w:sdt><w:sdtPr><w:dropDownList>{items}</w:dropDownList></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>选择一项。</w:t></w:r></w:sdtContent></w:sdt>",
    )
    (question,) = paper.questions()
    assert (said(question.label), labels(question)) == ("您所在的乡镇", ["东镇", "西镇", "南镇"])


def test_underlined_spaces_and_controls_are_blanks():
    paper = Paper()
    first = paper.line("1. 您的年龄")
    first.add_run("        ").underline = True
    first.add_run("岁")
    paper.line("2. 工作单位：").add_run("\t\t").underline = True
    paper.xml(
        paper.line("3. 参加工作时间："),
        "<w:sdt><w:sdtPr><w:showingPlcHdr/><w:date/></w:sdtPr><w:sdtContent><w:r><w:t>点击输入日期</w:t></w:r>"
        "</w:sdtContent></w:sdt>",
    )
    kinds = [(one.kind, said(one.label)) for one in paper.questions()]
    assert kinds == [("number", "您的年龄"), ("text", "工作单位"), ("date", "参加工作时间")]


HEAD = ("", "差", "中", "好")


@pytest.mark.parametrize(
    "rows",
    [
        (HEAD, ("内容", "□", "□", "□"), ("收入", "□", "□", "□")),
        (HEAD, ("内容", "", "", ""), ("收入", "", "", "")),
        (HEAD, ("1.内容", "1", "2", "3"), ("2.收入", "1", "2", "3")),
        (("项目", "差", "中", "好"), ("（1）内容", "○", "○", "○"), ("（2）收入", "○", "○", "○")),
        (("序号", *HEAD[:0], "项目", "差", "中", "好"), ("1", "内容", "", "", ""), ("2", "收入", "", "", "")),
    ],
)
def test_tables_of_rows_and_columns_are_matrices(rows):
    paper = Paper()
    paper.line("1. 您对下列各项是否满意？")
    paper.table(*rows)
    (question,) = paper.questions()
    assert question.kind == "matrix"
    assert [said(row.label) for row in question.rows] == ["内容", "收入"]
    assert [(option.code, said(option.label)) for option in question.options] == [
        ("1", "差"),
        ("2", "中"),
        ("3", "好"),
    ]


def test_a_spanning_headline_and_merged_groups_of_a_matrix():
    paper = Paper()
    paper.line("1. 评价")
    table = paper.table(
        ("类别", "项目", "满意程度", "", ""),
        ("", "", "差", "中", "好"),
        ("待遇", "工资", "", "", ""),
        ("", "福利", "", "", ""),
        ("环境", "设备", "", "", ""),
    )
    table.cell(0, 2).merge(table.cell(0, 4))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    table.cell(2, 0).merge(table.cell(3, 0))
    (question,) = paper.questions()
    assert [said(row.label) for row in question.rows] == ["待遇 – 工资", "待遇 – 福利", "环境 – 设备"]
    assert labels(question) == ["差", "中", "好"]


def test_a_table_of_options_only_lays_them_out():
    paper = Paper()
    paper.line("1. 压力来自哪里？（可多选）")
    paper.table(("□任务重", "□考核", "□职称"), ("□收入", "□其他____", ""))
    (question,) = paper.questions()
    assert (question.kind, labels(question)) == ("multiple", ["任务重", "考核", "职称", "收入", "其他"])


def test_a_questionnaire_laid_out_as_one_table():
    paper = Paper()
    paper.table(
        ("题号", "问题", "选项"),
        ("1", "您的性别？", "①男 ②女"),
        ("2", "您的学历？", "A.博士\nB.硕士\nC.本科"),
        ("3", "您的建议", ""),
    )
    questions = paper.questions()
    assert [(one.name, one.kind) for one in questions] == [("q1", "single"), ("q2", "single"), ("q3", "text")]
    assert labels(questions[1]) == ["博士", "硕士", "本科"]


def test_a_form_of_labels_and_empty_cells():
    paper = Paper()
    paper.table(("姓  名", "", "性别", "□男 □女"), ("出生年月", "  年  月", "联系电话", ""))
    questions = paper.questions()
    assert [(said(one.label), one.kind) for one in questions] == [
        ("姓名", "text"),
        ("性别", "single"),
        ("出生年月", "date"),
        ("联系电话", "text"),
    ]
    assert [one.privacy for one in questions][::3] == ["identifying", "identifying"]


def test_what_word_has_besides_words_is_noted():
    paper = Paper()
    paper.document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
    line = paper.line("1. 您的性别")
    paper.xml(
        line,
        '<w:del w:id="1" w:author="a"><w:r><w:delText>（旧）</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>是？</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:drawing/></w:r>",
    )
    paper.line("□男 □女").runs[0].add_break(WD_BREAK.PAGE)
    paper.line("2. 您的建议____")
    carried = paper.read()
    assert said(carried.questionnaire.questions[0].label) == "您的性别是？"
    assert {"headers", "tracked", "hidden", "comments", "footnotes", "pictures", "print_pages"} <= codes(
        carried
    )
    (header,) = [note for note in carried.notes if note.code == "headers"]
    assert (header.fate, "内部资料" in header.what["zh-CN"]) == (Fate.LEFT_OUT, True)


def test_the_words_of_a_text_box_come_over_once_and_are_to_be_settled():
    paper = Paper()
    paper.line("1. 您的性别？")
    inside = "<w:txbxContent><w:p><w:r><w:t>□男 □女</w:t></w:r></w:p></w:txbxContent>"
    paper.xml(
        paper.document.add_paragraph(),
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    carried = paper.read()
    assert labels(carried.questionnaire.questions[0]) == ["男", "女"]
    assert "text_boxes" in {note.code for note in carried.of(Fate.GUESSED)}


def test_places_name_paragraphs_and_tables():
    paper = Paper()
    paper.line("1. 做过什么？（可多选）")
    paper.table(("□讲座", "□论文", "□都没有"))
    (note,) = [note for note in paper.read().notes if note.code == "exclusive_guessed"]
    assert note.place == "第 2 段"
    assert note.question == "q1"


def replaced(content, part, new):
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            made.writestr(name, new if name == part else source.read(name))
    return target.getvalue()


def test_macros_are_left_out_and_told():
    paper = Paper()
    paper.line("1. 您的建议____")
    target = io.BytesIO(paper.content())
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("word/vbaProject.bin", b"macro")
    carried = read(target.getvalue(), name="问卷.docm")
    assert "macros" in codes(carried)


def test_a_document_with_an_entity_is_refused():
    content = replaced(
        Paper().content(), "word/document.xml", b'<!DOCTYPE d [<!ENTITY a "b">]><w:document>&a;</w:document>'
    )
    with pytest.raises(FormatError) as caught:
        read(content, name="x.docx")
    assert caught.value.findings[0].code == "xml_document_type"


def test_a_bomb_is_refused():
    content = replaced(Paper().content(), "word/document.xml", b"<w>" + b" " * 60_000_000 + b"</w>")
    with pytest.raises(FormatError) as caught:
        read(content, name="x.docx")
    assert caught.value.findings[0].code == "package_too_large"


def test_deep_nesting_is_refused():
    content = replaced(Paper().content(), "word/document.xml", b"<w>" * 5000 + b"</w>" * 5000)
    with pytest.raises(FormatError) as caught:
        read(content, name="x.docx")
    assert caught.value.findings[0].code == "xml_too_deep"


def empty_zip():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        "1. 您的性别".encode(),
        empty_zip(),
        Paper().content()[:3000],
    ],
    ids=["empty", "broken", "old", "text", "workbook", "cut"],
)
def test_what_is_no_word_file_is_refused_in_words(content):
    with pytest.raises(FormatError) as caught:
        read(content, name="x.docx")
    for finding in caught.value.findings:
        assert finding.reason["zh-CN"]
        assert finding.remedy["en"]


def test_a_word_file_without_a_question_is_refused():
    with pytest.raises(FormatError) as caught:
        Paper("会议通知").read()
    assert caught.value.findings[0].code == "text_questions"
