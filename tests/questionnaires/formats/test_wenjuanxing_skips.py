"""Skip notes as people write them, and the rules they become."""

import pytest

from questionnaires.checks import check
from questionnaires.expressions import parse
from questionnaires.findings import Severity
from questionnaires.formats.carried import Fate
from questionnaires.formats.plaintext.skips import Clause, Condition, clauses, spoken
from questionnaires.formats.wenjuanxing import read


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("选 A 跳至第 8 题", [Clause("jump", Condition("", ("A",)), ("8",))]),
        ("选A、B的跳到8题", [Clause("jump", Condition("", ("A", "B")), ("8",))]),
        ("选A-C者请直接回答第10题", [Clause("jump", Condition("", ("A", "B", "C")), ("10",))]),
        ("选择“否”者，请跳转到Q8", [Clause("jump", Condition("", ("否",)), ("Q8",))]),
        ("若选B，请直接回答第8题", [Clause("jump", Condition("", ("B",)), ("8",))]),
        ("未选A者跳至第9题", [Clause("jump", Condition("", ("A",), True), ("9",))]),
        ("没有选A的跳至第9题", [Clause("jump", Condition("", ("A",), True), ("9",))]),
        ("不选A的跳至第9题", [Clause("jump", Condition("", ("A",), True), ("9",))]),
        ("除A外均跳至第9题", [Clause("jump", Condition("", ("A",), True), ("9",))]),
        ("选A以外的跳至第9题", [Clause("jump", Condition("", ("A",), True), ("9",))]),
        (
            "选A跳至第8题，选B跳至第10题，选C结束问卷",
            [
                Clause("jump", Condition("", ("A",)), ("8",)),
                Clause("jump", Condition("", ("B",)), ("10",)),
                Clause("end", Condition("", ("C",))),
            ],
        ),
        ("选A、B者继续，选C、D者跳至第9题", [
            Clause("on", Condition("", ("A", "B"))),
            Clause("jump", Condition("", ("C", "D")), ("9",)),
        ]),
        ("选B跳过第3-5题", [Clause("skip", Condition("", ("B",)), ("3", "4", "5"))]),
        ("选B者第3、4题不答", [Clause("skip", Condition("", ("B",)), ("3", "4"))]),
        ("第3题选A者回答", [Clause("show", Condition("3", ("A",)))]),
        ("第 3 题选“是”的请回答", [Clause("show", Condition("3", ("是",)))]),
        ("第3题未选A者不答", [Clause("skip", Condition("3", ("A",), True))]),
        ("上题选E者不答", [Clause("skip", Condition("previous", ("E",)))]),
        ("如果第3题没有选A，请回答本题", [Clause("show", Condition("3", ("A",), True))]),
        ("依赖于第1题第2;3个选项", [Clause("show", Condition("1", ("#2", "#3")))]),
        ("A3选5者跳答B1", [Clause("jump", Condition("A3", ("5",)), ("B1",))]),
        ("选A的请回答第3-5题", [Clause("show", Condition("", ("A",)), ("3", "4", "5"))]),
        ("请跳至第5题", [Clause("jump", None, ("5",))]),
        ("→8", [Clause("jump", None, ("8",))]),
        ("请跳至第三部分", [Clause("jump", None, ("section:三",))]),
        ("结束问卷", [Clause("end", None)]),
    ],
)  # fmt: skip
def test_a_skip_note_is_understood(words, expected):
    assert spoken(words)
    assert clauses(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "含加班、值班",
        "选一项",
        "每行选一项",
        "请在横线上填写",
        "可以选择不回答",
        "结束时间",
        "已取得",
        "元/月",
    ],
)
def test_other_brackets_are_no_skip_notes(words):
    assert not spoken(words)


def questionnaire(text):
    carried = read(text.encode(), name="skips")
    for question in carried.questionnaire.questions:
        if question.show:
            parse(question.show)
    assert not [one for one in check(carried.questionnaire) if one.severity is Severity.ERROR]
    return carried


def shows(carried):
    return {one.name: one.show for one in carried.questionnaire.questions if one.show}


FIVE = "\n2、乙\nA、是\nB、否\n3、丙____\n4、丁____\n5、戊____\n"


def test_a_jump_hides_what_it_passes_over():
    found = questionnaire(f"调查\n1、甲？（选B跳至第4题）\nA、是\nB、否{FIVE}")
    assert shows(found) == {"q2": "${q1} != '2'", "q3": "${q1} != '2'"}


def test_a_jump_behind_an_option_is_that_options():
    found = questionnaire(f"调查\n1、甲？\nA、是（请跳至第3题）\nB、否 →5{FIVE}")
    assert shows(found)["q2"] == "${q1} != '1' and ${q1} != '2'"
    assert shows(found)["q3"] == "${q1} != '2'"
    assert [option.label.say("zh-CN") for option in found.questionnaire.questions[0].options] == ["是", "否"]


def test_a_condition_on_a_multiple_choice_asks_what_was_selected():
    found = questionnaire("调查\n1、甲？（可多选）\nA、一\nB、二\nC、三\n2、（第1题选A、C者回答）乙____\n")
    assert shows(found) == {"q2": "selected(${q1}, '1') or selected(${q1}, '3')"}


def test_a_negated_condition_is_turned_round():
    found = questionnaire(f"调查\n1、甲？（未选A者跳至第4题）\nA、是\nB、否{FIVE}")
    assert shows(found) == {"q2": "${q1} = '1'", "q3": "${q1} = '1'"}


def test_several_jumps_add_up():
    text = "调查\n1、甲？\nA、是（跳至第4题）\nB、否\n2、乙？\nA、是（跳至第5题）\nB、否\n3、丙____\n4、丁____\n5、戊____\n"
    assert shows(questionnaire(text)) == {
        "q2": "${q1} != '1'",
        "q3": "${q1} != '1' and ${q2} != '1'",
        "q4": "${q2} != '1'",
    }


def test_a_bare_go_to_holds_for_those_who_were_asked():
    text = "调查\n1、甲？\nA、是\nB、否（跳至第3题）\n2、乙____（请跳至第4题）\n3、丙____\n4、丁____\n"
    assert shows(questionnaire(text)) == {"q2": "${q1} != '2'", "q3": "not(${q1} != '2')"}


def test_an_end_becomes_an_early_ending_where_the_question_stands():
    found = questionnaire(f"调查\n1、您在本县工作吗？\nA、是\nB、否（结束问卷）{FIVE}")
    first = found.questionnaire.pages[0]
    assert [question.name for question in first.questions] == ["q1"]
    assert [(one.when, one.outcome) for one in first.endings] == [("${q1} = '2'", "ineligible")]
    assert len(found.questionnaire.pages) == 2


def test_every_end_of_a_question_becomes_an_ending_of_its_own():
    options = "A、在本县\nB、在外地（结束问卷）\nC、不愿参加（结束问卷）"
    first = questionnaire(f"调查\n1、您在哪里工作？\n{options}{FIVE}").questionnaire.pages[0]
    assert [(one.when, one.outcome, one.reason) for one in first.endings] == [
        ("${q1} = '2'", "ineligible", "ended_q1"),
        ("${q1} = '3'", "refused", "ended_q1_2"),
    ]


def test_numbers_that_begin_anew_are_found_in_their_own_section():
    part = "1、甲？（选B跳至第3题）\nA、是\nB、否\n2、乙____\n3、丙____\n"
    found = questionnaire(f"调查\n一、上\n{part}二、下\n{part}")
    assert shows(found) == {"p1q2": "${p1q1} != '2'", "p2q2": "${p2q1} != '2'"}


def test_a_heading_with_a_condition_hides_its_page():
    found = questionnaire("调查\n1、甲？\nA、是\nB、否\n二、只有部分人填写（第1题选A者填写）\n2、乙____\n")
    assert found.questionnaire.pages[-1].show == "${q1} = '1'"


@pytest.mark.parametrize(
    "words", ["选B跳至第9题", "选F跳至第3题", "选B跳至第1题", "符合条件者请跳至第3题", "第7题选A者回答"]
)
def test_a_note_that_cannot_be_a_rule_is_left_out_with_its_words(words):
    found = questionnaire(f"调查\n1、甲？（{words}）\nA、是\nB、否{FIVE}")
    assert not shows(found)
    (said,) = [note for note in found.notes if note.code == "skip_left_out"]
    assert said.fate is Fate.LEFT_OUT
    assert words in said.what.say("zh-CN")
    assert "总会显示" in said.what.say("zh-CN")
    assert said.question == "q1"
