"""Sentences state only what the test supports."""

from dataclasses import replace

import numpy as np
import pytest

from questionnaires.text import Text
from reports.estimates import Design
from reports.tests import Result, pairs_sentence, pairwise, sentence
from reports.tests.wording import Named, p_said

NAMED = Named(Text(zh="每周工时", en="weekly hours"), Text(zh="职称", en="title"))
CLEAR = Result("f", 15.06, (1.88, 370.7), 1e-6, 400, 30.0)


def test_a_clear_difference_is_stated_with_the_test():
    said = sentence(CLEAR, NAMED)
    assert said.say("zh-CN") == (
        "按“职称”分组，各组的“每周工时”差异有统计学意义（Rao–Scott 校正卡方检验，F(1.88, 370.7) = 15.06，p < 0.001）。"
    )
    assert said.say("en") == (
        "Groups by “title” differ in “weekly hours” to a statistically significant extent (Rao–Scott corrected "
        "chi-square test, F(1.88, 370.7) = 15.06, p < 0.001)."
    )


def test_no_difference_is_only_not_found():
    said = sentence(replace(CLEAR, p=0.31), NAMED)
    assert "没有发现" in said.say("zh-CN")
    assert "p = 0.310" in said.say("zh-CN")
    assert "was found" in said.say("en")
    assert "significant" not in said.say("en")


@pytest.mark.parametrize("p", [1e-12, 0.01, 0.6])
def test_a_small_base_is_never_called_significant(p):
    said = sentence(replace(CLEAR, p=p, small=True, n=20, smallest=2.2), NAMED)
    assert "有统计学意义" not in said.say("zh-CN")
    assert "significant" not in said.say("en")
    assert "2.2" in said.say("zh-CN")
    assert "too small" in said.say("en")


@pytest.mark.parametrize("method", ["means", "median", "van_der_waerden", "t"])
def test_a_small_group_is_named_as_such(method):
    said = sentence(Result(method, 9.0, (2.0, 80.0), 1e-5, 90, 12.0, small=True), NAMED)
    assert "最小的一组只有 12 人" in said.say("zh-CN")
    assert "12 answers" in said.say("en")


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.0004, "p < 0.001"),
        (0.0123, "p = 0.012"),
        (0.04996, "p < 0.05"),
        (0.05, "p = 0.050"),
        (0.0501, "p = 0.050"),
        (0.9999, "p = 1.000"),
    ],
)
def test_p_is_never_rounded_across_the_level(p, said):
    assert p_said(p) == said


def groups(*means: float, size: int = 60) -> tuple:
    draw = np.random.default_rng(1)
    values = np.concatenate([draw.normal(mean, 1, size) for mean in means])
    group = np.repeat(np.arange(len(means)), size)
    return pairwise(Design.of(np.ones(len(values))), values, group)


LABELS = [Text(zh=zh, en=en) for zh, en in (("高级", "senior"), ("中级", "middle"), ("初级", "junior"))]


def test_pairs_that_differ_are_named_with_their_direction():
    said = pairs_sentence(groups(0, 0, 2), LABELS)
    assert "初级高于高级（p < 0.001）" in said.say("zh-CN")
    assert "junior is above middle (p < 0.001)" in said.say("en")
    assert "其余各对没有发现差异" in said.say("zh-CN")
    assert "Holm" in said.say("en")


def test_pairs_without_a_difference_are_said_so():
    said = pairs_sentence(groups(0, 0.01, 0.02), LABELS, "bh")
    assert "没有发现哪两组" in said.say("zh-CN")
    assert "Benjamini–Hochberg" in said.say("en")


def test_pairs_of_small_groups_are_not_put_into_words():
    said = pairs_sentence(groups(0, 5, 10, size=12), LABELS)
    assert "高于" not in said.say("zh-CN")
    assert "not put into words" in said.say("en")


def test_many_pairs_are_counted_instead_of_listed():
    labels = [Text(zh=f"组{k}", en=f"group {k}") for k in range(6)]
    said = pairs_sentence(groups(0, 2, 4, 6, 8, 10), labels)
    assert "等 15 对" in said.say("zh-CN")
    assert said.say("en").count(" is above ") == 6
