"""Suggested classes find the variable that tells response apart, say so in words, and are the same every time."""

import numpy as np
import pytest

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.cells import Cells
from reports.weighting.nonresponse import ClassRule, adjust_nonresponse
from reports.weighting.response_classes import FrameVariable, SplitRule, suggest
from tests.reports.weighting.reference import said


def variable(name: str, codes, size: int) -> FrameVariable:
    labels = tuple((str(index), Text(zh=f"{name}{index}", en=f"{name} {index}")) for index in range(size))
    return FrameVariable(name, said(name), np.asarray(codes, dtype=np.int64), labels)


def frame(seed: int = 1, count: int = 4000):
    """Response depends on the kind of unit (0 and 2 low) and, where it is low, on the town; never on noise."""
    made = np.random.default_rng(seed)
    unit, town, noise = made.integers(0, 4, count), made.integers(0, 3, count), made.integers(0, 5, count)
    low = np.isin(unit, [0, 2])
    chance = np.where(low, np.where(town == 1, 0.2, 0.5), 0.9)
    answered = made.random(count) < chance
    return [variable("noise", noise, 5), variable("unit", unit, 4), variable("town", town, 3)], answered


def test_the_tree_finds_what_response_depends_on_and_nothing_else():
    variables, answered = frame()
    found = suggest(variables, answered)
    assert [dict(one.rules) for one in found.classes] == [
        {"unit": ("0", "2"), "town": ("1",)},
        {"unit": ("0", "2"), "town": ("0", "2")},
        {"unit": ("1", "3")},
    ]
    assert [round(one.rate, 1) for one in found.classes] == [0.2, 0.5, 0.9]
    assert found.classes[0].words.say("en") == "unit: unit 0, unit 2; town: town 1"
    assert found.words[0].say("zh-CN").startswith("按“unit”分开：unit0、unit2的回收率较低")


def test_everyone_asked_is_in_one_class_and_the_sums_are_kept():
    variables, answered = frame()
    weights = np.random.default_rng(2).uniform(1, 5, len(answered))
    found = suggest(variables, answered, weights)
    assert sum(one.asked for one in found.classes) == pytest.approx(weights.sum())
    assert sum(one.answers for one in found.classes) == answered.sum()
    for number, one in enumerate(found.classes):
        inside = np.ones(len(answered), dtype=bool)
        for each in variables:
            if each.name in one.rules:
                inside &= np.isin(each.codes.astype(str), one.rules[each.name])
        np.testing.assert_array_equal(inside, found.codes == number)


def test_a_suggestion_taken_as_it_stands_brings_weights_back_to_those_asked():
    variables, answered = frame()
    found = suggest(variables, answered)
    step = found.nonresponse()
    assert [one.asked for one in step.classes] == [one.asked for one in found.classes]
    cells = Cells(
        said("classes"),
        found.codes[answered],
        np.array([one.asked for one in step.classes]),
        tuple(one.words for one in found.classes),
    )
    weights, groups, _ = adjust_nonresponse(np.ones(answered.sum()), cells, ClassRule(largest=9.0))
    np.testing.assert_allclose(1 / groups.factors, [one.rate for one in found.classes])
    assert weights.sum() == pytest.approx(len(answered))


def test_the_same_frame_gives_the_same_classes_in_any_order_of_rows():
    variables, answered = frame()
    order = np.random.default_rng(3).permutation(len(answered))
    again = [FrameVariable(one.name, one.label, one.codes[order], one.categories) for one in variables]
    assert suggest(again, answered[order]).classes == suggest(variables, answered).classes


def test_no_class_has_fewer_answers_than_asked_for_and_there_are_not_too_many():
    variables, answered = frame()
    found = suggest(variables, answered, rule=SplitRule(significance=1.0, fewest=100, most=5))
    assert len(found.classes) <= 5
    assert min(one.answers for one in found.classes) >= 100


def test_where_nothing_differs_everyone_is_one_class():
    made = np.random.default_rng(5)
    found = suggest([variable("noise", made.integers(0, 3, 500), 3)], made.random(500) < 0.5)
    assert len(found.classes) == 1
    assert found.words[-1].say("en") == "No variable tells response apart: everyone is one class."


def test_variables_without_variation_or_with_too_many_values_are_named_and_passed_over():
    count = 1000
    flat, many = variable("flat", np.zeros(count), 1), variable("serial", np.arange(count), count)
    found = suggest([flat, many], np.arange(count) % 2 == 0)
    said_of = " ".join(words.say("en") for words in found.words)
    assert "“flat” has a single value" in said_of
    assert "“serial” has 1000 values" in said_of


def test_a_frame_without_answers_is_refused():
    with pytest.raises(ReportError) as refusal:
        suggest([variable("unit", [0, 1], 2)], [False, False])
    assert refusal.value.code == "weighting.no_rows"
