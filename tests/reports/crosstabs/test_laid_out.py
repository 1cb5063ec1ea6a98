"""Tables as somebody lays them out: the base of shares, filters as domains, and nothing told by subtraction."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from reports.classification import classify
from reports.codebook import Variable
from reports.crosstabs import breakdown, planes
from reports.crosstabs.beside import Earlier
from reports.crosstabs.laid_out import lay_out
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, ReleasedTable
from reports.errors import ReportError
from reports.estimates import means, proportions
from reports.layout import Condition, Layout
from reports.sample_design import design_of
from reports.weighting import expand
from tests.reports.samples import coded, county

SENIOR = Condition.of("title", ["deputy_senior", "full_senior"])


@pytest.fixture(scope="module")
def answers() -> Dataset:
    made = county()
    return made.with_columns(weight=expand(made).weights)


def with_pair(flipped: int = 1) -> Dataset:
    """Two questions that part the answers in the same halves, but for ``flipped`` persons."""
    made = county(800)
    draw = np.random.default_rng(5)
    one = draw.integers(1, 3, 800)
    other = np.where((one == 2) & (np.cumsum(one == 2) <= flipped), 1, one)
    pair: tuple[Variable, ...] = (coded("one", "12"), coded("other", "12"))
    table = made.table.assign(one=one.astype(str), other=other.astype(str))
    made = dataclasses.replace(made, table=table, variables=(*made.variables, *pair))
    return made.with_columns(weight=expand(made).weights)


def said(layout: Layout) -> Earlier:
    return Earlier(tuple(sorted(layout.crossed)), layout.filter)


def shares(table: ReleasedTable) -> dict[tuple[str | None, ...], float | None]:
    return {tuple(cell.keys.values()): cell.figure().value for cell in table.cells}


def test_the_whole_as_base_is_the_breakdown(answers):
    ours = lay_out(answers, Layout(("age",), ("occ",))).table
    theirs = breakdown(answers, ["age", "occ"]).table
    assert [cell.n for cell in ours.cells] == [cell.n for cell in theirs.cells]
    assert shares(ours) == shares(theirs)


def test_rows_and_columns_add_to_one_each_and_the_counts_stay(answers):
    whole = lay_out(answers, Layout(("age",), ("sex",))).table
    row = lay_out(answers, Layout(("age",), ("sex",), base="row")).table
    column = lay_out(answers, Layout(("age",), ("sex",), base="column")).table
    for age in ("21-30", "51-60"):
        parts = [row.cell(age=age, sex=one.code).figure().value for one in row.dimension("sex").categories]
        assert sum(one or 0 for one in parts) == pytest.approx(1, abs=0.002)
        ratio = whole.cell(age=age, sex="2").figure().value / whole.cell(age=age).figure().value
        assert row.cell(age=age, sex="2").figure().value == pytest.approx(ratio, abs=0.01)
        assert (
            row.cell(age=age, sex="2").n == column.cell(age=age, sex="2").n == whole.cell(age=age, sex="2").n
        )
    ages = [column.cell(age=one.code, sex="2").figure().value for one in column.dimension("age").categories]
    assert sum(one or 0 for one in ages) == pytest.approx(1, abs=0.002)
    assert "Each row adds to 100 %." in [note.say("en") for note in row.notes]


def test_shares_of_those_who_answered_leave_what_is_missing_out(answers):
    table = lay_out(answers, Layout(("sex",), answered=True)).table
    parts = {cell.keys["sex"]: cell.figure().value for cell in table.cells}
    assert parts["9"] is None
    assert parts["1"] + parts["2"] == pytest.approx(1)
    assert table.cell(sex="9").n  # who did not say is counted all the same


def test_a_filter_is_a_domain_and_cuts_no_row_from_the_design(answers):
    """As R: svymean(~I(age == ..), subset(design, title %in% c(..))), whose errors keep every stratum."""
    table = lay_out(answers, Layout(("age",), filters=(SENIOR,))).table
    senior = np.isin(classify(answers, "title").codes, [0, 1])
    age = classify(answers, "age")
    place = [one.code for one in age.categories].index("31-40")
    hits = np.where(senior, (age.codes == place).astype(float), np.nan)
    (expected,) = proportions(design_of(answers), hits)
    found = table.cell(age="31-40").figure()
    assert table.base.n == int(senior.sum())
    assert found.value == pytest.approx(expected.value, abs=6e-4)
    assert found.se == pytest.approx(expected.se, abs=6e-4)
    assert "Only: " in table.notes[0].say("en")
    assert "(Title level: Full senior, Deputy senior)" in table.title.say("en")


def test_means_of_a_filtered_number_are_those_of_the_domain(answers):
    made = lay_out(answers, Layout(("hours",), ("occ",), (SENIOR,)))
    senior = np.isin(classify(answers, "title").codes, [0, 1])
    (expected,) = means(design_of(answers), np.where(senior, answers.numbers("hours"), np.nan))
    assert (made.figure, made.down, made.across) == ("mean", (), ("occ",))
    assert made.table.cell().figure("mean").value == pytest.approx(expected.value, rel=1e-9)


def test_a_multiple_choice_and_a_matrix_stand_where_they_are_put(answers):
    chosen = lay_out(answers, Layout(("act",), ("sex",)))
    assert (chosen.down, chosen.across) == (("act",), ("sex",))
    rated = lay_out(answers, Layout(("sex",), ("sat",)))
    assert (rated.down, rated.across) == (("sex", "value"), ("item",))
    assert shares(chosen.table) == shares(breakdown(answers, ["sex"], question="act").table)


def test_a_category_left_out_that_holds_few_is_refused_in_words():
    data = with_pair()
    few = np.where(np.arange(800) < 6, "1", "2")
    table = data.table.assign(few=few)
    data = dataclasses.replace(data, table=table, variables=(*data.variables, coded("few", "12")))
    with pytest.raises(ReportError) as refused:
        lay_out(data, Layout(("sex",), filters=(Condition.of("few", ["2"]),)))
    assert refused.value.code == "filter.hidden"
    with pytest.raises(ReportError, match="Fewer than 10 valid answers"):
        lay_out(data, Layout(("sex",), filters=(Condition.of("few", ["1"]),)))


@pytest.mark.parametrize("order", [("one", "other"), ("other", "one")])
def test_two_filters_that_differ_by_one_person_are_never_both_released(order):
    data = with_pair()
    first, second = (Layout(("sex",), filters=(Condition.of(name, ["2"]),)) for name in order)
    released = lay_out(data, first)
    assert released.table.base.n
    assert lay_out(data, second).table.base.n  # by itself it may be seen
    with pytest.raises(ReportError) as refused:
        lay_out(data, second, [said(first)])
    assert refused.value.code == "disclosure.difference"
    # Another table of the same filter tells the same, whatever it is by.
    with pytest.raises(ReportError):
        lay_out(data, Layout(("occ",), filters=second.filters), [said(first)])


def test_a_cell_that_two_filters_tell_apart_is_closed_and_no_other_gives_it_back():
    data = with_pair(14)  # the halves differ by fourteen, of whom only some are women
    first, second = (Layout(("sex",), filters=(Condition.of(name, ["2"]),)) for name in ("one", "other"))
    before = lay_out(data, first).table
    after = lay_out(data, second, [said(first)]).table
    for cell in after.cells:
        other = before.cell(**cell.keys)
        if cell.n is not None and other.n is not None:
            assert abs(cell.n - other.n) == 0 or abs(cell.n - other.n) >= 10
    assert after.suppressed


def test_a_filter_by_one_category_tells_no_more_than_the_crossing(answers):
    """What a crossing hides to protect a neighbour stays hidden where the crossing is cut by a filter."""
    crossing = breakdown(answers, ["sector", "title"]).table
    hidden = {(cell.keys["sector"], cell.keys["title"]) for cell in crossing.inner() if cell.suppressed}
    assert hidden
    told = 0
    for title in {title for _, title in hidden if title and "+" not in title}:
        table = lay_out(answers, Layout(("sector",), filters=(Condition.of("title", [title]),))).table
        codes = {one.code for one in table.dimension("sector").categories}
        for sector in {one for one, other in hidden if other == title} & codes:
            told += 1
            assert table.cell(sector=sector).suppressed
    assert told


def test_layouts_that_mean_nothing_are_refused_with_what_to_do(answers):
    for layout, code in [
        (Layout(), "layout.wrong"),
        (Layout(("sex",), ("sex",)), "layout.wrong"),
        (Layout(("sex", "age", "occ"), ("title",)), "layout.wrong"),
        (Layout(("hours",)), "layout.number"),
        (Layout(("sat",), ("act",)), "layout.measures"),
        (Layout(("age",), filters=(Condition.of("age3", ["1"]),)), "layout.role"),
        (Layout(("sex",), filters=(Condition.of("title", ["no"]),)), "filter.value"),
        (Layout(("act",), ("sex", "occ"), (SENIOR,)), "layout.wide"),
    ]:
        with pytest.raises(ReportError) as refused:
            lay_out(answers, layout)
        assert refused.value.code == code, layout
        assert refused.value.remedy.say("en")


def test_a_layout_is_kept_as_plain_data_and_read_back():
    layout = Layout(("age",), ("sex",), (SENIOR, Condition.of("occ", ["2", "1"])), "row", answered=True)
    assert Layout.from_json(layout.to_json()) == layout
    assert layout.filter == "occ=1,2;title=deputy_senior,full_senior"
    for wrong in ({}, {**layout.to_json(), "version": 9}, {**layout.to_json(), "more": 1}):
        with pytest.raises(ReportError):
            Layout.from_json(wrong)


def test_tables_of_everybody_that_nobody_asks_for_any_more_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = county(100)
    size = len(answers) * 2  # of a table by one feature: who counts, and in which category
    monkeypatch.setattr(planes, "MOST_HELD", 2 * size)
    first, second, _ = (planes.planes(answers, (name,), "", PUBLIC) for name in ("sex", "polit", "occ"))
    assert planes.planes(answers, ("polit",), "", PUBLIC) is second
    assert planes.planes(answers, ("sex",), "", PUBLIC) is not first
    assert planes.planes(answers, ("polit",), "", PUBLIC) is second
