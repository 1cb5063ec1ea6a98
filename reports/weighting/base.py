"""Base weights, one over the inclusion probability: typed by row, or from counts of strata and units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.weighting.validity import Floats, require_weights

BaseKind = Literal["given", "equal", "probabilities", "strata", "two_stage"]


@dataclass(frozen=True)
class StratumCount:
    """What was drawn from a stratum: ``drawn`` of ``population`` persons, or units where two stages.

    ``drawn`` is the number drawn, with or without an answer; None takes the answers (units) there are.
    """

    stratum: str
    population: float
    drawn: float | None = None


@dataclass(frozen=True)
class UnitCount:
    """What was drawn inside a unit: ``drawn`` of ``persons``; ``probability`` that the unit itself was drawn,
    None where that follows from its stratum.
    """

    unit: str
    persons: float
    drawn: float | None = None
    probability: float | None = None


_Count = TypeVar("_Count", StratumCount, UnitCount)


@dataclass(frozen=True)
class Base:
    """How the base weights of a recipe come about.

    ``given``: the weights of the dataset; ``equal``: 1 for every answer; ``probabilities``: one over the
    number variable ``variable``; ``strata``: N_h over persons drawn; ``two_stage``: the unit's weight (from
    its probability, or units of its stratum over those drawn) times its persons over those drawn.
    """

    kind: BaseKind = "given"
    variable: str = ""
    strata: tuple[StratumCount, ...] = ()
    units: tuple[UnitCount, ...] = ()

    def weights(self, dataset: Dataset) -> Floats:
        """The base weights (n,) of a dataset; what is missing, doubled or impossible is refused by name."""
        if self.kind == "equal":
            return require_weights(np.ones(len(dataset)))
        if self.kind == "given":
            return require_weights(dataset.weights)
        if self.kind == "probabilities":
            dataset.variable(self.variable)
            return from_probabilities(dataset.numbers(self.variable), self.variable)
        stratum = dataset.column("stratum").to_numpy(dtype=object)
        if self.kind == "strata":
            return from_strata(stratum, self.strata)
        unit = dataset.column("psu")
        if unit.isna().any():
            raise ReportError(
                "design.psu",
                "psu",
                Text(zh="有的答卷没有单位编号。", en="Some answers have no unit."),
                Text(
                    zh="请补上单位编号，或改按层计算基础权数。",
                    en="Fill in the units, or take base weights by stratum.",
                ),
            )
        return from_two_stages(stratum, unit.astype("str").to_numpy(), self.strata, self.units)

    def to_json(self) -> dict[str, Any]:
        """The choice as plain JSON values."""
        return {
            "kind": self.kind,
            "variable": self.variable,
            "strata": [vars(count) for count in self.strata],
            "units": [vars(count) for count in self.units],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Base:
        """The choice that :meth:`to_json` wrote."""
        return cls(
            data["kind"],
            data["variable"],
            tuple(StratumCount(**count) for count in data["strata"]),
            tuple(UnitCount(**count) for count in data["units"]),
        )


def from_probabilities(probabilities: npt.ArrayLike, place: str = "probability") -> Floats:
    """1/π for every row; a probability that is missing, not positive or above 1 is refused."""
    chance = np.asarray(probabilities, dtype=np.float64)
    wrong = np.flatnonzero(~((chance > 0) & (chance <= 1)))
    if len(wrong):
        raise ReportError(
            "weighting.probability",
            place,
            Text(
                zh="有{n}行的入样概率缺失，或不在0到1之间（第一处在第{row}行：{value}）。",
                en="{n} rows have no inclusion probability between 0 and 1 (the first is row {row}: {value}).",
            ).fill(n=len(wrong), row=int(wrong[0]) + 1, value=float(chance[wrong[0]])),
            Text(
                zh="请填写大于0、不超过1的概率；百分数请先除以100。",
                en="Fill in probabilities above 0 and up to 1; divide percentages by 100.",
            ),
        )
    return require_weights(1 / chance)


def from_strata(stratum: npt.ArrayLike, counts: Sequence[StratumCount]) -> Floats:
    """N_h over n_h by row (Cochran 1977, sec. 5.2); ``stratum`` (n,) are codes."""
    labels, place = np.unique(np.asarray(stratum, dtype=str), return_inverse=True)
    found = np.bincount(place, minlength=len(labels)).astype(np.float64)
    return require_weights(_ratios(labels, counts, found)[place])


def from_two_stages(
    stratum: npt.ArrayLike,
    unit: npt.ArrayLike,
    strata: Sequence[StratumCount],
    units: Sequence[UnitCount],
) -> Floats:
    """Weight of the unit times persons over persons drawn in it, by row (Särndal et al. 1992, sec. 4.3).

    Units are named once in ``units`` whatever their stratum; a unit without a probability of its own
    takes that of its stratum, units drawn over units.
    """
    held = np.asarray(stratum, dtype=str)
    labels, place = np.unique(np.asarray(unit, dtype=str), return_inverse=True)
    rows = np.bincount(place, minlength=len(labels)).astype(np.float64)
    known = _by_code([count.unit for count in units], units, labels)
    persons = np.array([known[label].persons for label in labels], dtype=np.float64)
    drawn = _drawn([known[label].drawn for label in labels], rows)
    _check_counts(labels, persons, drawn, rows)
    first = np.zeros(len(labels), dtype=np.int64)
    first[place[::-1]] = np.arange(len(place) - 1, -1, -1)
    given = [known[label].probability for label in labels]
    chance = np.array([np.nan if one is None else one for one in given], dtype=np.float64)
    lacking = np.isnan(chance)
    weight = np.ones(len(labels))
    if not lacking.all():
        weight[~lacking] = from_probabilities(chance[~lacking], "unit")
    if lacking.any():
        codes, of_unit = np.unique(held[first[lacking]], return_inverse=True)
        sampled = np.bincount(of_unit, minlength=len(codes)).astype(np.float64)
        weight[lacking] = _ratios(codes, strata, sampled)[of_unit]
    return require_weights((weight * persons / drawn)[place])


def _ratios(labels: npt.NDArray[Any], counts: Sequence[StratumCount], found: Floats) -> Floats:
    """Population over drawn, in the order of the labels."""
    known = _by_code([count.stratum for count in counts], counts, labels)
    size = np.array([known[label].population for label in labels], dtype=np.float64)
    drawn = _drawn([known[label].drawn for label in labels], found)
    _check_counts(labels, size, drawn, found)
    return size / drawn


def _drawn(given: list[float | None], found: Floats) -> Floats:
    return np.array(
        [rows if count is None else count for count, rows in zip(given, found, strict=True)], dtype=np.float64
    )


def _by_code(codes: list[str], counts: Sequence[_Count], labels: npt.NDArray[Any]) -> dict[str, _Count]:
    known = dict(zip(codes, counts, strict=True))
    doubled = sorted({code for code in codes if codes.count(code) > 1}) if len(known) < len(codes) else []
    lacking = [str(label) for label in labels if label not in known]
    if doubled or lacking:
        raise ReportError(
            "weighting.counts_doubled" if doubled else "weighting.population",
            ", ".join((doubled or lacking)[:20]),
            Text(zh="这些层或单位填了两次数目。", en="These strata or units have two counts.")
            if doubled
            else Text(zh="这些层或单位没有总体数。", en="These strata or units have no population count."),
            Text(zh="请每层、每单位只填一次。", en="Give each stratum and unit one count.")
            if doubled
            else Text(
                zh="请补填总体数与抽取数，或并入有总体数的层。",
                en="Fill in population and sample counts, or merge them with a stratum that has them.",
            ),
        )
    return known


def _check_counts(labels: npt.NDArray[Any], size: Floats, drawn: Floats, found: Floats) -> None:
    """Refuse counts that are not positive, more drawn than there are, more answers than drawn."""
    checks = (
        (~(np.isfinite(size) & (size > 0) & np.isfinite(drawn) & (drawn > 0)), _NOT_POSITIVE),
        (drawn > size * (1 + 1e-9), _MORE_DRAWN),
        (found > drawn * (1 + 1e-9), _MORE_ANSWERS),
    )
    for wrong, reason in checks:
        if wrong.any():
            raise ReportError("weighting.counts", ", ".join(labels[wrong][:20]), reason, _CHECK)


_NOT_POSITIVE = Text(zh="总体数或抽取数不是正数。", en="A population or sample count is not positive.")
_MORE_DRAWN = Text(zh="抽取数多于总体数。", en="More were drawn than there are.")
_MORE_ANSWERS = Text(
    zh="有效答卷（单位）多于抽取数。", en="There are more valid answers (units) than were drawn."
)
_CHECK = Text(zh="请核对总体数与抽取数。", en="Check the counts of population and sample.")
