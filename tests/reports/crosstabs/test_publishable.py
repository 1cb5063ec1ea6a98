"""Which of several tables publishes enough is decided as if all had been worked out."""

import numpy as np
import pytest

from reports.crosstabs import publishable
from reports.crosstabs.publishable import ENOUGH, WORTH, at_most, first_good, published
from reports.disclosure.cube import Cube, cube_of

THRESHOLD = 10


def crossing(seed: int, sizes: tuple[int, ...], weights: int) -> Cube:
    """A random crossing, uneven enough for cells of all sizes, with what tables of one feature hide."""
    draw = np.random.default_rng(seed)
    rows = 60 * int(np.prod(sizes))
    codes = [np.minimum(draw.geometric(0.4, rows) - 1, size - 1) for size in sizes]
    cube = cube_of(codes, sizes, draw.choice(np.linspace(1, 3, weights), rows))
    counts = [np.bincount(code, minlength=size) for code, size in zip(codes, sizes, strict=True)]
    given = tuple((count > 0) & (count < THRESHOLD) for count in counts) if seed % 3 else ()
    return Cube(cube.parts, cube.weights, given, firm=seed % 2 == 0)


CROSSINGS = [
    crossing(seed, sizes, weights)
    for seed, (sizes, weights) in enumerate(
        zip([(4, 3), (6, 5), (3, 3, 2), (9, 4)] * 4, [1, 1, 1, 1, 3, 3, 3, 3] * 2, strict=True)
    )
]


@pytest.mark.parametrize("cube", CROSSINGS)
def test_no_table_publishes_more_than_was_reckoned_beforehand(cube: Cube) -> None:
    assert published(cube, THRESHOLD) <= at_most(cube, THRESHOLD) <= 1


def in_turn(cubes: list[Cube]) -> int:
    best, most = 0, published(cubes[0], THRESHOLD)
    for place, cube in enumerate(cubes[1:], 1):
        if most >= ENOUGH:
            break
        if published(cube, THRESHOLD) > most + WORTH:
            best, most = place, published(cube, THRESHOLD)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_choice_is_that_of_working_them_all_out(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(CROSSINGS))[:4]
    cubes = [CROSSINGS[place] for place in order]
    assert first_good(cubes, THRESHOLD) == in_turn(cubes)


def test_tables_that_cannot_publish_enough_are_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    sparse = cube_of([np.arange(40) % 8, np.arange(40) % 5], (8, 5), np.ones(40))
    full = cube_of([np.arange(400) % 2, np.arange(400) // 200], (2, 2), np.ones(400))
    asked: list[Cube] = []
    work_out = publishable.published

    def noted(cube: Cube, least: int) -> float:
        asked.append(cube)
        return work_out(cube, least)

    monkeypatch.setattr(publishable, "published", noted)
    assert first_good([sparse, full], THRESHOLD) == 1
    assert asked == [full]
