"""A size worked out by one method, with what has to hold for it to be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates import Estimate
from reports.estimates.estimate import Floats
from reports.estimates.intervals import t_quantile

Method = Literal[
    "roster",
    "expansion",
    "separate_ratio",
    "combined_ratio",
    "hansen_hurwitz",
    "horvitz_thompson",
    "two_lists",
    "multiplicity",
    "coefficients",
]

LABELS: dict[Method, Text] = {
    "roster": Text(zh="台账法", en="Full roster"),
    "expansion": Text(zh="分层扩张", en="Stratified expansion"),
    "separate_ratio": Text(zh="分层比估计（分别）", en="Separate ratio"),
    "combined_ratio": Text(zh="分层比估计（联合）", en="Combined ratio"),
    "hansen_hurwitz": Text(zh="Hansen–Hurwitz 估计", en="Hansen–Hurwitz"),
    "horvitz_thompson": Text(zh="Horvitz–Thompson 估计", en="Horvitz–Thompson"),
    "two_lists": Text(zh="双名册法（Chapman）", en="Two lists (Chapman)"),
    "multiplicity": Text(zh="多重入样校正", en="Multiplicity"),
    "coefficients": Text(zh="系数法", en="Coefficients"),
}


@dataclass(frozen=True)
class SizeEstimate:
    """The size of the workforce by one method.

    ``assumptions`` are what it rests on, ``notes`` what these data say about it (the gain over another
    method, a small base). ``estimate.n`` are the units, persons or matches it was worked out from.
    """

    method: Method
    estimate: Estimate
    assumptions: tuple[Text, ...]
    notes: tuple[Text, ...] = ()

    @property
    def label(self) -> Text:
        """The name of the method."""
        return LABELS[self.method]


def estimated(value: float, variance: float, df: float, n: int) -> Estimate:
    """A size with a t interval on ``df``; no interval without degrees of freedom."""
    se = float(np.sqrt(variance))
    half = t_quantile(df) * se
    if not np.isfinite(half):
        return Estimate(value, se, None, None, df, None, n, None, reason=NO_FREEDOM)
    return Estimate(value, se, value - half, value + half, df, None, n, None)


NO_FREEDOM = Text(
    zh="每层只有一个单位，算不出误差。", en="One unit in every stratum: there is no error to be worked out."
)


def numbers(values: npt.ArrayLike, name: str, least: float = 0.0, above: bool = False) -> Floats:
    """Finite numbers of at least ``least`` (or ``above`` it); anything else is refused with the first bad row."""
    given = np.asarray(values, dtype=np.float64)
    wrong = ~np.isfinite(given) | (given <= least if above else given < least)
    if not len(given) or wrong.any():
        row = int(np.flatnonzero(wrong)[0]) + 1 if len(given) else 0
        raise ReportError(
            "size.numbers",
            name,
            Text(
                zh="“{name}”第 {row} 行缺失、不是数或过小。",
                en="Row {row} of “{name}” is missing, no number, or too small.",
            ).fill(name=name, row=row),
            Text(zh="请补齐并核对这一列。", en="Fill the column in and check it."),
        )
    return given


def refuse(code: str, place: str, reason: Text, remedy: Text) -> ReportError:
    """A refusal of a method."""
    return ReportError(f"size.{code}", place, reason, remedy)
