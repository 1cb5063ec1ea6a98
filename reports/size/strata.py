"""Sizes from a stratified sample of units: expansion (b), separate and combined ratio (c)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.estimates.estimate import Floats
from reports.size.method import SizeEstimate, estimated, numbers, refuse

FEW_UNITS = 8
RANDOM = Text(
    zh="每层的单位按随机抽样抽取，抽中的单位都报来了科技工作者人数。",
    en="Units were drawn at random in each stratum, and every unit drawn reported its S&T workers.",
)
FRAME = Text(
    zh="单位名录完整，各层单位总数准确。",
    en="The list of units is complete and its counts by stratum are right.",
)
PROPORTIONAL = Text(
    zh="各单位的科技工作者人数大致与职工人数成正比；各层职工总数来自名录库并且准确。",
    en="S&T workers of a unit are about proportional to its employees; totals of employees by stratum come from "
    "the business register and are right.",
)
ONE_RATE = Text(
    zh="各层的比率相近（单位少的层用联合比估计更稳）。",
    en="Strata have similar rates (steadier where strata have few units).",
)
GAIN = Text(
    zh="与分层扩张相比，方差为其 {share:.0%}，相当于同样的精度少调查 {fewer:.0%} 的单位。",
    en="Its variance is {share:.0%} of that of stratified expansion: as precise with {fewer:.0%} fewer units.",
)
NO_GAIN = Text(
    zh="与分层扩张相比，方差为其 {share:.0%}，没有提高精度；职工人数与科技工作者人数关系不紧。",
    en="Its variance is {share:.0%} of that of stratified expansion: nothing is gained, since employees say little "
    "about S&T workers.",
)
FEW = Text(
    zh="有的层不足 {few} 个单位：{strata}，分别比估计可能有偏，请看联合比估计。",
    en="Strata with fewer than {few} units: {strata}. The separate ratio may be biased; see the combined ratio.",
)


@dataclass(frozen=True, eq=False)
class Units:
    """Units drawn, n rows in H strata: ``workers`` y (n,), ``stratum`` (n,) positions, ``units`` N_h (H,).

    ``employees`` x (n,) and ``employees_in_all`` X_h (H,) are known where ratios are asked for.
    """

    workers: Floats
    stratum: npt.NDArray[np.int64]
    names: tuple[str, ...]
    units: Floats
    employees: Floats | None = None
    employees_in_all: Floats | None = None

    @property
    def drawn(self) -> Floats:
        """n_h, (H,)."""
        return np.bincount(self.stratum, minlength=len(self.names)).astype(np.float64)

    def sums(self, values: Floats) -> Floats:
        """Sums of values by stratum, (H,)."""
        return np.bincount(self.stratum, values, len(self.names)).astype(np.float64)

    def spread(self, values: Floats, centred: bool = True) -> float:
        """Σ N_h² (1 − n_h/N_h) s²_h / n_h (Cochran 1977, eq. 5.6), s² from the mean or from 0."""
        drawn = self.drawn
        mean = self.sums(values) / drawn if centred else np.zeros(len(drawn))
        square = self.sums((values - mean[self.stratum]) ** 2) / np.maximum(drawn - 1, 1)
        part = np.where(drawn < self.units, self.units**2 * (1 - drawn / self.units) * square / drawn, 0.0)
        return float(part.sum())


def units_of(
    workers: npt.ArrayLike,
    stratum: npt.ArrayLike,
    units: dict[str, float],
    employees: npt.ArrayLike | None = None,
    employees_in_all: dict[str, float] | None = None,
) -> Units:
    """Check and set up what was drawn; ``units`` and ``employees_in_all`` are by stratum, for the whole frame.

    Refused: numbers that are missing or negative, a stratum of the frame without a unit drawn, more units
    drawn than there are, a single unit in a stratum that has more.
    """
    y = numbers(workers, "workers")
    labels = np.asarray(stratum).astype(str)
    names = tuple(units)
    unknown = sorted(set(labels.tolist()) - set(names))
    if unknown:
        raise refuse(
            "stratum",
            ", ".join(unknown),
            Text(zh="这些层没有单位总数。", en="These strata have no count of units."),
            Text(zh="请补上各层的单位总数。", en="Fill in the number of units of each stratum."),
        )
    place = np.array([names.index(label) for label in labels.tolist()], dtype=np.int64)
    sizes = numbers(list(units.values()), "units", above=True)
    drawn = np.bincount(place, minlength=len(names))
    _check_drawn(drawn, sizes, names)
    x = None if employees is None else numbers(employees, "employees")
    whole = None
    if employees_in_all is not None:
        lacking = [name for name in names if name not in employees_in_all]
        if lacking:
            raise refuse(
                "employees",
                ", ".join(lacking),
                Text(zh="这些层没有职工总数。", en="These strata have no total of employees."),
                Text(zh="请补上各层的职工总数。", en="Fill in the employees of each stratum."),
            )
        whole = numbers([employees_in_all[name] for name in names], "employees in all", above=True)
    return Units(y, place, names, sizes, x, whole)


def expansion(units: Units) -> SizeEstimate:
    """(b) T̂ = Σ (N_h/n_h) Σ y (R: ``svytotal(~y, svydesign(~1, strata=~h, fpc=~N, data=d))``)."""
    value = float((units.units / units.drawn * units.sums(units.workers)).sum())
    estimate = estimated(value, units.spread(units.workers), _freedom(units), len(units.workers))
    return SizeEstimate("expansion", estimate, (RANDOM, FRAME))


def separate_ratio(units: Units) -> SizeEstimate:
    """(c) T̂ = Σ X_h · Σy/Σx, residual variance Σ N²(1−f)/n · Σ(y−R̂_h x)²/(n−1) (Cochran 1977, eq. 6.44)."""
    x, whole = _employees(units)
    rate = _rates(units, x)
    residual = units.workers - rate[units.stratum] * x
    value = float((whole * rate).sum())
    variance = units.spread(residual, centred=False)
    small = [name for name, n in zip(units.names, units.drawn, strict=True) if n < FEW_UNITS]
    notes = [_gain(units, variance)]
    if small:
        notes.append(FEW.fill(few=FEW_UNITS, strata="、".join(small)))
    estimate = estimated(value, variance, _freedom(units), len(units.workers))
    return SizeEstimate("separate_ratio", estimate, (RANDOM, PROPORTIONAL), tuple(notes))


def combined_ratio(units: Units) -> SizeEstimate:
    """(c) T̂ = X · Σ N_h ȳ_h / Σ N_h x̄_h (Cochran 1977, eq. 6.45 and 6.48; R: ``svyratio`` and ``predict``)."""
    x, whole = _employees(units)
    weight = units.units / units.drawn
    rate = float((weight * units.sums(units.workers)).sum() / (weight * units.sums(x)).sum())
    variance = units.spread(units.workers - rate * x)
    estimate = estimated(float(whole.sum()) * rate, variance, _freedom(units), len(units.workers))
    return SizeEstimate(
        "combined_ratio", estimate, (RANDOM, PROPORTIONAL, ONE_RATE), (_gain(units, variance),)
    )


def _gain(units: Units, variance: float) -> Text:
    base = units.spread(units.workers)
    share = variance / base if base > 0 else 1.0
    return GAIN.fill(share=share, fewer=1 - share) if share < 1 else NO_GAIN.fill(share=share)


def _freedom(units: Units) -> float:
    """Units drawn less strata, those taken in full left out, since they have no error."""
    open_ones = units.drawn < units.units
    return float((units.drawn - 1)[open_ones].sum()) if open_ones.any() else float("inf")


def _employees(units: Units) -> tuple[Floats, Floats]:
    if units.employees is None or units.employees_in_all is None:
        raise refuse(
            "employees",
            "employees",
            Text(
                zh="比估计需要每个抽中单位的职工人数和各层的职工总数。",
                en="A ratio needs the employees of every unit drawn and of each stratum in all.",
            ),
            Text(
                zh="请从名录库导入职工人数，或改用分层扩张。",
                en="Import them from the business register, or use expansion.",
            ),
        )
    return units.employees, units.employees_in_all


def _rates(units: Units, x: Floats) -> Floats:
    bottom = units.sums(x)
    empty = [name for name, total in zip(units.names, bottom, strict=True) if total <= 0]
    if empty:
        raise refuse(
            "employees",
            ", ".join(empty),
            Text(
                zh="这些层抽中单位的职工人数都是 0，算不出比率。",
                en="All units drawn there have 0 employees: there is no rate.",
            ),
            Text(
                zh="请核对职工人数，或改用联合比估计。", en="Check the employees, or use the combined ratio."
            ),
        )
    return np.asarray(units.sums(units.workers) / bottom, dtype=np.float64)


def _check_drawn(drawn: npt.NDArray[np.int64], sizes: Floats, names: tuple[str, ...]) -> None:
    reasons = (
        (drawn == 0, Text(zh="这些层没有抽到单位。", en="No unit was drawn in these strata.")),
        (drawn > sizes, Text(zh="这些层抽中的单位多于总数。", en="More units were drawn than there are.")),
        (
            (drawn == 1) & (sizes > 1),
            Text(zh="这些层只抽了一个单位，算不出误差。", en="A single unit was drawn: there is no error."),
        ),
    )
    for wrong, reason in reasons:
        if wrong.any():
            raise refuse(
                "drawn",
                ", ".join(name for name, is_wrong in zip(names, wrong, strict=True) if is_wrong),
                reason,
                Text(zh="请核对，或与相近的层合并。", en="Check them, or merge them with similar strata."),
            )
