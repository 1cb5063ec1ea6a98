"""Labels of strata and units as positions: 0, 1, … in the order of the labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.stages import DENSE, Ints, distinct


def positions(column: npt.NDArray[np.generic], place: str) -> tuple[npt.NDArray[np.generic], Ints]:
    """The labels that occur, in order, and the position of every row's among them; none may be missing."""
    if column.dtype.kind in "iu" and len(column):
        low, high = int(column.min()), int(column.max())
        if high - low < max(DENSE, 4 * len(column)):
            found, code = distinct(column.astype(np.int64) - low, high - low + 1)
            return found + low, code
    codes, labels = pd.factorize(column, sort=column.dtype.kind != "O")
    if (codes < 0).any():
        raise ReportError(
            "design.missing",
            place,
            Text(
                zh="有{count}行没有所属的层或抽样单元。",
                en="{count} rows have no stratum or no sampling unit.",
            ).fill(count=int((codes < 0).sum())),
            Text(zh="请补上，或先删除这些行。", en="Fill them in, or leave those rows out first."),
        )
    if column.dtype.kind == "O":
        return _in_order(np.asarray(labels, dtype=object), codes.astype(np.int64))
    return np.asarray(labels), codes.astype(np.int64)


def _in_order(labels: npt.NDArray[np.object_], codes: Ints) -> tuple[npt.NDArray[np.generic], Ints]:
    """Labels of mixed types have no order of their own: they are ordered as they are written."""
    try:
        order = np.argsort(labels, kind="stable")
    except TypeError:
        order = np.argsort(labels.astype(str), kind="stable")
    place = np.empty(len(labels), dtype=np.int64)
    place[order] = np.arange(len(labels))
    return labels[order], place[codes]
