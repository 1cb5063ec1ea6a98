"""A reader of every table of a random survey: which hidden cells do all of them together tell?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure import PUBLIC
from tests.reports.disclosure.attacker import Bound, Reader, cells_of, survey_of

#: Witnesses prove an interval to a quarter of a person.
NEED = PUBLIC.threshold - 0.3


def bounds(seed: int) -> list[Bound]:
    """What readers who know the weights, or do not, are left of every small cell that is hidden."""
    data = survey_of(seed)
    cells = list(cells_of(data))
    assert not [one for one in cells if one.n is not None and one.n != one.count]
    small = {tuple(sorted(one.keys.items())): one for one in cells if one.is_small}
    several = len(np.unique(np.round(data.weights, 9))) > 1
    readers = [Reader(data, cells, knows) for knows in ((False, True) if several else (False,))]
    found = [reader.bound(one) for reader in readers for one in small.values()]
    assert all(one.low - 1e-6 <= one.cell.count <= one.high + 1e-6 for one in found)
    return found


def test_no_cell_of_a_random_survey_is_told_by_all_its_tables_together(count, tell):
    found = [(seed, one) for seed in range(count(4, 45)) for one in bounds(seed)]
    tell(cells=len(found), narrowest=min(one.width for _, one in found))
    assert len(found) > 20
    assert not [(seed, one) for seed, one in found if one.width < NEED]


@pytest.mark.parametrize("seed", [5, 36, 42])
def test_a_filter_does_not_part_what_the_crossing_puts_together(seed):
    """Men or refused by occupation less the men of one occupation told who refused, exactly, in each of these."""
    assert not [one for one in bounds(seed) if one.width < NEED]


def test_the_reader_finds_what_is_printed_without_protection():
    data = survey_of(1)
    cells = list(cells_of(data, 0))
    hidden = next(one for one in cells if one.is_small)
    bare = [
        replace(one, n=one.count) if one.name == hidden.name and one is not hidden else one for one in cells
    ]
    found = Reader(data, bare, knows=False).bound(hidden)
    assert found.low == pytest.approx(hidden.count)
    assert found.width < 1e-6
