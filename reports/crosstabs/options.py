"""The options of a multiple choice or a ranking: who took each, and what is hidden of them together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reports.classification import Category, Classification, of_variable
from reports.codebook import Group
from reports.crosstabs.crossing import given_of, judged_cube, raw_table
from reports.crosstabs.grid import Grid, grid_of
from reports.dataset import Dataset
from reports.disclosure import Policy, RawTable, ReleasedTable, release
from reports.disclosure.choices import hide_choices, taking_of
from reports.disclosure.cube import Cube
from reports.sample_design import design_of

CHOSEN, NOT_CHOSEN = "1", "0"


def mentions(dataset: Dataset, group: Group) -> list[Classification]:
    """For each option of a multiple choice or ranking: chosen (1), not chosen (0), or why unanswered."""
    if group.kind == "multiple":
        found = []
        for name in group.variables:
            made = of_variable(dataset, dataset.variable(name))
            found.append(Classification(name, group.part(made.label), made.categories, made.codes))
        return found
    places = [dataset.variable(name) for name in group.variables]
    first = of_variable(dataset, places[0])
    chosen = [dataset.codes(place.name) for place in places]
    kinds = [category for category in first.categories if category.missing is not None]
    offset = len(first.categories) - len(kinds)
    found = []
    for code in places[0].substantive:
        hit = np.zeros(len(dataset), dtype=bool)
        for codes, categories in chosen:
            hit |= codes == categories.index(code)
        listed = (
            Category(CHOSEN, places[0].codes[code]),
            Category(NOT_CHOSEN, places[0].codes[code]),
            *kinds,
        )
        codes = np.where(first.valid, np.where(hit, 0, 1), first.codes - offset + 2)
        found.append(Classification(code, places[0].codes[code], listed, codes))
    return found


def option_cubes(
    dataset: Dataset, classes: Sequence[Classification], options: Sequence[Classification], policy: Policy
) -> list[Cube]:
    """The counts of every option by groups, chosen and not chosen, with what is hidden of all together decided.

    ``options`` are those of :func:`mentions`. They are proved against a reader who knows how many options were
    taken in all wherever the same persons were asked all of them.
    """
    grids = [option_grid(dataset, classes, option, policy) for option in options]
    cubes = [
        judged_cube(dataset, grid.classes, grid.cube(option.valid), policy)
        for grid, option in zip(grids, options, strict=True)
    ]
    held = options[0].valid
    if policy.rounding or not all(np.array_equal(held, option.valid) for option in options):
        return cubes
    hits = np.column_stack([held & (option.codes == 0) for option in options]).astype(np.int64)
    codes, sizes = [one.codes for one in classes], [len(one.categories) for one in classes]
    taking = taking_of(hits, held, codes, sizes, dataset.weights, cubes[0].weights)
    hide_choices(cubes, taking, policy.threshold)
    return cubes


def option_grid(
    dataset: Dataset, classes: Sequence[Classification], option: Classification, policy: Policy
) -> Grid:
    """Groups crossed with whether an option was chosen."""
    codes = np.where(option.valid, option.codes, 0)
    binary = Classification("chosen", option.label, option.categories[:2], codes)
    return grid_of(design_of(dataset), [*classes, binary], given_of(dataset, classes, policy, beside=1))


def option_tables(
    dataset: Dataset, classes: Sequence[Classification], options: Sequence[Classification], policy: Policy
) -> list[ReleasedTable]:
    """For every option shares among those who answered, by groups, chosen and not chosen."""
    found = []
    for option, cube in zip(options, option_cubes(dataset, classes, options, policy), strict=True):
        held, grid = option.valid, option_grid(dataset, classes, option, policy)
        share = {"share": grid.shares(held, within=True)}
        raw = raw_table(dataset, grid, share, option.label, policy, held, cube=cube)
        base = np.broadcast_to(cube.counts[..., -1:], cube.counts.shape)
        found.append(release(RawTable(**{**vars(raw), "base_n": base}), policy))
    return found
