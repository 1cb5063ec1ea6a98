"""Constructs of typed text and of Word files."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.formats.carried import Fate
from tests.questionnaires.formats.constructs.case import CARRIED, REFUSED, C, Case, G, L
from tests.questionnaires.formats.test_word import Paper


def wenjuanxing() -> Iterable[Case]:
    def one(construct: str, fate: Fate | str, code: str, written: str, becomes: str = "") -> Case:
        return Case(
            "wenjuanxing",
            construct,
            f"问卷\n\n1. 第一题[单选题]\n甲\n乙\n\n{written}\n".encode(),
            fate,
            code,
            becomes,
        )

    for kind, ours in (
        ("单选题", "single choice"),
        ("多选题", "multiple choice"),
        ("下拉框", "single choice as dropdown"),
        ("排序题", "ranking"),
        ("判断题", "single choice"),
    ):
        yield one(kind, CARRIED, "", f"2. 题[{kind}]\n丙\n丁", ours)
    yield one("量表题", CARRIED, "", "2. 题[量表题]\n1~5", "scale")
    yield one(
        "矩阵单选题、矩阵量表题",
        CARRIED,
        "",
        "2. 题[矩阵单选题]\n行：\n- 丙\n- 丁\n列：\n- 好\n- 差",
        "matrix",
    )
    yield one("矩阵多选题", C, "matrix_parted", "2. 题[矩阵多选题]\n行：\n- 丙\n- 丁\n列：\n- 好\n- 差")
    yield one("矩阵填空题", C, "matrix_cells", "2. 题[矩阵填空题]\n行：\n- 丙\n- 丁\n列：\n- 好\n- 差")
    yield one("填空题", CARRIED, "", "2. 姓氏怎么读[填空题]", "text")
    yield one("简答题、问答题", CARRIED, "", "2. 题[简答题]", "long text")
    yield one("多项填空题", C, "blanks_parted", "2. 甲{_}乙{_}[多项填空题]")
    yield one("比重题", CARRIED, "", "2. 题[比重题]\n丙\n丁", "split of 100")
    yield one("多级下拉题", G, "cascade_guessed", "2. 题[多级下拉题]\n京/东\n京/西")
    for kind in ("商品题", "情景题"):
        yield one(kind, C, "kind_changed", f"2. 题[{kind}]\n丙\n丁")
    for kind in ("文件上传", "绘图题"):
        yield one(kind, L, "kind_left_out", f"2. 题[{kind}]")
    yield one("不认识的题型", G, "kind_unknown", "2. 题[神奇题]\n丙\n丁")
    yield one("段落说明", CARRIED, "", "2. 说明[段落说明]", "note")
    yield one("考试的答案", L, "exam_answers", "2. 题[单选题]\nA. 丙（正确答案）\nB. 丁")
    yield one(
        "跳题（认得出的）",
        C,
        "rule_made",
        "2. 题[单选题]\n丙（跳至第4题）\n丁\n\n3. 三[填空题]\n\n4. 四[填空题]",
    )
    yield one("跳题（认不出的）", L, "skip_left_out", "2. 题[单选题]\n丙（跳至第99题）\n丁")
    yield one("没有选项的选择题", G, "options_missing", "2. 题[单选题]")
    yield one("没有方括号的题", G, "open_guessed", "2. 您有什么想法？")
    yield one("以 > 开头的旁注", L, "quoted_aside", "> 给设计人员\n\n2. 题[填空题]")
    yield one("重复的题号", G, "numbers_repeat", "1. 题[填空题]")
    yield Case("wenjuanxing", "没有题的文字", "一段话。\n".encode(), REFUSED, "text_questions")


def word() -> Iterable[Case]:
    def one(construct: str, fate: Fate | str, code: str, inside: str = "", becomes: str = "") -> Case:
        paper = Paper()
        paper.xml(paper.line("1. 您的性别？"), inside or "<w:r><w:t/></w:r>")
        paper.line("□男 □女")
        return Case("word", construct, paper.content(), fate, code, becomes)

    words = "<w:r><w:t>词</w:t></w:r>"
    yield one(
        "paragraphs, automatic numbers, boxes, blanks, tables",
        CARRIED,
        "",
        becomes="questions, as in pasted text; tables become matrices",
    )
    yield one(
        "tracked deletions",
        C,
        "tracked",
        '<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>',
    )
    yield one("tracked insertions", C, "inserted", f'<w:ins w:id="2" w:author="a">{words}</w:ins>')
    yield one("comments", L, "comments", '<w:r><w:commentReference w:id="0"/></w:r>')
    yield one("footnotes and endnotes", L, "footnotes", '<w:r><w:footnoteReference w:id="2"/></w:r>')
    yield one("pictures, charts, drawings", L, "pictures", "<w:r><w:drawing/></w:r>")
    yield one("embedded objects", L, "objects", "<w:r><w:object/></w:r>")
    yield one(
        "text boxes",
        G,
        "text_boxes",
        "<w:r><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
        "</wps:txbx></w:drawing></w:r>",
    )
    yield one("hidden text", L, "hidden", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>")
    yield one("text struck through", G, "struck", "<w:r><w:rPr><w:strike/></w:rPr><w:t>划</w:t></w:r>")
    yield one("bold, italics, colours", L, "looks", "<w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r>")
    yield one(
        "links",
        C,
        "links",
        f'<w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1">'
        f"{words}</w:hyperlink>",
    )
    yield one(
        "readings above characters",
        C,
        "ruby",
        "<w:r><w:ruby><w:rt><w:r><w:t>ci</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>词</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r>",
    )
    yield one("signs of a font of signs", L, "symbols", '<w:r><w:sym w:font="Symbol" w:char="F0D3"/></w:r>')
    yield one(
        "formulas",
        C,
        "formulas",
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r>'
        "</m:oMath>",
    )
    yield one("page breaks", C, "print_pages", '<w:r><w:br w:type="page"/></w:r>')
    for construct, code, part in (
        ("headers and footers", "headers", "header"),
        ("tables within tables", "nested", "table"),
    ):
        paper = Paper()
        if part == "header":
            paper.document.sections[0].header.paragraphs[0].text = "内部资料"
        paper.line("1. 您的性别？")
        paper.line("□男 □女")
        if part == "table":
            cell = paper.table(("甲", "乙"), ("丙", "丁")).cell(0, 0)
            cell.add_table(1, 1).cell(0, 0).text = "里面"
        yield Case("word", construct, paper.content(), L if part == "header" else C, code)
    empty = Paper("没有题的文件")
    yield Case("word", "no question in the file", empty.content(), REFUSED, "text_questions")
    yield Case(
        "word", "an old .doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), REFUSED, "file_old_or_locked"
    )
