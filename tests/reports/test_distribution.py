"""Distributions of numbers and of weights: classes that tell nobody, shares that add up."""

from __future__ import annotations

import numpy as np
import pytest

from reports.charts.drawing import draw, forms_for
from reports.crosstabs.distribution import distribution, edges_for, weight_distribution
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.weighting import weighted
from tests.reports.charts.tables import SOURCE
from tests.reports.samples import county


def test_shares_of_the_classes_are_the_weighted_shares_of_the_numbers_in_them() -> None:
    dataset = weighted(county(800))[0]
    table = distribution(dataset, "hours")
    values = dataset.numbers("hours")
    held = ~np.isnan(values)
    assert table.base.n == int(held.sum())
    for cell in table.inner():
        low, _, high = str(cell.keys["bin"]).partition(":")
        inside = held & (values >= float(low or "-inf")) & (values < float(high or "inf"))
        assert cell.n == inside.sum() >= 10
        share = dataset.weights[inside].sum() / dataset.weights[held].sum()
        assert cell.figure().value == pytest.approx(share, abs=1e-3)
    assert sum(cell.figure().value or 0.0 for cell in table.inner()) == pytest.approx(1, abs=1e-3)


def test_the_outer_classes_are_open_and_hold_as_many_as_the_threshold() -> None:
    values = np.concatenate([np.linspace(0, 100, 500), [1e9]])
    edges = edges_for(values, 10)
    assert edges[-1] <= 100
    counts = np.histogram(values, [-np.inf, *edges, np.inf])[0]
    assert counts.min() >= 10
    widths = np.unique(np.round(np.diff(edges), 9))
    assert len(widths) == 1


def test_classes_of_whole_numbers_say_which_they_hold() -> None:
    given = county(400)
    table = given.table.drop(columns=given.variable("hours").companion)
    table["hours"] = np.tile([0.0, 1.0, 1.0, 2.0, 3.0, 7.0], 67)[:400]
    dataset = Dataset(given.title, table, given.variables, given.design, given.groups)
    spread = distribution(weighted(dataset)[0], "hours")
    labels = [one.label.say("zh-CN") for one in spread.dimensions[0].categories]
    assert labels[:3] == ["0", "1", "2"]
    assert labels[-1].endswith("及以上")


def test_classes_of_fractions_end_where_they_end() -> None:
    given = county(400)
    table = given.table.drop(columns=given.variable("hours").companion)
    table["hours"] = np.tile([4.3, 4.4, 5.2, 6.1, 7.2, 8.4, 9.7, 12.3], 50)
    dataset = Dataset(given.title, table, given.variables, given.design, given.groups)
    first, *_ = distribution(weighted(dataset)[0], "hours").dimensions[0].categories
    assert float(first.code.removeprefix(":")) > 4.3
    assert first.label.say("en") == f"below {first.code.removeprefix(':')}"


@pytest.mark.parametrize("values", [np.ones(50), np.concatenate([np.ones(50), [2.0, 3.0]])])
def test_numbers_that_are_all_the_same_have_no_classes(values: np.ndarray) -> None:
    assert len(edges_for(values, 10)) == 0


def test_weights_are_counted_plainly_and_drawn_as_a_histogram() -> None:
    dataset = weighted(county(800))[0]
    table = weight_distribution(dataset)
    assert sum(cell.n for cell in table.inner() if cell.n is not None) == 800
    assert forms_for(table) == ("histogram",)
    assert len(draw(table, "histogram", SOURCE).rows) == len(table.inner())


def test_what_is_no_number_is_refused_with_words() -> None:
    with pytest.raises(ReportError, match=r"distribution\.kind"):
        distribution(weighted(county(300))[0], "sex")


def test_equal_weights_are_refused_with_words() -> None:
    dataset = county(300, populations={})
    with pytest.raises(ReportError, match=r"distribution\.constant"):
        weight_distribution(weighted(dataset)[0])
