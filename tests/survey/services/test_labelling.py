"""Versions of a questionnaire become one set of variables, or several where answers would be misread."""

from __future__ import annotations

from typing import Any

from questionnaires.formats import yaml
from questionnaires.model import Questionnaire
from survey.services.labelling import Labels, labels_of

FIRST = """
name: tiny
title: {zh-CN: 小}
pages:
  - name: a
    questions:
      - {name: pay, number: A1, kind: number, label: {zh-CN: 月收入}, unit: {zh-CN: 元}}
      - name: acts
        kind: multiple
        label: {zh-CN: 做过什么}
        options: [{code: '1', label: {zh-CN: 论文}}, {code: '2', label: {zh-CN: 专利}}]
      - name: agree
        kind: matrix
        label: {zh-CN: 同意吗}
        rows: [{name: agree_a, label: {zh-CN: 环境好}}, {name: agree_b, label: {zh-CN: 待遇好}}]
        options: [{code: '1', label: {zh-CN: 不同意}}, {code: '2', label: {zh-CN: 同意}}]
      - name: prize
        kind: single
        label: {zh-CN: 获奖}
        options: [{code: '1', label: {zh-CN: 获过}}, {code: '2', label: {zh-CN: 没有}}]
"""
TURNED = "[{code: '1', label: {zh-CN: 同意}}, {code: '2', label: {zh-CN: 不同意}}]"


def changed(content: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return content


SECOND = changed(
    FIRST,
    ("zh-CN: 元", "zh-CN: 万元"),
    ("{zh-CN: 专利}", "{zh-CN: 讲座}"),
    ("[{code: '1', label: {zh-CN: 不同意}}, {code: '2', label: {zh-CN: 同意}}]", TURNED),
    ("name: prize\n        kind: single", "name: prize\n        kind: multiple"),
)


def labels(*versions: str) -> Labels:
    questionnaires: list[Questionnaire] = [yaml.load(one) for one in versions]
    return labels_of(enumerate(questionnaires, start=1))


def said(found: Labels) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.name: (str(one.label), one.versions) for one in found.variables}


def groups(found: Labels) -> dict[str, Any]:
    return {one.name: (str(one.label), one.variables) for one in found.groups}


def test_what_would_be_misread_is_a_variable_of_its_own_that_names_its_version() -> None:
    found = labels(FIRST, SECOND)
    told = said(found)
    assert told["pay"] == ("月收入", ("2",))
    assert told["pay_v1"] == ("月收入（第 1 版）", ("1",))
    # The option that stayed is one column, the one that is another thing is two.
    assert told["acts_1"] == ("做过什么 · 论文", ("1", "2"))
    assert told["acts_2_v1"] == ("做过什么 · 专利（第 1 版）", ("1",))
    assert told["agree_a_v1"] == ("同意吗（第 1 版） · 环境好", ("1",))
    assert groups(found) == {
        "acts": ("做过什么", ("acts_1", "acts_2", "acts_2_v1")),
        "agree": ("同意吗", ("agree_a", "agree_b")),
        "agree_v1": ("同意吗（第 1 版）", ("agree_a_v1", "agree_b_v1")),
        "prize": ("获奖", ("prize_1", "prize_2")),
    }
    assert told["prize_v1"] == ("获奖（第 1 版）", ("1",))
    assert found.columns == {
        "pay_v1": "pay", "acts_2_v1": "acts_2", "agree_a_v1": "agree_a", "agree_b_v1": "agree_b", "prize_v1": "prize",
    }  # fmt: skip
    by_name = {one.name: one for one in found.variables}
    assert (by_name["prize_v1"].group, by_name["agree_a_v1"].group) == ("prize_v1", "agree_v1")
    assert (by_name["acts_2_v1"].group, by_name["pay_v1"].group) == ("acts", "pay_v1")


def test_versions_that_say_the_same_are_joined_across_one_that_does_not() -> None:
    found = said(labels(FIRST, FIRST, SECOND, SECOND))
    assert found["pay_v2"] == ("月收入（第 1、2 版）", ("1", "2"))
    assert found["pay"] == ("月收入", ("3", "4"))
    back = said(labels(FIRST, SECOND, FIRST))
    assert (back["pay"][1], back["pay_v2"][1]) == (("1", "3"), ("2",))


def test_a_code_that_the_newest_version_has_no_more_is_not_two_things_in_one_variable() -> None:
    pending, silent = (
        changed(FIRST, ("{zh-CN: 没有}}", f"{{zh-CN: 没有}}}}, {{code: '3', label: {{zh-CN: {words}}}}}"))
        for words in ("评审中", "不想说")
    )
    found = labels(pending, silent, FIRST)
    codes = {one.name: str(one.codes.get("3")) for one in found.variables}
    assert (said(found)["prize"][1], codes["prize"]) == (("2", "3"), "不想说")
    assert (said(found)["prize_v1"][1], codes["prize_v1"]) == (("1",), "评审中")


def test_whether_a_code_counts_is_said_by_the_newest_version_that_has_it() -> None:
    marked = changed(FIRST, ("{zh-CN: 没有}}", "{zh-CN: 没有}, missing: unknown}"))
    found = {one.name: one for one in labels(marked, FIRST).variables}
    assert "2" not in found["prize"].missing
    assert {one.name: one for one in labels(FIRST, marked).variables}["prize"].missing["2"] == "unknown"


def test_of_many_variables_that_stand_apart_the_note_tells_how_many_there_are() -> None:
    rows = ", ".join(f"{{name: row_{n}, label: {{zh-CN: 第 {n} 项}}}}" for n in range(25))
    long = changed(
        FIRST, ("{name: agree_a, label: {zh-CN: 环境好}}, {name: agree_b, label: {zh-CN: 待遇好}}", rows)
    )
    turned = changed(
        long, ("[{code: '1', label: {zh-CN: 不同意}}, {code: '2', label: {zh-CN: 同意}}]", TURNED)
    )
    (note,) = (one for one in labels(long, turned).notes if "row_0_v1" in one.say("zh-CN"))
    assert note.say("zh-CN").endswith("row_19（row_19_v1）等 25 个。")
    assert note.say("en").endswith("row_19 (row_19_v1) and 5 more.")


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    taken = changed(SECOND, ("name: acts\n", "name: pay_v1\n"), ("kind: multiple", "kind: single"))
    found = labels(FIRST, taken)
    assert found.columns["pay_v1_"] == "pay"
    assert "pay_v1" not in found.columns


def test_an_option_that_only_got_another_code_is_one_option() -> None:
    recoded = changed(
        FIRST, ("{code: '1', label: {zh-CN: 论文}}", "{code: '7', label: {zh-CN: 论文}}"),
        ("{code: '1', label: {zh-CN: 获过}}", "{code: '7', label: {zh-CN: 获过}}"),
    )  # fmt: skip
    found = labels(FIRST, FIRST, recoded)
    assert said(found)["acts_7"] == ("做过什么 · 论文", ("1", "2", "3"))
    assert "acts_1" not in said(found)
    (prize,) = (one for one in found.variables if one.name == "prize")
    counted = {code: str(label) for code, label in prize.codes.items() if code not in prize.missing}
    assert counted == {"7": "获过", "2": "没有"}
    assert found.sources == {"acts_7": {"1": "acts_1", "2": "acts_1"}}
    assert found.recoded == {"prize": {"1": {"1": "7"}, "2": {"1": "7"}}}
    (note,) = (one.say("zh-CN") for one in found.notes if "新代码" in one.say("zh-CN"))
    assert "prize（第 1 版 1→7；第 2 版 1→7）" in note
    assert "acts（第 1 版 acts_1→acts_7；" in note
    # A code that means something else in between is never taken for it.
    other = changed(FIRST, ("{code: '1', label: {zh-CN: 获过}}", "{code: '1', label: {zh-CN: 不清楚}}"))
    assert labels(other, recoded).recoded == {}


def prize(*options: tuple[str, str]) -> str:
    """The questionnaire with other options of one question."""
    listed = ", ".join(f"{{code: '{code}', label: {{zh-CN: {words}}}}}" for code, words in options)
    return changed(
        FIRST, ("[{code: '1', label: {zh-CN: 获过}}, {code: '2', label: {zh-CN: 没有}}]", f"[{listed}]")
    )


def test_a_code_that_means_another_thing_since_takes_nothing_of_an_older_version() -> None:
    """Prizes were counted as failures where their second code was used again for failures."""
    none = ("9", "没有")
    found = labels(prize(("1", "获过"), none), prize(("3", "获过"), none), prize(("3", "落选"), none))
    assert found.recoded == {}
    found = labels(
        prize(("1", "获过"), ("2", "落选"), none),
        prize(("3", "获过"), ("2", "落选"), none),
        prize(("3", "落选"), none),
    )
    assert found.recoded == {"prize": {"1": {"2": "3"}}}
    (joined,) = (one for one in found.variables if one.name == "prize")
    assert str(joined.codes["1"]) == "获过"
