"""What a figure is measured in, and how it is written in charts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from questionnaires.text import Text

PERCENT = {"share", "valid_share", "mentions", "first"}
COUNTS = {"total", "size", "n"}
NAMES = {
    "share": Text(zh="占比", en="Share"),
    "valid_share": Text(zh="占回答者", en="Share of answers"),
    "mentions": Text(zh="占选择次数", en="Share of mentions"),
    "first": Text(zh="列第一位", en="Put first"),
    "score": Text(zh="平均得分", en="Mean score"),
    "mean": Text(zh="均值", en="Mean"),
    "q1": Text(zh="下四分位数", en="First quartile"),
    "median": Text(zh="中位数", en="Median"),
    "q3": Text(zh="上四分位数", en="Third quartile"),
    "total": Text(zh="推算人数", en="Persons"),
    "size": Text(zh="数量", en="Number"),
    "coefficient": Text(zh="系数", en="Coefficient"),
    "odds_ratio": Text(zh="优势比", en="Odds ratio"),
}


@dataclass(frozen=True)
class Unit:
    """How figures of a name are written: shares in percent, means with decimals, counts whole.

    ``decimals`` are those of shares in percent.
    """

    figure: str
    language: str = "zh-CN"
    decimals: int = 1

    @property
    def name(self) -> str:
        """What the figure is called in a table."""
        if self.figure.startswith("over_"):
            limit = self.figure.removeprefix("over_")
            return Text(zh=f"超过 {limit} 的占比", en=f"Share above {limit}").say(self.language)
        return NAMES[self.figure].say(self.language) if self.figure in NAMES else self.figure

    @property
    def is_share(self) -> bool:
        """Whether figures lie between 0 and 1 and are written in percent."""
        return self.figure in PERCENT or self.figure.startswith("over_")

    def say(self, value: float, step: float | None = None) -> str:
        """A figure as text: ``35.4 %``, ``3.42``, ``2,463``; one rounded to a ``step`` with no more decimals than that."""
        if self.is_share:
            return f"{value * 100:.{self.decimals}f} %"
        if self.figure in COUNTS:
            return f"{value:,.0f}"
        return f"{value:,.{self._decimals(value, step)}f}"

    def tick(self, value: float, _: object = None) -> str:
        """A figure beside an axis."""
        if self.is_share:
            return (
                f"{value * 100:.0f} %"
                if abs(value * 100 - round(value * 100)) < 1e-6
                else f"{value * 100:.1f} %"
            )
        if self.figure in COUNTS or abs(value) >= 1e4:
            return f"{value:,.0f}"
        return f"{value:g}"

    def interval(
        self, low: float | None, high: float | None, value: float | None = None, step: float | None = None
    ) -> str:
        """An interval as ``[33.1, 37.8]``, with the decimals of the ``value`` beside it; empty where there is none."""
        if low is None or high is None:
            return ""
        if self.is_share:
            return f"[{low * 100:.{self.decimals}f}, {high * 100:.{self.decimals}f}]"
        digits = (
            0
            if self.figure in COUNTS
            else self._decimals(max(abs(low), abs(high)) if value is None else value, step)
        )
        return f"[{low:,.{digits}f}, {high:,.{digits}f}]"

    def _decimals(self, value: float, step: float | None) -> int:
        """Of a coefficient per year or per hour the first figures matter, however small; all of a step do."""
        is_coefficient = self.figure == "coefficient"
        most = 4 if is_coefficient and abs(value) < 0.1 else _digits(value)
        if not step:
            return most
        own = max(0, -math.floor(math.log10(step) + 1e-9))
        return own if is_coefficient else min(own, most)


def _digits(value: float) -> int:
    """Decimals that a mean of this size is written with."""
    return 0 if abs(value) >= 10_000 else 1 if abs(value) >= 20 else 2
