"""Rows by category with known totals, and whether sample and totals fit each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.validity import Floats, Ints, filled, named

AGREEMENT = 1e-6  # totals of two margins that differ by more than this share contradict each other


@dataclass(frozen=True, eq=False)
class Cells:
    """The categories of one margin: ``codes`` (n,) of the rows, ``totals`` (C,) of the population.

    ``labels`` (C,) name them in messages, ``name`` the margin, ``place`` is where messages come from. A
    total of NaN is that of rows without an answer: they keep their weighted share and the other categories
    share the rest.
    """

    name: Text
    codes: Ints
    totals: Floats
    labels: tuple[Text, ...]
    place: str = "margin"

    @classmethod
    def of(cls, name: str, values: npt.ArrayLike, totals: Mapping[str, float]) -> Cells:
        """Cells from the category of every row and the totals by category."""
        held = np.asarray(values).astype(str)
        known = {str(key): float(total) for key, total in totals.items()}
        found = sorted(set(np.unique(held).tolist()) - set(known))
        if found:
            raise without_total(name, [Text(zh=code, en=code) for code in found])
        keys = list(known)
        order = np.argsort(np.array(keys))
        codes = order[np.searchsorted(np.array(keys)[order], held)]
        labels = tuple(Text(zh=key, en=key) for key in keys)
        return cls(
            Text(zh=name, en=name), codes.astype(np.int64), np.array(list(known.values())), labels, name
        )

    @property
    def total(self) -> float:
        """The population the margin adds up to."""
        return float(np.nansum(self.totals))

    def sums(self, weights: Floats) -> Floats:
        """Weighted rows by category, (C,)."""
        return np.bincount(self.codes, weights, len(self.totals)).astype(np.float64)

    def resolved(self, weights: Floats) -> Cells:
        """The same with the share of rows without an answer turned into a total."""
        open_ = np.isnan(self.totals)
        if not open_.any():
            return self
        share = self.sums(weights) / weights.sum()
        kept = 1 - share[open_].sum()
        return replace(self, totals=np.where(open_, share * self.total, self.totals * kept))

    def scaled(self, total: float) -> Cells:
        """The same with totals that add up to ``total``; totals that add up to nothing are refused."""
        self._check_total()
        return replace(self, totals=self.totals * (total / self.total))

    def checked(self, weights: Floats) -> Cells:
        """Itself, where every category has a usable total and, if anyone is in it, answers."""
        bad = ~(np.isfinite(self.totals) | np.isnan(self.totals)) | (self.totals < 0)
        if bad.any():
            raise ReportError(
                "weighting.total",
                self.place,
                filled(
                    Text(
                        zh="{names}的总体数为负或不是有限数。",
                        en="The totals of {names} are negative or not finite.",
                    ),
                    names=self._named(bad),
                ),
                Text(zh="请核对这些总体数。", en="Check these totals."),
            )
        self._check_total()
        sums = self.sums(weights)
        self._check_empty((self.totals > 0) & (sums <= 0))
        self._check_unwanted((self.totals == 0) & (sums > 0))
        return self

    def _check_total(self) -> None:
        if self.total <= 0:
            raise ReportError(
                "weighting.total",
                self.place,
                Text(zh="这一边际的总体数合计为零。", en="The totals of this margin add up to zero."),
                Text(zh="请填写总体数，或去掉这一边际。", en="Fill in the totals, or leave this margin out."),
            )

    def _check_empty(self, empty: npt.NDArray[np.bool_]) -> None:
        if empty.any():
            raise ReportError(
                "weighting.empty_category",
                self.place,
                filled(
                    Text(
                        zh="{names}有总体数，却没有一份有效答卷，无法加权到总体。",
                        en="{names}: people in the population but no valid answer, so that no weight "
                        "can make up for them.",
                    ),
                    names=self._named(empty),
                ),
                Text(
                    zh="请把这一类并入相近的类（合并类别），或补访这些人，或去掉这一边际。",
                    en="Merge the category with a similar one, get answers there, or leave the margin out.",
                ),
            )

    def _check_unwanted(self, unwanted: npt.NDArray[np.bool_]) -> None:
        if unwanted.any():
            raise ReportError(
                "weighting.zero_total",
                self.place,
                filled(
                    Text(
                        zh="{names}的总体数为零，却有有效答卷。",
                        en="{names}: the total is zero, yet there are valid answers.",
                    ),
                    names=self._named(unwanted),
                ),
                Text(
                    zh="请核对总体数；若这些人不属于调查对象，请先把答卷判为不合格。",
                    en="Check the total; if these people are out of scope, judge their answers ineligible first.",
                ),
            )

    def _named(self, which: npt.NDArray[np.bool_]) -> Text:
        return named([self.labels[index] for index in np.flatnonzero(which)])


def without_total(place: str, labels: list[Text]) -> ReportError:
    """The refusal of categories that occur in the answers and have no total."""
    return ReportError(
        "weighting.no_total",
        place,
        filled(
            Text(
                zh="答卷中有{names}，但没有它们的总体数。",
                en="The answers hold {names}, for which there is no total.",
            ),
            names=named(labels),
        ),
        Text(
            zh="请补填总体数，或把它们并入有总体数的类；未作答的可设为“保持其加权占比”。",
            en="Give their totals, or merge them with a category that has one; those without an answer can be "
            "set to keep their weighted share.",
        ),
    )


def agreeing(margins: Sequence[Cells], total: float | None = None) -> tuple[Cells, ...]:
    """The margins with totals that add up to the same, or the refusal that tells how they differ.

    With ``total`` every margin is scaled to it, so that totals may be given as shares or percentages.
    """
    if not margins:
        raise ReportError(
            "weighting.no_controls",
            "margins",
            Text(zh="没有给出任何边际。", en="No margin was given."),
            Text(zh="请至少选择一个变量并填写总体数。", en="Choose at least one variable with its totals."),
        )
    if total is not None:
        if not np.isfinite(total) or total <= 0:
            raise ReportError(
                "weighting.total",
                "total",
                Text(zh="总体总数必须是正数。", en="The size of the population must be positive."),
                Text(zh="请填写总体总数。", en="Fill in the size of the population."),
            )
        return tuple(margin.scaled(total) for margin in margins)
    sizes = [margin.total for margin in margins]
    if sizes and max(sizes) - min(sizes) > AGREEMENT * max(sizes):
        zh = "；".join(
            f"“{m.name.say('zh-CN')}”合计{size:,.10g}" for m, size in zip(margins, sizes, strict=True)
        )
        en = "; ".join(f"“{m.name.say('en')}” {size:,.10g}" for m, size in zip(margins, sizes, strict=True))
        raise ReportError(
            "weighting.margins_differ",
            ", ".join(margin.place for margin in margins),
            filled(
                Text(
                    zh="各边际的合计不一致：{sizes}。",
                    en="The margins add up to different totals: {sizes}.",
                ),
                sizes=Text(zh=zh, en=en),
            ),
            Text(
                zh="请改正总体数，或给出总体总数，把各边际按比例调整到它。",
                en="Correct the totals, or give the size of the population to scale all margins to.",
            ),
        )
    return tuple(margins)
