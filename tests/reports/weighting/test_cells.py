"""Sample and known totals must fit each other, or the message says how they do not."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.weighting.cells import Cells, agreeing

SEX = ["男", "女", "女", "男"]


def test_a_category_without_a_total_is_refused_by_name():
    with pytest.raises(ReportError) as refusal:
        Cells.of("sex", SEX, {"男": 10})
    assert refusal.value.code == "weighting.no_total"
    assert "“女”" in refusal.value.reason.say("zh-CN")


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        ({"男": 10, "女": 8, "其他": 2}, "weighting.empty_category"),
        ({"男": 10, "女": 0}, "weighting.zero_total"),
        ({"男": 10, "女": -1}, "weighting.total"),
        ({"男": 10, "女": np.inf}, "weighting.total"),
        ({"男": 0, "女": 0}, "weighting.total"),
    ],
)
def test_totals_that_no_weights_can_meet_are_refused(totals, code):
    with pytest.raises(ReportError) as refusal:
        Cells.of("sex", SEX, totals).checked(np.ones(4))
    assert refusal.value.code == code


def test_margins_with_different_totals_are_refused_with_both_figures():
    margins = [Cells.of("sex", SEX, {"男": 10, "女": 8}), Cells.of("town", SEX, {"男": 10, "女": 9})]
    with pytest.raises(ReportError) as refusal:
        agreeing(margins)
    assert refusal.value.code == "weighting.margins_differ"
    assert "18" in refusal.value.reason.say("en")
    assert "19" in refusal.value.reason.say("en")


def test_margins_given_as_shares_are_scaled_to_the_population():
    margins = [Cells.of("sex", SEX, {"男": 55, "女": 45}), Cells.of("town", SEX, {"男": 0.5, "女": 0.5})]
    found = agreeing(margins, total=200)
    assert [margin.totals.tolist() for margin in found] == [[110.0, 90.0], [100.0, 100.0]]


def test_rows_without_an_answer_keep_their_weighted_share():
    cells = Cells.of("sex", ["男", "女", "?", "女"], {"男": 60, "女": 40, "?": np.nan})
    known = cells.resolved(np.array([1.0, 2.0, 1.0, 1.0]))
    np.testing.assert_allclose(known.totals, [48, 32, 20])
