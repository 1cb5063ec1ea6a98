"""A figure with everything needed to judge it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text

Floats = npt.NDArray[np.float64]

WHOLE_PERCENT = 0.01


@dataclass(frozen=True)
class Estimate:
    """An estimate with standard error, 95 % interval and base.

    ``value``, ``se``, ``low`` and ``high`` are in the unit of the estimate (a proportion is a fraction).
    ``df`` are the degrees of freedom of the interval; ``deff`` compares the variance with that of simple
    random sampling with replacement (R: ``deff="replace"``). ``n`` is the number of answers behind the
    figure, ``weighted_n`` the sum of their weights. A figure that cannot be given is None; ``suppressed``
    says that disclosure control took it away, and ``reason`` tells in words why any part is None. ``step`` is what
    ``value`` is rounded to so that it tells less, None where it is not.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    df: float | None
    deff: float | None
    n: int | None
    weighted_n: float | None
    suppressed: bool = False
    reason: Text | None = None
    step: float | None = None

    @property
    def percent_decimals(self) -> int:
        """How many decimals a share has in percent: none that its step does not bear."""
        return 0 if self.step is not None and self.step >= WHOLE_PERCENT else 1

    def suppress(self, reason: Text) -> Estimate:
        """The same place in the table with every figure taken away."""
        return Estimate(None, None, None, None, None, None, None, None, suppressed=True, reason=reason)

    def none(self, reason: Text) -> Estimate:
        """The place of a figure that does not exist, with the reason."""
        return replace(self, value=None, se=None, low=None, high=None, deff=None, reason=reason)


NO_BASE = Text(zh="没有答卷", en="No answers")
ALL_OR_NONE = Text(zh="比例为0或1，不给区间", en="No interval for a share of 0 or 1")
NO_FREEDOM = Text(zh="自由度不足，不给区间", en="No interval: too few degrees of freedom")
NO_SPREAD = Text(zh="无法计算标准误", en="No standard error can be computed")


@dataclass(frozen=True, eq=False)
class Estimates:
    """Many estimates of one kind as arrays of shape (cells,); NaN where a figure cannot be given."""

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    deff: Floats
    n: npt.NDArray[np.int64]
    weighted_n: Floats
    df: float
    proportion: bool = False

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Estimate]:
        return (self[cell] for cell in range(len(self)))

    def __getitem__(self, cell: int) -> Estimate:
        """The estimate of one cell as an object, NaN turned into None with a reason."""
        return Estimate(
            value=_number(self.value[cell]),
            se=_number(self.se[cell]),
            low=_number(self.low[cell]),
            high=_number(self.high[cell]),
            df=self.df,
            deff=_number(self.deff[cell]),
            n=int(self.n[cell]),
            weighted_n=float(self.weighted_n[cell]),
            reason=self._reason(cell),
        )

    def _reason(self, cell: int) -> Text | None:
        if np.isnan(self.value[cell]):
            return NO_BASE
        if not np.isnan(self.low[cell]):
            return None
        if self.df <= 0:
            return NO_FREEDOM
        if self.proportion and (self.value[cell] <= 0 or self.value[cell] >= 1):
            return ALL_OR_NONE
        return NO_SPREAD

    @classmethod
    def joined(cls, parts: list[Estimates]) -> Estimates:
        """The cells of several estimates of one kind, one after another."""
        return cls(
            value=np.concatenate([part.value for part in parts]),
            se=np.concatenate([part.se for part in parts]),
            low=np.concatenate([part.low for part in parts]),
            high=np.concatenate([part.high for part in parts]),
            deff=np.concatenate([part.deff for part in parts]),
            n=np.concatenate([part.n for part in parts]),
            weighted_n=np.concatenate([part.weighted_n for part in parts]),
            df=parts[0].df,
            proportion=parts[0].proportion,
        )


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
