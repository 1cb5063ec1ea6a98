"""Answers are put into the groups that statistics of science workers use."""

import numpy as np
import pytest

from reports.classification import age_at, classify
from reports.errors import ReportError
from reports.groupings import GROUPINGS, SECTOR
from tests.reports.samples import county


def test_age_is_counted_in_whole_years_and_the_birth_month_counts_as_reached():
    found = age_at(["1990-06", "1990-07", "1990-01", None, "1990-13", ""], "2026-06-30")
    assert found[:3].tolist() == [36, 35, 36]
    assert np.isnan(found[3:]).all()


@pytest.mark.parametrize(
    ("name", "age", "code"),
    [
        ("age3", 34, "-34"),
        ("age3", 35, "35-44"),
        ("age3", 45, "45-"),
        ("age10", 20, "-20"),
        ("age10", 30, "21-30"),
        ("age10", 31, "31-40"),
        ("age10", 60, "51-60"),
        ("age_cadre", 35, "-35"),
        ("age_cadre", 46, "46-54"),
        ("age_cadre", 55, "55-"),
        ("age5", 64, "60-64"),
        ("age4", 55, "55-"),
    ],
)
def test_the_bands_of_an_age_grouping_meet_without_gap(name, age, code):
    bands = [band.code for band in GROUPINGS[name].bands if band.low <= age <= band.high]
    assert bands == [code]


def test_every_section_belongs_to_exactly_one_sector():
    letters = [code for band in SECTOR.bands for code in band.codes]
    assert sorted(letters) == list("ABCDEFGHIJKLMNOPQRST")


def test_every_answer_is_in_one_category_and_missing_ones_come_last():
    dataset = county(500)
    found = classify(dataset, "political")
    assert [category.code for category in found.categories] == [
        "party",
        "league",
        "democratic",
        "independent",
        "masses",
        "-7",
    ]
    assert found.categories[-1].missing == "refused"
    assert (found.codes >= 0).all()
    expected = dataset.column("polit").isin(["05", "10"]).to_numpy()
    assert ((found.codes == 2) == expected).all()


def test_an_option_declared_missing_and_a_left_out_answer_stay_apart():
    found = classify(county(2000), "sex")
    assert [(category.code, category.missing) for category in found.categories] == [
        ("1", None),
        ("2", None),
        ("9", "refused"),
        ("-9", "left_out"),
    ]


def test_the_grouping_of_a_role_can_be_chosen():
    dataset = county(500)
    assert len(classify(dataset, "age", {"age": "age3"}).categories) == 3
    assert len(classify(dataset, "age3").categories) == 3
    assert [c.code for c in classify(dataset, "title4").categories] == ["senior", "middle", "junior", "none"]


def test_a_code_that_no_group_holds_is_shown_as_not_grouped():
    dataset = county(200)
    table = dataset.table.assign(title_lv="411")
    table.loc[0, "title_lv"] = "777"
    variables = tuple(
        variable if variable.name != "title_lv" else county_title(variable) for variable in dataset.variables
    )
    found = classify(type(dataset)(dataset.title, table, variables, dataset.design), "title")
    assert found.categories[found.codes[0]].code == "ungrouped"


def county_title(variable):
    """The title question with a local code."""
    return type(variable)(
        variable.name, variable.label, "code", {**variable.codes, "777": variable.label}, role="title"
    )


def test_an_unknown_grouping_is_refused_with_what_there_is():
    with pytest.raises(ReportError) as refusal:
        classify(county(50), "colour")
    assert "sex" in refusal.value.remedy.say("zh-CN")
