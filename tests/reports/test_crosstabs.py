"""Breakdowns and frequencies say what the answers say, weighted, with intervals and nothing small."""

import numpy as np
import pytest

from reports.codebook import DesignInfo
from reports.crosstabs import breakdown, frequencies
from reports.disclosure import PUBLIC
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.purpose import purpose_tables
from reports.size import known_size
from reports.weighting import weighted
from tests.reports.samples import POPULATIONS, county

# Shares are published to a tenth of a percentage point.
ROUNDED = 0.0005


@pytest.fixture(scope="module")
def data():
    return weighted(county(6000))[0]


def test_a_breakdown_gives_counts_weights_and_shares_of_the_whole_base(data):
    table = breakdown(data, ["sex"]).table
    weights = data.weights
    for code in ("1", "2", "9", "-9"):
        rows = (data.column("sex") == code).to_numpy()
        cell = table.cell(sex=code)
        assert cell.n == rows.sum()
        assert cell.weighted_n == pytest.approx(weights[rows].sum(), abs=step_of(weights) / 2)
        assert cell.figure().value == pytest.approx(weights[rows].sum() / weights.sum(), abs=ROUNDED)
        assert cell.figure().low < cell.figure().value < cell.figure().high
    total = table.cell()
    assert (total.n, total.figure().value) == (6000, 1.0)
    assert total.weighted_n == pytest.approx(sum(POPULATIONS.values()))


def test_kinds_of_missing_are_categories_of_their_own(data):
    dimension = breakdown(data, ["sex"]).table.dimension("sex")
    assert [(c.code, c.missing) for c in dimension.categories][2:] == [("9", "refused"), ("-9", "left_out")]


def test_three_groupings_have_all_margins_that_add_up(data):
    table = breakdown(
        data, ["age", "title", "sex"], {"age": "age3", "title": "title4"}, policy=PUBLIC.at(1)
    ).table
    assert len(table) == 4 * 5 * 5
    for age in ("-34", "35-44", "45-"):
        margin = table.cell(age=age)
        inner = [table.cell(age=age, title=title) for title in ("senior", "middle", "junior", "none")]
        assert margin.n == sum(cell.n or 0 for cell in inner)
        assert margin.figure().value == pytest.approx(
            sum(cell.figure().value or 0 for cell in inner), abs=5 * ROUNDED
        )


def test_a_question_gives_shares_within_each_group_and_among_those_who_answered(data):
    table = breakdown(data, ["title"], question="sat_2").table
    group = (data.column("title_lv") == "411").to_numpy()
    answer = data.column("sat_2")
    weights = data.weights
    cell = table.cell(title="full_senior", sat_2="5")
    chosen = group & (answer == "5").to_numpy()
    answered = group & ~answer.isin(["6", "-1"]).to_numpy()
    assert cell.figure("share").value == pytest.approx(
        weights[chosen].sum() / weights[group].sum(), abs=ROUNDED
    )
    assert cell.figure("valid_share").value == pytest.approx(
        weights[chosen].sum() / weights[answered].sum(), abs=ROUNDED
    )
    assert table.cell(title="full_senior", sat_2="-1").figure("valid_share").value is None
    codes = ("1", "2", "3", "4", "5", "6", "-1")
    shares = [table.cell(title="full_senior", sat_2=code).figure("share").value or 0.0 for code in codes]
    assert sum(shares) == pytest.approx(1, abs=7 * ROUNDED)


def test_the_json_of_a_breakdown_has_the_promised_keys(data):
    found = breakdown(data, ["age", "sex"]).to_json()
    assert found["base"]["n"] == 6000
    assert set(found["rows"][0]) == {
        "age",
        "sex",
        "n",
        "weighted_n",
        "share",
        "se",
        "low",
        "high",
        "suppressed",
    }
    assert len(found["rows"]) == 6 * 4
    with_question = breakdown(data, ["age"], question="sat_1").to_json()
    assert set(with_question["rows"][0]) >= {"age", "value", "share"}


def test_hidden_cells_have_no_figure_anywhere(data):
    table = breakdown(data, ["age5", "political", "sector"]).table
    assert table.suppressed > 0
    for cell in table:
        if cell.suppressed:
            assert cell.n is None
            assert all(figure.value is None and figure.suppressed for figure in cell.figures.values())
        else:
            assert cell.n == 0 or cell.n >= 10


def test_groupings_are_one_to_three_and_different(data):
    for by in ([], ["age", "title", "sex", "sector"], ["age", "age"]):
        with pytest.raises(ReportError) as refusal:
            breakdown(data, by)
        assert refusal.value.code == "breakdown.by"
    with pytest.raises(ReportError):
        breakdown(data, ["sex"], question="sex")
    with pytest.raises(ReportError) as refusal:
        breakdown(data, ["hours"])
    assert refusal.value.code == "breakdown.kind"


def test_a_number_question_gives_means_by_group(data):
    found = breakdown(data, ["sex"], question="hours")
    rows = (data.column("sex") == "1").to_numpy() & ~np.isnan(data.numbers("hours"))
    expected = np.average(data.numbers("hours")[rows], weights=data.weights[rows])
    assert found.figure == "mean"
    assert found.table.cell(sex="1").figure("mean").value == pytest.approx(expected)
    assert "mean" in found.to_json()["rows"][0]


def test_a_multiple_choice_has_both_bases_and_hides_what_few_chose(data):
    table = frequencies(data, "act")[0]
    one, two = table.cell(option="act_1"), table.cell(option="act_2")
    weights, first, second = data.weights, data.numbers("act_1"), data.numbers("act_2")
    assert one.figure("share").value == pytest.approx((weights * first).sum() / weights.sum(), abs=ROUNDED)
    assert two.n == second.sum()
    assert table.cell(option="act_3").suppressed
    # Shares of mentions add up to 1: with those of the others the hidden option's could be reckoned.
    assert (one.figure("mentions").value, one.figure("mentions").suppressed) == (None, True)
    third = (np.arange(len(data)) % 3 == 0).astype(int)
    open_table = frequencies(data.with_columns(act_3=third), "act")[0]
    mentions = (weights * (first + second + third)).sum()
    found = open_table.cell(option="act_1").figure("mentions").value
    assert found == pytest.approx((weights * first).sum() / mentions, abs=ROUNDED)
    by_sex = breakdown(data, ["sex"], question="act").table
    assert by_sex.cell(act="act_3", sex="1").suppressed
    assert by_sex.cell(act="act_1", sex="1").n > 100


def test_an_option_that_nearly_all_chose_is_hidden_too():
    """Fewer than ten did not choose it, which could be reckoned."""
    dataset = county(400)
    chosen = np.ones(400, dtype=int)
    chosen[:4] = 0
    dataset = type(dataset)(
        dataset.title, dataset.table.assign(act_1=chosen), dataset.variables, dataset.design, dataset.groups
    )
    assert frequencies(weighted(dataset)[0], "act")[0].cell(option="act_1").suppressed


def test_a_ranking_scores_three_two_one(data):
    table = frequencies(data, "rank")[0]
    weights = data.weights
    answered = (data.column("rank_1") != "-9").to_numpy()
    score = sum((3 - place) * (data.column(f"rank_{place + 1}") == "2").to_numpy() for place in range(3))
    cell = table.cell(option="2")
    assert cell.figure("score").value == pytest.approx(np.average(score[answered], weights=weights[answered]))
    first = (data.column("rank_1") == "2").to_numpy()
    assert cell.figure("first").value == pytest.approx(
        weights[first].sum() / weights[answered].sum(), abs=ROUNDED
    )
    assert cell.n == (score > 0).sum()


def test_a_matrix_gives_every_item_and_its_mean(data):
    shares, scores = frequencies(data, "sat")
    assert shares.cell(item="sat_1", value="5").n == (data.column("sat_1") == "5").sum()
    assert shares.cell(item="sat_2", value="-1").figure("share").value > 0
    rows = data.column("sat_2").isin(list("12345")).to_numpy()
    expected = np.average(data.column("sat_2")[rows].astype(float), weights=data.weights[rows])
    assert scores.cell(item="sat_2").figure("mean").value == pytest.approx(expected)


def test_a_number_has_mean_quartiles_and_shares_over_limits(data):
    cell = frequencies(data, "hours", over=(40, 48, 79))[0].cell(answered="given")
    values = data.numbers("hours")
    held = ~np.isnan(values)
    over = np.average(values[held] > 48, weights=data.weights[held])
    assert cell.figure("over_48").value == pytest.approx(over, abs=ROUNDED)
    assert cell.figure("q1").value < cell.figure("median").value < cell.figure("q3").value
    assert (values > 79).sum() in range(1, 10)
    assert cell.figure("over_79").suppressed


def test_a_text_is_only_counted(data):
    table = frequencies(data, "words")[0]
    assert table.cell(answered="given").n == 6000
    assert set(table.cell(answered="given").figures) == {"share"}


def test_the_five_purpose_tables_come_in_one_go(data):
    found = purpose_tables(data)
    assert list(found.tables) == ["size", "occupation", "age", "title", "political"]
    assert not found.missing
    assert found.tables["size"].cell().figure("size").value == sum(POPULATIONS.values())
    party = found.tables["political"].cell(political="party")
    assert party.figure("total").value == pytest.approx(party.weighted_n)
    assert party.figure("total").low < party.weighted_n < party.figure("total").high
    assert all(table.source == data.hash for table in found.tables.values())


def test_a_purpose_table_that_cannot_be_made_is_named():
    dataset = county(300, populations={})
    kept = tuple(variable for variable in dataset.variables if variable.role != "title")
    found = purpose_tables(type(dataset)(dataset.title, dataset.table, kept, dataset.design))
    assert set(found.missing) == {"size", "title"}
    assert found.missing["title"].code == "purpose.role"


def test_a_size_that_leaves_strata_out_says_which():
    design = county(50).design
    strata = tuple(
        type(stratum)(stratum.code, stratum.label, None if stratum.code == "6" else stratum.population)
        for stratum in design.strata
    )
    table = known_size(DesignInfo(strata=strata))
    assert "stratum 6" in table.notes[-1].say("zh-CN")
    assert table.cell().figure("size").value == sum(POPULATIONS.values()) - POPULATIONS["6"]


def test_a_three_way_breakdown_of_23_859_answers_has_every_cell():
    table = breakdown(weighted(county(23_859))[0], ["age", "title", "sector"]).table
    assert len(table) == 7 * 6 * 7
