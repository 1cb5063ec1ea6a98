"""Sizes asked of a dataset by names."""

from typing import Any

import numpy as np
import pytest

from reports.errors import ReportError
from reports.size import coefficients_of, multiplicity_of
from reports.weighting import weighted
from tests.reports.samples import POPULATIONS, county


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


def test_persons_on_several_lists_are_counted_once(data):
    lists = 1.0 + (np.arange(2463) % 4 == 0)
    columns: dict[str, Any] = {"hours": lists, "hours.missing": [None] * 2463}
    found = multiplicity_of(data.with_columns(**columns), "hours")
    assert found.estimate.value == pytest.approx(float(data.weights @ (1 / lists)))
    assert found.estimate.low < found.estimate.value < sum(POPULATIONS.values())


def test_coefficients_come_from_the_answers_of_each_sector(data):
    found = coefficients_of(data, {"education": 7000, "health": 5000}, "act_2")
    parts = []
    for section, size in (("P", 7000), ("Q", 5000)):
        rows = (data.column("ind") == section).to_numpy()
        weights = data.weights[rows]
        parts.append(size * float(weights @ data.numbers("act_2")[rows] / weights.sum()))
    assert found.estimate.value == pytest.approx(sum(parts))
    assert found.estimate.se > 0
    assert len(found.notes) == 2


def test_one_answer_of_a_coded_question_is_a_coefficient_too(data):
    found = coefficients_of(data, {"1": 1000}, "sat_1", answer="5", by="sex")
    rows = (data.column("sex") == "1").to_numpy()
    share = np.average((data.column("sat_1") == "5")[rows], weights=data.weights[rows])
    assert found.estimate.value == pytest.approx(1000 * share)


def test_what_cannot_be_worked_out_is_refused(data):
    with pytest.raises(ReportError) as refusal:
        multiplicity_of(data, "sex")
    assert refusal.value.code == "size.lists"
    with pytest.raises(ReportError) as refusal:
        coefficients_of(data, {"nowhere": 5}, "act_2")
    assert refusal.value.code == "size.sector"
    # Three persons of the county chose it: no sector's share of them is published.
    with pytest.raises(ReportError) as refusal:
        coefficients_of(data, {"education": 7000}, "act_3")
    assert refusal.value.code == "size.coefficient"
