"""What was answered to every question: one released table or more for each kind of question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, of_variable
from reports.codebook import Group, Variable
from reports.crosstabs.breakdown import answers, group_table, require_enough
from reports.crosstabs.coarse import mean_step, notes_of_means, share_step
from reports.crosstabs.grid import grid_of
from reports.crosstabs.options import CHOSEN, NOT_CHOSEN, mentions, option_cubes
from reports.crosstabs.placements import placements
from reports.crosstabs.rankings import closed_options, ranks_of
from reports.crosstabs.unanswered import answered_or_why
from reports.crosstabs.uncounted import UNCOUNTED, is_told, is_uncounted
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Dimension,
    Magnitudes,
    Policy,
    RawTable,
    ReleasedTable,
    hide,
    join,
    release,
)
from reports.disclosure.cube import Cube, Floats, with_margins
from reports.disclosure.moments import rounded_mean, without_base
from reports.disclosure.positions import Positions, told
from reports.disclosure.release import HIDDEN
from reports.disclosure.rounding import step_of
from reports.disclosure.uncounted import mean_uncounted, position_uncounted
from reports.estimates import Design, Estimate, means, proportions, quantiles, ratios
from reports.sample_design import design_of

POSITIONS = ("q1", "median", "q3")


def frequencies(
    dataset: Dataset,
    name: str,
    policy: Policy = PUBLIC,
    over: Sequence[float] = (),
    scale: bool = False,
) -> tuple[ReleasedTable, ...]:
    """The frequency tables of a variable or of a multiple choice, matrix or ranking.

    - a coded variable: ``share`` of all answers, ``valid_share`` of those who answered; with ``scale`` a
      second table with the ``mean`` of the codes;
    - a multiple choice: ``share`` of those who answered and ``mentions`` (share of all choices made);
    - a matrix: as a coded variable, an item per row, and the ``mean`` of every item's codes;
    - a ranking: ``share`` who put the option in any place, ``first`` who put it first, ``score`` the mean
      score (3-2-1 for three places, 0 for options not placed);
    - a number: how many answered, and ``mean``, ``q1``, ``median``, ``q3``, these rounded where they would be
      somebody's own (:mod:`reports.disclosure.positions`), the mean where few did not answer, whose number n would tell
      (:mod:`reports.disclosure.uncounted`), and, for every limit in ``over``, ``over_<limit>``, the share above it;
    - a date or a text: how many answered, and nothing of what.
    """
    require_enough(dataset, policy)
    group = dataset.group(name)
    if group is not None:
        if group.kind == "matrix":
            table = group_table(dataset, (), group, policy)
            return table, mean_scores(dataset, [dataset.variable(item) for item in group.variables], policy)
        return (_options(dataset, group, policy),)
    variable = dataset.variable(name)
    if variable.kind in ("code", "indicator"):
        table = answers(dataset, (), of_variable(dataset, variable), policy)
        return (table, mean_scores(dataset, [variable], policy)) if scale else (table,)
    return (_numbers(dataset, variable, policy, over),)


def codes_as_numbers(dataset: Dataset, variable: Variable) -> Floats:
    """The codes of a scale as numbers, NaN where missing or where a code is no number; reversed items turned."""
    codes, categories = dataset.codes(variable.name)
    missing = variable.missing_kinds
    points = np.array([np.nan if code in missing else _point(code) for code in categories])
    if variable.reverse:
        points = np.nanmax(points) + np.nanmin(points) - points
    return np.asarray(points[codes], dtype=np.float64)


def mean_scores(dataset: Dataset, items: Sequence[Variable], policy: Policy = PUBLIC) -> ReleasedTable:
    """The mean code of every item of a scale, t intervals, over those who answered the item.

    Where the mean would tell an answer that the frequencies hide it is rounded, or not told; where how many answered
    would, n is None (:mod:`reports.disclosure.moments`).
    """
    design = design_of(dataset)
    estimated, cubes, steps = [], [], []
    for item in items:
        points, answered = codes_as_numbers(dataset, item), of_variable(dataset, item)
        one = means(design, points)[0]
        share = share_step(dataset, answered, policy)
        step = mean_step(dataset, answered, points, policy, share)
        shut = step is None
        counts = with_margins(np.array([[one.n]], dtype=np.int64), 1)
        hidden = {policy.threshold: np.array([shut, False])} if shut else {}
        cubes.append(Cube(counts, np.ones(1), hidden=hidden))
        printed = rounded_mean(one, step or 0.0)
        estimated.append(without_base(printed) if share else printed)
        steps.append(step or 0.0)
    return _rows(
        dataset,
        [Category(item.name, item.label) for item in items],
        {"mean": estimated},
        items[0].label,
        policy,
        cubes=cubes,
        notes=notes_of_means([(item.label, step) for item, step in zip(items, steps, strict=True)]),
    )


def _point(code: str) -> float:
    try:
        return float(code)
    except ValueError:
        return float("nan")


def _options(dataset: Dataset, group: Group, policy: Policy) -> ReleasedTable:
    """One row per option; all options are protected together, chosen and not chosen.

    Shares of mentions, first places and scores add up over the options: they go where they would tell what is
    hidden.
    """
    design = design_of(dataset)
    options = mentions(dataset, group)
    cubes = option_cubes(dataset, (), options, policy)
    hidden = np.array([hide(cube, policy.threshold)[0] for cube in cubes])
    held, closed = options[0].valid, np.full(len(options), bool(hidden.any()))
    hits = [np.where(held, (option.codes == 0).astype(np.float64), np.nan) for option in options]
    figures = {"share": [proportions(design, hit)[0] for hit in hits]}
    if group.kind == "multiple":
        made = np.sum(hits, axis=0)
        figures["mentions"] = [ratios(design, hit, made)[0] for hit in hits]
    else:
        ranks, count = ranks_of(placements(dataset, group.name, "ranking")), len(group.variables)
        closed = closed_options(ranks[held], count, hidden, policy.threshold)
        points = np.array([0, *range(count, 0, -1)], dtype=np.float64)
        figures["first"] = [proportions(design, np.where(held, place == 1, np.nan))[0] for place in ranks.T]
        figures["score"] = [means(design, np.where(held, points[place], np.nan))[0] for place in ranks.T]
    reason = HIDDEN.fill(threshold=policy.threshold)
    for kind in set(figures) - {"share"}:
        figures[kind] = [
            one.suppress(reason) if shut else one for one, shut in zip(figures[kind], closed, strict=True)
        ]
    categories = [Category(option.name, option.label) for option in options]
    return _rows(dataset, categories, figures, group.label, policy, hits, cubes)


def _rows(
    dataset: Dataset,
    categories: Sequence[Category],
    figures: dict[str, list[Estimate]],
    title: Text,
    policy: Policy,
    hits: Sequence[Floats] | None = None,
    cubes: Sequence[Cube] | None = None,
    notes: tuple[Text, ...] = (),
) -> ReleasedTable:
    """A table whose rows do not add up: each row is judged on its own, or as ``cubes`` say it was decided.

    A row whose first figure has no n prints none.
    """
    tables = []
    for index in range(len(categories)):
        estimates = {name: found[index] for name, found in figures.items()}
        main = next(iter(estimates.values()))
        chosen = int(np.nansum(hits[index])) if hits is not None else int(main.n or 0)
        rest = int(main.n or 0) - chosen if hits is not None else 0
        weight = (
            float(np.nansum(hits[index] * dataset.weights))
            if hits is not None
            else float(main.weighted_n or 0)
        )
        other = float(main.weighted_n or 0) - weight
        inner = np.array([[chosen, rest]] if hits is not None else [[chosen]], dtype=np.int64)
        size = inner.shape[1]
        empty = Estimate(None, None, None, None, None, None, None, None)
        raw = RawTable(
            title=title,
            dimensions=(
                Dimension("chosen", title, (Category(CHOSEN, title), Category(NOT_CHOSEN, title))[:size]),
            ),
            cube=Cube(with_margins(inner, 1), np.ones(1)) if cubes is None else cubes[index],
            weighted=np.array([weight, other, weight + other] if size == 2 else [weight, weight]),
            figures={name: [figure] + [empty] * size for name, figure in estimates.items()},
            base=Base(len(dataset), float(dataset.weights.sum())),
            base_n=np.full(size + 1, int(main.n or 0)),
            notes=(*dataset.design.notes, *notes),
            source=dataset.hash,
            step=step_of(dataset.weights),
            untold=main.n is None,
        )
        tables.append(release(raw, policy))
    dimension = Dimension("option" if hits is not None else "item", title, tuple(categories))
    return join(title, dimension, tables, keep={"chosen": CHOSEN})


def _numbers(dataset: Dataset, variable: Variable, policy: Policy, over: Sequence[float]) -> ReleasedTable:
    """Answered or why not, with the figures of a number beside the answered.

    Where how many answered is hidden, mean and quantiles are told without n.
    """
    status = answered_or_why(dataset, variable)
    grid = grid_of(design_of(dataset), [status])
    raw = RawTable(
        title=variable.label,
        dimensions=(Dimension(status.name, status.label, status.categories),),
        cube=grid.cube(),
        weighted=grid.weighted(),
        figures={"share": grid.shares()},
        base=Base(len(dataset), float(dataset.weights.sum())),
        notes=dataset.design.notes,
        source=dataset.hash,
        step=step_of(dataset.weights),
    )
    if variable.kind != "number":
        return release(raw, policy)
    values, design = dataset.numbers(variable.name), design_of(dataset)
    found = dict(zip(POSITIONS, quantiles(design, values), strict=True))
    positions = told(values, found, policy.threshold)
    beside = _number_figures(design, values, positions, over, policy)
    behind = Magnitudes([status.codes], grid.sizes, values, dataset.weights)
    figures = {**raw.figures, **{name: _first(one, len(status.categories)) for name, one in beside.items()}}
    raw = replace(raw, figures=figures, magnitudes=behind)
    is_closed = is_uncounted(dataset, variable, policy)
    if is_closed and is_told(dataset, variable, policy):
        raw = _uncounted(raw, values, policy)
    made = release(raw, policy)
    if all(made.cells[0].figure(name).value is None for name in POSITIONS):
        return made
    return replace(made, notes=(*made.notes, *positions.notes))


def _first(one: Estimate, others: int) -> list[Estimate]:
    """A figure of the first category, none of the others and of the total."""
    return [one, *[Estimate(None, None, None, None, None, None, None, None)] * others]


def _uncounted(raw: RawTable, values: Floats, policy: Policy) -> RawTable:
    """The table of a number whose mean and quantiles are told though how many gave it is hidden."""
    mean = mean_uncounted(raw.figures["mean"][0], values[~np.isnan(values)], policy.threshold)
    kept = {"mean": mean} | {
        name: position_uncounted(raw.figures[name][0])
        for name in POSITIONS
        if not raw.figures[name][0].suppressed
    }
    others = [None] * (len(raw.figures["share"]) - 1)
    said = UNCOUNTED.fill(step=f"{mean.step or 0:,.10g}")
    return replace(
        raw, uncounted={name: [one, *others] for name, one in kept.items()}, notes=(*raw.notes, said)
    )


def _number_figures(
    design: Design, values: Floats, positions: Positions, over: Sequence[float], policy: Policy
) -> dict[str, Estimate]:
    """Mean, quartiles and shares above limits."""
    found = {"mean": means(design, values)[0], **positions.figures}
    for limit in over:
        above = np.where(np.isnan(values), np.nan, values > limit)
        found[f"over_{limit:g}"] = _share(design, above, policy)
    return found


def _share(design: Design, holds: Floats, policy: Policy) -> Estimate:
    """A share beside the main figures: hidden where it, or what is left, would tell of too few."""
    estimate = proportions(design, holds)[0]
    reason = HIDDEN.fill(threshold=policy.threshold)
    return estimate.suppress(reason) if _is_small(holds, policy) else estimate


def _is_small(holds: Floats, policy: Policy) -> bool:
    """Whether something holds for too few, or for all but too few."""
    threshold = policy.threshold
    return any(0 < count < threshold for count in (int(np.nansum(holds)), int(np.nansum(1 - holds))))
