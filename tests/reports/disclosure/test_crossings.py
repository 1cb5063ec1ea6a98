"""Crossings of one feature in several groupings put the other feature together alike."""

import numpy as np

from reports.classification import classify
from reports.crosstabs import breakdown
from reports.weighting import weighted
from tests.reports.samples import county

AGES = ("age3", "age4", "age5", "age10", "age_cadre")


def test_men_by_one_grouping_are_not_beside_men_and_who_refused_by_another():
    """Five-year groups of both less men by three ages would tell how many refused up to 34."""
    dataset = weighted(county(2463))[0]
    refused = classify(dataset, "sex").codes >= 2
    young = classify(dataset, "age3").codes == 0
    assert 0 < int((refused & young).sum()) < 60
    shown = {
        age: [one.code for one in breakdown(dataset, [age, "sex"]).table.dimension("sex").categories]
        for age in AGES
    }
    assert any("+" in code for code in shown["age5"])
    assert len({tuple(codes) for codes in shown.values()}) == 1
    turned = breakdown(dataset, ["sex", "age3"]).table
    assert [one.code for one in turned.dimension("sex").categories] == shown["age3"]
    assert any("性别" in note.say("zh-CN") for note in turned.notes)


def test_a_crossing_put_together_alike_still_adds_up():
    dataset = weighted(county(2463))[0]
    table = breakdown(dataset, ["age3", "sex"]).table
    rows = np.bincount(classify(dataset, "age3").codes)
    for place, one in enumerate(table.dimension("age3").categories):
        parts = [cell for cell in table.inner() if cell.keys["age3"] == one.code]
        if all(cell.n is not None for cell in parts):
            assert sum(cell.n or 0 for cell in parts) == rows[place]
