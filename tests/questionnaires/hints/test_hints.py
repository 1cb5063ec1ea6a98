"""Advice on wording, and how long a questionnaire takes."""

from __future__ import annotations

import math

import pytest

from questionnaires import library
from questionnaires.formats import yaml
from questionnaires.hints import hints, minutes
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
    ],
)
def test_plain_wording_gets_no_advice(question):
    assert advised(question) == set()


def test_a_multiple_choice_needs_a_way_out():
    options = "options: [{code: '1', label: {zh-CN: 甲}}, {code: '2', label: {zh-CN: %s}}]"
    asked = "{name: q, kind: multiple, label: {zh-CN: 问}, " + options + "}"
    assert "no_way_out" in advised(asked % "乙")
    assert "no_way_out" not in advised(asked % "其他")


def test_more_to_read_and_to_do_takes_longer():
    core = minutes(library.load("county_person"), "zh-CN")
    whole = minutes(library.load("county_person", extended=True), "zh-CN")
    assert 0 < core.shortest < core.longest < whole.longest < 60
