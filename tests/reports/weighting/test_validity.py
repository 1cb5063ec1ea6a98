"""Weights that cannot be worked with are refused, with the rows and the way out."""

import numpy as np
import pytest

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.validity import named, require_weights


@pytest.mark.parametrize(
    ("weights", "code", "said"),
    [
        ([1.0, np.nan, np.inf], "weighting.missing_weight", "2 rows have no finite weight (2, 3)."),
        ([1.0, -2.0], "weighting.negative_weight", "1 rows have a negative weight (2)."),
        ([0.0] * 7, "weighting.zero_weight", "7 rows have weight zero (1, 2, 3, 4, 5, …)."),
        ([], "weighting.no_rows", "There is no valid answer to weight."),
    ],
)
def test_bad_weights_are_refused_with_the_rows(weights, code, said):
    with pytest.raises(ReportError) as refusal:
        require_weights(weights)
    assert refusal.value.code == code
    assert refusal.value.reason.say("en") == said
    assert refusal.value.remedy.say("zh-CN")
    assert refusal.value.remedy.say("en")


def test_many_labels_are_counted_in_both_languages():
    labels = [Text(zh=f"类{index}", en=f"class {index}") for index in range(7)]
    assert named(labels[:2]).say("zh-CN") == "“类0”、“类1”"
    assert named(labels).say("zh-CN").endswith("等7个")
    assert named(labels).say("en").endswith("and 2 more")
