"""Weights of the valid answers and what they cost in precision."""

from reports.weighting.expansion import MissingPopulation, Weighting, WeightingWarning, expand, weighted
from reports.weighting.kish import effective_n, kish_deff

__all__ = [
    "MissingPopulation",
    "Weighting",
    "WeightingWarning",
    "effective_n",
    "expand",
    "kish_deff",
    "weighted",
]
