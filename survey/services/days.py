"""The days that a survey can be given: those of a calendar that people use.

Beyond them sums of dates overflow; "for ever" is said by leaving the day empty.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from questionnaires.text import Text
from survey.errors import Refusal

FIRST_YEAR, LAST_YEAR = 1900, 2200
OUTSIDE = Text(
    zh=f"日期不在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间",
    en=f"The date is not within the years {FIRST_YEAR} to {LAST_YEAR}",
)


def is_usual(day: date) -> bool:
    """Whether a day, or the day of a moment, is one that a survey can be given."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def noon_of(moment: datetime, time_zone: str) -> datetime:
    """The noon of a moment's day in a zone: what is kept where a day may be known and no moment."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(moment.astimezone(zone).date(), time(12), zone)


def outside(place: str, day: date | None) -> list[Refusal]:
    """What is wrong with a day given at ``place``: nothing where it is empty or usual."""
    if day is None or is_usual(day):
        return []
    remedy = Text(
        zh="请核对年份；没有期限时请留空", en="Check the year; leave it empty where there is no end"
    )
    return [Refusal("date_range", place=place, reason=OUTSIDE, remedy=remedy)]
