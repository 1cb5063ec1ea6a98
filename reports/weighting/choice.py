"""Replicate weights as a person chooses them: the method by name, what it takes, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.codebook import Stratum
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.estimates.design import Design
from reports.estimates.replicates import ReplicateDesign
from reports.estimates.stages import Bools
from reports.sample_design import design_of
from reports.weighting.application import Prepared
from reports.weighting.bootstrap import REPLICATES, subbootstrap
from reports.weighting.jackknife import brr, jk1, jkn
from reports.weighting.recipe import Recipe
from reports.weighting.replication import LARGEST, Replication

METHODS: Mapping[str, Text] = {
    "JKn": Text(zh="JKn 刀切法（分层）", en="JKn jackknife (stratified)"),
    "JK1": Text(zh="JK1 刀切法（不分层）", en="JK1 jackknife (no strata)"),
    "BRR": Text(
        zh="BRR 平衡半样本（每层两个抽样单元）", en="BRR balanced half samples (two units a stratum)"
    ),
    "Fay": Text(zh="Fay 法平衡半样本", en="Fay's balanced half samples"),
    "bootstrap": Text(zh="自助法（Rao–Wu 重标度）", en="Bootstrap (Rao and Wu, rescaled)"),
}
RHO = 0.5
SEED = 1  # one for all, so that the same data give the same replicates
MOST = 10_000
NAMED = 20  # strata named in a refusal


@dataclass(frozen=True)
class Choice:
    """A method of :data:`METHODS`; ``rho`` is Fay's coefficient, ``number`` how often a bootstrap draws.

    :raises ReportError: there is no such method, or a number that it cannot take.
    """

    method: str
    rho: float = RHO
    number: int = REPLICATES

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            known = ", ".join(METHODS)
            raise _wrong(
                self.method,
                Text(zh="没有这种重复权数。", en="There is no such method of replicate weights."),
                Text(zh=f"可用的是 {known}。", en=f"There are {known}."),
            )
        if self.method == "Fay" and not 0 < self.rho < 1:
            raise _wrong(
                "rho",
                Text(zh="Fay 系数须大于 0、小于 1。", en="Fay's coefficient must lie between 0 and 1."),
                Text(zh="常用 0.3 或 0.5；要用 0 请选 BRR。", en="0.3 and 0.5 are usual; for 0 choose BRR."),
            )
        if self.method == "bootstrap" and not 2 <= self.number <= MOST:
            raise _wrong(
                "number",
                Text(
                    zh="重复次数须在 2 到 10000 之间。",
                    en="The number of replicates must be from 2 to 10,000.",
                ),
                Text(zh="常用 200 到 1000 次。", en="200 to 1,000 are usual."),
            )

    @property
    def label(self) -> Text:
        """The method in words, with its coefficient."""
        return METHODS[self.method] if self.method != "Fay" else _FAY.fill(rho=f"{self.rho:g}")

    def to_json(self) -> dict[str, Any]:
        """What the method takes, as plain JSON values."""
        found: dict[str, Any] = {"method": self.method}
        if self.method == "Fay":
            found["rho"] = self.rho
        if self.method == "bootstrap":
            found |= {"number": self.number, "seed": SEED}
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Choice:
        """The choice that :meth:`to_json` wrote."""
        return cls(data["method"], data.get("rho", RHO), data.get("number", REPLICATES))

    def replication(self, design: Design) -> Replication:
        """The factors of the method on a design."""
        if self.method == "JKn":
            return jkn(design)
        if self.method == "JK1":
            return jk1(design)
        if self.method == "bootstrap":
            return subbootstrap(design, self.number, SEED)
        return brr(design, self.rho if self.method == "Fay" else 0.0)


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights of the rows of a dataset, as they were chosen, and what to say of them.

    ``is_carried`` says that a recipe went through each of them.
    """

    choice: Choice
    design: ReplicateDesign
    is_carried: bool
    notes: tuple[Text, ...] = ()

    @property
    def number(self) -> int:
        """How many replicates there are."""
        return len(self.design.rscales)

    def in_order(self, order: npt.NDArray[np.integer[Any]]) -> Replicates:
        """The same of rows in another order, (n,) positions."""
        design = replace(
            self.design, weights=self.design.weights[order], replicates=self.design.replicates[order]
        )
        return replace(self, design=design)


def replicates_of(
    dataset: Dataset, recipe: Recipe | None, choice: Choice, *, corrected: bool = True
) -> Replicates:
    """The replicates of a dataset, a recipe carried through each; without one its weights are taken as they are.

    ``corrected`` says whether the population counts of the strata may enter (finite population correction).

    :raises ReportError: the method does not fit the design, or the recipe the data.
    """
    known = dataset if corrected else _without_counts(dataset)
    design = design_of(replace(known, adjustments=()))
    _check_units(dataset, design, choice)
    if choice.method == "bootstrap":
        _check_size(len(dataset), choice.number)
    made = choice.replication(design)
    if recipe is None:
        return Replicates(choice, made.design(dataset.weights), False, made.notes)
    carried, notes = made.carried(Prepared.of(recipe, dataset))
    return Replicates(choice, carried, True, notes)


def _without_counts(dataset: Dataset) -> Dataset:
    strata = tuple(Stratum(one.code, one.label) for one in dataset.design.strata)
    return dataset.with_columns(replace(dataset.design, strata=strata))


def _check_units(dataset: Dataset, design: Design, choice: Choice) -> None:
    """Refuse strata in which the method cannot replicate, by the names that people know them by."""
    single = np.asarray(design.single)
    if single.any():
        unit = _UNIT if dataset.design.clustered else _ANSWER
        raise ReportError(
            "design.single_psu",
            ", ".join(_codes(design, single)),
            _SINGLE.fill(unit=unit, strata=_names(dataset, design, single)),
            _MEND.fill(unit=_OTHER_UNIT if dataset.design.clustered else _OTHER_ANSWER),
        )
    odd = np.bincount(design.psu_stratum, minlength=len(design.names)) != 2
    if choice.method in ("BRR", "Fay") and odd.any():
        raise _wrong(
            ", ".join(_codes(design, odd)),
            _ODD.fill(method=choice.method, strata=_names(dataset, design, odd)),
            Text(
                zh="请改选 JKn 或自助法。",
                en="Choose JKn or the bootstrap instead.",
            ),
        )
    if choice.method == "JK1" and len(design.names) > 1:
        raise _wrong(
            choice.method,
            Text(
                zh="样本分了 {n} 层，JK1 只用于不分层的样本。",
                en="The sample has {n} strata; JK1 is for samples without.",
            ).fill(n=len(design.names)),
            Text(zh="请改选 JKn。", en="Choose JKn instead."),
        )


def _check_size(rows: int, number: int) -> None:
    """Refuse more draws than memory holds, before they are made."""
    if rows * number * 8 > LARGEST:
        raise _wrong(
            "number",
            Text(
                zh="{rows} 份答卷 × {number} 次重复放不进内存。",
                en="{number} replicates of {rows} answers do not fit into memory.",
            ).fill(rows=rows, number=number),
            Text(zh="最多可要 {most} 次。", en="Ask for {most} at most.").fill(most=LARGEST // (rows * 8)),
        )


def _codes(design: Design, chosen: Bools) -> list[str]:
    return [str(name) for name, taken in zip(design.names, chosen, strict=True) if taken]


def _names(dataset: Dataset, design: Design, chosen: Bools) -> Text:
    """The strata in words, the first of many."""
    found = {one.code: one.label for one in dataset.design.strata}
    codes = _codes(design, chosen)
    labels = [found.get(code, Text(zh=code, en=code)) for code in codes[:NAMED]]
    more = "…" if len(codes) > NAMED else ""
    return Text(
        zh="、".join(f"“{label.say('zh-CN')}”" for label in labels) + more,
        en=", ".join(f"“{label.say('en')}”" for label in labels) + more,
    )


def _wrong(place: str, reason: Text, remedy: Text) -> ReportError:
    return ReportError("weighting.replicates", place, reason, remedy)


_FAY = Text(zh="Fay 法平衡半样本（ρ = {rho}）", en="Fay's balanced half samples (ρ = {rho})")
_UNIT = Text(zh="单位", en="unit")
_ANSWER = Text(zh="有效答卷", en="valid answer")
_OTHER_UNIT = Text(zh="另一个单位的有效答卷", en="a valid answer from another unit")
_OTHER_ANSWER = Text(zh="另一份有效答卷", en="another valid answer")
_SINGLE = Text(
    zh="这些层只有一个{unit}，任何重复权数都没法在层内再抽：{strata}。",
    en="These strata have a single {unit}, so that no replicate can vary within them: {strata}.",
)
_MEND = Text(
    zh="请再收回该层{unit}，或在“抽样”中把该层并入相近的层；不带重复权数的数据包现在就能导出。",
    en="Get {unit} there, or merge the stratum with a similar one under Sampling; the package without replicate "
    "weights can be had now.",
)
_ODD = Text(
    zh="{method} 要求每层恰有两个抽样单元，这些层不是：{strata}。",
    en="{method} needs two primary sampling units in every stratum, which these have not: {strata}.",
)
