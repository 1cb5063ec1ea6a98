"""A multiple choice with both bases: shares of the persons who answered, and of all mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, Classification, classify
from reports.crosstabs.breakdown import require_enough
from reports.crosstabs.by_unit import require_crossing, require_others
from reports.crosstabs.grid import grid_of
from reports.crosstabs.one_way import hidden_of, pooled
from reports.crosstabs.options import mentions, option_cubes
from reports.crosstabs.placements import CHOSEN, NOT_CHOSEN, NOTHING, Placements, placements
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Dimension,
    Policy,
    RawTable,
    ReleasedTable,
    join,
    release,
)
from reports.disclosure.cube import Cube
from reports.disclosure.release import HIDDEN
from reports.disclosure.rounding import step_of
from reports.estimates import Estimate, ratios

BASES = Text(
    zh="“占人数”以作答的 {n} 人为基数，各项之和可超过100%；“占人次”以选择的总人次为基数，各项之和为100%。",
    en="Shares of persons are of the {n} who answered and may add up to more than 100 %; shares of mentions are "
    "of all choices made and add up to 100 %.",
)
IN_ALL = Text(
    zh="共选择 {mentions} 人次，平均每人 {mean:.2f} 项。",
    en="{mentions} choices were made, {mean:.2f} a person.",
)
WITHHELD = Text(
    zh="有选项为保护个人信息不公布，不给占人次的比例，以免由此推算。",
    en="An option is not published, to protect persons; shares of mentions are withheld since they would tell it.",
)


def multiple_choice(
    dataset: Dataset,
    name: str,
    by: str | None = None,
    groupings: Mapping[str, str] | None = None,
    policy: Policy = PUBLIC,
    title: Text | None = None,
) -> ReleasedTable:
    """The options of a multiple choice, in all or ``by`` a grouping, as a released table.

    Figures: ``share`` of the persons who answered, with a logit interval, and ``mentions``, the share of
    all choices made, with a t interval. Each option passes disclosure control with its complement. Shares of
    mentions add up to 1 and would tell a hidden option, so that they are withheld in every group where one
    is hidden; a note gives the choices in all where none is.
    """
    require_enough(dataset, policy)
    require_others(dataset, policy)
    require_crossing(dataset, [name] if by is None else [name, by], policy)
    held = placements(dataset, name, "multiple")
    classes = [] if by is None else pooled(dataset, [classify(dataset, by, groupings)], policy)
    options = range(len(held.options))
    cubes = option_cubes(dataset, classes, mentions(dataset, held.question), policy)
    closed = _closed([_released(held, classes, cubes, index, None, (), policy) for index in options])
    reason = HIDDEN.fill(threshold=policy.threshold)
    tables = []
    for index in options:
        found = [
            one.suppress(reason) if shut else one
            for one, shut in zip(_mentions(held, classes, index), closed, strict=True)
        ]
        notes = _notes(held, classes, closed)
        tables.append(_released(held, classes, cubes, index, found, notes, policy))
    dimension = Dimension(name, held.question.label, held.options)
    return join(title or held.question.label, dimension, tables, keep={"chosen": CHOSEN})


def _mentions(held: Placements, classes: Sequence[Classification], option: int) -> list[Estimate]:
    """The share of an option in all mentions, by group and in all."""
    made = np.where(held.held, held.hits.sum(axis=1), np.nan)
    hit = held.hits[:, option]
    found: list[Estimate] = []
    for one in classes:
        group = np.where(held.held, one.codes, -1).astype(np.int64)
        found += list(ratios(held.design, hit, made, group, len(one.categories)))
    return [*found, ratios(held.design, hit, made)[0]]


def _released(
    held: Placements,
    classes: Sequence[Classification],
    cubes: Sequence[Cube],
    option: int,
    mentioned: Sequence[Estimate] | None,
    notes: tuple[Text, ...],
    policy: Policy,
) -> ReleasedTable:
    """Chosen and not chosen of one option, by group, through disclosure control."""
    label = held.options[option].label
    codes = np.where(held.hits[:, option] > 0, 0, 1).astype(np.int64)
    binary = Classification("chosen", label, (Category(CHOSEN, label), Category(NOT_CHOSEN, label)), codes)
    given = [*(hidden_of(held.dataset, one, policy) for one in classes), None]
    grid = grid_of(held.design, [*classes, binary], given)
    figures = {"share": grid.shares(held.held, within=True)}
    if mentioned is not None:
        figures["mentions"] = [part for one in mentioned for part in (one, NOTHING, NOTHING)]
    cube = cubes[option]
    weights = held.dataset.weights
    raw = RawTable(
        title=label,
        dimensions=tuple(Dimension(one.name, one.label, one.categories) for one in grid.classes),
        cube=cube,
        weighted=grid.weighted(held.held),
        figures=figures,
        base=Base(int(held.held.sum()), float(weights[held.held].sum())),
        base_n=np.broadcast_to(cube.counts[..., -1:], cube.counts.shape),
        notes=notes,
        source=held.dataset.hash,
        step=step_of(weights),
    )
    return release(raw, policy)


def _closed(tables: Sequence[ReleasedTable]) -> list[bool]:
    """Groups, then all, in which an option is hidden."""
    chosen = [[cell for cell in table if cell.keys["chosen"] == CHOSEN] for table in tables]
    return [any(cell.suppressed for cell in cells) for cells in zip(*chosen, strict=True)]


def _notes(held: Placements, classes: Sequence[Classification], closed: Sequence[bool]) -> tuple[Text, ...]:
    answered = int(held.held.sum())
    found = [*held.dataset.design.notes, *(one.note for one in classes if one.note is not None)]
    found.append(BASES.fill(n=answered))
    if any(closed):
        return (*found, WITHHELD)
    made = held.hits[held.held].sum()
    weights = held.dataset.weights[held.held]
    mean = float(weights @ held.hits[held.held].sum(axis=1) / weights.sum()) if weights.sum() else 0.0
    return (*found, IN_ALL.fill(mentions=int(made), mean=mean))
