"""Tables of weighted shares and means with intervals, all released by disclosure control."""

from reports.crosstabs.breakdown import Breakdown, breakdown
from reports.crosstabs.frequencies import frequencies

__all__ = ["Breakdown", "breakdown", "frequencies"]
