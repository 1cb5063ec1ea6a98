"""The printed form: answer spaces of every kind, arrows and conditions, lists, numbers, whatever the rules."""

import itertools
from dataclasses import replace
from datetime import datetime

import pytest

from questionnaires import library
from questionnaires.checks.scope import Scope
from questionnaires.expressions import Context, evaluate, parse, truth
from questionnaires.formats import yaml
from questionnaires.formats.about import About
from questionnaires.formats.paper import form, form_of
from questionnaires.formats.paper.routing import decided, routes_of
from questionnaires.model import CodeList, Entry, Questionnaire
from questionnaires.text import Text
from tests.questionnaires.formats.every_kind import SOURCE, every_kind

FACTS = {"survey_place": Text(zh="福宁县", en="Funing"), "survey_contact": Text(zh="张老师", en="Ms Zhang")}


def items(printed: form.Form) -> dict[str, form.Item]:
    return {item.number or item.label: item for section in printed.sections for item in section.items}


@pytest.fixture
def asked() -> dict[str, form.Item]:
    return items(form_of(every_kind(), "zh-CN", About(facts=FACTS)))


def test_every_kind_has_the_space_its_answer_needs(asked):
    number, split, dated = asked["A2"].answer, asked["A3"].answer, asked["A4"].answer
    assert (number.before, number.after, number.unit, number.bounds) == (3, 1, "小时", "（0 到 120）")
    assert (split.total, split.sum_label, split.squares, len(split.rows)) == ("100", "合计", 3, 2)
    assert [(part.squares, part.behind) for part in dated.parts] == [(4, "年"), (2, "月")]
    ranks = asked["B2"].answer
    assert (ranks.places, ranks.squares, len(ranks.options)) == (("第一", "第二"), 1, 3)
    assert [box.code for box in asked["B3"].answer.options] == ["1", "2", "3"]
    scale = asked["B4"].answer
    assert (scale.points[0], scale.points[-1], scale.low, scale.high) == ("0", "10", "很不满意", "很满意")
    assert asked["C1"].answer.lines >= 4
    assert asked["P1"].statement == "我已了解。"


def test_written_and_exclusive_options_and_offered_missing_answers_are_marked(asked):
    works = asked["A1"]
    assert [box.written for box in works.answer.options] == [False, False, True]
    assert [(box.code, box.label) for box in works.missing] == [("-7", "不愿回答")]
    assert [box.code for box in asked["B3"].missing] == ["-8"]
    assert [box.apart for box in asked["B1"].answer.options] == [False, False, True]


def test_how_many_may_be_chosen_is_said_unless_the_hint_says_it(asked):
    assert asked["B1"].mark == "【最多选 2 项】"
    text = SOURCE.replace(
        "        most: 2\n        options:\n          - {code: '1', label: {zh-CN: 论文",
        "        most: 2\n        hint: {zh-CN: 最多 2 项。}\n        options:\n          - {code: '1', label: {zh-CN: 论文",
    )
    changed = yaml.load(text.encode())
    assert changed.question_by_name["does"].hint
    assert items(form_of(changed))["B1"].mark == ""


def test_an_answer_that_passes_questions_over_has_an_arrow_and_they_need_no_words(asked):
    assert [box.jump for box in asked["A1"].answer.options] == ["", "→ 跳到 A4", "→ 跳到 A4"]
    assert asked["A2"].condition == asked["A3"].condition == ""


def test_what_an_arrow_cannot_say_stands_over_the_question_in_words(asked):
    assert asked["B2"].condition == "当“A2”至少为 40，且“B1”选了“2 专利”时回答"
    assert asked["B3"].answer.rows[1].only == "（当“A1”为“1 有”时填）"


def test_an_answer_that_ends_the_questionnaire_says_so(asked):
    assert [box.jump for box in asked["P1"].answer.options] == ["", "→ 到此结束"]
    printed = form_of(every_kind(), "en", About(facts=FACTS))
    assert printed.sections[0].endings == ("Stop here when “P1” is “2 I do not”. Thank you.",)


def test_texts_quote_facts_as_they_are_and_answers_by_the_number_of_their_question():
    printed = form_of(every_kind(), "zh-CN", About(facts=FACTS))
    assert printed.title == "福宁县问卷"
    note = next(item for item in printed.sections[-1].items if item.answer is None)
    assert note.label == "有事请找张老师。您刚才填了 〔A2 题的答案〕 小时。"
    assert form_of(every_kind()).title == "〔　　〕问卷"


def test_calculated_values_are_not_printed(asked):
    assert not any("工时长" in item.label for item in asked.values())


def cascade_of(count: int) -> form.Steps:
    source = every_kind()
    entries = tuple(
        Entry(code=f"v{number}", label=Text(zh=f"村{number}"), parent="t1") for number in range(count)
    )
    towns = (Entry(code="t1", label=Text(zh="东镇")),)
    listed = CodeList(
        name="places", title=Text(zh="地方"), levels=("town", "village"), entries=towns + entries
    )
    printed = form_of(Questionnaire(**{**dict(source), "lists": (listed,)}))
    answer = items(printed)["B5"].answer
    assert isinstance(answer, form.Steps)
    return replace(answer, note=f"{answer.note}|{len(printed.appendices)}")


def test_a_list_is_ticked_where_short_printed_at_the_end_where_long_and_left_to_staff_where_very_long(asked):
    place = asked["B5"].answer
    assert [box.code for box in place.levels[0].options] == ["t1", "t2"]
    assert (place.levels[1].options, place.levels[1].squares) == ((), 4)
    assert "附录 A" in place.note
    assert "也请写出来" in place.note
    assert "附录 A" in cascade_of(299).note
    assert "由工作人员填写" in cascade_of(300).note
    assert cascade_of(300).note.endswith("|0")


def test_an_appendix_lists_every_entry_below_the_one_it_belongs_to():
    (appendix,) = form_of(every_kind()).appendices
    assert appendix.source == "来源：GB/T 2260 2020"
    assert appendix.entries == (
        (0, "t1", "东镇"),
        (1, "t1v1", "东一村"),
        (0, "t2", "西镇"),
        (1, "t2v1", "西一村"),
        (1, "t2v2", "西二村"),
    )


def test_questions_without_numbers_are_counted():
    source = b"""
name: plain
title: {zh-CN: t}
pages:
  - name: p
    questions:
      - {kind: text, name: one, label: {zh-CN: a}}
      - {kind: note, name: between, label: {zh-CN: n}}
      - {kind: text, name: two, label: {zh-CN: b}}
"""
    printed = form_of(yaml.load(source))
    assert [item.number for item in printed.sections[0].items] == ["1", "", "2"]


def test_a_rule_that_cannot_be_read_is_printed_as_written():
    broken = every_kind().pages[1].questions[1].model_copy(update={"show": "${works} = "})
    page = every_kind().pages[1].model_copy(update={"questions": (broken,)})
    printed = form_of(Questionnaire(**{**dict(every_kind()), "pages": (page,)}))
    assert items(printed)["A2"].condition == "回答条件：${works} = "


def test_the_county_questionnaire_jumps_as_its_paper_did():
    asked = items(form_of(library.load("county_person", extended=True)))
    jumps = {
        (number, box.code): box.jump
        for number, item in asked.items()
        for box in getattr(item.answer, "options", ())
        if box.jump
    }
    assert jumps[("A9", "499")] == "→ 跳到 A11"
    assert jumps[("B3", "1")] == "→ 跳到 B5"
    assert jumps[("D5", "1")] == "→ 跳到 D6"
    assert jumps[("G1", "4")] == "→ 跳到 G4"
    assert jumps[("S1", "2")] == jumps[("P1", "2")] == "→ 到此结束"
    assert not any(number == "A1" for number, _ in jumps)


@pytest.mark.parametrize("name", library.names())
def test_an_arrow_never_passes_over_a_question_that_is_meant_for_the_person(name: str):
    """Whatever else was answered: no rule of a question that is jumped over is true."""
    scope = Scope(library.load(name, extended=True) if name == "county_person" else library.load(name))
    order = [asked.question.name for asked in scope.asked]
    rules = {
        asked.question.name: [parse(rule) for rule in (asked.page.show, asked.question.show) if rule]
        for asked in scope.asked
    }
    routes, tried = routes_of(scope), 0
    for (source, code), target in routes.jumps.items():
        if target is None:
            continue
        for passed in order[order.index(source) + 1 : order.index(target.name)]:
            if not rules[passed] or scope.owner.get(passed) is None:
                continue
            for others in itertools.product(("", "1", "2", "97"), repeat=2):
                known = dict(zip(scope.fields, itertools.cycle(others), strict=False))
                known |= {source: code}
                known |= dict.fromkeys(order[order.index(source) + 1 : order.index(passed)], "")
                context = Context(datetime(2026, 1, 1))  # noqa: DTZ001
                assert not all(truth(evaluate(rule, known, context)) for rule in rules[passed]), (
                    source,
                    passed,
                )
                tried += 1
    assert tried or name != "county_person"


@pytest.mark.parametrize(
    ("rule", "known", "expected"),
    [
        ("${a} = '1'", {"a": "1"}, True),
        ("${a} = '1' and ${b} = '1'", {"a": "2"}, False),
        ("${a} = '1' and ${b} = '1'", {"a": "1"}, None),
        ("${a} = '1' or ${b} = '1'", {"a": "1"}, True),
        ("not(${a} = '1')", {"a": "1"}, False),
        ("not(${b} = '1')", {"a": "1"}, None),
        ("today() > date('2020-01-01')", {}, None),
    ],
)
def test_what_is_known_decides_a_rule_or_leaves_it_open(rule, known, expected):
    assert decided(parse(rule).tree, known) is expected
