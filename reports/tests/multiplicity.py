"""p adjusted for the number of comparisons (R: ``p.adjust``)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError
from reports.estimates.estimate import Floats

Adjusting = Literal["holm", "bh", "none"]

SAID: dict[Adjusting, Text] = {
    "holm": Text(zh="Holm 法", en="Holm"),
    "bh": Text(zh="Benjamini–Hochberg 法", en="Benjamini–Hochberg"),
    "none": Text(zh="未作多重比较校正", en="no adjustment"),
}


def adjusted(p: npt.ArrayLike, method: Adjusting = "holm") -> Floats:
    """Adjusted p in the order given, (m,).

    ``holm`` bounds the chance of any false statement (Holm 1979, Scand. J. Statist. 6, 65–70), ``bh`` the
    share of false ones among those made (Benjamini and Hochberg 1995, JRSS B 57, 289–300). A p that is no
    probability is refused.
    """
    given = np.asarray(p, dtype=np.float64)
    if not ((given >= 0) & (given <= 1)).all():
        raise ReportError(
            "tests.p",
            "p",
            Text(zh="p 值必须在 0 与 1 之间。", en="Every p must lie between 0 and 1."),
            Text(zh="请先做检验，再作校正。", en="Make the tests first, then adjust."),
        )
    count = len(given)
    if method == "none" or not count:
        return given.copy()
    order = np.argsort(given, kind="stable")
    rank = np.arange(1, count + 1)
    found = np.empty(count)
    if method == "holm":
        found[order] = np.minimum(np.maximum.accumulate((count - rank + 1) * given[order]), 1.0)
    else:
        steps = (count / rank) * given[order]
        found[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return found
