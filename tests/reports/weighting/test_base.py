"""Base weights are one over the inclusion probability, however it is told."""

import numpy as np
import pandas as pd
import pytest

from questionnaires.text import Text
from reports.codebook import DesignInfo, Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.weighting.base import (
    Base,
    StratumCount,
    UnitCount,
    from_probabilities,
    from_strata,
    from_two_stages,
)


def test_a_probability_makes_its_inverse():
    assert from_probabilities([0.5, 0.1, 1.0]).tolist() == [2.0, 10.0, 1.0]


@pytest.mark.parametrize("bad", [0.0, -0.1, 1.5, np.nan])
def test_a_probability_out_of_range_is_refused_with_its_row(bad):
    with pytest.raises(ReportError) as refusal:
        from_probabilities([0.5, bad])
    assert refusal.value.code == "weighting.probability"
    assert "row 2" in refusal.value.reason.say("en")


def test_strata_take_population_over_drawn_and_without_that_over_answers():
    counts = [StratumCount("a", 100, drawn=10), StratumCount("b", 60)]
    assert from_strata(["a", "b", "b", "a"], counts).tolist() == [10.0, 30.0, 30.0, 10.0]


def test_two_stages_multiply_the_weights_of_unit_and_person():
    units = [
        UnitCount("u1", 40, drawn=4),
        UnitCount("u2", 9, drawn=3),
        UnitCount("u3", 20, 10, probability=0.25),
    ]
    strata = [StratumCount("a", 12, drawn=3)]
    found = from_two_stages(["a", "a", "a"], ["u1", "u2", "u3"], strata, units)
    np.testing.assert_allclose(found, [4 * 10, 4 * 3, 4 * 2])


def test_units_that_were_drawn_count_once_however_many_answered():
    units = [UnitCount("u1", 40), UnitCount("u2", 30)]
    found = from_two_stages(["a"] * 3, ["u1", "u1", "u2"], [StratumCount("a", 10)], units)
    np.testing.assert_allclose(found, [5 * 20, 5 * 20, 5 * 30])


@pytest.mark.parametrize(
    ("counts", "code", "place"),
    [
        ([StratumCount("a", 10)], "weighting.population", "b"),
        ([StratumCount("a", 10), StratumCount("b", 0)], "weighting.counts", "b"),
        ([StratumCount("a", 10), StratumCount("b", 4, 5)], "weighting.counts", "b"),
        ([StratumCount("a", 10), StratumCount("b", 9, 1)], "weighting.counts", "b"),
        (
            [StratumCount("a", 10), StratumCount("b", 9), StratumCount("b", 9)],
            "weighting.counts_doubled",
            "b",
        ),
    ],
)
def test_counts_that_are_missing_doubled_or_impossible_are_refused_by_name(counts, code, place):
    with pytest.raises(ReportError) as refusal:
        from_strata(["a", "b", "b"], counts)
    assert (refusal.value.code, refusal.value.place) == (code, place)


def dataset() -> Dataset:
    table = pd.DataFrame({"stratum": ["a", "b"], "psu": [1, 2], "weight": [3.0, 4.0], "pi": [0.5, 0.2]})
    return Dataset(
        title=Text(zh="例", en="Example"),
        table=table,
        variables=(Variable("pi", Text(zh="入样概率", en="Chance"), "number"),),
        design=DesignInfo(),
    )


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (Base(), [3.0, 4.0]),
        (Base("equal"), [1.0, 1.0]),
        (Base("probabilities", variable="pi"), [2.0, 5.0]),
        (Base("strata", strata=(StratumCount("a", 7), StratumCount("b", 8))), [7.0, 8.0]),
        (
            Base(
                "two_stage",
                strata=(StratumCount("a", 2), StratumCount("b", 3)),
                units=(UnitCount("1", 5), UnitCount("2", 6)),
            ),
            [10.0, 18.0],
        ),
    ],
)
def test_every_kind_of_base_reads_a_dataset_and_survives_json(base, expected):
    assert Base.from_json(base.to_json()) == base
    np.testing.assert_allclose(base.weights(dataset()), expected)
