"""Tables of weighted shares and means with intervals, all released by disclosure control."""

from reports.crosstabs.breakdown import Breakdown, breakdown
from reports.crosstabs.frequencies import frequencies
from reports.crosstabs.multiple import multiple_choice
from reports.crosstabs.rankings import ranking_scores

__all__ = ["Breakdown", "breakdown", "frequencies", "multiple_choice", "ranking_scores"]
