"""Topics of suggestions beside the frequencies of the question they were chosen in."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from questionnaires.text import Text
from reports.classification import of_variable
from reports.crosstabs.one_way import hidden_of
from reports.disclosure import PUBLIC, collected
from reports.documents.chapters.topics import released, told
from reports.documents.investigation import Suggestions
from reports.weighting import weighted
from tests.reports.documents.county import investigation
from tests.reports.samples import coded, county

CHOSE = {"1": 300, "2": 60, "3": 40, "4": 4}


def said(code: str) -> Text:
    return Text(zh=code, en=code)


def with_topics(chose: dict[str, int], written: dict[str, int]):
    """An investigation in which so many chose each topic, and so many of them wrote something."""
    topics = np.repeat(list(chose), list(chose.values())).astype(object)
    given = county(len(topics), populations={})
    variable = coded("topic", tuple(chose), role="suggestion_topic")
    table = given.table.assign(topic=topics)
    given = dataclasses.replace(given, table=table, variables=(*given.variables, variable))
    data = weighted(given, "unweighted")[0]
    listed = [(said(code), number) for code, number in written.items()]
    return investigation(dataset=data, suggestions=Suggestions(sum(written.values()), 0, listed))


def alone_of(given) -> set[str]:
    return {topic.say("en") for topic, _ in told(given)[0]}


def test_a_topic_that_the_frequencies_hide_is_not_told_by_who_wrote():
    """Topic 2 has fewest suggestions of those left, but the frequencies hide 3 beside 4, and all who chose 3 wrote."""
    given = with_topics(CHOSE, {"1": 100, "2": 12, "3": 40, "4": 4})
    one = of_variable(given.dataset, given.dataset.variable("topic"))
    hidden = {
        c.code for c, shut in zip(one.categories, hidden_of(given.dataset, one, PUBLIC), strict=True) if shut
    }
    assert hidden == {"3", "4"}
    assert not alone_of(given) & hidden


def test_how_few_chose_a_topic_and_wrote_nothing_is_not_the_difference_of_two_tables():
    given = with_topics({"1": 300, "2": 60, "3": 40}, {"1": 150, "2": 57, "3": 20})
    assert "2" not in alone_of(given)


@pytest.mark.parametrize("written", [{"1": 100, "2": 30, "3": 20}, {"1": 310, "2": 60, "3": 40}])
def test_topics_that_tell_of_nobody_stand_by_themselves(written):
    """Also where more wrote than chose, since answers came in after the data were frozen."""
    assert alone_of(with_topics({"1": 300, "2": 60, "3": 40}, written)) == set(written)


def test_the_table_of_topics_is_a_released_one():
    given = with_topics(CHOSE, {"1": 100, "2": 12, "3": 40, "4": 4})
    with collected() as tables:
        made = released(given, *told(given))
    assert tables == [made]
    assert sum(cell.n or 0 for cell in made.inner()) == 156


def test_the_few_who_wrote_without_a_topic_close_no_more_than_the_smallest_of_the_others():
    chose = {"1": 512, "2": 412, "3": 211, "4": 56, "-9": 15}
    written = {"1": 121, "2": 81, "3": 51, "4": 14, "没有写明主题": 4}
    assert alone_of(with_topics(chose, written)) >= {"1", "2", "3"}
