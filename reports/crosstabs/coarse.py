"""How exactly shares among those who answered, and the mean, of one question stand beside its frequencies."""

from __future__ import annotations

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification
from reports.crosstabs.by_unit import sensitive
from reports.crosstabs.one_way import hidden_of, of_answers, tells_answered
from reports.dataset import Dataset
from reports.disclosure.cube import Floats, cube_of
from reports.disclosure.moments import Asked, step_of_mean, step_of_shares
from reports.disclosure.policy import Policy
from reports.disclosure.primary import primary
from reports.disclosure.tables import SMALL_BASE

ROUNDED_SHARES = Text(
    zh="有的占回答者的比例不给 n，按 {step} 个百分点给出，使少于 {threshold} 人的回答不能由此推出。",
    en="Some shares of answers are given without n, in steps of {step} percentage point, so that answers of "
    "fewer than {threshold} persons cannot be worked out from them.",
)
ROUNDED_MEANS = Text(
    zh="为保护个人信息，有的平均分取整公布，区间相应放宽：与频数合看，准确的平均分会说出不公布的选项。",
    en="To protect persons some means are rounded, and their intervals widened: beside the frequencies exact means would "
    "tell answers that are hidden.",
)


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
    alone = Asked(asked.counts[kept], asked.hidden[kept], asked.small[kept], asked.answers[kept], asked.need)
    return step_of_mean(alone, value[kept])


def notes_of_shares(step: float | None, policy: Policy) -> tuple[Text, ...]:
    """What is said below a table whose shares among those who answered are rounded."""
    return (ROUNDED_SHARES.fill(step=f"{100 * step:g}", threshold=policy.threshold),) if step else ()


def _asked(dataset: Dataset, one: Classification, policy: Policy) -> Asked:
    """The question as a reader of its frequencies has it, its answers counted in persons of the mean weight."""
    size = len(one.categories)
    counts = np.bincount(one.codes, dataset.weights / dataset.weights.mean(), size).astype(np.float64)
    cube = cube_of([one.codes], (size,), dataset.weights).besides(sensitive(dataset, [one], policy))
    small = primary(cube, policy.threshold)[:-1]
    return Asked(counts, hidden_of(dataset, one, policy), small, of_answers(one), float(policy.threshold))
