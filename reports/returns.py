"""From issued to valid: the numbers of questionnaires at every step, as a table that a chart may draw."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import Category
from reports.disclosure import NOTHING_HIDDEN, Base, Dimension, RawTable, ReleasedTable, join, release
from reports.disclosure.cube import Cube, with_margins
from reports.errors import ReportError
from reports.estimates import Estimate

STAGE = "stage"
TITLE = Text(zh="问卷的发放与回收", en="Questionnaires issued and returned")
STAGES = {
    "issued": Text(zh="发放", en="Issued"),
    "returned": Text(zh="回收", en="Returned"),
    "valid": Text(zh="有效", en="Valid"),
}


def stages_table(counts: Sequence[tuple[str, int]], source: str = "", title: Text = TITLE) -> ReleasedTable:
    """Steps by name (those of :data:`STAGES`, or in their own words) with their numbers, figure ``size``.

    Every step is part of the one before it, so they do not add up to anything.

    :raises ReportError: no steps, a negative number, or more at a step than at the one before.
    """
    if not counts or any(count < 0 for _, count in counts):
        raise _refused("发放、回收的份数缺少或为负。", "Numbers of questionnaires are lacking or negative.")
    for (name, before), (other, count) in itertools.pairwise(counts):
        if count > before:
            raise _refused(
                f"“{_label(other).say('zh-CN')}”（{count}）多于“{_label(name).say('zh-CN')}”（{before}）。",
                f"“{_label(other).say('en')}” ({count}) is more than “{_label(name).say('en')}” ({before}).",
            )
    categories = tuple(Category(name, _label(name)) for name, _ in counts)
    tables = [_single(count, source) for _, count in counts]
    stage = Dimension(STAGE, Text(zh="阶段", en="Step"), categories)
    return join(title, stage, tables, keep={"copies": "all"})


def _label(name: str) -> Text:
    return STAGES.get(name, Text(zh=name, en=name))


def _single(count: int, source: str) -> ReleasedTable:
    number = float(count)
    figure = Estimate(number, 0.0, None, None, None, None, count, number)
    everything = Dimension("copies", TITLE, (Category("all", TITLE),))
    raw = RawTable(
        title=TITLE,
        dimensions=(everything,),
        cube=Cube(with_margins(np.array([[count]], dtype=np.int64), 1), np.ones(1)),
        weighted=np.array([number, number]),
        figures={"size": [figure, figure]},
        base=Base(count, number),
        source=source,
    )
    return release(raw, NOTHING_HIDDEN)


def _refused(zh: str, en: str) -> ReportError:
    return ReportError(
        "returns.counts",
        STAGE,
        Text(zh=zh, en=en),
        Text(zh="请核对回收统计。", en="Check the numbers of questionnaires returned."),
    )
