"""Simulated respondents that walk every branch of a questionnaire and tell what was never reached."""

from questionnaires.trial.goals import SORTS, Sort
from questionnaires.trial.journey import Journey
from questionnaires.trial.report import DeadEnd, Report, Spread, Unreached
from questionnaires.trial.trying import Bounds, journeys, trial

__all__ = [
    "SORTS",
    "Bounds",
    "DeadEnd",
    "Journey",
    "Report",
    "Sort",
    "Spread",
    "Unreached",
    "journeys",
    "trial",
]
