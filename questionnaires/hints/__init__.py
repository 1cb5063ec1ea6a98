"""Advice on a draft that no rule forbids: wording that is hard to read or answer, and how long it takes."""

from questionnaires.hints.advice import Hint
from questionnaires.hints.reading import hints
from questionnaires.hints.time import Minutes, minutes, seconds

__all__ = ["Hint", "Minutes", "hints", "minutes", "seconds"]
