"""What two versions of a questionnaire say differently, and what that means for answers already in."""

from questionnaires.differences.comparing import differences
from questionnaires.differences.difference import CONSEQUENCES, SORTS, Consequence, Difference, Sort, worst
from questionnaires.differences.joining import broken_columns

__all__ = [
    "CONSEQUENCES",
    "SORTS",
    "Consequence",
    "Difference",
    "Sort",
    "broken_columns",
    "differences",
    "worst",
]
