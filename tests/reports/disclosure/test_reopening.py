"""What is seen without a proof is what linear programmes say."""

import numpy as np

from reports.disclosure.cube import cube_of
from reports.disclosure.linear import bounds_of
from reports.disclosure.reopening import _room
from reports.disclosure.system import system_of


def test_no_interval_is_wider_than_what_the_hidden_cells_of_a_line_hold() -> None:
    draw = np.random.default_rng(2)
    cube = cube_of([draw.integers(0, 4, 80), draw.integers(0, 3, 80)], (4, 3), np.ones(80))
    system, met = system_of(cube), 0
    for _ in range(5):
        hidden = draw.random(cube.counts.shape) < 0.4
        hidden[cube.grand] = False
        room = _room(cube.counts, hidden).ravel()
        for cell in np.flatnonzero(hidden):
            low, high = bounds_of(system, hidden, int(cell))
            assert high - low <= room[cell] + 1e-6
            met += bool(abs(high - low - room[cell]) < 1e-6)
    assert met > 5
