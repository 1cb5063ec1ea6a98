import math

import pytest
from pypinyin import Style, pinyin

from survey.demonstration.design import STRATA, Fate, apportion, design
from survey.demonstration.units import frame, initials, towns


def test_the_whole_design_issues_3000_copies_of_which_2463_become_valid():
    whole = design()
    assert whole.copies == 3000
    assert whole.expected(Fate.VALID) == 2463
    assert whole.expected(*Fate) == 3000
    assert [one.population for one in whole.strata] == [9200, 1150, 6400, 5900, 1050, 2300]
    assert [one.copies for one in whole.strata] == [940, 300, 630, 600, 240, 290]
    for one in whole.strata:
        assert sum(whole.fates[one.code].values()) == one.copies


@pytest.mark.parametrize("copies", [50, 60, 100, 333, 1500])
def test_a_smaller_design_has_every_fate_and_sums(copies):
    small = design(copies)
    assert small.copies == small.expected(*Fate) == copies
    assert all(small.expected(fate) >= 1 for fate in Fate)
    assert all(min(fates.values()) >= 0 for fates in small.fates.values())


def test_a_design_too_small_for_its_fates_is_refused():
    with pytest.raises(ValueError, match="at least 50"):
        design(49)


@pytest.mark.parametrize("copies", [60, 3000])
def test_the_frame_has_the_units_and_the_copies_of_the_design(copies):
    made = design(copies)
    units = frame(made)
    assert len({unit.name for unit in units}) == len({unit.code for unit in units}) == 661
    for stratum in made.strata:
        own = [unit for unit in units if unit.stratum == stratum.code]
        assert len(own) == stratum.units
        assert sum(unit.staff for unit in own) == stratum.population
        assert sum(unit.copies > 0 for unit in own) == stratum.drawn
        assert sum(unit.copies for unit in own) == stratum.copies
        assert all(unit.copies <= unit.staff for unit in own)
    if copies == 3000:
        assert sum(unit.copies > 0 for unit in units) == 190 == sum(one.drawn for one in STRATA)


def test_the_frame_is_the_same_for_the_same_seed():
    assert frame(design(60, 7)) == frame(design(60, 7))
    assert frame(design(60, 7)) != frame(design(60, 8))


def test_initials_are_those_of_pinyin():
    names = [unit.name for unit in frame(design())] + [town.label.say("zh-CN") for town in towns()]
    for name in names:
        assert initials(name) == "".join(part[0] for part in pinyin(name, style=Style.FIRST_LETTER))


def test_shares_are_proportional_and_keep_to_their_limits():
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(7, [5.0, 0.0, 2.0]) == [5, 0, 2]
    shares = apportion(100, [0.1, 0.2, 0.7], [50, 50, 20])
    assert sum(shares) == 100
    assert shares[2] == 20
    assert math.isclose(shares[1] / 50, 1.0, abs_tol=0.1)
    with pytest.raises(ValueError, match="do not fit"):
        apportion(3, [1, 1], [1, 1])
