"""What changed between waves: differences of published figures with their errors, and in words."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from questionnaires.text import Text
from reports.disclosure import ReleasedTable, TableCell
from reports.disclosure.tables import SMALL_BASE
from reports.estimates.intervals import t_quantile
from reports.tests.distributions import t_tails
from reports.tests.multiplicity import adjusted
from reports.tests.wording import LEVEL, p_said
from reports.trends.joined import Trend

NOT_PUBLISHED = Text(zh="不公布，不比较", en="Not published, not compared")
NOBODY = Text(zh="有一轮没有人", en="Nobody in one of the waves")
NO_ERROR = Text(zh="没有标准误，不作检验", en="No standard error, not tested")


@dataclass(frozen=True)
class Change:
    """A category from one wave to the next; ``difference`` is the later less the earlier one.

    Shares are fractions. ``p`` is of a t test with the degrees of freedom of Welch (1947, Biometrika 34, 28–35),
    ``holm`` adjusted over all categories and pairs of waves. What cannot be given is None, with a ``reason``.
    ``small`` says that a base is below 30: nothing is stated then.
    """

    code: str
    label: Text
    before: str
    after: str
    difference: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    p: float | None = None
    holm: float | None = None
    small: bool = False
    reason: Text | None = None

    @property
    def is_stated(self) -> bool:
        """Whether a change may be stated."""
        return self.holm is not None and self.holm < LEVEL and not self.small


def changes(trend: Trend) -> tuple[Change, ...]:
    """Every answer category from each wave to the next, in the order of the table.

    Only published figures enter, so that no difference tells what is hidden. Variances of waves add.
    """
    table = trend.table
    waves = [one.code for one in table.dimension("wave").categories]
    found = [
        _change(_cell(table, trend.name, before, one.code), _cell(table, trend.name, after, one.code), trend.figure,
                Change(one.code, one.label, before, after))
        for before, after in itertools.pairwise(waves)
        for one in table.dimension(trend.name).categories
        if one.missing is None
    ]  # fmt: skip
    tested = [one.p for one in found if one.p is not None]
    corrected = iter(adjusted(tested, "holm"))
    return tuple(one if one.p is None else replace(one, holm=float(next(corrected))) for one in found)


def _cell(table: ReleasedTable, name: str, wave: str, code: str) -> TableCell | None:
    try:
        return table.cell(**{"wave": wave, name: code})
    except KeyError:
        return None


def _change(before: TableCell | None, after: TableCell | None, figure: str, empty: Change) -> Change:
    if before is None or after is None:
        return replace(empty, reason=NOBODY)
    first, second = before.figure(figure), after.figure(figure)
    if first.suppressed or second.suppressed:
        return replace(empty, reason=NOT_PUBLISHED)
    if first.value is None or second.value is None:
        return replace(empty, reason=NOBODY)
    small = before.small_base or after.small_base or min(first.n or 0, second.n or 0) < SMALL_BASE
    made = replace(empty, difference=second.value - first.value, small=small)
    if first.se is None or second.se is None or not first.se + second.se > 0:
        return replace(made, reason=NO_ERROR)
    variances = first.se**2, second.se**2
    df = _welch(variances, (first.df or math.inf, second.df or math.inf))
    se = math.sqrt(sum(variances))
    if not df > 0:
        return replace(made, reason=NO_ERROR)
    half = t_quantile(df) * se
    value = second.value - first.value
    return replace(made, se=se, low=value - half, high=value + half, df=df, p=t_tails(value / se, df))


def _welch(variances: tuple[float, float], df: tuple[float, float]) -> float:
    """The degrees of freedom of a sum of two variances (Satterthwaite 1946)."""
    spread = sum(one**2 / freedom for one, freedom in zip(variances, df, strict=True))
    return sum(variances) ** 2 / spread if spread > 0 else math.inf


def sentence(found: Sequence[Change], trend: Trend) -> Text:
    """What may be said of the changes: those that hold after Holm's adjustment, and that others were not found."""
    tested = [one for one in found if one.holm is not None]
    if not tested:
        return Text(
            zh="没有可以检验的变化：数值不公布，或没有标准误。",
            en="No change could be tested: figures are not published, or have no standard error.",
        )
    stated = [one for one in tested if one.is_stated]
    if not stated:
        return Text(
            zh="没有发现有统计学意义的变化（Holm 校正）；这不等于没有变化，样本可能不足以看出。",
            en="No statistically significant change was found (Holm adjustment), which does not say that there "
            "is none: the samples may be too small to show it.",
        )
    labels = {one.code: one.label for one in trend.table.dimension("wave").categories}
    share = trend.figure == "share"
    zh = "；".join(_said(one, labels, share, "zh-CN") for one in stated)
    en = "; ".join(_said(one, labels, share, "en") for one in stated)
    rest = len(stated) < len(found)
    return Text(
        zh=f"{zh}（Holm 校正）。" + ("其余没有发现变化。" if rest else ""),
        en=f"{en[:1].upper()}{en[1:]} (Holm adjustment)."
        + (" No change was found elsewhere." if rest else ""),
    )


def _said(one: Change, waves: dict[str, Text], share: bool, language: str) -> str:
    difference, low, high = one.difference or 0.0, one.low or 0.0, one.high or 0.0
    scale, digits = (100, 1) if share else (1, 2)
    size = f"{abs(difference) * scale:.{digits}f}"
    interval = f"[{low * scale:.{digits}f}, {high * scale:.{digits}f}]"
    p, label = p_said(one.holm or 0.0), one.label.say(language)
    before, after = waves[one.before].say(language), waves[one.after].say(language)
    if language.startswith("zh"):
        way, unit = ("上升" if difference > 0 else "下降"), " 个百分点" if share else ""
        return f"从“{before}”到“{after}”，“{label}”{way} {size}{unit}（95 % 区间 {interval}，{p}）"
    way, unit = ("rose" if difference > 0 else "fell"), " points" if share else ""
    return f"from {before} to {after}, {label} {way} by {size}{unit} (95 % interval {interval}, {p})"
