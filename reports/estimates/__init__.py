"""Estimates from a complex sample with linearised standard errors: our own core in numpy.

Taylor linearisation with stratification, clusters and finite population correction (Särndal, Swensson
and Wretman 1992, ch. 5.5–5.7; Lumley 2010, ch. 2 and app. B), equal to R ``survey`` 4.1-1.
"""

from reports.estimates.design import Design
from reports.estimates.estimate import Estimate, Estimates
from reports.estimates.estimators import means, proportions, ratios, shares, totals
from reports.estimates.quantiles import quantiles

__all__ = [
    "Design",
    "Estimate",
    "Estimates",
    "means",
    "proportions",
    "quantiles",
    "ratios",
    "shares",
    "totals",
]
