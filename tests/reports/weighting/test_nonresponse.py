"""Those who answered stand for those who were asked in their class, and small classes are joined."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.weighting.cells import Cells
from reports.weighting.nonresponse import ClassRule, adjust_nonresponse
from tests.reports.weighting.reference import said


def classes(counts: list[int], asked: list[float]) -> Cells:
    codes = np.repeat(np.arange(len(counts)), counts)
    labels = tuple(said(f"c{index}") for index in range(len(counts)))
    return Cells(said("classes"), codes, np.asarray(asked, dtype=float), labels)


def test_weights_grow_by_asked_over_answered_and_add_up_to_all_who_were_asked():
    cells = classes([30, 40], [2 * 60, 2 * 50])
    found, groups, step = adjust_nonresponse(np.full(70, 2.0), cells)
    np.testing.assert_allclose(groups.factors, [2.0, 1.25])
    assert found.sum() == pytest.approx(220)
    assert (step.smallest, step.largest) == pytest.approx((1.25, 2.0))
    assert step.notes == ()


def test_a_class_with_few_answers_joins_the_one_whose_response_is_nearest():
    cells = classes([5, 40, 50], [10.0, 90.0, 60.0])
    found, groups, step = adjust_nonresponse(np.ones(95), cells)
    assert groups.group[0] == groups.group[1] != groups.group[2]
    np.testing.assert_allclose(found[:45], 100 / 45)
    assert "“c0” (5; response 50.0%)" in step.notes[0].say("en")
    assert "并入" in step.notes[0].say("zh-CN")


def test_a_class_nobody_answered_in_joins_another_and_no_one_is_lost():
    cells = classes([30, 0, 40], [40.0, 25.0, 80.0])
    found, groups, _ = adjust_nonresponse(np.ones(70), cells)
    assert groups.group[1] == groups.group[2]
    assert found.sum() == pytest.approx(145)


def test_a_class_with_many_answers_and_a_low_rate_joins_for_its_factor():
    _, groups, step = adjust_nonresponse(np.ones(130), classes([50, 80], [300.0, 90.0]))
    assert (groups.group == 0).all()
    assert "only 16.7% (50 answers)" in step.notes[0].say("en")


def test_joining_goes_on_until_every_class_is_large_enough():
    made = np.random.default_rng(7)
    counts = made.integers(0, 30, 12)
    cells = classes(counts.tolist(), (counts * made.uniform(1.1, 3, 12) + 2).tolist())
    found, groups, step = adjust_nonresponse(np.ones(counts.sum()), cells, ClassRule(40, 3.0))
    assert (np.bincount(groups.group, counts) >= 40).all()
    assert len(step.notes) == 12 - len(np.unique(groups.group))
    assert found.sum() == pytest.approx(cells.totals.sum())


def test_a_factor_that_stays_high_is_a_warning():
    _, _, step = adjust_nonresponse(np.ones(30), classes([30], [300.0]))
    assert "10.00" in step.warnings[0].say("en")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([40.0, 0.0], "weighting.no_total"),
        ([40.0, 20.0], "weighting.too_few"),
        ([40.0, -1.0], "weighting.total"),
        ([40.0, np.nan], "weighting.total"),
    ],
)
def test_counts_that_cannot_be_are_refused(asked, code):
    with pytest.raises(ReportError) as refusal:
        adjust_nonresponse(np.ones(70), classes([30, 40], asked))
    assert refusal.value.code == code
