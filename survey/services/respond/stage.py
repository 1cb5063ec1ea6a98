"""Whether a survey takes answers at a moment, worked out from its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.days import is_usual
from survey.store.tables import Survey


class Stage(StrEnum):
    """Where a survey stands for its respondents."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    EXPIRED = "expired"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Opening:
    """The stage at a moment, and when it began or will end (None where nobody has said)."""

    stage: Stage
    when: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.stage is Stage.OPEN

    @property
    def is_set(self) -> bool:
        """Whether answers are taken, or will be without anybody doing more."""
        return self.is_open or (self.stage is Stage.NOT_YET and self.when is not None)


def opening_of(survey: Survey, at: datetime) -> Opening:
    """The stage of a survey; a form is valid through the last day that its legal header names."""
    expires = _end_of_validity(survey)
    if survey.archived_at is not None and survey.archived_at <= at:
        return Opening(Stage.ARCHIVED, survey.archived_at)
    if survey.closed_at is not None and survey.closed_at <= at:
        return Opening(Stage.CLOSED, survey.closed_at)
    if survey.closes_at is not None and survey.closes_at <= at:
        return Opening(Stage.CLOSED, survey.closes_at)
    if expires is not None and expires <= at:
        return Opening(Stage.EXPIRED, expires)
    if survey.opens_at is None or survey.opens_at > at:
        return Opening(Stage.NOT_YET, survey.opens_at)
    ends = [moment for moment in (survey.closes_at, expires) if moment is not None]
    return Opening(Stage.OPEN, min(ends, default=None))


def _end_of_validity(survey: Survey) -> datetime | None:
    # A day beyond the calendar, kept by an earlier program, is no end.
    if survey.valid_until is None or not is_usual(survey.valid_until):
        return None
    return datetime.combine(survey.valid_until + timedelta(days=1), time(), ZoneInfo(survey.time_zone))


def require_open(survey: Survey, at: datetime) -> None:
    """Raise unless the survey takes answers.

    :raises Refusal: ``survey_not_open``.
    """
    if not opening_of(survey, at).is_open:
        raise Refusal(
            "survey_not_open",
            place=survey.code,
            reason=Text(zh="这次调查现在不接收答卷", en="This survey does not take answers now"),
            remedy=Text(
                zh="此前已保存的内容不受影响。如有疑问，请与调查联系人联系",
                en="What was saved before is safe. Please ask the survey's contact person if in doubt",
            ),
        )
