"""Tests asked of a dataset by names keep to what is published and say what they support."""

import numpy as np
import pytest

from reports.errors import ReportError
from reports.sample_design import design_of
from reports.tests import association, compare, independence, several_means
from reports.weighting import weighted
from tests.reports.samples import POPULATIONS, county


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


def test_an_association_leaves_missing_answers_out(data):
    found = association(data, "polit", "sex")
    sex, polit = data.column("sex"), data.column("polit")
    held = sex.isin(["1", "2"]) & ~polit.isin(["-7"])
    assert found.result.n == held.sum()
    expected = independence(
        design_of(data),
        np.where(held, polit.cat.codes, -1),
        np.where(held, sex.cat.codes, -1),
    )
    assert found.result.p == pytest.approx(expected.p)
    assert "没有发现" in found.sentence.say("zh-CN")


def test_groups_that_go_with_the_answer_are_found():
    draw = np.random.default_rng(1)
    given = county(2463)
    answer = np.where(
        given.column("sex").to_numpy() == "1", draw.choice(["4", "5"], 2463), draw.choice(["1", "2"], 2463)
    )
    data = weighted(given.with_columns(sat_1=answer))[0]
    assert association(data, "sat_1", "sex").result.p < 1e-10
    found = compare(data, "sat_1", "sex")
    assert "差异有统计学意义" in found.sentence.say("zh-CN")
    assert found.result.difference < -2


def test_a_number_is_compared_over_groups_and_pairs(data):
    found = compare(data, "hours", "title", adjusting="bh")
    assert len(found.pairs) == len(found.groups) * (len(found.groups) - 1) // 2
    assert all(category.missing is None for category in found.groups)
    assert found.result.df[0] == len(found.groups) - 1
    assert "Benjamini–Hochberg" in found.pairs_sentence.say("en")


def test_a_scale_is_compared_by_its_points_and_one_answer_by_its_share(data):
    points = compare(data, "sat_1", "sex")
    values = data.column("sat_1").astype(float).to_numpy()
    sex = data.column("sex")
    code = np.where(sex == "1", 0, np.where(sex == "2", 1, -1))
    assert points.result.p == pytest.approx(several_means(design_of(data), values, code).p)
    share = compare(data, "sat_1", "sex", answer="5")
    assert share.result.p == pytest.approx(several_means(design_of(data), (values == 5) * 1.0, code).p)
    assert "sat_1：5" in share.sentence.say("zh-CN")


def test_ranks_are_compared_too(data):
    found = compare(data, "hours", "sex", method="wilcoxon")
    assert found.result.method == "wilcoxon"
    assert found.pairs == ()


def test_hidden_groups_take_no_part_and_are_named():
    given = county(800)
    level = given.column("title_lv").to_numpy().astype(object)
    level[np.flatnonzero(level == "434")] = "435"
    level[:4] = "434"
    data = weighted(given.with_columns(title_lv=level))[0]
    found = association(data, "sat_1", "title_lv")
    assert "434" in found.notes[-1].say("zh-CN")
    assert found.result.n < 800


def test_groups_where_the_chosen_are_hidden_take_no_part_in_a_comparison_of_shares():
    given = county(2463)
    answer = np.array(["1", "2"], dtype=object)[np.arange(2463) % 2]
    women = np.flatnonzero(given.column("sex").to_numpy() == "2")
    answer[women] = "2"
    answer[women[:3]] = "1"
    data = weighted(given.with_columns(sat_1=answer))[0]
    with pytest.raises(ReportError) as refusal:
        compare(data, "sat_1", "sex", answer="1")
    assert refusal.value.code == "tests.groups"


def test_a_sample_that_was_not_drawn_is_said_to_be_indicative():
    data = weighted(county(2463, populations={}), "unweighted")[0]
    assert any("indicative" in note.say("en") for note in association(data, "polit", "sex").notes)


@pytest.mark.parametrize(
    ("question", "by", "answer", "code"),
    [
        ("occ_nowhere", "sex", None, "dataset.variable"),
        ("polit", "sex", "99", "tests.answer"),
        ("words", "sex", None, "tests.kind"),
        ("birth_ym", "sex", None, "tests.kind"),
    ],
)
def test_what_cannot_be_compared_is_refused(data, question, by, answer, code):
    with pytest.raises(ReportError) as refusal:
        compare(data, question, by, answer=answer)
    assert refusal.value.code == code


def test_too_few_answers_for_any_table_are_refused():
    few = weighted(county(8, populations=POPULATIONS, single_psu="certainty"))[0]
    with pytest.raises(ReportError) as refusal:
        association(few, "polit", "sex")
    assert refusal.value.code == "disclosure.few"
