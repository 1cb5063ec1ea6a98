"""A filtered table prints what follows from the crossings of everybody, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from reports.crosstabs.breakdown import breakdown
from reports.crosstabs.derived import not_derived
from reports.crosstabs.laid_out import lay_out
from reports.crosstabs.planes import planes
from reports.disclosure import PUBLIC
from reports.errors import ReportError
from reports.layout import Condition, Layout
from tests.reports.disclosure.attacker import survey_of


@pytest.fixture(scope="module")
def data():
    """A survey whose crossing of sex and occupation puts men and who refused together."""
    found = survey_of(0)
    codes = [one.code for one in breakdown(found, ["sex", "occ"]).table.dimension("sex").categories]
    assert codes == ["1+9", "2"]
    return found


def test_a_part_of_what_the_crossing_puts_together_cannot_be_filtered_by_alone(data):
    for code in ("1", "9"):
        with pytest.raises(ReportError) as refused:
            lay_out(data, Layout(("occ",), (), (Condition.of("sex", [code]),)))
        assert refused.value.code == "filter.together"


def test_all_of_it_can_be_and_says_what_the_crossing_says(data):
    crossed = breakdown(data, ["sex", "occ"]).table
    for sex, codes in (("1+9", ["1", "9"]), ("2", ["2"])):
        made = lay_out(data, Layout(("occ",), (), (Condition.of("sex", codes),))).table
        told = [cell for cell in made.inner() if cell.n is not None]
        assert told
        for cell in told:
            assert cell.n == crossed.cell(sex=sex, occ=cell.keys["occ"]).n


def test_a_cell_follows_from_all_others_and_the_total(data):
    (plane,), (crossed,) = planes(data, ["occ"], "", PUBLIC), planes(data, ["sex", "occ"], "", PUBLIC)
    rows = data.column("sex").isin(["1", "9"]).to_numpy()
    hidden = np.zeros(crossed.cube.counts.shape, dtype=bool)
    crossed.cube.hidden[PUBLIC.threshold] = hidden
    hidden[0, :2] = True  # of men or refused: women and both together still tell them
    assert not not_derived(plane, [crossed], {"sex": rows}, PUBLIC).any()
    hidden[1, 0] = True  # the other occupations and the total tell it
    assert not not_derived(plane, [crossed], {"sex": rows}, PUBLIC).any()
    hidden[1, 1] = True
    closed = not_derived(plane, [crossed], {"sex": rows}, PUBLIC)
    assert closed[:2].all()
    assert not closed[2:].any()
