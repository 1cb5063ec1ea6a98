"""Surveys as staff see them: the list, one survey's stages, facts, questionnaire, frame and people."""

from survey.web.surveys import (
    demonstration,
    facts,
    files,
    frame,
    importing,
    opening,
    people,
    questionnaire,
    retention,
    simulating,
    staging,
    surveys,
)
from survey.web.surveys.blueprint import blueprint

__all__ = [
    "blueprint",
    "demonstration",
    "facts",
    "files",
    "frame",
    "importing",
    "opening",
    "people",
    "questionnaire",
    "retention",
    "simulating",
    "staging",
    "surveys",
]
