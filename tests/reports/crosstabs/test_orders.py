"""A crossing asked in any order, of features or of a question that is one: the same cells are hidden."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from reports.crosstabs import breakdown
from reports.crosstabs.laid_out import lay_out
from reports.disclosure import PUBLIC, ReleasedTable
from reports.errors import ReportError
from reports.layout import Layout
from reports.weighting import weighted
from tests.reports.samples import coded, county


@pytest.fixture(scope="module", params=[400, 1000])
def data(request):
    return weighted(county(request.param))[0]


def counts(table: ReleasedTable) -> dict[frozenset[tuple[str, str | None]], int | None]:
    return {frozenset(cell.keys.items()): cell.n for cell in table.cells}


@pytest.mark.parametrize(
    "by", [("title", "occ"), ("age", "title"), ("sector", "sex", "age3"), ("title4", "polit")]
)
def test_every_order_of_a_crossing_hides_the_same_cells(data, by):
    first, *others = (breakdown(data, order) for order in itertools.permutations(by))
    for other in others:
        assert counts(other.table) == counts(first.table)
        assert tuple(one.name for one in other.table.dimensions) == other.by
        assert next(reversed(other.table.cells)).keys == dict.fromkeys(other.by)
        assert other.table.title.say("en") == " × ".join(
            other.table.dimension(name).label.say("en") for name in other.by
        )


@pytest.mark.parametrize(
    ("by", "question"), [("title", "sex"), ("occ", "sex"), ("sex", "polit"), ("title", "occ")]
)
def test_a_feature_asked_as_a_question_tells_what_the_crossing_tells(data, by, question):
    """Men by title beside men and who refused by title told who refused, by title."""
    crossed = counts(breakdown(data, [by, question]).table)
    assert counts(breakdown(data, [by], question=question).table) == crossed
    assert counts(breakdown(data, [question, by]).table) == crossed


@pytest.mark.parametrize(("one", "other"), [("polit", "occ"), ("sex", "occ")])
def test_rounded_tables_of_two_features_withhold_the_same_in_either_order(data, one, other):
    """Of totals with the same room the first in the order of the table was withheld."""
    policy = PUBLIC.rounded("eurostat")
    crossed = counts(breakdown(data, [one, other], policy=policy).table)
    assert None in crossed.values()
    assert counts(breakdown(data, [other], question=one, policy=policy).table) == crossed
    assert counts(breakdown(data, [one], question=other, policy=policy).table) == crossed
    assert counts(breakdown(data, [other, one], policy=policy).table) == crossed


def test_means_and_options_by_two_features_hide_the_same_in_either_order(data):
    for question in ("hours", "act", "sat"):
        one, other = (
            breakdown(data, by, question=question).table for by in (("sex", "title"), ("title", "sex"))
        )
        assert counts(one) == counts(other)


def test_a_table_that_somebody_lays_out_hides_what_the_breakdown_hides(data):
    assert counts(lay_out(data, Layout(("title",), ("occ",))).table) == counts(
        breakdown(data, ["title", "occ"]).table
    )


def test_shares_of_those_who_answered_are_not_given_where_an_answer_holds_those_who_did_not(data):
    table = breakdown(data, ["title"], question="sex").table
    mixed = [one for one in table.dimension("sex").categories if "9" in one.code.split("+")[1:]]
    cells = [cell for cell in table.inner() if not cell.suppressed]
    assert mixed
    assert cells
    assert all(cell.figure("valid_share").value is None for cell in cells)


def test_political_status_is_not_crossed_with_the_unit_as_a_question_either():
    given = county(400)
    units = (given.table.index % 3).astype(str)
    variables = (*given.variables, coded("employer", "012", role="unit"))
    data = weighted(
        given.__class__(
            **{**vars(given), "table": given.table.assign(employer=units), "variables": variables}
        )
    )[0]
    for by, question in ((["employer", "polit"], None), (["employer"], "polit"), (["polit"], "employer")):
        with pytest.raises(ReportError) as refused:
            breakdown(data, by, question=question)
        assert refused.value.code == "disclosure.crossing"


def test_a_feature_hides_the_same_named_by_its_role_or_by_its_variable():
    """The variable's name stands elsewhere in the alphabet than that of its role: title by occupation, twice."""
    given = county(400)
    variables = tuple(
        dataclasses.replace(one, name="zocc") if one.name == "occ" else one for one in given.variables
    )
    data = weighted(
        dataclasses.replace(given, table=given.table.rename(columns={"occ": "zocc"}), variables=variables)
    )[0]
    for other in ("title", "title4"):
        by_role = breakdown(data, ["occupation", other]).table
        by_variable = breakdown(data, [other, "zocc"]).table
        assert {
            frozenset(
                ("occupation" if name == "zocc" else name, code) for name, code in cell.keys.items()
            ): cell.n
            for cell in by_variable.cells
        } == counts(by_role)


def test_answers_about_a_suggestion_are_not_put_with_those_who_gave_none():
    """Its topic has a role, yet it is a question: only kinds of missing are put together."""
    given = county(600)
    topic = np.random.default_rng(2).choice(["1", "2", "-8", "-9"], 600, p=[0.6, 0.36, 0.02, 0.02])
    variables = (*given.variables, coded("topic", ("1", "2"), role="suggestion_topic"))
    data = weighted(dataclasses.replace(given, table=given.table.assign(topic=topic), variables=variables))[0]
    for table in (
        breakdown(data, ["title"], question="topic").table,
        breakdown(data, ["title", "suggestion_topic"]).table,
    ):
        shown = table.dimensions[-1].categories
        assert {"1", "2"} <= {one.code for one in shown}
        assert all(one.missing is not None for one in shown if one.code not in ("1", "2"))


@pytest.mark.parametrize("rare", ["5", "1"])
def test_answers_to_two_questions_are_not_put_with_those_who_gave_none(rare):
    """Nor where the frequencies hide an answer of few beside a kind of missing of few."""
    given = county(500)
    draw = np.random.default_rng(5)
    chances = {"1": 0.4, "2": 0.3, "3": 0.2, "4": 0.06, "5": 0.04, "-8": 0.01, "-9": 0.014} | {rare: 0.012}
    shares = np.array(list(chances.values())) / sum(chances.values())
    values = {name: draw.choice(list(chances), 500, p=shares) for name in ("sat_1", "sat_2")}
    data = weighted(dataclasses.replace(given, table=given.table.assign(**values)))[0]
    table = breakdown(data, ["sat_1"], question="sat_2").table
    shown = [one for dimension in table.dimensions for one in dimension.categories]
    kinds = {"-8", "-9", "6"}
    assert all(len({code in kinds for code in one.code.split("+")}) == 1 for one in shown)
    assert counts(breakdown(data, ["sat_2"], question="sat_1").table) == counts(table)
