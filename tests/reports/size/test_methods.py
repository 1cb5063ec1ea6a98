"""Sizes by every method, by hand; the figures of the domain dossier are met."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import Design, Estimate, totals
from reports.published import published_table
from reports.size import (
    coefficients,
    combined_ratio,
    expansion,
    hansen_hurwitz,
    horvitz_thompson,
    multiplicity,
    plausibility,
    roster,
    separate_ratio,
    side_by_side,
    two_lists,
    units_of,
)
from reports.size.plausibility import HIGH, LOW

WORKERS = np.array([10.0, 14, 12, 40, 52, 46, 61])
STRATUM = np.array(["small", "small", "small", "large", "large", "large", "large"])
COUNTS = {"small": 30.0, "large": 8.0}
EMPLOYEES = np.array([20.0, 30, 25, 100, 120, 110, 150])
IN_ALL = {"small": 800.0, "large": 1000.0}


def drawn(**more):
    return units_of(WORKERS, STRATUM, COUNTS, EMPLOYEES, IN_ALL, **more)


def test_the_roster_is_a_sum_without_sampling_error():
    found = roster([3, 4, 5], unreported=2)
    assert (found.estimate.value, found.estimate.se) == (12.0, 0.0)
    assert "2 units" in found.notes[0].say("en")


def test_stratified_expansion_by_hand():
    """30/3·36 + 8/4·199 = 758; Var 30²·0.9·4/3 + 8²·0.5·(251.75/3)/4: sums of squares 8 and 240.75"""
    found = expansion(drawn())
    assert found.estimate.value == pytest.approx(758.0)
    squares = ((WORKERS[3:] - 49.75) ** 2).sum()
    assert found.estimate.se == pytest.approx(np.sqrt(900 * 0.9 * 4 / 3 + 64 * 0.5 * squares / 3 / 4))
    assert found.estimate.df == 5.0


def test_expansion_is_the_total_of_the_design():
    """svytotal(~y, svydesign(~1, strata=~h, fpc=~N, data=d)) in our own core"""
    weights = np.where(STRATUM == "small", 10.0, 2.0)
    design = Design.of(weights, STRATUM, population=np.where(STRATUM == "small", 30.0, 8.0))
    core = totals(design, WORKERS)[0]
    found = expansion(drawn()).estimate
    assert (found.value, found.se, found.low, found.high) == pytest.approx(
        (core.value, core.se, core.low, core.high), rel=1e-12
    )


def test_the_separate_ratio_by_hand():
    """800·36/75 + 1000·199/480"""
    found = separate_ratio(drawn())
    assert found.estimate.value == pytest.approx(800 * 36 / 75 + 1000 * 199 / 480)
    rates = np.where(STRATUM == "small", 36 / 75, 199 / 480)
    square = (WORKERS - rates * EMPLOYEES) ** 2
    variance = 900 * 0.9 / 3 * square[:3].sum() / 2 + 64 * 0.5 / 4 * square[3:].sum() / 3
    assert found.estimate.se == pytest.approx(np.sqrt(variance))
    share = variance / expansion(drawn()).estimate.se ** 2
    assert f"{share:.0%}" in found.notes[0].say("en")
    assert "fewer units" in found.notes[0].say("en")
    assert "small" in found.notes[1].say("en")


def test_the_combined_ratio_by_hand():
    """1800 · (10·36 + 2·199) / (10·75 + 2·480)"""
    found = combined_ratio(drawn())
    rate = 758 / 1710
    assert found.estimate.value == pytest.approx(1800 * rate)
    residual = WORKERS - rate * EMPLOYEES
    variance = 900 * 0.9 * residual[:3].var(ddof=1) / 3 + 64 * 0.5 * residual[3:].var(ddof=1) / 4
    assert found.estimate.se == pytest.approx(np.sqrt(variance))


def test_a_ratio_that_does_not_help_says_so():
    units = units_of(WORKERS, STRATUM, COUNTS, EMPLOYEES[::-1].copy(), IN_ALL)
    assert "nothing is gained" in combined_ratio(units).notes[0].say("en")


def test_a_stratum_taken_in_full_adds_no_error():
    units = units_of([10, 14, 12, 50], ["a", "a", "a", "b"], {"a": 30, "b": 1})
    assert expansion(units).estimate.se == pytest.approx(np.sqrt(900 * 0.9 * 4 / 3))
    assert expansion(units).estimate.df == 2.0
    everything = units_of([10, 14], ["a", "a"], {"a": 2})
    assert (expansion(everything).estimate.value, expansion(everything).estimate.se) == (24.0, 0.0)


def test_hansen_and_hurwitz_by_hand():
    """y/p = 400, 500, 480: mean 460, variance Σd²/(3·2) = 5600/6"""
    found = hansen_hurwitz([20, 100, 48], [0.05, 0.2, 0.1])
    assert found.estimate.value == pytest.approx(460.0)
    assert found.estimate.se == pytest.approx(np.sqrt(5600 / 6))
    assert found.estimate.df == 2.0


def test_numbers_proportional_to_size_have_no_error_under_pps():
    size = np.array([10.0, 20, 30, 40])
    assert hansen_hurwitz(3 * size, size / 100).estimate.se == pytest.approx(0.0, abs=1e-9)
    assert hansen_hurwitz(3 * size, size / 100).estimate.value == pytest.approx(300.0)


def test_horvitz_and_thompson_add_up_over_the_chances():
    found = horvitz_thompson([20, 100, 48], [0.1, 0.4, 0.2])
    assert found.estimate.value == pytest.approx(20 / 0.1 + 100 / 0.4 + 48 / 0.2)
    assert found.estimate.se > 0


def test_chapman_as_in_the_dossier():
    """Domain dossier 5.5e: n1 18 600, n2 2 463, m 1 905 → 24 046, SE 248"""
    found = two_lists(18_600, 2_463, 1_905)
    assert found.estimate.value == pytest.approx(24_046, abs=0.5)
    assert found.estimate.se == pytest.approx(248, abs=0.5)
    assert found.estimate.low == pytest.approx(found.estimate.value - 1.959963984540054 * found.estimate.se)
    assert len(found.assumptions) == 4
    assert "too low" in found.assumptions[1].say("en")


def test_few_matches_are_pointed_out():
    assert "unsteady" in two_lists(100, 80, 7).notes[0].say("en")
    assert two_lists(100, 80, 0).estimate.value == 101 * 81 - 1


def test_multiplicity_divides_by_the_lists_a_person_is_on():
    design = Design.of(np.full(4, 100.0), population=np.full(4, 400.0))
    found = multiplicity(design, [1, 2, 1, np.nan])
    assert found.estimate.value == pytest.approx(350.0)
    assert "1.25 lists" in found.notes[0].say("en")
    assert "14.3" in found.notes[0].say("en")
    assert "Fewer than 10 persons" in found.notes[1].say("en")
    many = multiplicity(Design.of(np.full(40, 100.0)), [*[1] * 28, *[np.nan] * 12])
    assert "12 persons" in many.notes[1].say("en")


def test_coefficients_carry_the_intervals_of_the_shares():
    """1000·0.5 + 400·0.25 = 600; Var = 1000²·0.02² + 400²·0.05² = 800"""
    shares = {
        "教育": Estimate(0.5, 0.02, 0.46, 0.54, 40.0, None, 300, None),
        "卫生": Estimate(0.25, 0.05, 0.16, 0.36, 40.0, None, 90, None),
    }
    found = coefficients({"教育": 1000, "卫生": 400}, shares)
    assert (found.estimate.value, found.estimate.se) == pytest.approx((600.0, np.sqrt(800)))
    assert (found.estimate.df, found.estimate.n) == (40.0, 390)
    assert "教育：系数 0.500" in found.notes[0].say("zh-CN")
    together = np.array([[0.0004, 0.0005], [0.0005, 0.0025]])
    assert coefficients({"教育": 1000, "卫生": 400}, shares, together).estimate.se == pytest.approx(
        np.sqrt(800 + 2 * 1000 * 400 * 0.0005)
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: units_of([1, np.nan], ["a", "a"], {"a": 9}), "size.numbers"),
        (lambda: units_of([1, -2], ["a", "a"], {"a": 9}), "size.numbers"),
        (lambda: units_of([1, 2], ["a", "b"], {"a": 9}), "size.stratum"),
        (lambda: units_of([1, 2], ["a", "a"], {"a": 9, "b": 3}), "size.drawn"),
        (lambda: units_of([1, 2, 3], ["a", "a", "a"], {"a": 2}), "size.drawn"),
        (lambda: units_of([1], ["a"], {"a": 2}), "size.drawn"),
        (lambda: units_of([1, 2], ["a", "a"], {"a": 9}, [3, 4], {"b": 4}), "size.employees"),
        (lambda: separate_ratio(units_of([1, 2], ["a", "a"], {"a": 9})), "size.employees"),
        (lambda: separate_ratio(units_of([1, 2], ["a", "a"], {"a": 9}, [0, 0], {"a": 4})), "size.employees"),
        (lambda: hansen_hurwitz([1, 2], [0.5, 0.0]), "size.numbers"),
        (lambda: hansen_hurwitz([1], [0.5]), "size.chances"),
        (lambda: horvitz_thompson([1, 2], [0.5, 1.5]), "size.chances"),
        (lambda: two_lists(10, 20, 15), "size.lists"),
        (lambda: two_lists(10, -1, 0), "size.lists"),
        (lambda: multiplicity(Design.of(np.ones(2)), [1, 0]), "size.numbers"),
        (lambda: coefficients({"a": 5}, {}), "size.coefficient"),
        (
            lambda: coefficients({"a": 5}, {"a": Estimate(0.5, None, None, None, None, None, 9, None)}),
            "size.coefficient",
        ),
        (lambda: side_by_side([]), "size.methods"),
        (lambda: side_by_side([roster([1]), roster([2])]), "size.methods"),
        (lambda: plausibility([roster([1])], 0), "size.population"),
    ],
)
def test_bad_input_is_refused_with_the_way_out(make, code):
    with pytest.raises(ReportError) as refusal:
        make()
    assert refusal.value.code == code
    assert refusal.value.remedy.say("zh-CN")
    assert refusal.value.remedy.say("en")


def test_methods_stand_side_by_side_with_their_assumptions():
    table = side_by_side([roster([26_000]), two_lists(18_600, 2_463, 1_905)], population=850_000)
    assert [cell.keys["method"] for cell in table] == ["roster", "two_lists"]
    cell = table.cell(method="two_lists")
    assert cell.figure("size").value == pytest.approx(24_046, abs=0.5)
    assert cell.figure("population_share").value == pytest.approx(24_046 / 850_000, rel=1e-4)
    said = [note.say("zh-CN") for note in table.notes]
    assert any(note.startswith("台账法的前提") for note in said)
    assert any("偏低" in note for note in said)
    assert any("不重叠" in note for note in said)


def test_shares_of_the_population_out_of_the_ordinary_are_warned_of():
    low, fair, high = (
        plausibility([roster([size])], 850_000)[0].say("en") for size in (5_000, 26_000, 99_000)
    )
    assert "far below" in low
    assert "3.06%" in fair
    assert "far above" in high
    assert plausibility([roster([26_000])]) == ()


def test_published_provinces_are_the_yardstick():
    density = published_table("density", "liaoning2009").value("population").value
    assert pytest.approx(density / 10_000, abs=2e-4) == LOW
    assert pytest.approx(published_table("population_share", "shandong2017").values[0].value) == HIGH
