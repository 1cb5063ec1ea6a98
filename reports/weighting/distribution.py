"""How weights are distributed, as figures that can be drawn: bins, quantiles and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reports.weighting.kish import effective_n, kish_deff
from reports.weighting.validity import Floats, Ints, require_weights

QUANTILES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
_WIDE = 100.0  # largest over smallest; from here on bins are even on a logarithmic scale


@dataclass(frozen=True, eq=False)
class Distribution:
    """Weights in bins ``edges`` (B + 1,), ``counts`` (B,); ``quantiles`` at :data:`QUANTILES`.

    ``logarithmic`` says that the bins are even on a logarithmic scale. ``top_share`` is the part of all
    weight held by the hundredth of the answers with the largest weights.
    """

    edges: Floats
    counts: Ints
    quantiles: Floats
    logarithmic: bool
    n: int
    total: float
    mean: float
    variation: float
    deff: float
    effective_n: float
    top_share: float

    def to_json(self) -> dict[str, Any]:
        """The distribution as plain JSON values."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        arrays = {name: data[name].tolist() for name in ("edges", "counts", "quantiles")}
        return {**data, **arrays}


def distribution(weights: npt.ArrayLike, bins: int = 30) -> Distribution:
    """The distribution of weights (n,); those that are missing, negative or zero are refused.

    Quantiles are of answers, by linear interpolation. Equal weights make one bin.
    """
    weight = require_weights(weights)
    low, high = float(weight.min()), float(weight.max())
    logarithmic = high > _WIDE * low
    if high <= low * (1 + 1e-9):
        edges = np.array([low * 0.5, high * 1.5])
    elif logarithmic:
        edges = np.geomspace(low, high, bins + 1)
    else:
        edges = np.linspace(low, high, bins + 1)
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)
    counts, _ = np.histogram(weight, edges)
    top = max(1, len(weight) // 100)
    heavy = np.partition(weight, len(weight) - top)[-top:]
    mean = float(weight.mean())
    return Distribution(
        edges=edges,
        counts=counts.astype(np.int64),
        quantiles=np.quantile(weight, QUANTILES),
        logarithmic=logarithmic,
        n=len(weight),
        total=float(weight.sum()),
        mean=mean,
        variation=float(weight.std() / mean),
        deff=kish_deff(weight),
        effective_n=effective_n(weight),
        top_share=float(heavy.sum() / weight.sum()),
    )
