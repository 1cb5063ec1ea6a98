"""Strata have one name in the frame; English tables and reports say it in English where a list knows it."""

from __future__ import annotations

import pytest

from questionnaires.text import ENGLISH, Text
from reports.codebook import Variable
from survey.services import counts, datasets, stratumnames
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small

TOWNS = Variable(
    "town",
    Text(zh="乡镇", en="Town"),
    "code",
    {"1": Text(zh="东镇", en="East"), "2": Text(zh="西镇", en="West")},
)
FAR = Variable(
    "far", Text(zh="远", en="Far"), "code", {"1": Text(zh="其他", en="Other answers, please specify")}
)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["工业", "其他"], ["Industry", "Other"]),
        (["西镇", "东镇"], ["West", "East"]),
        (["西镇"], ["West"]),
        (["西镇", "城区"], ["西镇", "城区"]),  # one name alone may mean something else
        (["其他", "城区"], ["Other", "城区"]),
    ],
)
def test_the_list_that_names_most_strata_says_their_english(labels, said):
    assert [one.say(ENGLISH) for one in stratumnames.named(labels, [FAR, TOWNS])] == said


@only_sqlite
def test_data_and_returns_of_a_report_name_the_strata_in_english(store):
    survey_id = analysed_survey(store, 40, questionnaire=small()).id
    dataset = datasets.dataset_of(store, survey_id)
    names = [one.label for one in dataset.design.strata]
    assert [one.say(ENGLISH) for one in names] == ["Industry", "Agriculture", "Education", "Health", "Other"]
    lines = counts.returns_of(counts.counts_of(store, survey_id), names)
    assert [one.label.say(ENGLISH) for one in lines[: len(names)]] == [one.say(ENGLISH) for one in names]
