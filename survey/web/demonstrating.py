"""The strip at the head of the demonstration's pages while its data are still being made."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from survey.services.surveys import Card
from survey.web.state import state

#: What an application keeps once it has seen that nothing is left to do: it never comes back.
DONE = "kewen_demonstration_done"


@dataclass(frozen=True)
class Loading:
    """How many of the copies that will be opened have been, and the survey they belong to."""

    survey: str
    done: int
    total: int


def loading(survey: Card | None) -> Loading | None:
    """How far the demonstration has come; None where it is complete, where there is none, or on another survey's page."""
    if current_app.extensions.get(DONE):
        return None
    # Few installations have a demonstration, and what makes it need not be loaded by the others.
    from survey.demonstration import CODE, progress_of

    if survey is not None and survey.code != CODE:
        return None
    found = progress_of(state().store)
    if found is None:
        return None
    if found.finished:
        current_app.extensions[DONE] = True
        return None
    return Loading(CODE, found.done, found.total)
