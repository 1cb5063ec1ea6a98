"""Whole questionnaires as text: the samples, a long one in markdown, a county's."""

import os
from pathlib import Path

import pytest

from questionnaires.checks import check
from questionnaires.formats.carried import Fate
from questionnaires.formats.wenjuanxing import read
from tests.questionnaires.formats.county_paper import EXPECTED, TEXT, TITLES, Expected
from tests.questionnaires.formats.pasting import codes, found, pasted, said

SHARED = Path(os.environ.get("KEWEN_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data"
needs_samples = pytest.mark.skipif(
    not (SHARED / "wenjuanxing").exists(), reason=f"sample texts are absent: {SHARED} (set KEWEN_SHARED)"
)
FIVE = ("1 非常不满意", "2 不满意", "3 一般", "4 满意", "5 非常满意")


SAMPLES = {
    "exam_survey": (
        "JavaScript 基础知识测验",
        "测试你对 JavaScript 核心概念的理解",
        [
            Expected("q1", "single", ("1 string", "2 number", "3 boolean", "4 array")),
            Expected(
                "q2",
                "multiple",
                (
                    "1 var 有函数作用域，let 和 const 有块作用域",
                    "2 const 声明后不能重新赋值",
                    "3 let 声明的变量会被提升",
                    "4 var 可以重复声明同名变量",
                ),
            ),
            Expected("q3", "single", ('1 "null"', '2 "undefined"', '3 "object"', '4 "boolean"')),
            Expected("q4", "text"),
            Expected(
                "q5",
                "multiple",
                (
                    "1 箭头函数",
                    "2 模板字符串",
                    "3 解构赋值",
                    "4 class 关键字",
                    "5 Symbol 类型",
                    "6 可选链操作符",
                ),
            ),
            Expected(
                "q6",
                "matrix",
                ("1 不了解", "2 了解概念", "3 能使用", "4 熟练掌握"),
                ("闭包", "原型链", "事件循环", "async/await", "模块系统"),
            ),
        ],
    ),
    "nps_survey": (
        "NPS 客户满意度调查",
        "了解客户对我们产品和服务的满意程度",
        [
            Expected("q1", "single", ("1 朋友推荐", "2 搜索引擎", "3 社交媒体", "4 线下活动", "5 其他")),
            Expected("q2", "single", ("1 不到 1 个月", "2 1-6 个月", "3 6-12 个月", "4 1 年以上")),
            Expected("q3", "scale"),
            Expected("q4", "matrix", FIVE, ("产品质量", "服务响应速度", "性价比", "售后支持", "整体体验")),
            Expected(
                "q5",
                "multiple",
                ("1 产品功能", "2 界面设计", "3 响应速度", "4 价格策略", "5 客户服务", "6 文档/教程"),
            ),
            Expected("q6", "text"),
        ],
    ),
    "satisfaction_survey": (
        "员工满意度调查",
        "这是一份匿名调查，旨在了解您对工作环境和公司管理的看法",
        [
            Expected(
                "q1", "single", ("1 技术部", "2 产品部", "3 市场部", "4 运营部", "5 人力资源部", "6 财务部")
            ),
            Expected("q2", "single", ("1 不到 1 年", "2 1-3 年", "3 3-5 年", "4 5 年以上")),
            Expected("q3", "scale"),
            Expected(
                "q4",
                "matrix",
                FIVE,
                ("工作内容", "团队协作", "直属领导", "薪酬福利", "职业发展", "工作与生活平衡"),
            ),
            Expected(
                "q5",
                "ranking",
                ("1 薪酬待遇", "2 晋升机制", "3 培训机会", "4 办公环境", "5 团队氛围", "6 管理方式"),
            ),
            Expected("q6", "text"),
        ],
    ),
}


@needs_samples
@pytest.mark.parametrize("name", SAMPLES)
def test_every_question_of_the_samples_comes_over(name):
    title, introduction, expected = SAMPLES[name]
    carried = read((SHARED / "wenjuanxing" / f"{name}.txt").read_bytes(), name=name)
    assert said(carried.questionnaire.title) == title
    assert said(carried.questionnaire.introduction) == introduction
    assert [found(question) for question in carried.questionnaire.questions] == expected
    assert all(question.required for question in carried.questionnaire.questions)
    assert not check(carried.questionnaire)
    assert codes(carried) <= {"long_text"}


@needs_samples
def test_scales_of_the_samples_keep_their_ends():
    nps = read((SHARED / "wenjuanxing" / "nps_survey.txt").read_bytes(), name="nps")
    staff = read((SHARED / "wenjuanxing" / "satisfaction_survey.txt").read_bytes(), name="staff")
    ends = [
        (one.questionnaire.question_by_name["q3"].least, one.questionnaire.question_by_name["q3"].most)
        for one in (nps, staff)
    ]
    assert ends == [(0, 10), (1, 10)]
    assert staff.questionnaire.question_by_name["q1"].appearance == "dropdown"
    ranking = staff.questionnaire.question_by_name["q5"]
    assert (ranking.least, ranking.most) == (6, 6)


@needs_samples
def test_a_long_real_questionnaire_in_markdown_comes_over():
    source = (SHARED / "rust2024" / "zh-cn.md").read_text(encoding="utf-8")
    wanted = [
        {
            "select one": "single",
            "select all that apply": "multiple",
            "matrix": "matrix",
            "free form": "text",
        }[line.removeprefix("Type: ").removesuffix(" (optional)")]
        for line in source.splitlines()
        if line.startswith("Type: ")
    ]
    carried = pasted(source, "zh-cn.md")
    assert [question.kind for question in carried.questionnaire.questions] == wanted
    bullets = sum(line.startswith("- ") for line in source.splitlines())
    parts = sum(
        len(getattr(question, "options", ())) + len(getattr(question, "rows", ()))
        for question in carried.questionnaire.questions
    )
    assert parts == bullets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_county_questionnaire_comes_over_question_by_question(encoding, line_end):
    carried = read(TEXT.replace("\n", line_end).encode(encoding), name="county.txt")
    assert [found(question) for question in carried.questionnaire.questions] == list(EXPECTED)
    assert [said(page.title) for page in carried.questionnaire.pages] == list(TITLES)


def test_what_stands_around_the_questions_of_a_county_questionnaire():
    carried = pasted(TEXT, "county.txt")
    whole = carried.questionnaire
    assert said(whole.title) == "××县科技工作者状况调查问卷"
    assert said(whole.introduction).startswith("尊敬的科技工作者：\n您好！")
    assert "没有注明“可多选”的都是单选题" in said(whole.introduction)
    assert said(whole.thanks) == "问卷到此结束，衷心感谢您的支持与配合！"
    assert [note.what.say("zh-CN")[:14] for note in carried.notes if note.code == "office_line"] == [
        "办公用的一行没有带过来：“问卷"[:14],
        "办公用的一行没有带过来：“调查"[:14],
    ]
    by_name = whole.question_by_name
    assert whole.pages[0].endings[0].outcome == "refused"
    assert whole.pages[5].show == "${q24} != '3'"
    assert by_name["q2"].precision == "month"
    assert (said(by_name["q8_1"].unit), said(by_name["q9"].unit), by_name["q9"].least) == ("年", "元", 0)
    assert by_name["q10_2"].privacy == "identifying"
    assert by_name["q4"].options[4].missing == "refused"
    assert [option.write_in for option in by_name["q13"].options] == [False] * 4 + [True, False]
    assert [option.exclusive for option in by_name["q13"].options] == [False] * 5 + [True]
    assert (by_name["q13"].most, said(by_name["q13"].hint)) == (3, "可多选，最多选3项。")
    assert (by_name["q16"].least, by_name["q16"].most) == (1, 5)
    assert (said(by_name["q16"].low_label), said(by_name["q16"].high_label)) == ("很不满意", "很满意")
    assert (by_name["q19"].least, by_name["q19"].most) == (1, 3)
    assert (by_name["q25"].most, by_name["q33"].least) == (2, 1)
    assert (said(by_name["q29"].low_label), said(by_name["q29"].high_label)) == ("很不满意", "很满意")
    assert [question.name for question in whole.questions if question.required] == ["q32"]
    guessed = {note.code for note in carried.of(Fate.GUESSED)}
    assert {
        "exclusive_guessed",
        "ranking_guessed",
        "split_guessed",
        "multiple_guessed",
        "options_plain",
    } <= guessed
