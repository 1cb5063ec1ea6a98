"""How many persons look alike in what is let out: k-anonymity over the quasi-identifiers.

Persons who have the same values in all quasi-identifiers are a class; k is the size of the smallest
(Samarati and Sweeney 1998; Sweeney 2002, Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems
10(5)). A missing value counts as a value of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.exports.cells import places

ADVICE = Text(
    zh="知情的人可能由这些变量认出个人：对外提供前，请去掉或再变粗其中一些，或只交给签了保密约定的人。",
    en="Who knows a person may find them by these variables: before giving the file to others drop or coarsen some "
    "of them, or give it only to those who have signed to keep it secret.",
)


@dataclass(frozen=True)
class Anonymity:
    """``smallest`` is k, None where nothing is a quasi-identifier; ``below`` counts rows in classes under ``threshold``.

    ``advice`` says what else to drop or coarsen where k is not reached.
    """

    variables: tuple[str, ...]
    rows: int
    threshold: int
    classes: int
    smallest: int | None
    below: int
    single: int
    advice: tuple[Text, ...] = ()

    @property
    def share_below(self) -> float:
        """The share of rows in classes smaller than the threshold."""
        return self.below / self.rows if self.rows else 0.0

    @property
    def holds(self) -> bool:
        """Whether no class is smaller than the threshold."""
        return self.below == 0

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values: names of variables and counts, nothing of any person."""
        return {
            "variables": list(self.variables),
            "rows": self.rows,
            "threshold": self.threshold,
            "classes": self.classes,
            "k": self.smallest,
            "below": self.below,
            "share_below": round(self.share_below, 6),
            "single": self.single,
        }

    def lines(self) -> list[Text]:
        """The figures in sentences."""
        if self.smallest is None:
            return [
                Text(
                    zh="没有准识别变量，没有计算 k 匿名。",
                    en="There is no quasi-identifier, so that k-anonymity was not counted.",
                )
            ]
        figures = {
            "names": ", ".join(self.variables),
            "k": f"{self.smallest:,}",
            "classes": f"{self.classes:,}",
            "threshold": f"{self.threshold:,}",
            "below": f"{self.below:,}",
            "share": f"{100 * self.share_below:.1f}",
            "single": f"{self.single:,}",
        }
        advice = [] if self.holds else [ADVICE, *self.advice]
        return [
            Text(
                zh="k 匿名：按准识别变量（{names}）分成 {classes} 类，最小一类 k = {k} 人；"
                "{below} 行（{share} %）所在的类少于 {threshold} 人，{single} 行独一无二。",
                en="k-anonymity: the quasi-identifiers ({names}) make {classes} classes, the smallest of k = {k}; "
                "{below} rows ({share} %) are in classes under {threshold}, {single} are the only one of their kind.",
            ).fill(**figures),
            *advice,
        ]


def anonymity_of(dataset: Dataset, names: Sequence[str], threshold: int) -> Anonymity:
    """Count the classes that the columns ``names`` of a dataset make; ``stratum`` and ``mode`` may be among them."""
    count = len(dataset)
    if not names or not count:
        return Anonymity(tuple(names), count, threshold, 0, None, 0, 0)
    classes = np.zeros(count, dtype=np.int64)
    for name in names:
        positions = positions_of(dataset, name)
        # Numbered anew after every column: a product of many columns would not fit into an integer.
        joined = classes * (int(positions.max()) + 1) + positions
        classes = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    sizes = np.bincount(classes)
    below = sizes[sizes < threshold]
    return Anonymity(
        tuple(names),
        count,
        threshold,
        len(sizes),
        int(sizes.min()),
        int(below.sum()),
        int((sizes == 1).sum()),
    )


def positions_of(dataset: Dataset, name: str) -> npt.NDArray[np.int64]:
    """Which value each row has in a column, missing ones apart by their kind, as numbers from 0."""
    has_reasons = name in dataset and dataset.variable(name).kind != "code"
    why = dataset.table[dataset.variable(name).companion] if has_reasons else None
    return column_positions(dataset.table[name], why)


def column_positions(column: pd.Series[Any], why: pd.Series[Any] | None) -> npt.NDArray[np.int64]:
    """The same of a column, with the one beside it that says ``why`` there is no value."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return places(column)[0].astype(np.int64) + 1
    found = pd.factorize(column)[0].astype(np.int64) + 1
    if why is not None:
        found = np.where(found == 0, int(found.max()) + 1 + places(why)[0].astype(np.int64), found)
    return found
