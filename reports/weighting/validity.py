"""Weights that can be worked with: finite, positive, one for every answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SHOWN = 5  # examples named in a message

_Fault = tuple[str, Callable[[Floats], npt.NDArray[np.bool_]], Text, Text]
_FAULTS: tuple[_Fault, ...] = (
    (
        "weighting.missing_weight",
        lambda weight: ~np.isfinite(weight),
        Text(zh="有{n}行的权数缺失或不是有限数（{rows}）。", en="{n} rows have no finite weight ({rows})."),
        Text(
            zh="请补上这些行的入样概率或权数，或先把这些行判为无效。",
            en="Fill in their weights or inclusion probabilities, or judge these rows invalid first.",
        ),
    ),
    (
        "weighting.negative_weight",
        lambda weight: weight < 0,
        Text(zh="有{n}行的权数为负（{rows}）。", en="{n} rows have a negative weight ({rows})."),
        Text(
            zh="请核对权数的来源；若由线性校准得出，请改用有界线性、指数距离（raking）或 logit 校准。",
            en="Check where the weights come from; if from linear calibration, choose bounded linear, "
            "raking or logit calibration.",
        ),
    ),
    (
        "weighting.zero_weight",
        lambda weight: weight == 0,
        Text(zh="有{n}行的权数为零（{rows}）。", en="{n} rows have weight zero ({rows})."),
        Text(
            zh="权数为零的答卷不代表任何人：请核对入样概率，或先把这些行判为无效。",
            en="An answer of weight zero speaks for nobody: check the inclusion probabilities, or judge "
            "these rows invalid first.",
        ),
    ),
)


def require_weights(weights: npt.ArrayLike, place: str = "weight") -> Floats:
    """The weights (n,) as float64; none at all, missing, infinite, negative or zero ones are refused.

    The message tells how many rows and the first of them, counted from 1.
    """
    weight = np.asarray(weights, dtype=np.float64)
    if not len(weight):
        raise ReportError(
            "weighting.no_rows",
            place,
            Text(zh="没有有效答卷，无从加权。", en="There is no valid answer to weight."),
            Text(zh="请先审核答卷，或核对筛选条件。", en="Review the answers first, or check the filter."),
        )
    for code, wrong, reason, remedy in _FAULTS:
        rows = np.flatnonzero(wrong(weight))
        if len(rows):
            raise ReportError(code, place, reason.fill(n=len(rows), rows=_examples(rows)), remedy)
    return weight


def _examples(rows: Ints) -> str:
    shown = ", ".join(str(row + 1) for row in rows[:_SHOWN])
    return f"{shown}, …" if len(rows) > _SHOWN else shown


def named(labels: list[Text]) -> Text:
    """The first few labels as one text, in both languages; the rest is counted."""
    more = len(labels) - _SHOWN
    zh = "、".join(f"“{label.say('zh-CN')}”" for label in labels[:_SHOWN])
    en = ", ".join(f"“{label.say('en')}”" for label in labels[:_SHOWN])
    if more > 0:
        zh, en = f"{zh}等{len(labels)}个", f"{en} and {more} more"
    return Text(zh=zh, en=en)


def filled(template: Text, **parts: Text | str | float) -> Text:
    """A text whose places are filled language by language, so that labels keep theirs."""
    return Text(
        {
            language: wording.format(
                **{key: part.say(language) if isinstance(part, Text) else part for key, part in parts.items()}
            )
            for language, wording in template.items()
        }
    )
