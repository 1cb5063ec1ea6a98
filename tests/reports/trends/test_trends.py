"""Waves side by side: harmonised questions, differences, suppression that is alike in all waves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.text import Text
from reports.charts.choosing import forms_for
from reports.codebook import DesignInfo, Group, Stratum, Variable
from reports.crosstabs.frequencies import frequencies
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.trends import (
    Asked,
    Earlier,
    Finding,
    Wave,
    changes,
    feature_trend,
    harmonise,
    question_trend,
    sentence,
)
from reports.trends.harmonised import Judged
from tests.reports.samples import said

OPTIONS = {"1": said("高"), "2": said("中"), "3": said("低")}
NEW = Asked(said("2026"), "q", "code", OPTIONS)


def dataset(counts: dict[str, int], codes=OPTIONS, seed: int = 1) -> Dataset:
    """Answers to one question with these counts, over two strata of 4,000 and 6,000 persons."""
    values = [code for code, count in counts.items() for _ in range(count)]
    draw = np.random.default_rng(seed)
    strata = draw.choice(["a", "b"], len(values))
    sizes = {"a": 4000.0, "b": 6000.0}
    weight = [sizes[one] / int((strata == one).sum()) for one in strata]
    design = DesignInfo(strata=tuple(Stratum(code, said(code), size) for code, size in sizes.items()))
    table = pd.DataFrame(
        {
            "response": range(1, len(values) + 1), "q": values, "stratum": strata, "weight": weight,
            "hours": draw.normal(46, 9, len(values)).round(1),
            "act_1": (draw.random(len(values)) < 0.4).astype(int), "act_2": (draw.random(len(values)) < 0.6).astype(int),
        }
    )  # fmt: skip
    variables = (
        Variable("q", said("q"), "code", dict(codes), role="sector"),
        Variable("hours", said("hours"), "number"),
        Variable("act_1", said("act · x"), "indicator", group="act"),
        Variable("act_2", said("act · y"), "indicator", group="act"),
    )
    groups = (Group("act", said("act"), "multiple", ("act_1", "act_2")),)
    return Dataset(said("s"), table, variables, design, groups)


def waves(*data: Dataset) -> list[Wave]:
    return [Wave(f"w{place}", said(str(2020 + 3 * place)), one) for place, one in enumerate(data)]


def old(codes=OPTIONS, findings=(), recoded=None) -> Earlier:
    return Earlier(Asked(said("2020"), "q", "code", codes), tuple(findings), recoded or {})


def judged(what: Judged) -> Finding:
    return Finding(what, said("was"), said("now"), said("why"))


def compared(first: Dataset, second: Dataset, **more):
    trend = question_trend(waves(first, second), harmonise(said("q"), NEW, [old()], **more), "q")
    return trend, changes(trend)


def test_the_variance_of_a_difference_is_the_sum_of_those_of_the_waves():
    first, second = dataset({"1": 100, "2": 200, "3": 300}), dataset({"1": 300, "2": 200, "3": 100}, seed=2)
    trend, found = compared(first, second)
    one = trend.table.cell(wave="w0", q="1").figure("share")
    other = trend.table.cell(wave="w1", q="1").figure("share")
    assert found[0].difference == pytest.approx(other.value - one.value)
    assert found[0].se == pytest.approx(math.hypot(one.se, other.se))
    assert found[0].is_stated
    assert all(one.holm >= one.p for one in found)
    assert "上升" in sentence(found, trend).say("zh-CN")
    assert "rose" in sentence(found, trend).say("en")
    assert any("independent samples" in note.say("en") for note in trend.table.notes)
    assert forms_for(trend.table)[0] == "slope"


def test_a_table_of_a_wave_is_that_of_its_own_pages():
    first, second = dataset({"1": 100, "2": 200, "3": 300}), dataset({"1": 90, "2": 80, "3": 70})
    trend, _ = compared(first, second)
    own = frequencies(first, "q")[0]
    for code in OPTIONS:
        assert trend.table.cell(wave="w0", q=code).figure("share") == own.cell(q=code).figure("valid_share")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(12, 90), min_size=3, max_size=3), st.integers(0, 99))
def test_the_same_wave_twice_has_not_changed(counts, seed):
    data = dataset(dict(zip("123", counts, strict=True)), seed=seed)
    _, found = compared(data, data)
    assert all(one.difference == 0 and not one.is_stated for one in found)
    assert all(one.p == pytest.approx(1.0) for one in found if one.p is not None)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=6, max_size=6).filter(lambda n: sum(n[:3]) > 30 and sum(n[3:]) > 30)
)
def test_the_order_of_waves_turns_signs_and_nothing_else_and_suppression_is_alike(counts):
    first, second = (
        dataset(dict(zip("123", counts[:3], strict=True))),
        dataset(dict(zip("123", counts[3:], strict=True))),
    )
    trend, there = compared(first, second)
    _, back = compared(second, first)
    for one, other in zip(there, back, strict=True):
        assert (one.difference is None) == (other.difference is None)
        if one.difference is not None:
            assert one.difference == pytest.approx(-other.difference)
        assert one.p == (None if other.p is None else pytest.approx(other.p))
    for code in OPTIONS:
        cells = [trend.table.cell(wave=wave, q=code) for wave in ("w0", "w1")]
        assert cells[0].suppressed == cells[1].suppressed


def test_what_one_wave_hides_is_hidden_in_the_other():
    first, second = dataset({"1": 4, "2": 200, "3": 12}), dataset({"1": 100, "2": 100, "3": 100})
    trend, found = compared(first, second)
    assert trend.table.cell(wave="w1", q="1").suppressed
    assert trend.table.cell(wave="w1", q="1").n is None
    assert found[0].difference is None
    assert found[0].reason is not None
    assert any("hidden in all" in note.say("en") for note in trend.table.notes)


def test_what_is_broken_is_refused_and_what_must_be_read_waits_for_a_person():
    with pytest.raises(ReportError) as refused:
        harmonise(said("q"), NEW, [old(findings=[judged("broken")])], accepted=True)
    assert refused.value.code == "trends.broken"
    assert "why" in refused.value.reason.say("en")
    with pytest.raises(ReportError) as waits:
        harmonise(said("q"), NEW, [old(findings=[judged("harmonisable")])])
    assert waits.value.code == "trends.judgement"
    made = harmonise(said("q"), NEW, [old(findings=[judged("harmonisable")])], accepted=True)
    assert any("2020" in note.say("en") for note in made.notes)


def test_another_kind_of_question_is_refused():
    number = Earlier(Asked(said("2020"), "q", "number"))
    with pytest.raises(ReportError) as refused:
        harmonise(said("q"), NEW, [number], accepted=True)
    assert refused.value.code == "trends.broken"


def test_a_code_that_only_changed_its_number_is_followed():
    codes = {"1": said("高"), "2": said("中"), "9": said("低")}
    question = harmonise(said("q"), NEW, [old(codes, recoded={"9": "3"})])
    first, second = dataset({"1": 100, "2": 200, "9": 300}, codes), dataset({"1": 100, "2": 200, "3": 300})
    trend = question_trend(waves(first, second), question, "q")
    assert all(one.difference == pytest.approx(0) for one in changes(trend))
    assert any("9" in note.say("en") for note in question.notes)


def test_an_option_of_one_wave_only_is_left_out_or_joined_as_somebody_says():
    codes = {**OPTIONS, "4": said("很低")}
    first, second = (
        dataset({"1": 100, "2": 100, "3": 60, "4": 40}, codes),
        dataset({"1": 100, "2": 100, "3": 100}),
    )
    alone = harmonise(said("q"), NEW, [old(codes)])
    assert "4" not in alone.categories
    assert any("not offered in every wave" in note.say("en") for note in alone.notes)
    joined = harmonise(said("q"), NEW, [old(codes)], into={"4": "3"})
    trend = question_trend(waves(first, second), joined, "q")
    assert trend.table.cell(wave="w0", q="3").n == 100
    assert any("as the analyst said" in note.say("en") for note in joined.notes)
    with pytest.raises(ReportError):
        harmonise(said("q"), NEW, [old(codes)], into={"4": "8"})


def test_joining_codes_never_opens_what_the_frequencies_hide():
    codes = {**OPTIONS, "4": said("很低"), "5": said("无")}
    first = dataset({"1": 100, "2": 100, "3": 60, "4": 4, "5": 12}, codes)
    assert frequencies(first, "q")[0].cell(q="4").suppressed
    joined = harmonise(said("q"), NEW, [old(codes)], into={"4": "3"})
    trend = question_trend(waves(first, dataset({"1": 100, "2": 100, "3": 100})), joined, "q")
    assert trend.table.cell(wave="w0", q="3").suppressed
    assert trend.table.cell(wave="w1", q="3").suppressed


def test_numbers_and_multiple_choices_are_compared_too():
    data = waves(dataset({"1": 100, "2": 100}), dataset({"1": 150, "2": 100}, seed=5))
    number = harmonise(
        said("h"), Asked(said("2026"), "hours", "number"), [Earlier(Asked(said("2020"), "hours", "number"))]
    )
    trend = question_trend(data, number, "hours")
    assert trend.figure == "mean"
    assert changes(trend)[0].se > 0
    options = {"x": said("x"), "y": said("y")}
    columns = {"x": "act_1", "y": "act_2"}
    asked = Asked(said("2026"), "act", "multiple", options, columns)
    several = harmonise(said("act"), asked, [Earlier(replace(asked, wave=said("2020")))])
    found = changes(question_trend(data, several, "act"))
    assert [one.code for one in found] == ["x", "y"]
    assert all(one.se > 0 for one in found)


def test_three_waves_are_a_trend_and_features_compare_by_their_groups():
    made = [dataset({"1": 100 + 20 * place, "2": 100, "3": 90}, seed=place) for place in range(3)]
    trend = feature_trend(waves(*made), "sector")
    assert "trend" in forms_for(trend.table)
    assert len(changes(trend)) == 2 * len(
        [one for one in trend.table.dimension("sector").categories if one.missing is None]
    )
    with pytest.raises(ReportError) as refused:
        feature_trend(waves(made[0]), "sector")
    assert refused.value.code == "trends.waves"


def test_small_bases_are_not_put_into_words():
    first, second = dataset({"1": 2, "2": 13, "3": 13}), dataset({"1": 15, "2": 10, "3": 0})
    trend, found = compared(first, second)
    assert not any(one.is_stated for one in found)
    assert isinstance(sentence(found, trend), Text)
