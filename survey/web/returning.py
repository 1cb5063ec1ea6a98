"""Buttons that do one thing and lead back: what was done, or why it was refused, stands on the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.web.staff import current_survey, told

Deed: TypeAlias = Callable[..., None]


def back_to(endpoint: str) -> Callable[[Deed], Callable[..., ResponseReturnValue]]:
    """Make a view of a function that does something in the survey at hand and says so by ``flash``.

    That, or the refusal it met, is told at the head of the survey's page ``endpoint``. It stands
    directly above the function, below ``@access``.
    """

    def returning(deed: Deed) -> Callable[..., ResponseReturnValue]:
        @wraps(deed)
        def view(**place: object) -> ResponseReturnValue:
            try:
                deed(**place)
            except Refusal as refusal:
                told(refusal)
            return redirect(url_for(endpoint, survey=current_survey().code), 303)

        return view

    return returning
