"""How exactly shares among those who answered, and the mean, of one question stand beside its frequencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.classification import Classification
from reports.crosstabs.by_unit import sensitive
from reports.crosstabs.one_way import hidden_of, of_answers, tells_answered
from reports.dataset import Dataset
from reports.disclosure.cube import MOST_CLASSES, Floats, cube_of
from reports.disclosure.moments import Asked, step_of_mean, step_of_shares
from reports.disclosure.policy import Policy
from reports.disclosure.primary import primary
from reports.disclosure.tables import SMALL_BASE, ReleasedTable
from reports.estimates.estimate import WHOLE_PERCENT

ROUNDED_SHARES = Text(
    zh="占回答者的比例不给 n、取整公布（{rows}），使少于 {threshold} 人的回答不能由此推出。",
    en="Shares of answers are rounded and given without n ({rows}), so that answers of fewer than {threshold} persons "
    "cannot be worked out from them.",
)
ROUNDED_MEANS = Text(
    zh="为保护个人信息，平均分取整公布（{rows}），区间相应放宽：与频数合看，准确的平均分会说出不公布的选项。",
    en="To protect persons means are rounded ({rows}), and their intervals widened: beside the frequencies exact means "
    "would tell answers that are hidden.",
)
POINT = Text(zh="到 {step} 个百分点", en="to {step} percentage point")
POINTS = Text(zh="到 {step} 个百分点", en="to {step} percentage points")
NUMBER = Text(zh="到 {step}", en="to {step}")
#: A row of a table and what a figure of it is rounded to, 0 or None where it is not.
Step = tuple[Text, float | None]


def share_step(dataset: Dataset, one: Classification, policy: Policy) -> float | None:
    """What shares among those who answered are rounded to: 0 where they may be exact, None where they are not told.

    They are not told either where fewer answers are published than a figure should stand on, since without n
    nobody would see it.
    """
    if policy.rounding or not tells_answered(dataset, one, policy):
        return 0.0
    asked = _asked(dataset, one, policy)
    persons = np.bincount(one.codes, minlength=len(one.categories))
    if persons[asked.answers & ~asked.hidden].sum() < SMALL_BASE:
        return None
    return step_of_shares(asked)


def mean_step(
    dataset: Dataset, one: Classification, points: Floats, policy: Policy, share: float | None
) -> float | None:
    """What the mean of ``points`` (n,), NaN where missing, is rounded to: 0 for nothing, None where it is not told.

    The shares beside it, rounded to ``share``, come first: where they are not told (None) the mean is not either, nor
    where they are rounded and some answers have no number, so that it stands on fewer.
    """
    if share is None or policy.rounding or not hidden_of(dataset, one, policy).any():
        return share
    value = np.zeros(len(one.categories))
    held = ~np.isnan(points)
    value[one.codes[held]] = points[held]
    asked = _asked(dataset, one, policy)
    if share:
        is_whole = not (asked.answers[one.codes] & ~held).any()
        return step_of_mean(asked, value, share) if is_whole else None
    kept = np.bincount(one.codes[held], minlength=len(value)) > 0
    return step_of_mean(asked.only(kept), value[kept])


def notes_of_shares(steps: Sequence[Step], policy: Policy) -> tuple[Text, ...]:
    """What is said below a table whose shares among those who answered are rounded: which rows, to what."""
    rows = _rows(steps, lambda step: (POINTS if step < WHOLE_PERCENT else POINT).fill(step=f"{100 * step:g}"))
    return () if rows is None else (ROUNDED_SHARES.fill(rows=rows, threshold=policy.threshold),)


def notes_of_means(steps: Sequence[Step]) -> tuple[Text, ...]:
    """The same below a table of means."""
    rows = _rows(steps, lambda step: NUMBER.fill(step=f"{step:g}"))
    return () if rows is None else (ROUNDED_MEANS.fill(rows=rows),)


def step_told(table: ReleasedTable) -> float | None:
    """What a table rounds its shares among those who answered to, None where it does not."""
    return next((step for cell in table if (step := cell.figure("valid_share").step)), None)


def _rows(steps: Sequence[Step], said: Callable[[float], Text]) -> Text | None:
    """Which rows are rounded to what; only to what where there is one row. None where none is rounded."""
    groups: dict[float, list[Text]] = {}
    for name, step in steps:
        if step:
            groups.setdefault(step, []).append(name)
    if not groups:
        return None
    if len(steps) == 1:
        return said(min(groups))
    return Text(
        zh="；".join(
            "".join(f"“{one.say(CHINESE)}”" for one in names) + said(step).say(CHINESE)
            for step, names in sorted(groups.items())
        ),
        en="; ".join(
            ", ".join(f"“{one.say(ENGLISH)}”" for one in names) + " " + said(step).say(ENGLISH)
            for step, names in sorted(groups.items())
        ),
    )


def _asked(dataset: Dataset, one: Classification, policy: Policy) -> Asked:
    """The question as a reader of its frequencies has it."""
    size = len(one.categories)
    counts = np.bincount(one.codes, minlength=size).astype(np.float64)
    weighted = np.bincount(one.codes, dataset.weights, size).astype(np.float64)
    cube = cube_of([one.codes], (size,), dataset.weights).besides(sensitive(dataset, [one], policy))
    small, hidden = primary(cube, policy.threshold)[:-1], hidden_of(dataset, one, policy)
    found = hidden[one.codes]
    kinds, part = np.unique(np.round(dataset.weights[found], 9), return_inverse=True)
    parts = None
    if len(kinds) <= MOST_CLASSES:
        place = part * size + one.codes[found]
        parts = np.bincount(place, minlength=len(kinds) * size).reshape(len(kinds), size).astype(np.float64)
    else:
        kinds = kinds[[0, -1]]
    need = float(policy.threshold)
    return Asked(counts, weighted, hidden, small, of_answers(one), need, kinds, parts)
