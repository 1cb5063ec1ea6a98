"""Methods side by side as a released table: each size with its interval, its assumptions under the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import Category
from reports.disclosure import NOTHING_HIDDEN, Base, Dimension, RawTable, ReleasedTable, only, release
from reports.disclosure.cube import Cube, with_margins
from reports.estimates import Estimate
from reports.size.method import SizeEstimate, refuse
from reports.size.plausibility import plausibility

TITLE = Text(zh="科技工作者队伍规模：各种方法对照", en="Size of the S&T workforce by method")
METHOD = Text(zh="方法", en="Method")
ASSUMES = Text(zh="{method}的前提：{said}", en="{method} assumes: {said}")
SAYS = Text(zh="{method}：{said}", en="{method}: {said}")
EMPTY = Estimate(None, None, None, None, None, None, None, None)


def side_by_side(
    estimates: Sequence[SizeEstimate], population: float | None = None, source: str = ""
) -> ReleasedTable:
    """A table of one row per method, figure ``size``, with ``population`` also ``share`` of it.

    Notes: what every method assumes, what these data say of it, and warnings of plausibility. Sizes of the
    whole population tell of no person, so that none is hidden. Refused: no method, or one named twice.
    """
    names = [one.method for one in estimates]
    if not names or len(set(names)) < len(names):
        raise refuse(
            "methods",
            ", ".join(names) or "methods",
            Text(zh="没有方法，或同一种方法列了两次。", en="No method is given, or one is given twice."),
            Text(zh="请每种方法给出一个结果。", en="Give one result for each method."),
        )
    warnings = plausibility(estimates, population)
    sizes = [one.estimate for one in estimates]
    figures = {"size": [*sizes, EMPTY]}
    if population is not None:
        figures["population_share"] = [*(_share(one, population) for one in sizes), EMPTY]
    values = np.array([one.value or 0.0 for one in sizes])
    raw = RawTable(
        title=TITLE,
        dimensions=(
            Dimension("method", METHOD, tuple(Category(one.method, one.label) for one in estimates)),
        ),
        cube=Cube(with_margins(np.round(values).astype(np.int64)[None, :], 1), np.ones(1)),
        weighted=np.append(values, values.sum()),
        figures=figures,
        base=Base(None, None),
        notes=(*_notes(estimates), *warnings),
        source=source,
    )
    # The methods measure one thing: their sum means nothing.
    return only(release(raw, NOTHING_HIDDEN), {}, inner="method")


def _share(size: Estimate, population: float) -> Estimate:
    value, se, low, high = (
        None if part is None else part / population for part in (size.value, size.se, size.low, size.high)
    )
    return Estimate(value, se, low, high, size.df, None, size.n, None)


def _notes(estimates: Sequence[SizeEstimate]) -> list[Text]:
    notes = []
    for one in estimates:
        notes.append(
            Text(
                zh=ASSUMES.say("zh-CN").format(
                    method=one.label.say("zh-CN"), said="".join(part.say("zh-CN") for part in one.assumptions)
                ),
                en=ASSUMES.say("en").format(
                    method=one.label.say("en"), said=" ".join(part.say("en") for part in one.assumptions)
                ),
            )
        )
        notes += [
            Text(
                {
                    language: SAYS.say(language).format(method=one.label.say(language), said=words)
                    for language, words in note.items()
                }
            )
            for note in one.notes
        ]
    return notes
