"""Estimates follow the textbook, and say why a figure is not there."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import Design, means, proportions, quantiles, shares, totals
from reports.sample_design import design_of
from reports.weighting import weighted
from tests.reports.samples import county


def test_a_stratified_mean_equals_cochrans_formula():
    """Cochran (1977), eq. 5.6: V = Σ W_h² (1 − f_h) s_h²/n_h, with weights N_h/n_h."""
    draw = np.random.default_rng(3)
    stratum = np.repeat([0, 1, 2], [30, 50, 20])
    sizes, counts = np.array([400.0, 300.0, 25.0]), np.array([30, 50, 20])
    y = draw.normal(10 + 3 * stratum, 2)
    design = Design.of((sizes / counts)[stratum], stratum, population=sizes[stratum])
    spread = np.array([y[stratum == h].var(ddof=1) for h in range(3)])
    share = sizes / sizes.sum()
    variance = np.sum(share**2 * (1 - counts / sizes) * spread / counts)
    found = means(design, y)[0]
    assert found.value == pytest.approx(sum(share * [y[stratum == h].mean() for h in range(3)]), rel=1e-12)
    assert found.se == pytest.approx(variance**0.5, rel=1e-12)
    assert found.df == 97


def test_a_census_has_no_standard_error():
    design = Design.of(np.ones(20), population=np.full(20, 20))
    found = means(design, np.arange(20.0))[0]
    assert found.se == 0
    assert found.low == found.high == found.value


def test_rows_outside_a_domain_count_in_its_variance():
    """Cutting rows would give 4 of 4 units and no variance; the size of the domain is itself estimated."""
    design = Design.of(np.full(40, 5.0), population=np.full(40, 200))
    cell = np.where(np.arange(40) < 4, 0, -1)
    found = totals(design, np.ones(40), cell, 1)[0]
    share, n = 4 / 40, 40
    assert found.se == pytest.approx(200 * ((1 - n / 200) * share * (1 - share) / (n - 1)) ** 0.5, rel=1e-12)


def test_a_known_stratum_total_has_no_standard_error():
    dataset, _ = weighted(county(500))
    codes, names = dataset.codes("stratum")
    found = totals(design_of(dataset), np.ones(len(dataset)), codes, len(names))
    assert found.se.tolist() == [0.0] * 6


def test_shares_of_a_base_add_up_and_a_whole_base_has_no_variance():
    dataset, _ = weighted(county(500))
    codes, names = dataset.codes("sex")
    found = shares(design_of(dataset), codes, len(names))
    assert np.nansum(found.value) == pytest.approx(1)
    whole = shares(design_of(dataset), np.zeros(500, dtype=np.int64), 1)[0]
    assert (whole.value, whole.se, whole.low) == (1.0, 0.0, None)
    assert "0或1" in whole.reason.say("zh-CN")


def test_an_empty_cell_is_named_not_zero():
    design = Design.of(np.ones(10))
    found = means(design, np.ones(10), np.zeros(10, dtype=np.int64), 2)[1]
    assert (found.value, found.n) == (None, 0)
    assert found.reason.say("en") == "No answers"


def test_a_single_unit_in_a_stratum_is_refused_by_name_unless_treated():
    with pytest.raises(ReportError) as refusal:
        Design.of(np.ones(5), ["a", "a", "b", "c", "c"])
    assert refusal.value.place == "b"
    assert Design.of(np.ones(5), ["a", "a", "b", "c", "c"], single_psu="average").df == 2
    Design.of(np.ones(5), ["a", "a", "b", "c", "c"], population=[9, 9, 1, 9, 9])


def test_logit_intervals_stay_inside_and_cover():
    """Of 400 stratified samples, 95 % intervals cover the true share of 4 % nearly always."""
    draw = np.random.default_rng(11)
    stratum = np.repeat([0, 1], [150, 250])
    design = Design.of(np.array([10.0, 2.0])[stratum], stratum)
    covered = 0
    for _ in range(400):
        found = proportions(design, (draw.random(400) < 0.04).astype(float))[0]
        assert 0 < found.low < found.value < found.high < 1
        covered += found.low <= 0.04 <= found.high
    assert covered / 400 > 0.92


def test_quantiles_are_values_that_occur_and_missing_ones_are_left_out():
    design = Design.of(np.ones(9))
    found = quantiles(design, [1, 2, 3, 4, 5, 6, 7, 8, np.nan], [0.25, 0.5])
    assert found.value.tolist() == [2, 4]
    assert found.n.tolist() == [8, 8]


def test_clustered_answers_use_units_and_correct_only_where_their_number_is_known():
    dataset = county(400)
    units = np.arange(400) % 60
    clustered = dataset.with_columns(
        type(dataset.design)(strata=dataset.design.strata, clustered=True, single_psu="average"), psu=units
    )
    design = design_of(clustered)
    assert not design.elements
    assert np.isinf(design.population).all()
    with pytest.raises(ReportError) as refusal:
        design_of(dataset.with_columns(clustered.design))
    assert refusal.value.code == "design.psu"
