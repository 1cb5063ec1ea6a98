"""Weights of the valid answers, how they come about and what they cost in precision.

``expand`` is the simple expansion N/n of the platform. A :class:`~reports.weighting.recipe.Recipe` says
more: base weights, nonresponse, post-stratification, raking or calibration, trimming. ``weigh`` applies
it, with a log; :mod:`~reports.weighting.replication` carries it through replicates.
"""

from reports.weighting.application import Prepared, WeightSet, weigh
from reports.weighting.distribution import Distribution, distribution
from reports.weighting.expansion import MissingPopulation, Weighting, WeightingWarning, expand, weighted
from reports.weighting.kish import effective_n, kish_deff
from reports.weighting.recipe import Recipe
from reports.weighting.steps import Step

__all__ = [
    "Distribution",
    "MissingPopulation",
    "Prepared",
    "Recipe",
    "Step",
    "WeightSet",
    "Weighting",
    "WeightingWarning",
    "distribution",
    "effective_n",
    "expand",
    "kish_deff",
    "weigh",
    "weighted",
]
