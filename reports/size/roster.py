"""The size of the workforce as typed or known: method (a), the full roster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import Category
from reports.codebook import DesignInfo
from reports.disclosure import NOTHING_HIDDEN, Base, Dimension, RawTable, ReleasedTable, release
from reports.disclosure.cube import Cube, with_margins
from reports.errors import ReportError
from reports.estimates import Estimate
from reports.size.method import SizeEstimate, numbers

TITLE = Text(zh="科技工作者队伍规模（台账法）", en="Size of the S&T workforce (roster)")
METHOD = Text(
    zh="按单位台账或主管部门填报的人数汇总，无抽样误差；未含名册遗漏和重复登记。",
    en="Sum of the persons on the rosters as reported, without sampling error; omissions and double "
    "entries of the rosters are not corrected.",
)
INCOMPLETE = Text(
    zh="下列层没有人数，合计不含：{strata}。", en="The total leaves out strata without a count: {strata}."
)


COMPLETE = Text(
    zh="单位名录完整（已与编制、统计名录库、市场监管登记核对），每个单位都如实填报，同一人不在两个单位重复登记。",
    en="The list of units is complete (checked against the registers of posts, of statistics and of the market "
    "authority), every unit reported truly, and nobody is entered by two units.",
)


def roster(workers: Sequence[float], unreported: int = 0) -> SizeEstimate:
    """(a) T = Σ y over all units, without sampling error; ``unreported`` units that gave no number are noted."""
    total = float(numbers(workers, "workers").sum())
    estimate = Estimate(total, 0.0, total, total, None, None, len(workers), None)
    notes = (UNREPORTED.fill(n=unreported),) if unreported else ()
    return SizeEstimate("roster", estimate, (COMPLETE,), notes)


UNREPORTED = Text(
    zh="有 {n} 个单位没有填报，合计不含这些单位，结果偏低。",
    en="{n} units gave no number and are not in the total, which is too low.",
)


def known_size(design: DesignInfo, source: str = "") -> ReleasedTable:
    """The persons of every stratum and in all, figure ``size``; strata without a count are named in a note.

    Counts of the population are what staff typed and other pages print; none is hidden, however small.
    Refused where no stratum has a count.
    """
    known = [stratum for stratum in design.strata if stratum.population is not None]
    if not known:
        raise ReportError(
            "size.unknown",
            "population",
            Text(zh="没有任何层的总体人数。", en="No stratum has a population count."),
            Text(zh="请填写各层的科技工作者人数。", en="Fill in the number of S&T workers of the strata."),
        )
    sizes = np.array([stratum.population for stratum in known], dtype=np.float64)
    notes = [METHOD]
    lacking = [stratum for stratum in design.strata if stratum.population is None]
    if lacking:
        notes.append(INCOMPLETE.fill(strata="、".join(str(stratum.label) for stratum in lacking)))
    everyone = np.append(sizes, sizes.sum())
    cube = Cube(with_margins(np.round(sizes).astype(np.int64)[None, :], 1), np.ones(1))
    figures = [
        Estimate(float(size), 0.0, float(size), float(size), None, None, None, None) for size in everyone
    ]
    dimension = Dimension(
        "stratum",
        Text(zh="层", en="Stratum"),
        tuple(Category(stratum.code, stratum.label) for stratum in known),
    )
    total = float(sizes.sum())
    raw = RawTable(
        title=TITLE,
        dimensions=(dimension,),
        cube=cube,
        weighted=everyone,
        figures={"size": figures},
        base=Base(round(total), total),
        notes=tuple(notes),
        source=source,
    )
    return release(raw, NOTHING_HIDDEN)
