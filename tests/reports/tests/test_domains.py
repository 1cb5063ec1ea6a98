"""Tests of some of the answers: a domain, never cut rows, and no word of groups that are not published."""

from __future__ import annotations

import re

import numpy as np
import pytest

from reports.classification import classify
from reports.crosstabs.laid_out import lay_out
from reports.layout import Condition, Layout
from reports.sample_design import design_of
from reports.tests import association_shown, compare, independence, several_means
from reports.weighting import weighted
from tests.reports.samples import county

SENIOR = Condition.of("title", ["deputy_senior", "full_senior", "middle"])


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


@pytest.fixture(scope="module")
def senior(data):
    found = classify(data, "title")
    places = [i for i, one in enumerate(found.categories) if one.code in SENIOR.codes]
    return np.isin(found.codes, places)


def test_a_filtered_crossing_is_tested_as_a_domain_of_the_whole_design(data, senior):
    table = lay_out(data, Layout(("age3",), ("sex",), (SENIOR,))).table
    found = association_shown(data, table, "sex", "age3", rows=senior)
    codes = []
    for name in ("sex", "age3"):
        one, shown = classify(data, name), table.dimension(name).categories
        assert not any(table.cell(**{name: category.code}).suppressed for category in shown)
        place = {code: at for at, category in enumerate(shown) for code in category.code.split("+")}
        answers = {category.code for category in shown if category.missing is None}
        positions = [place[c.code] if shown[place[c.code]].code in answers else -1 for c in one.categories]
        codes.append(np.array(positions)[one.codes])
    expected = independence(design_of(data), codes[0], codes[1], rows=senior)
    assert found.result.n < len(data)
    assert found.is_open
    assert found.result.p == pytest.approx(expected.p)
    assert found.result.df == pytest.approx(expected.df)


def test_a_number_is_compared_among_those_who_meet_the_filters(data, senior):
    found = compare(data, "hours", "sex", rows=senior)
    sex = classify(data, "sex")
    expected = several_means(
        design_of(data), data.numbers("hours"), np.where(sex.valid, sex.codes, -1), rows=senior
    )
    assert found.result.p == pytest.approx(expected.p)
    assert found.result.n == expected.n < np.isfinite(data.numbers("hours")).sum()


def test_groups_that_the_table_of_the_domain_hides_take_no_part_and_their_size_is_in_no_word(data):
    sex = classify(data, "sex").codes
    rows = (sex == 0) | ((sex == 1) & (np.cumsum(sex == 1) <= 4))  # four women are left
    told = compare(data, "hours", "title", rows=rows, hidden=("middle",))
    assert "middle" not in {one.code for one in told.groups}
    assert any("took no part" in note.say("en") for note in told.notes)
    verdict = compare(data, "hours", "sex", rows=rows, exact=False).sentence
    assert not re.search(r"\d", verdict.say("en") + verdict.say("zh-CN"))
