"""Refusals of the analysis module as refusals of this platform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reports.errors import ReportError
from survey.errors import Refusal


def refused_by(error: ReportError) -> Refusal:
    """What the analysis module refuses, as a refusal of this platform."""
    return Refusal(error.code, place=error.place, reason=error.reason, remedy=error.remedy)


@contextmanager
def refusals() -> Iterator[None]:
    """Say what the analysis module refuses as a refusal of this platform."""
    try:
        yield
    except ReportError as error:
        raise refused_by(error) from error
