"""Texts that are no questionnaire, mean harm, or are thrown together at random."""

import contextlib
import random
import time

import pytest

from questionnaires.checks import check
from questionnaires.findings import Severity
from questionnaires.formats.error import FormatError
from questionnaires.formats.wenjuanxing import read
from tests.questionnaires.formats.pasting import pasted, said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        ("只有一段话，没有题目。".encode(), "text_questions"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None),
        (b"\x00" * 100, None),
        ("标题\n1. 甲\n".encode() + "字".encode() * 3000, "line_too_long"),
        (("1. 甲\n" * 200_000).encode(), "text_too_long"),
        ("标题\n1. 甲[单选题]\n".encode() + b"x\n" * 5000, "text_questions"),
    ],
)
def test_what_is_no_questionnaire_is_refused_in_words(content, code):
    with pytest.raises(FormatError) as caught:
        read(content, name="x.txt")
    for finding in caught.value.findings:
        assert finding.reason["zh-CN"]
        assert finding.remedy["en"]
    if code:
        assert caught.value.findings[0].code == code


def test_scripts_formulas_and_quotations_are_plain_words():
    carried = pasted("问卷\n1. <script>alert(1)</script>${secret}？\nA. =SUM(A1)\nB. ${q1}")
    (question,) = carried.questionnaire.questions
    assert said(question.label) == "<script>alert(1)</script>＄{secret}？"
    assert [said(option.label) for option in question.options] == ["=SUM(A1)", "＄{q1}"]


#: What contradicts itself in the text: no answer leads there.
SAID = {"rule_unreachable", "rule_always_false"}
PIECES = (
    "□", "（ ）", "( )", "____", " ", "  ", "\t", "A.", "B、", "1", "2", "1.", "2、", "①", "②", "跳至", "第", "题", "选A",
    "“是”", "者", "不", "，", "。", "男", "女", "…", "~", "=", "*", "[单选题]", "（可多选）", "【", "】", "(", "）", "年", "月",
    "%", "行：", "列：", "\n", "\n\n", "- ", "## ", "Type: matrix", "${x}", "一、", "第一部分", "依赖于第1题第2个选项",
    "结束问卷", "最多选3项", "其他", "合计100%", "总分：0", "1~5", "0~1000000", "最多选0项", "至少选99项", "Q1.", "A1 ", "第1题",
    "[多选题]", "[矩阵题]", "[比重题]", "[滑动条]", "[多级下拉题]", "a/b/c", "[排序题]", "[量表题]", "同意", "不同意",
)  # fmt: skip


def test_any_text_is_read_or_refused_in_words(count):
    rng = random.Random(20261122)
    for _ in range(count(150, 20_000)):
        text = "".join(rng.choice(PIECES) for _ in range(rng.randint(3, 100)))
        try:
            carried = read(f"问卷\n1. 您的性别？\n{text}".encode(), name="x")
        except FormatError:
            continue
        assert carried.questionnaire.pages
        errors = {
            finding.code for finding in check(carried.questionnaire) if finding.severity is Severity.ERROR
        }
        assert errors <= SAID, text


@pytest.mark.parametrize(
    "piece", ["1   ", "A. ", "□ ", "（ ）", "____ ", "选A跳至", "第1题、", "男  ", "……", "1~"]
)
def test_long_lines_of_one_kind_take_no_long_time(piece):
    text = f"问卷\n1. 您的性别？\n{(piece * 2000)[:1990]}x9\n{(piece * 2000)[:1990]}"
    begun = time.process_time()
    with contextlib.suppress(FormatError):
        read(text.encode(), name="x")
    assert time.process_time() - begun < 5
