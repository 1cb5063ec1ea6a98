"""Each valid answer stands for its share of the stratum, and what cannot be mended is named."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.sample_design import design_of
from reports.weighting import effective_n, expand, kish_deff, weighted
from reports.weighting.expansion import NOT_PROBABILITY
from tests.reports.samples import POPULATIONS, county


def test_weights_are_population_over_valid_answers_and_add_up_to_the_population():
    dataset, weighting = weighted(county(2000))
    counts = dataset.column("stratum").value_counts()
    for code, size in POPULATIONS.items():
        rows = (dataset.column("stratum") == code).to_numpy()
        assert dataset.weights[rows] == pytest.approx(size / counts[code], rel=1e-12)
    assert weighting.weights.sum() == pytest.approx(sum(POPULATIONS.values()), rel=1e-12)
    assert weighting.warnings == ()
    assert weighting.design.probability


def test_without_populations_weights_are_one_and_the_table_says_so():
    dataset, weighting = weighted(county(300, populations={}))
    assert set(dataset.weights) == {1.0}
    assert not weighting.design.probability
    assert NOT_PROBABILITY in weighting.design.notes
    assert np.isinf(design_of(dataset).population).all()


def test_populations_for_some_strata_only_are_refused_unless_chosen():
    partial = {code: size for code, size in POPULATIONS.items() if code != "3"}
    with pytest.raises(ReportError) as refusal:
        expand(county(500, populations=partial))
    assert refusal.value.place == "3"
    assert not expand(county(500, populations=partial), "unweighted").design.probability


def test_a_stratum_without_a_valid_answer_is_a_warning_that_names_it():
    dataset = county(500)
    kept = dataset.table[dataset.table["stratum"] != "2"]
    thin = type(dataset)(dataset.title, kept, dataset.variables, dataset.design)
    warning, *others = expand(thin).warnings
    assert not others
    assert warning.stratum == "2"
    assert warning.population == 11500
    assert warning.share == pytest.approx(11500 / 360000)
    assert "11500" in warning.reason.say("zh-CN")
    assert "stratum 2" in warning.reason.say("en")


def test_more_answers_than_people_are_refused():
    with pytest.raises(ReportError) as refusal:
        expand(county(500, populations={**POPULATIONS, "1": 3}))
    assert refusal.value.code == "weighting.too_few"


def test_the_kish_design_effect_of_a_county_of_six_strata():
    """Kish (1965, sec. 11.7): deff 1.077 and n_eff 2 291, reckoned by hand from weights and valid answers."""
    weights = np.repeat([12.55, 4.36, 11.81, 11.99, 5.15, 9.91], [733, 264, 542, 492, 204, 232])
    assert kish_deff(weights) == pytest.approx(1.077, abs=5e-4)
    assert effective_n(weights) == pytest.approx(2291, abs=1)
    assert kish_deff([2.0, 2.0]) == 1.0
    assert effective_n([]) == 0.0
