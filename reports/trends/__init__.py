"""Waves of a survey side by side: questions harmonised, figures joined, differences with their errors."""

from reports.trends.changes import Change, changes, sentence
from reports.trends.harmonised import Asked, Earlier, Finding, Harmonised, harmonise
from reports.trends.joined import Trend, Wave, feature_trend, question_trend

__all__ = [
    "Asked",
    "Change",
    "Earlier",
    "Finding",
    "Harmonised",
    "Trend",
    "Wave",
    "changes",
    "feature_trend",
    "harmonise",
    "question_trend",
    "sentence",
]
