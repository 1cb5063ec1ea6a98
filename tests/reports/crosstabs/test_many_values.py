"""A column of very many different values: refused at once, with the way out, and a report does without it."""

from __future__ import annotations

import time

import numpy as np
import pytest

from reports.crosstabs import breakdown, one_way
from reports.crosstabs.frequencies import frequencies
from reports.crosstabs.laid_out import lay_out
from reports.disclosure import hide
from reports.disclosure.cube import cube_of
from reports.documents.chapters import questions
from reports.documents.content import Columns, Paragraph
from reports.errors import ReportError
from reports.layout import Layout
from reports.templates import Questions
from reports.weighting import weighted
from tests.reports.documents.county import investigation
from tests.reports.samples import county


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(one_way, "MOST_VALUES", 7)


@pytest.mark.usefixtures("few")
def test_every_table_of_it_is_refused_with_what_to_do():
    data = weighted(county(100))[0]
    for make in (
        lambda: frequencies(data, "occ"),
        lambda: breakdown(data, ["sex"], question="occ"),
        lambda: breakdown(data, ["occ"]),
        lambda: lay_out(data, Layout(("occ",), ("sex",))),
    ):
        with pytest.raises(ReportError) as refused:
            make()
        assert refused.value.code == one_way.TOO_MANY_VALUES
        assert "9 different values, more than 7" in refused.value.reason.say("en")
        assert "data export" in refused.value.remedy.say("en")
    assert frequencies(data, "sex")


def test_a_report_says_so_and_has_the_other_questions(monkeypatch):
    monkeypatch.setattr(one_way, "MOST_VALUES", 2)
    heading, columns, *notes = questions.others(investigation(), Questions(what="others"), "en")
    assert isinstance(columns, Columns)
    assert notes
    assert all(isinstance(one, Paragraph) and "different values" in one.text for one in notes)
    assert heading


def test_values_each_of_one_weight_are_decided_in_seconds():
    """Three of them joined balance persons and weights: of all such triples the time would grow with the square."""
    count = 1_500
    cube = cube_of([np.arange(count)], (count,), np.repeat([1.0, 2.0, 5.0], count // 3))
    begun = time.process_time()
    assert hide(cube)[:-1].all()
    assert time.process_time() - begun < 10
