"""The reliability of a scale asked of a dataset by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from questionnaires.text import Text
from reports.codebook import Group, Variable
from reports.crosstabs.breakdown import require_enough
from reports.crosstabs.frequencies import codes_as_numbers
from reports.crosstabs.unanswered import left_out_told, missing_told
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy
from reports.disclosure.rounding import round_number
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.scales.reliability import ABOUT, ROUNDED, UNEQUAL, Item, Reliability, cronbach

#: α of a scale that some did not answer in full is told no finer and, of few answers, no coarser.
FINEST, COARSEST = 0.01, 0.1


def reliability(
    dataset: Dataset,
    items: str | Sequence[str],
    weighted: bool = False,
    policy: Policy = PUBLIC,
    reverse: Sequence[str] = (),
) -> Reliability:
    """Cronbach's α of a matrix, or of the items named, reverse-coded where the questionnaire says so.

    ``reverse`` names further items that run against the rest. ``weighted`` takes the weights of the
    dataset into the variances. Refused: a single item; a multiple choice, a ranking or a feature of
    persons such as age or sex, whose parts form a list and do not measure one thing; options that are no
    numbers. Where answers were left out, how many is told no nearer than frequencies do, and α is rounded, since exact
    numbers would tell how few left an item out.
    """
    require_enough(dataset, policy)
    group, variables = _items(dataset, items)
    columns = [_points(dataset, variable, variable.name in reverse) for variable in variables]
    table = np.column_stack(columns) if columns else np.zeros((len(dataset), 0))
    labels = [group.part(variable.label) if group is not None else variable.label for variable in variables]
    found = cronbach(
        table,
        [variable.name for variable in variables],
        labels,
        dataset.weights if weighted else None,
        least=policy.threshold,
    )
    if found.left_out:
        found = _told(dataset, found, policy)
    if len({_range(variable) for variable in variables}) > 1:
        return replace(found, notes=(*found.notes, UNEQUAL))
    return found


def _told(dataset: Dataset, found: Reliability, policy: Policy) -> Reliability:
    """As it may be told where some did not answer every item.

    How many is told no nearer than the frequencies of the items do
    (:func:`reports.crosstabs.unanswered.left_out_told`). α and what goes with it are rounded, its interval outward,
    to the share that the threshold is of n, as 1, 2 or 5 times a power of ten, and no finer than 0.01.
    """
    missing = [missing_told(dataset, item.name, policy) for item in found.items]
    left = left_out_told(found.left_out, missing, len(dataset), policy)
    n = max(found.n + found.left_out - left.middle, 0)
    grain = min(round_number(max(FINEST, policy.threshold / max(n, 1))), COARSEST)
    notes = list(found.notes)
    if not left.exact:
        notes.append(ABOUT.fill(low=f"{left.low:,}", high=f"{left.high:,}"))
    notes.append(ROUNDED.fill(step=f"{grain:g}"))
    return replace(
        found,
        alpha=_to(found.alpha, grain, round),
        low=_to(found.low, grain, math.floor),
        high=_to(found.high, grain, math.ceil),
        standardised=_to(found.standardised, grain, round),
        items=tuple(_item(one, grain) for one in found.items),
        n=n,
        left_out=left.middle,
        notes=tuple(notes),
        is_about=not left.exact,
    )


def _item(one: Item, grain: float) -> Item:
    without = None if one.alpha_without is None else _to(one.alpha_without, grain, round)
    return replace(one, rest=_to(one.rest, grain, round), alpha_without=without)


def _to(number: float, grain: float, whole: Callable[[float], int]) -> float:
    return round(whole(number / grain) * grain, 2)


def _items(dataset: Dataset, items: str | Sequence[str]) -> tuple[Group | None, list[Variable]]:
    if isinstance(items, str):
        group = dataset.group(items)
        if group is None:
            return None, [dataset.variable(items)]
        if group.kind != "matrix":
            raise _formative(group.name, group.label)
        return group, [dataset.variable(name) for name in group.variables]
    variables = [dataset.variable(name) for name in dict.fromkeys(items)]
    for variable in variables:
        of = None if variable.group is None else dataset.group(variable.group)
        if variable.role is not None or (of is not None and of.kind != "matrix"):
            raise _formative(variable.name, variable.label)
    return None, variables


def _points(dataset: Dataset, variable: Variable, turn: bool) -> Floats:
    """The points of an item, NaN where missing."""
    if variable.kind == "number":
        points = dataset.numbers(variable.name)
    elif variable.kind == "code" and _is_numbered(variable.substantive):
        points = codes_as_numbers(dataset, variable)
    else:
        raise ReportError(
            "scales.points",
            variable.name,
            Text(
                zh="“{item}”的选项不是分数，不能相加成量表。",
                en="The options of “{item}” are no points, and cannot be added up to a scale.",
            ).fill(item=variable.label),
            Text(zh="请只选用分数作选项的量表题。", en="Choose items whose options are points."),
        )
    if not turn or np.isnan(points).all():
        return points
    low, high = _range(variable) or (float(np.nanmin(points)), float(np.nanmax(points)))
    return np.asarray(low + high - points, dtype=np.float64)


def _range(variable: Variable) -> tuple[float, float] | None:
    if variable.kind != "code" or not _is_numbered(variable.substantive):
        return None
    points = [float(code) for code in variable.substantive]
    return min(points), max(points)


def _is_numbered(codes: Sequence[str]) -> bool:
    return len(codes) > 1 and all(code.lstrip("-").isdigit() for code in codes)


def _formative(name: str, label: Text) -> ReportError:
    return ReportError(
        "scales.formative",
        name,
        Text(
            zh="“{label}”是清单式题目或身份特征，各项并不测量同一内容，不计算信度。",
            en="“{label}” is a list or a feature of persons: its parts do not measure one thing, and have no "
            "reliability.",
        ).fill(label=label),
        Text(
            zh="请选择测量同一内容的量表题（如矩阵量表）。",
            en="Choose items that measure one thing, such as a matrix of a scale.",
        ),
    )
