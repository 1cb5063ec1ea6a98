"""Dates and moments, counted on the wall clock of the survey's zone.

A *date* is a ``datetime.date``. A *moment* is a ``datetime.datetime`` without a zone: what
the clock on the wall in the survey's zone shows, to the second. A date stands for the
start of its day. A partial date ``YYYY`` or ``YYYY-MM`` is the date of its first day.
Seconds and days are counted from 1970-01-01T00:00 on that clock, so that the phone's own
zone never matters.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?"
)
FIELD = re.compile(r"%([\s\S])")
FIELDS = "YymndeHhMS%"
DAY = 86400
EPOCH = datetime.combine(date(1970, 1, 1), time.min)
FIRST, LAST = -62135596800, 253402300799  # 0001-01-01T00:00:00 and 9999-12-31T23:59:59


def read_date(text: str) -> date | None:
    """The date written as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; None where it is no date.

    A partial date is its first day: ``2024-05`` is 1 May 2024 and ``2024`` is 1 January 2024.
    """
    found = DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def read_moment(text: str) -> date | None:
    """A date as :func:`read_date` reads it, or a moment ``YYYY-MM-DDTHH:MM[:SS]``; else None.

    An offset such as ``+08:00`` is not read: moments are already on the survey's clock.
    """
    found = MOMENT.fullmatch(text)
    if not found:
        return read_date(text)
    day = read_date(found[1])
    if day is None:
        return None
    return datetime.combine(day, time(int(found[2]), int(found[3]), int(found[4] or 0)))


def on_wall(moment: datetime, zone: str) -> datetime:
    """The moment as the survey's wall clock shows it, to the whole second, without a zone."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return moment.replace(microsecond=0, fold=0)


def seconds(value: date) -> int:
    """Seconds from the start of 1970 to the date's start or to the moment."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return int((value - EPOCH) // timedelta(seconds=1))


def from_seconds(count: float, moment: bool) -> date | None:
    """The moment, or the day it falls on; None outside the years 1 to 9999 and for NaN."""
    if not FIRST <= count <= LAST:
        return None
    found = EPOCH + timedelta(seconds=math.floor(count))
    return found if moment else found.date()


def shift(value: date, days: float) -> date | None:
    """``value`` moved by a number of days; None for NaN and outside the years 1 to 9999.

    A date stays a date: the sum is cut down to the day it falls in. A moment moves by the
    nearest whole second.
    """
    if isinstance(value, datetime):
        moved = days * DAY + 0.5
        return from_seconds(seconds(value) + math.floor(moved), True) if math.isfinite(moved) else None
    return from_seconds(seconds(value) + days * DAY, False)


def date_to_text(value: date) -> str:
    """ISO 8601: ``2024-01-31`` or ``2024-01-31T08:00:00``."""
    day = f"{value.year:04}-{value.month:02}-{value.day:02}"
    if isinstance(value, datetime):
        return f"{day}T{value.hour:02}:{value.minute:02}:{value.second:02}"
    return day


def format_date(value: date, pattern: str) -> str:
    """``value`` written by ``pattern``, with the numeric fields of ODK's ``format-date``.

    ``%Y`` year in four digits, ``%y`` in two, ``%m`` and ``%n`` month with and without a
    leading zero, ``%d`` and ``%e`` day, ``%H`` and ``%h`` hour (0 to 23), ``%M`` minute,
    ``%S`` second, ``%%`` a percent sign. Other fields stay as written; a date has hour 0.
    """
    hour, minute, second = (
        (value.hour, value.minute, value.second) if isinstance(value, datetime) else (0, 0, 0)
    )
    fields = {
        "Y": f"{value.year:04}",
        "y": f"{value.year % 100:02}",
        "m": f"{value.month:02}",
        "n": str(value.month),
        "d": f"{value.day:02}",
        "e": str(value.day),
        "H": f"{hour:02}",
        "h": str(hour),
        "M": f"{minute:02}",
        "S": f"{second:02}",
        "%": "%",
    }
    return FIELD.sub(lambda found: fields.get(found[1], found[0]), pattern)
