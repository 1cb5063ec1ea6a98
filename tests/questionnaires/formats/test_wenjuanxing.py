"""Reading the text form of 问卷星 and what people paste."""

import contextlib
import os
import random
import time
from pathlib import Path

import pytest

from questionnaires.checks import check
from questionnaires.findings import Severity
from questionnaires.formats.carried import Fate
from questionnaires.formats.error import FormatError
from questionnaires.formats.wenjuanxing import read
from tests.questionnaires.formats.county_paper import EXPECTED, TEXT, TITLES, Expected

SHARED = Path(os.environ.get("KEWEN_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data"
needs_samples = pytest.mark.skipif(
    not (SHARED / "wenjuanxing").exists(), reason=f"sample texts are absent: {SHARED} (set KEWEN_SHARED)"
)
FIVE = ("1 非常不满意", "2 不满意", "3 一般", "4 满意", "5 非常满意")


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


def pasted(text, name="paste"):
    carried = read(text.encode(), name=name)
    errors = [one.say("en") for one in check(carried.questionnaire) if one.severity is Severity.ERROR]
    assert not errors
    return carried


def one(text):
    """The only question of a text."""
    (question,) = pasted(f"问卷\n{text}").questionnaire.questions
    return question


def codes(carried):
    return {note.code for note in carried.notes}


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


@pytest.mark.parametrize(
    "head",
    [
        "1. {}",
        "1、{}",
        "1．{}",
        "１、{}",
        "（1）{}",
        "(1) {}",
        "1）{}",
        "Q1 {}",
        "Q1. {}",
        "第1题：{}",
        "[1] {}",
        "1 {}",
        "1.{}",
    ],
)
def test_numbers_are_read_however_they_are_typed(head):
    question = one(head.format("您的性别？") + "\nA. 男\nB. 女")
    assert (said(question.label), question.kind) == ("您的性别？", "single")
    assert question.number in ("1", "Q1")


@pytest.mark.parametrize(
    "options",
    [
        "A. 男\nB. 女",
        "A、男\nB、女",
        "Ａ．男\nＢ．女",
        "A男\nB女",
        "A 男\nB 女",
        "(A) 男\n(B) 女",
        "a) 男\nb) 女",
        "□男\n□女",
        "○ 男\n○ 女",
        "☐男 ☐女",
        "①男 ②女",
        "⑴男\n⑵女",
        "1) 男\n2) 女",
        "（1）男\n（2）女",
        "1 男   2 女",
        "- 男\n- 女",
        "男\n女",
        "男    女",
        "男\t女",
        "A. 男    B. 女",
        "A.男；B.女",
        "男□  女□",
        "( ) 男  ( ) 女",
        "□1 男  □2 女",
        "1□男 2□女",
        "\nA. 男\n\nB. 女",
    ],
)
def test_options_are_read_however_they_are_marked(options):
    question = one(f"1、您的性别？\n{options}")
    assert [(option.code, said(option.label)) for option in question.options] == [("1", "男"), ("2", "女")]


@pytest.mark.parametrize(
    "line",
    [
        "1、性别：□男 □女",
        "1、性别： ①男 ②女",
        "1、性别（ ） A.男 B.女",
        "1、您的性别？ 男□ 女□",
        "1. 您的性别？ 1 男 2 女",
    ],
)
def test_options_in_the_line_of_the_question(line):
    question = one(line)
    assert [said(option.label) for option in question.options] == ["男", "女"]
    assert said(question.label).strip("？") in ("性别", "您的性别")


def test_codes_written_before_options_are_kept():
    question = one("1、学历？\n□11 博士 □14 硕士 □21 本科")
    assert [option.code for option in question.options] == ["11", "14", "21"]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("[单选题]", "single"),
        ("【多选题】", "multiple"),
        ("（可多选）", "multiple"),
        ("（多选，最多2项）", "multiple"),
        ("（不定项选择）", "multiple"),
        ("[下拉框]", "single"),
        ("[排序题]", "ranking"),
        ("[评分单选]", "single"),
        ("[评分多选]", "multiple"),
        ("[商品题]", "multiple"),
        ("[情景题]", "single"),
        ("[比重题]", "split"),
        ("[判断题]", "single"),
    ],
)
def test_the_kind_beside_a_question_counts(mark, kind):
    question = one(f"1. 您看重什么？{mark}\n甲\n乙\n丙")
    assert question.kind == kind
    assert said(question.label) == "您看重什么？"


@pytest.mark.parametrize(
    ("mark", "least", "most"),
    [
        ("限选3项", 0, 3),
        ("最多选三项", 0, 3),
        ("最多可选3个", 0, 3),
        ("不超过3项", 0, 3),
        ("至少选2项", 2, None),
        ("请选择3项", 3, 3),
        ("选2-3项", 2, 3),
        ("至少选1项，最多选3项", 1, 3),
        ("可多选，限3项", 0, 3),
    ],
)
def test_how_many_may_be_chosen_is_read_and_stays_to_be_seen(mark, least, most):
    question = one(f"1、您看重什么（{mark}）\nA、甲\nB、乙\nC、丙\nD、丁")
    assert (question.kind, question.least, question.most) == ("multiple", least, most)
    assert said(question.hint) == f"{mark}。"


@pytest.mark.parametrize(
    ("mark", "required"),
    [
        ("*", True),
        ("[必答]", True),
        ("（必填）", True),
        ("【选填】", False),
        ("（选答）", False),
        ("（非必填）", False),
    ],
)
def test_what_must_be_answered_is_read(mark, required):
    question = one(f"1、您的性别{mark}\nA、男\nB、女")
    assert (question.required, said(question.label)) == (required, "您的性别")


def test_a_star_before_the_number_means_required():
    assert one("*1、您的性别\nA、男\nB、女").required


@pytest.mark.parametrize(
    ("line", "kind", "label"),
    [
        ("1、您的年龄____岁", "number", "您的年龄"),
        ("1、您的年龄（    ）岁", "number", "您的年龄"),
        ("1、家庭年收入      万元。", "number", "家庭年收入"),
        ("1、出生年月：____年__月", "date", "出生年月"),
        ("1、出生年月：□□□□年□□月", "date", "出生年月"),
        ("1、您的出生日期____年____月____日", "date", "您的出生日期"),
        ("1、您哪一年参加工作？____年", "date", "您哪一年参加工作？"),
        ("1、工龄____年", "number", "工龄"),
        ("1、工作单位：__________", "text", "工作单位"),
        ("1、您的建议[填空题]\n______", "text", "您的建议"),
        ("1、您的建议：\n________\n________", "text", "您的建议"),
    ],
)
def test_blanks_become_texts_numbers_and_dates(line, kind, label):
    question = one(line)
    assert (question.kind, said(question.label)) == (kind, label)


def test_several_blanks_become_several_questions():
    carried = pasted("问卷\n1. 请填写您的信息[多项填空题]\n姓名{_}，年龄{_}岁，城市{_}")
    kinds = [
        (question.name, question.kind, said(question.label)) for question in carried.questionnaire.questions
    ]
    assert kinds == [
        ("q1", "note", "请填写您的信息"),
        ("q1_1", "text", "姓名"),
        ("q1_2", "number", "年龄"),
        ("q1_3", "text", "城市"),
    ]
    assert "blanks_parted" in codes(carried)


@pytest.mark.parametrize(
    ("option", "label"),
    [
        ("其他____", "其他"),
        ("其他：______", "其他"),
        ("其他（请注明）", "其他（请注明）"),
        ("其他（请注明：      ）", "其他（请注明）"),
        ("其它（    ）", "其它"),
        ("其他，请说明____；", "其他，请说明"),
        ("其他 _________________*", "其他"),
    ],
)
def test_an_option_with_a_blank_asks_for_words(option, label):
    question = one(f"1、单位？\nA、机关\nB、{option}")
    assert (said(question.options[1].label), question.options[1].write_in) == (label, True)


def test_a_blank_line_below_the_last_option_belongs_to_it():
    assert one("1、单位？\nA、机关\nB、其他\n________").options[1].write_in


@pytest.mark.parametrize(
    "option", ["以上都没有", "都没有", "以上均无", "无", "没有参加过", "说不上具体来源", "以上都不是"]
)
def test_an_option_that_stands_alone_is_guessed_and_said(option):
    carried = pasted(f"问卷\n1、做过什么？（可多选）\nA、讲座\nB、论文\nC、{option}")
    (question,) = carried.questionnaire.questions
    assert [one.exclusive for one in question.options] == [False, False, True]
    (note,) = [note for note in carried.notes if note.code == "exclusive_guessed"]
    assert (note.fate, note.question) == (Fate.GUESSED, "q1")


MATRICES = {
    "grammar": "1. 满意吗？[矩阵量表题]\n行：\n- 内容\n- 收入\n列：\n- 差\n- 中\n- 好",
    "range": "1. 满意吗？[矩阵量表题]\n行：\n- 内容\n- 收入\n列：\n1~3",
    "in lines": "1. 满意吗？[矩阵单选题]\n行：内容、收入\n列：差、中、好",
    "tabs": "1、满意吗？\n\t差\t中\t好\n内容\t○\t○\t○\n收入\t○\t○\t○",
    "tabs with order": "1、满意吗？\n序号\t项目\t差\t中\t好\n1\t内容\t□\t□\t□\n2\t收入\t□\t□\t□",
    "spaces": "1、满意吗？\n        差    中    好\n内容    □     □     □\n收入    □     □     □",
    "legend": "1、满意吗？\nA差 B中 C好\n(1)内容 ( ) ( ) ( )\n(2)收入 ( ) ( ) ( )",
    "legend in brackets": "1、满意吗？（A差 B中 C好）\n(1)内容  A  B  C\n(2)收入  A  B  C",
    "one box": "1、满意吗？\nA差 B中 C好\n(1)内容（  ）\n(2)收入（  ）",
    "figures with order": "1、满意吗？\n(1)内容：1 2 3\n(2)收入：1 2 3",
    "figures": "1、满意吗？\n内容  1  2  3\n收入  1  2  3",
}


@pytest.mark.parametrize("name", MATRICES)
def test_matrices_are_read_however_they_are_laid_out(name):
    question = one(MATRICES[name])
    assert question.kind == "matrix"
    assert [said(row.label) for row in question.rows] == ["内容", "收入"]
    labels = [said(option.label) for option in question.options]
    assert labels in (["差", "中", "好"], ["1", "2", "3"])
    assert [option.code for option in question.options] == ["1", "2", "3"]


def test_a_matrix_without_columns_gets_five_and_says_so():
    carried = pasted("问卷\n1. 您同意吗？[矩阵量表题]\n行：\n- 甲\n- 乙")
    (question,) = carried.questionnaire.questions
    assert [said(option.label) for option in question.options] == [
        "非常不同意", "不同意", "一般", "同意", "非常同意",
    ]  # fmt: skip
    assert "columns_guessed" in codes(carried)


@pytest.mark.parametrize(("mark", "kind"), [("矩阵多选题", "multiple"), ("矩阵填空题", "text")])
def test_matrices_of_other_kinds_become_a_question_a_row(mark, kind):
    columns = "列：\n- 甲\n- 乙\n" if kind == "multiple" else ""
    carried = pasted(f"问卷\n1. 说说看[{mark}]\n行：\n- 上午\n- 下午\n{columns}")
    assert [(one.name, one.kind, said(one.label)) for one in carried.questionnaire.questions] == [
        ("q1_1", kind, "说说看 – 上午"),
        ("q1_2", kind, "说说看 – 下午"),
    ]
    assert "matrix_parted" in codes(carried)


@pytest.mark.parametrize(
    "line",
    ["很差 1 2 3 4 5 很好", "很差  ○1  ○2  ○3  ○4  ○5  很好", "很差 1—2—3—4—5 很好", "很好 5 4 3 2 1 很差"],
)
def test_a_line_of_figures_between_two_ends_is_a_scale(line):
    question = one(f"1、感觉如何？\n{line}")
    assert (question.kind, question.least, question.most) == ("scale", 1, 5)
    assert (said(question.low_label), said(question.high_label)) == ("很差", "很好")


def test_a_slider_is_a_number_within_its_ends():
    carried = pasted("问卷\n1. 占多少？[滑动条]\n0~100")
    (question,) = carried.questionnaire.questions
    assert (question.kind, question.least, question.most) == ("number", 0, 100)
    assert "kind_changed" in codes(carried)


def test_a_split_keeps_its_total():
    question = one("1. 怎样分配？[比重题]\n总分：10\n甲\n乙")
    assert (question.total, [said(row.label) for row in question.rows]) == (10, ["甲", "乙"])


def test_levels_of_a_dropdown_become_a_cascade_with_its_list():
    carried = pasted("问卷\n1. 住哪里？[多级下拉题]\n浙江/杭州\n浙江/宁波\n江苏/南京")
    (question,) = carried.questionnaire.questions
    assert (question.kind, len(question.levels)) == ("cascade", 2)
    (listed,) = carried.questionnaire.lists
    assert [said(entry.label) for entry in listed.entries] == ["浙江", "杭州", "宁波", "江苏", "南京"]


@pytest.mark.parametrize("mark", ["文件上传", "绘图题"])
def test_what_cannot_be_asked_is_left_out_with_its_words(mark):
    carried = pasted(f"问卷\n1. 性别[单选题]\n男\n女\n\n2. 请上传照片[{mark}]")
    assert [question.name for question in carried.questionnaire.questions] == ["q1"]
    (note,) = [note for note in carried.notes if note.code == "kind_left_out"]
    assert note.fate is Fate.LEFT_OUT
    assert "请上传照片" in note.what.say("zh-CN")


def test_pages_and_texts_between_questions_stay_where_they_are():
    text = "问卷\n\n1. 甲[填空题]\n\n下面问工作。\n\n2. 乙[填空题]\n\n=== 分页 ===\n\n3. 丙[填空题]（选填）\n"
    carried = pasted(text)
    assert [[one.kind for one in page.questions] for page in carried.questionnaire.pages] == [
        ["text", "note", "text"],
        ["text"],
    ]
    assert [one.required for one in carried.questionnaire.questions if one.kind == "text"] == [
        True,
        True,
        False,
    ]


def test_headings_that_name_a_kind_give_it_to_their_questions():
    carried = pasted(
        "问卷\n一、单选题\n1、哪些？\nA、甲\nB、乙\nC、丙\n二、多选题（限选2项）\n2、什么？\nA、甲\nB、乙\nC、丙"
    )
    assert [question.kind for question in carried.questionnaire.questions] == ["single", "multiple"]


def test_a_kind_before_the_number_counts():
    carried = pasted(
        "问卷\n【单选】1.年龄\nA.青年 B.中年\n【多选】2.爱好\nA.读书 B.打球\n3、4题由已婚者填写\n3.其他____"
    )
    assert [question.kind for question in carried.questionnaire.questions] == ["single", "multiple", "text"]
    assert "skip_left_out" in codes(carried)


def test_an_unknown_kind_is_guessed_and_named():
    carried = pasted("问卷\n1. 甲[热力图题]\n一\n二")
    (note,) = [note for note in carried.notes if note.code == "kind_unknown"]
    assert "热力图题" in note.what.say("zh-CN")
    assert carried.questionnaire.questions[0].kind == "single"


def test_options_numbered_like_questions_are_told_from_them():
    carried = pasted(
        "问卷\n1、您的学历？\n1、博士\n2、硕士\n3、本科\n2、您的性别？\n1、男\n2、女\n3、您的建议____"
    )
    assert [len(getattr(one, "options", ())) for one in carried.questionnaire.questions] == [3, 2, 0]


def test_lines_all_apart_by_empty_ones_are_read_as_if_they_were_not():
    text = "\n\n".join(["问卷", "1. 性别", "男", "女", "2. 年龄", "青年", "中年", "老年", "3. 建议____"])
    carried = pasted(text)
    assert [len(getattr(one, "options", ())) for one in carried.questionnaire.questions] == [2, 3, 0]


def test_notes_name_the_line_they_speak_of():
    carried = pasted("问卷\n\n1、做过什么？（可多选）\nA、讲座\nB、论文\nC、都没有")
    assert [note.place for note in carried.notes if note.code == "exclusive_guessed"] == ["第 3 行"]


def test_a_text_in_english_is_read_in_english():
    carried = read(b"Survey\n1. Your sex?\nA. Male\nB. Female\n", name="survey.txt", language="en")
    assert carried.questionnaire.languages == ("en",)
    assert carried.questionnaire.title["en"] == "Survey"


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


@pytest.mark.parametrize(
    "piece", ["1   ", "A. ", "□ ", "（ ）", "____ ", "选A跳至", "第1题、", "男  ", "……", "1~"]
)
def test_long_lines_of_one_kind_take_no_long_time(piece):
    text = f"问卷\n1. 您的性别？\n{(piece * 2000)[:1990]}x9\n{(piece * 2000)[:1990]}"
    begun = time.process_time()
    with contextlib.suppress(FormatError):
        read(text.encode(), name="x")
    assert time.process_time() - begun < 5
