"""Replicate weights that carry every adjustment, so that variances take account of all of them.

Each adjustment is made anew in each replicate (Rust and Rao 1996, Statist. Methods Med. Res. 5, 283–310).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.replicates import ReplicateDesign
from reports.weighting.application import Prepared
from reports.weighting.carrying import Carrier
from reports.weighting.validity import Floats, Ints

Method = Literal["jk1", "jkn", "brr", "fay", "bootstrap", "subbootstrap", "mrbbootstrap"]

LARGEST = 2_000_000_000  # bytes of replicate weights; more do not fit an office's machine


@dataclass(frozen=True, eq=False)
class Replication:
    """Factors on the base weights by unit and replicate, and how replicates make a variance.

    ``factors`` (U, R) and ``unit`` (n,), the unit of each row; the variance is ``scale`` · Σ ``rscales`` ·
    (θ_r − mean)², from θ itself under ``mse`` (R: ``as.svrepdesign``). ``seed`` is None where no chance is
    involved.
    """

    method: Method
    factors: Floats
    unit: Ints
    scale: float
    rscales: Floats
    mse: bool
    df: float
    seed: int | None = None
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.rscales)

    def base(self, weights: Floats, replicate: int) -> Floats:
        """The base weights (n,) of one replicate."""
        return np.asarray(weights * self.factors[self.unit, replicate], dtype=np.float64)

    def design(self, weights: Floats) -> ReplicateDesign:
        """The design of weights (n,) that went through no adjustment."""
        self._check_size(len(weights))
        return ReplicateDesign(
            weights, weights[:, None] * self.factors[self.unit], self.scale, self.rscales, self.mse, self.df
        )

    def carried(
        self, prepared: Prepared, asked: Asked | None = None
    ) -> tuple[ReplicateDesign, tuple[Text, ...]]:
        """The design after a recipe went through every replicate, and what to say of it.

        Without ``asked`` the rows of the replication are the answers. With it they are all who were
        asked, and the sums of the nonresponse adjustment vary from replicate to replicate as they should.
        Replicates that miss a total, for want of answers in a category, are counted in a warning.
        """
        rows = np.arange(len(self.unit)) if asked is None else asked.answered
        if len(rows) != len(prepared.base):
            raise ReportError(
                "weighting.replicates",
                self.method,
                Text(
                    zh="重复样本有{a}行，权数有{b}行，对不上。",
                    en="The replication has {a} rows, the weights have {b}.",
                ).fill(a=len(rows), b=len(prepared.base)),
                Text(
                    zh="请用同一份数据生成重复权数。",
                    en="Make the replicates from the design of the same data.",
                ),
            )
        self._check_size(len(rows))
        carrier = Carrier.of(prepared)
        found = np.empty((len(rows), len(self)))
        missed, classes = 0, 0 if prepared.response is None else len(prepared.response.totals)
        for replicate in range(len(self)):
            factor = self.factors[self.unit, replicate]
            sums = None if asked is None else asked.sums(factor, classes)
            found[:, replicate], met = carrier.carry(prepared.base * factor[rows], sums)
            missed += not met
        notes = (_MISSED.fill(n=missed, replicates=len(self)),) if missed else ()
        weights = prepared.weigh().weights
        made = ReplicateDesign(weights, found, self.scale, self.rscales, self.mse, self.df)
        return made, (*self.notes, *notes)

    def _check_size(self, rows: int) -> None:
        if rows * len(self) * 8 > LARGEST:
            raise ReportError(
                "weighting.replicates",
                self.method,
                Text(
                    zh="{rows}行×{replicates}次重复的权数太大，放不进内存。",
                    en="{replicates} replicates of {rows} rows do not fit into memory.",
                ).fill(rows=rows, replicates=len(self)),
                Text(
                    zh="请减少重复次数，或改用线性化方差。",
                    en="Ask for fewer replicates (bootstrap), or use linearised variances.",
                ),
            )


@dataclass(frozen=True, eq=False)
class Asked:
    """Everyone who was asked, m rows in the order of the replication.

    ``weights`` (m,) base weights, ``classes`` (m,) positions of response classes, ``answered`` (n,) the
    rows that answered, in the order of the answers.
    """

    weights: Floats
    classes: Ints
    answered: Ints

    def sums(self, factor: Floats, classes: int) -> Floats:
        """Sums by response class of the weights times ``factor`` (m,)."""
        return np.bincount(self.classes, self.weights * factor, classes).astype(np.float64)


_MISSED = Text(
    zh="{replicates}次重复中有{n}次达不到全部总体数（有的类别在该次重复中没有答卷），方差可能略有偏差。",
    en="{n} of {replicates} replicates do not meet every total, since a category has no answers in them; "
    "variances may be slightly off.",
)
