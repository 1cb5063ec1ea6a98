"""The reliability of a scale asked of a dataset by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from questionnaires.text import Text
from reports.codebook import Group, Variable
from reports.crosstabs.breakdown import require_enough
from reports.crosstabs.frequencies import codes_as_numbers
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy
from reports.disclosure.rounding import in_steps
from reports.errors import ReportError
from reports.estimates.estimate import Floats
from reports.scales.reliability import ABOUT, UNEQUAL, Reliability, cronbach


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
    numbers. Where answers were left out, how many is told in steps, since the exact number would tell how few left
    an item out.
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
        found = _told(found, policy)
    if len({_range(variable) for variable in variables}) > 1:
        return replace(found, notes=(*found.notes, UNEQUAL))
    return found


def _told(found: Reliability, policy: Policy) -> Reliability:
    left = in_steps(found.left_out, policy.threshold)
    n = max(found.n + found.left_out - left, 0)
    note = ABOUT.fill(step=2 * policy.threshold)
    return replace(found, n=n, left_out=left, notes=(*found.notes, note))


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
