"""Advice on wording, and how long a questionnaire takes."""

from __future__ import annotations

import math
import re
import time

import pytest

from questionnaires import codelists, library
from questionnaires.formats import yaml
from questionnaires.hints import hints, minutes
from questionnaires.hints.advice import ADVICE
from questionnaires.hints.ranges import Range, gaps, overlaps, range_of


def advised(question):
    found = yaml.load(f"""
name: tiny
title: {{zh-CN: 小, en: Tiny}}
languages: [zh-CN, en]
pages:
  - name: a
    questions:
      - {question}
""")
    return {hint.code for language in ("zh-CN", "en") for hint in hints(found, language)}


def single(*labels):
    options = ", ".join(f"{{code: '{n}', label: {{zh-CN: '{label}'}}}}" for n, label in enumerate(labels))
    return f"{{name: q, kind: single, label: {{zh-CN: 问}}, options: [{options}]}}"


def text(label, language="zh-CN"):
    return f"{{name: q, kind: text, label: {{{language}: '{label}'}}}}"


@pytest.mark.parametrize(
    ("label", "low", "high"),
    [
        ("20–29岁", 20, 29),
        ("20-29", 20, 29),
        ("1000元至2000元", 1000, 2000),
        ("60岁及以上", 60, math.inf),
        ("不到20岁", -math.inf, 20),
        ("under 5", -math.inf, 5),
        ("1,000 or more", 1000, math.inf),
        ("4 万以上至 6 万元", 40000, 60000),
        ("5-10万", 50000, 100000),
        ("8000-1万元", 8000, 10000),
        ("10k to 20k", 10000, 20000),
        ("3 千元以下", -math.inf, 3000),
    ],
)
def test_a_label_says_a_range(label, low, high):
    found = range_of(label)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("label", ["男", "第1组", "其他"])
def test_a_label_that_says_none(label):
    assert range_of(label) is None


def test_below_leaves_the_number_out_unless_it_says_so():
    assert range_of("35岁以下").is_high_open
    assert not range_of("35岁及以下").is_high_open


def test_more_than_a_number_up_to_another_leaves_the_first_out():
    for label in ("4 万以上至 6 万元", "超过 4 到 6", "Above 40,000 to 60,000 yuan"):
        found = range_of(label)
        assert found.is_low_open
        assert not found.is_high_open
    assert not range_of("4–6").is_low_open


def test_touching_ranges_share_their_bound():
    assert overlaps([Range(0, 10), Range(10, 20)]) == [(0, 1)]
    assert overlaps([Range(-math.inf, 10, is_high_open=True), Range(10, 20)]) == []


def test_gaps_are_counted_in_steps():
    assert gaps([Range(20, 29), Range(30, 39)]) == []
    assert gaps([Range(20, 29), Range(31, 39)]) == [(30, 30)]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (single("20–30岁", "30–40岁", "40岁及以上"), "overlap"),
        (single("20–29岁", "35–39岁", "40岁及以上"), "gap"),
        (text("您是否不认为科协没有作用？"), "double_negative"),
        (text("Do you not find it unhelpful?", "en"), "double_negative"),
        (
            text("您对收入和住房满意吗？").replace("您对收入和住房满意吗", "您是否了解收入和住房政策"),
            "two_in_one",
        ),
        (text("难道您不支持吗？"), "leading"),
        (text("很" * 61), "long"),
        (single("甲", "选" * 31), "long_option"),
        (single(*[f"选{chr(0x4E00 + n)}" for n in range(16)]), "many_options"),
        (single("1-3 年", "3-5 年", "5 年以上", "不到 1 年"), "overlap"),
        (single("5万以下", "6-10万", "11-20万"), "gap"),
        (single("5000以下", "5000-1万", "2万-3万", "3万以上"), "overlap"),
        (single("1-6 个月", "6-12 个月", "1 年以上"), "overlap"),
        (single("0-0.5", "0.6-1.0", "1.2-2.0", "2.1以上"), "gap"),
        (text("您对收入和住房满意吗？"), "two_in_one"),
        (text("您对领导与同事的评价"), "two_in_one"),
        (text("您是否参加过培训，并且用在了工作中？"), "two_in_one"),
        (text("How satisfied are you with your pay and your boss?", "en"), "two_in_one"),
        (text("大多数人认为科协很重要，您认为呢？"), "leading"),
        (text("Wouldn''t you agree that pay is low?", "en"), "leading"),
        (text("您是否用过 LIMS？"), "abbreviation"),
        (text("Did you use the LIMS?", "en"), "abbreviation"),
        (single("非常满意", "很满意", "比较满意", "不满意"), "unbalanced"),
        (single("甲", "乙", "丙", "丁").replace("问", "您没参加的原因", 1), "no_other"),
    ],
)
def test_what_people_trip_over_is_said(question, code):
    assert code in advised(question)


@pytest.mark.parametrize(
    "question",
    [
        single("不到30岁", "30–39岁", "40岁及以上"),
        text("您是否满意？"),
        text("您不得不加班吗？"),
        text("How old are you?", "en"),
        text("您是否参与过研发项目？"),
        text("您是否愿意与我们分享经历？"),
        text("有没有上面没提及的功能？"),
        text("Does the unit have an association for science and technology?", "en"),
        text("您是否用过实验室信息管理系统（LIMS）？"),
        text("请加 QQ 群"),
        text("PLEASE READ THIS", "en"),
        single("4 万元及以下", "4 万以上至 6 万元", "6 万以上至 8 万元", "8 万元以上"),
        single("5–9 人", "10–19 人", "20 人及以上", "不到 5 人"),
        single("1861-1865", "1939-1945", "1796-1803"),
        single("1-11 个月", "1-2 年", "3 年及以上"),
        single("很不满意", "不太满意", "一般", "比较满意", "很满意"),
        single("很好", "好", "一般", "较差", "很差"),
        single("没想过", "想过但不会动", "可能会", "正在准备"),
        single("工程技术（" + "含" * 40 + "）", "农业技术"),
        "{name: q, kind: note, label: {zh-CN: '" + "说" * 100 + "'}}",
    ],
)
def test_plain_wording_gets_no_advice(question):
    assert advised(question) == set()


def test_a_multiple_choice_needs_a_way_out():
    options = "options: [{code: '1', label: {zh-CN: 甲}}, {code: '2', label: {zh-CN: %s}}]"
    asked = "{name: q, kind: multiple, label: {zh-CN: 问}, " + options + "}"
    assert "no_way_out" in advised(asked % "乙")
    assert "no_way_out" not in advised(asked % "其他")


def multiple(*labels, asked="近三年您做过哪些事？", **more):
    options = ", ".join(f"{{code: '{n}', label: {{zh-CN: '{label}'}}}}" for n, label in enumerate(labels))
    own = "".join(f", {name}: {value}" for name, value in more.items())
    return f"{{name: q, kind: multiple, label: {{zh-CN: '{asked}'}}, options: [{options}]{own}}}"


def test_a_required_multiple_choice_of_what_was_done_needs_none_of_these():
    assert "no_none" in advised(multiple("论文", "专利", "其他", required="true"))
    assert "no_none" not in advised(multiple("论文", "专利", "其他"))
    assert "no_none" not in advised(multiple("论文", "专利", "其他", "以上都没有", required="true"))
    assert "no_none" not in advised(multiple("收入", "发展", "其他", asked="主要因为什么？", required="true"))


def test_an_abbreviation_is_told_once_and_every_hint_says_where_what_and_how():
    question = single("LIMS 甲", "LIMS 乙")
    found = yaml.load(f"""
name: tiny
title: {{zh-CN: 小}}
pages:
  - name: a
    questions:
      - {question}
""")
    (hint,) = [one for one in hints(found, "zh-CN") if one.code == "abbreviation"]
    assert hint.place == "question:q/option:0"


@pytest.mark.parametrize("code", list(ADVICE))
def test_all_advice_is_said_in_both_languages(code):
    for words in ADVICE[code]:
        assert set(words) == {"zh-CN", "en"}
        assert sorted(re.findall(r"\{\w+\}", words["zh-CN"])) == sorted(re.findall(r"\{\w+\}", words["en"]))


@pytest.mark.parametrize(
    "piece",
    [
        "是否和",
        "不",
        "1,",
        "1-",
        "not un",
        "对和",
        "(",
        "（",
        "ABC ",
        "1万",
        "是否并且",
        "以上至",
        " and do ",
    ],
)
def test_hostile_labels_cost_nothing(piece):
    begun = time.thread_time()
    advised(text(piece * 20_000))
    advised(single(*[f"{piece * 2_000}{n}" for n in range(20)]))
    assert time.thread_time() - begun < 2


def test_the_shipped_questionnaires_get_only_advice_that_was_weighed():
    found = {
        (name, language, hint.code, hint.place)
        for name in library.names()
        for language in ("zh-CN", "en")
        for hint in hints(codelists.resolve(library.source(name)), language)
    }
    # The definition of who is a science worker has two parts; the abbreviation is the usual English one.
    assert found == {
        ("county_person", "zh-CN", "two_in_one", "question:st_edu"),
        ("county_person", "en", "two_in_one", "question:st_edu"),
        ("county_person", "en", "abbreviation", "question:voice/option:5"),
    }


def test_both_languages_of_one_questionnaire_take_about_as_long():
    for name in ("county_person", "county_unit"):
        chinese, english = (minutes(library.load(name), language) for language in ("zh-CN", "en"))
        assert chinese.longest == pytest.approx(english.longest, rel=0.1)


def test_the_introduction_promises_what_is_estimated():
    core, whole = library.load("county_person"), library.load("county_person", extended=True)
    said = int(re.search(r"约需 (\d+) 分钟", core.introduction["zh-CN"])[1])
    assert f"about {said} minutes" in core.introduction["en"]
    assert minutes(core, "zh-CN").shortest < said < minutes(whole, "zh-CN").longest
    assert said == pytest.approx(minutes(core, "zh-CN").longest, abs=1.5)


def test_more_to_read_and_to_do_takes_longer():
    core = minutes(library.load("county_person"), "zh-CN")
    whole = minutes(library.load("county_person", extended=True), "zh-CN")
    assert 0 < core.shortest < core.longest < whole.longest < 60
