"""Cronbach's α by hand, with what must not change it, and what has none."""

import numpy as np
import pytest

from questionnaires.text import Text
from reports.errors import ReportError
from reports.scales import cronbach, reliability
from reports.weighting import weighted
from tests.reports.samples import county

ITEMS = np.array(
    [
        [4, 5, 3, 4],
        [2, 3, 2, 3],
        [5, 5, 4, 5],
        [3, 3, 3, 2],
        [1, 2, 1, 2],
        [4, 4, 5, 4],
        [3, 4, 2, 3],
        [2, 2, 2, 1],
        [5, 4, 4, 5],
        [3, 3, 4, 3],
        [4, 3, 4, 4],
        [1, 1, 2, 1],
    ],
    dtype=np.float64,
)


def test_alpha_by_hand():
    """Sums of squares 251/12 + 65/4 + 16 + 251/12 of the items, 2987/12 of the totals, all over 11.

    α = 4/3·(1 − 889/2987). In R: psych::alpha(x)$total$raw_alpha.
    """
    found = cronbach(ITEMS)
    assert found.alpha == pytest.approx(4 / 3 * (1 - 889 / 2987))
    assert (found.n, found.left_out, found.notes) == (12, 0, ())


def test_the_interval_is_feldts():
    """cocron::cronbach.alpha.CI: 1 − (1−α)·qf(c(.975, .025), 11, 33)

    Of two items the F distribution has df2 = df1 = 11, and qf(.975, 11, 11) = 3.4737, tables.
    """
    found = cronbach(ITEMS[:, :2])
    assert found.low == pytest.approx(1 - (1 - found.alpha) * 3.4737, abs=1e-5)
    assert found.high == pytest.approx(1 - (1 - found.alpha) / 3.4737, abs=1e-5)
    whole = cronbach(ITEMS)
    assert whole.low < whole.alpha < whole.high < 1


def test_each_item_beside_the_rest():
    found = cronbach(ITEMS)
    for index, item in enumerate(found.items):
        rest = np.delete(ITEMS, index, axis=1)
        assert item.rest == pytest.approx(np.corrcoef(ITEMS[:, index], rest.sum(axis=1))[0, 1])
        assert item.alpha_without == pytest.approx(cronbach(rest).alpha)
        assert (item.mean, item.sd) == pytest.approx((ITEMS[:, index].mean(), ITEMS[:, index].std(ddof=1)))
    assert all(item.alpha_without is None for item in cronbach(ITEMS[:, :2]).items)


def test_parallel_items_follow_spearman_and_brown():
    draw = np.random.default_rng(3)
    true = draw.normal(size=(200_000, 1))
    found = cronbach(true + draw.normal(size=(200_000, 5)))
    assert found.alpha == pytest.approx(5 * 0.5 / (1 + 4 * 0.5), abs=0.005)
    assert found.standardised == pytest.approx(found.alpha, abs=0.001)


def test_standardised_items_do_not_know_their_units():
    scaled = ITEMS * np.array([1.0, 10.0, 0.1, 5.0]) + 3
    assert cronbach(scaled).standardised == pytest.approx(cronbach(ITEMS).standardised)
    assert cronbach(scaled).alpha != pytest.approx(cronbach(ITEMS).alpha, abs=0.01)


def test_an_item_against_the_rest_is_pointed_out_and_turning_it_mends_it():
    turned = ITEMS.copy()
    turned[:, 2] = 6 - turned[:, 2]
    found = cronbach(turned, labels=[Text(zh=f"题{k}", en=f"item {k}") for k in range(1, 5)])
    assert found.alpha < cronbach(ITEMS).alpha
    assert ["题3" in note.say("zh-CN") for note in found.notes] == [True]
    turned[:, 2] = 6 - turned[:, 2]
    assert cronbach(turned).alpha == pytest.approx(cronbach(ITEMS).alpha)


def test_only_full_answers_count():
    holed = np.vstack([ITEMS, [[5, np.nan, 5, 5], [1, 1, 1, np.nan]]])
    found = cronbach(holed)
    assert found.alpha == pytest.approx(cronbach(ITEMS).alpha)
    assert (found.n, found.left_out) == (12, 2)


def test_equal_weights_change_nothing_and_others_are_noted():
    equal = cronbach(ITEMS, weights=np.full(12, 7.0))
    plain = cronbach(ITEMS)
    assert (equal.alpha, equal.low, equal.high) == pytest.approx((plain.alpha, plain.low, plain.high))
    twice = cronbach(ITEMS, weights=np.array([2.0] * 6 + [1.0] * 6))
    assert twice.alpha == pytest.approx(cronbach(np.vstack([ITEMS[:6], ITEMS])).alpha)
    assert "10.8" not in twice.notes[0].say("en")
    assert twice.high - twice.low > equal.high - equal.low - 0.05


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (ITEMS[:, :1], "scales.single"),
        (ITEMS[:, 0], "scales.single"),
        (ITEMS[:9], "scales.few"),
        (np.column_stack([ITEMS, np.full(12, 3.0)]), "scales.flat"),
        (np.column_stack([ITEMS[:, 0], 6 - ITEMS[:, 0]]), "scales.cancelled"),
        (np.full((12, 3), np.nan), "scales.few"),
    ],
)
def test_what_has_no_reliability_is_refused(items, code):
    with pytest.raises(ReportError) as refusal:
        cronbach(items)
    assert refusal.value.code == code
    assert refusal.value.remedy.say("zh-CN")


def test_how_few_answered_is_not_told():
    for count in (7, 8):
        with pytest.raises(ReportError) as refusal:
            cronbach(np.tile(ITEMS[:1], (count, 1)))
        assert not any(str(count) in refusal.value.reason.say(tag) for tag in ("zh-CN", "en"))


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


def test_a_matrix_of_a_dataset_is_a_scale(data):
    found = reliability(data, "sat")
    points = np.column_stack([data.column(f"sat_{k}").astype(float) for k in (1, 2)])
    points[(points < 1) | (points > 5)] = np.nan
    exact = cronbach(points)
    assert found.alpha == round(exact.alpha, 2)
    assert found.low <= exact.low < exact.high <= found.high
    assert (found.low, found.high) == (round(found.low, 2), round(found.high, 2))
    assert abs(found.left_out - exact.left_out) < 20
    assert found.n == len(data) - found.left_out
    assert reliability(data, ["sat_1", "sat_2"], reverse=["sat_2"]).alpha == round(
        cronbach(np.column_stack([points[:, 0], 6 - points[:, 1]])).alpha, 2
    )
    assert "Kish" in "".join(note.say("en") for note in reliability(data, "sat", weighted=True).notes)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ("act", "scales.formative"),
        ("rank", "scales.formative"),
        ("sat_1", "scales.single"),
        (["sat_1"], "scales.single"),
        (["sat_1", "sex"], "scales.formative"),
        (["sat_1", "words"], "scales.points"),
        ("nothing", "dataset.variable"),
        ([], "scales.single"),
    ],
)
def test_lists_single_items_and_features_of_persons_are_refused(data, items, code):
    with pytest.raises(ReportError) as refusal:
        reliability(data, items)
    assert refusal.value.code == code
