"""The size of the workforce by several methods, kept apart, each with what it assumes (domain: 科学测算队伍规模)."""

from reports.size.compared import side_by_side
from reports.size.lists import coefficients, hansen_hurwitz, horvitz_thompson, multiplicity, two_lists
from reports.size.method import LABELS, Method, SizeEstimate
from reports.size.plausibility import plausibility
from reports.size.roster import known_size, roster
from reports.size.strata import Units, combined_ratio, expansion, separate_ratio, units_of
from reports.size.surveyed import coefficients_of, methods_of, multiplicity_of

__all__ = [
    "LABELS",
    "Method",
    "SizeEstimate",
    "Units",
    "coefficients",
    "coefficients_of",
    "combined_ratio",
    "expansion",
    "hansen_hurwitz",
    "horvitz_thompson",
    "known_size",
    "methods_of",
    "multiplicity",
    "multiplicity_of",
    "plausibility",
    "roster",
    "separate_ratio",
    "side_by_side",
    "two_lists",
    "units_of",
]
