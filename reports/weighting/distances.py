"""How far calibrated weights may move from those before, and at what price: the four usual distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.validity import Floats

DistanceName = Literal["linear", "raking", "logit"]


@dataclass(frozen=True)
class Distance:
    """The factor g = F(u) of a calibration and its slope (Deville and Särndal 1992, table 1).

    ``linear`` F = 1 + u (bounded: cut off at the bounds), ``raking`` F = exp u (likewise), ``logit``
    between finite bounds L < 1 < U. Bounds that do not lie around 1 are refused.
    """

    name: DistanceName = "linear"
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        if not self.low < 1 < self.high:
            raise ReportError(
                "weighting.bounds",
                self.name,
                Text(
                    zh="调整系数的界限（{low:g}，{high:g}）必须把1夹在中间。",
                    en="The bounds of the factors ({low:g}, {high:g}) must lie on either side of 1.",
                ).fill(low=self.low, high=self.high),
                Text(zh="例如下界0.5、上界2。", en="For example 0.5 and 2."),
            )
        if self.name == "logit" and not np.isfinite([self.low, self.high]).all():
            raise ReportError(
                "weighting.bounds",
                self.name,
                Text(zh="logit校准需要有限的上下界。", en="Logit calibration needs finite bounds."),
                Text(
                    zh="请给出上下界，例如0.4与3；或改用指数距离（raking）。",
                    en="Give bounds, such as 0.4 and 3; or choose the raking distance.",
                ),
            )

    def scaled(self, scale: float) -> Distance:
        """The same on weights that were first multiplied by ``scale``."""
        low, high = self.low / scale, self.high / scale
        if not low < 1 < high:
            raise ReportError(
                "weighting.bounds",
                self.name,
                Text(
                    zh="总体约为现有权数合计的{scale:,.1f}倍，调整系数的界限（{low:g}，{high:g}）不可能满足。",
                    en="The population is about {scale:,.1f} times the sum of the weights: factors between "
                    "{low:g} and {high:g} cannot reach it.",
                ).fill(scale=scale, low=self.low, high=self.high),
                Text(
                    zh="请先算好基础权数（总体人数÷样本人数），再作有界校准。",
                    en="Work out base weights first (population over sample), then calibrate with bounds.",
                ),
            )
        return Distance(self.name, low, high)

    def factor(self, u: Floats) -> Floats:
        """g at u, (n,); infinite where u is out of reach."""
        if self.name == "linear":
            return np.clip(1 + u, self.low, self.high)
        if self.name == "raking":
            return np.clip(_exp(u), self.low, self.high)
        low, high, grown = self.low, self.high, _exp(self._rate * np.minimum(u, self._far))
        return (low * (high - 1) + high * (1 - low) * grown) / (high - 1 + (1 - low) * grown)

    def slope(self, u: Floats) -> Floats:
        """dg/du at u, (n,); 0 where a bound holds the factor."""
        if self.name == "linear":
            return ((u > self.low - 1) & (u < self.high - 1)).astype(np.float64)
        if self.name == "raking":
            grown = _exp(u)
            return np.where((grown > self.low) & (grown < self.high), grown, 0.0)
        low, high, grown = self.low, self.high, _exp(self._rate * np.minimum(u, self._far))
        return (
            self._rate * grown * (1 - low) * (high - 1) * (high - low) / (high - 1 + (1 - low) * grown) ** 2
        )

    @property
    def _rate(self) -> float:
        return (self.high - self.low) / ((self.high - 1) * (1 - self.low))

    @property
    def _far(self) -> float:
        """Beyond this the logit factor is its upper bound to the last digit."""
        return 300 / self._rate


def _exp(u: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(np.minimum(u, 700.0)), dtype=np.float64)
