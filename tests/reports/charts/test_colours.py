"""Colours keep apart for colour-blind eyes and in grey print."""

from __future__ import annotations

import itertools

import pytest

from reports.charts import colours
from reports.charts.dots import MARKS, group_shades
from reports.charts.slope import DOWN, SAME, UP
from tests.reports.charts.eyes import EYES, apart, lab

# ΔE*ab 2.3 is just noticeable side by side; a chart is read at a glance and from a key.
GROUPS_APART, SIDES_APART, STEPS_APART = 15.0, 14.0, 7.0
GREY_APART = 6.0  # in L*


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_groups_look_different_to_every_kind_of_eyes(eyes: str) -> None:
    for one, other in itertools.combinations(colours.GROUPS, 2):
        assert apart(one, other, eyes) >= GROUPS_APART
    for one, other in itertools.combinations((UP, DOWN, SAME), 2):
        assert apart(one, other, eyes) >= GROUPS_APART
    assert apart(colours.PRIMARY, colours.SECOND, eyes) >= GROUPS_APART


@pytest.mark.parametrize("eyes", EYES)
def test_neighbours_in_a_ramp_look_different_to_every_kind_of_eyes(eyes: str) -> None:
    for count in range(2, 9):
        for one, other in itertools.pairwise(colours.sequential(count)):
            assert apart(one, other, eyes) >= STEPS_APART


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_steps_of_a_diverging_scale_look_different_to_every_kind_of_eyes(eyes: str) -> None:
    for count in range(2, 8):
        for one, other in itertools.combinations(colours.diverging(count), 2):
            assert apart(one, other, eyes) >= SIDES_APART


def test_the_simulation_knows_what_deuteranopes_confuse() -> None:
    assert apart("#d62728", "#2ca02c") > 100
    assert apart("#a06000", "#608000", "deutan") < apart("#a06000", "#608000") / 2


def test_groups_and_ramps_differ_in_grey_print() -> None:
    for count in range(2, 7):
        shades = group_shades(count)
        assert len(set(shades)) == count <= len(MARKS)
        for one, other in itertools.combinations(shades, 2):
            assert abs(lab(one)[0] - lab(other)[0]) >= GREY_APART
    for count in range(2, 9):
        for one, other in itertools.pairwise(colours.sequential(count)):
            assert abs(lab(one)[0] - lab(other)[0]) >= GREY_APART


def test_each_side_of_a_diverging_scale_is_a_ramp_in_grey() -> None:
    for count in (4, 5, 6, 7):
        shades = colours.diverging(count)
        half = count // 2
        for side in (shades[:half], shades[-half:]):
            for one, other in itertools.pairwise(side):
                assert abs(lab(one)[0] - lab(other)[0]) >= GREY_APART
