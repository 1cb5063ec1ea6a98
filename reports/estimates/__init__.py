"""Estimates from a complex sample: our own vectorised core in numpy, equal to R ``survey`` 4.1-1.

Taylor linearisation over stages of selection with their finite population corrections, unequal chances,
calibrated weights, and replicate weights (Särndal, Swensson and Wretman 1992, ch. 4–6; Wolter 2007;
Lumley 2010, ch. 2 and app. B).
"""

from reports.estimates.covariance import covariance
from reports.estimates.design import Design
from reports.estimates.estimate import Estimate, Estimates
from reports.estimates.estimators import Sample, means, proportions, ratios, shares, totals
from reports.estimates.intervals import ShareInterval
from reports.estimates.joint import Joint, joint_means, joint_ratios, joint_totals
from reports.estimates.pps import JointInclusion
from reports.estimates.quantiles import quantiles
from reports.estimates.replicates import ReplicateDesign
from reports.estimates.spread import covariances, variances

__all__ = [
    "Design",
    "Estimate",
    "Estimates",
    "Joint",
    "JointInclusion",
    "ReplicateDesign",
    "Sample",
    "ShareInterval",
    "covariance",
    "covariances",
    "joint_means",
    "joint_ratios",
    "joint_totals",
    "means",
    "proportions",
    "quantiles",
    "ratios",
    "shares",
    "totals",
    "variances",
]
