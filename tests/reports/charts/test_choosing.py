"""The form of chart that fits a table, why, and what else is offered."""

from __future__ import annotations

import numpy as np
import pytest

from questionnaires.text import Text
from reports.charts.choosing import FORMS, choose, forms_for
from reports.charts.traits import direction, graded, ordered, points
from reports.disclosure import ReleasedTable, join
from reports.returns import stages_table
from tests.reports.charts.tables import (
    AGES,
    AGREEMENT,
    SECTORS,
    SEXES,
    TITLES,
    by_sector,
    by_title,
    counts,
    crossed,
    dimension,
    matrix,
    options_by,
    over_waves,
    released,
)

SECTOR, TITLE, AGE, SEX = (
    ("sector", "行业", SECTORS),
    ("title", "职称", TITLES),
    ("age", "年龄", AGES),
    ("sex", "性别", SEXES),
)
POINTS = ["0 非常不满意", *[str(number) for number in range(1, 10)], "10 非常满意"]


def scale() -> ReleasedTable:
    codes = [str(number) for number in range(11)]
    return released("满意度打分", [dimension("q7", "满意度", POINTS, codes)], [50] * 11, within=True)


def three(sizes: tuple[int, int, int] = (7, 4, 5)) -> ReleasedTable:
    dims = [dimension(*one) for one in (SECTOR, AGE, TITLE)]
    return released("行业×年龄×职称", dims, counts(sizes, 9000))


def few(shape: tuple[int, int]) -> np.ndarray:
    found = counts(shape)
    found[1, 1] = 4
    return found


def means() -> ReleasedTable:
    return released("工时", [dimension(*SECTOR)], [99] * 7, figure="mean", values=[40.0] * 7)


CASES = {
    "no order: by size": (by_sector, "ranked", "大小"),
    "an order is kept": (by_title, "ranked", "次序"),
    "many categories": (
        lambda: released("乡镇", [dimension("town", "乡镇", [str(n) for n in range(40)])], [50] * 40),
        "dots",
        "很多",
    ),
    "0 to 10": (scale, "columns", "0–10"),
    "means": (means, "dots", "均值"),
    "sex by age": (lambda: crossed(AGE, SEX), "pyramid", "性别×年龄"),
    "age by sex": (lambda: crossed(SEX, AGE), "pyramid", "性别×年龄"),
    "two features": (lambda: crossed(SECTOR, TITLE), "stacked", "构成"),
    "many parts": (lambda: crossed(TITLE, ("ind", "行业", [*SECTORS, "a", "b", "c"])), "heat", "深浅"),
    "a matrix of agreement": (lambda: matrix(["自豪", "相称"]), "diverging", "相反"),
    "an answer of agreement by group": (
        lambda: crossed(SECTOR, ("value", "评价", AGREEMENT), within=True),
        "diverging",
        "相反",
    ),
    "the same, called by its question": (
        lambda: crossed(SECTOR, ("job_all", "评价", AGREEMENT), within=True),
        "diverging",
        "相反",
    ),
    "the same with a hidden part": (
        lambda: crossed(SECTOR, ("job_all", "评价", AGREEMENT), within=True, counts=few((7, 5))),
        "stacked",
        "构成",
    ),
    "other answers by group": (
        lambda: crossed(("sector", "行业", SECTORS[:3]), ("value", "主要收入", ["工资", "经营", "其他"]), within=True),
        "stacked",
        "构成",
    ),
    "several options by few groups": (lambda: options_by(["工业", "农业"]), "dots", "并排"),
    "several options by many groups": (lambda: options_by([*SECTORS, "其他"]), "heat", "可多选"),
    "two waves": (lambda: over_waves(["2022", "2026"]), "slope", "两期"),
    "several waves": (lambda: over_waves(["2018", "2022", "2026"]), "trend", "多期"),
    "three features": (three, "heat", "深浅"),
    "issued to valid": (lambda: stages_table([("issued", 9), ("valid", 8)]), "funnel", "发放"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_form_follows_from_the_table_and_says_why(case: str) -> None:
    make, form, word = CASES[case]
    choice = choose(make())
    assert choice is not None
    assert choice.best.form == form
    assert word in choice.best.reason.say("en") or word in choice.best.reason.say("zh-CN")


@pytest.mark.parametrize("case", CASES)
def test_every_form_is_offered_once_with_name_and_reason_in_two_languages(case: str) -> None:
    choice = choose(CASES[case][0]())
    assert choice is not None
    assert len(set(choice.forms)) == len(choice.forms)
    for offer in (choice.best, *choice.alternatives):
        assert offer.form in FORMS
        assert offer.name.say("en") != offer.name.say("zh-CN")
        assert offer.reason.say("en") != offer.reason.say("zh-CN")


def test_bars_that_add_up_are_not_offered_for_options_of_which_several_may_be_chosen() -> None:
    assert not {"stacked", "mosaic", "pyramid"} & set(forms_for(options_by(["工业", "农业"])))


def test_small_multiples_are_offered_for_three_features() -> None:
    assert "multiples" in forms_for(three())


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (AGREEMENT, 1),
        (tuple(reversed(AGREEMENT)), -1),
        (("非常不满意", "一般", "非常满意"), 1),
        (("很差", "一般", "很好"), 1),
        (("Strongly disagree", "Neither", "Strongly agree"), 1),
        (("从不", "有时", "经常"), 0),
        (("同意", "保密"), 0),
        (("同意", "不同意"), 0),
        (TITLES, 0),
    ],
)
def test_agreement_is_told_from_the_ends_of_a_scale(labels: tuple[str, ...], expected: int) -> None:
    assert direction(dimension("value", "评价", labels)) == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("4 万以下", "4 万以上至 6 万元", "6 万以上至 8 万元"), False),
        (("4 万以上至 6 万元", "6 万以上至 8 万元", "8 万元以上"), True),
        (("没有压力", "较小", "一般", "较大", "非常大"), True),
        (("很了解", "有些了解", "没听说过"), True),
        (("博士研究生", "硕士研究生", "大学本科", "其他"), True),
        (("没有提过", "向单位领导", "媒体、网络"), False),
        (SECTORS, False),
    ],
)
def test_bands_degrees_and_schooling_have_an_order(labels: tuple[str, ...], expected: bool) -> None:
    assert graded(dimension("q", "题", labels)) == expected
    assert (
        not expected
        or forms_for(released("题", [dimension("q", "题", labels)], [50] * len(labels)))[0] == "ranked"
    )


def test_codes_of_a_plain_list_are_no_points_of_a_scale() -> None:
    codes = [str(number) for number in range(11)]
    assert points(dimension("q", "打分", POINTS, codes))
    assert not points(dimension("q", "行业", [f"行业{code}" for code in codes], codes))
    assert ordered(dimension("q", "打分", POINTS, codes))
    assert not ordered(dimension("sector", "行业", SECTORS))


def test_a_table_of_four_features_has_no_chart() -> None:
    listed = dimension("q", "题", ["甲"])
    table = join(Text(zh="四"), listed, [three((7, 4, 5))])
    assert choose(table) is None
