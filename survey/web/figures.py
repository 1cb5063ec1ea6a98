"""Numbers and moments as staff read them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, g

from survey.web.state import state


def count(number: int | None) -> str:
    """2463 as 2,463; a dash where there is none."""
    return "—" if number is None else f"{number:,}"


def share(fraction: float | None) -> str:
    """0.821 as 82.1 %; a dash where there is none."""
    return "—" if fraction is None else f"{fraction * 100:.1f} %"


def moment(at: datetime | None) -> str:
    """A moment in the survey's zone, else in that of the installation."""
    return "—" if at is None else at.astimezone(_zone()).strftime("%Y-%m-%d %H:%M")


def day(on: date | datetime | None) -> str:
    """A day, or the day of a moment in the survey's zone, else in that of the installation."""
    if isinstance(on, datetime):
        on = on.astimezone(_zone()).date()
    return "—" if on is None else on.isoformat()


def add_filters(blueprint: Blueprint) -> None:
    """Give templates the filters ``count``, ``share``, ``moment`` and ``day``."""
    for function in (count, share, moment, day):
        blueprint.add_app_template_filter(function, function.__name__)


def _zone() -> ZoneInfo:
    survey = getattr(g.get("visitor"), "survey", None)
    zone: ZoneInfo = survey.zone if survey is not None else state().settings.zone
    return zone
