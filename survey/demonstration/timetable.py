"""When the people of the demonstration answer: most soon, some after a reminder, mostly by day."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from survey.demonstration.design import Calendar

#: Relative frequency of beginning at each hour of the day.
HOURS = (1, 0, 0, 0, 0, 1, 3, 8, 16, 22, 24, 16, 18, 12, 16, 18, 14, 10, 9, 14, 18, 14, 8, 3)
WEEKEND = 0.45
LONGEST = timedelta(days=3)
#: Share of those who answer in the first wave, and after each reminder.
WAVES = (0.62, 0.24, 0.14)


def beginning(calendar: Calendar, rng: random.Random) -> datetime:
    """The moment somebody opens the questionnaire; early enough to finish before the survey closes."""
    starts = (calendar.opens_at.date(), *calendar.reminders)
    last = calendar.closes_at - LONGEST
    while True:
        day = rng.choices(starts, WAVES)[0] + timedelta(days=int(rng.expovariate(1 / 9)))
        if day.weekday() >= 5 and rng.random() > WEEKEND:
            continue
        hour = rng.choices(range(24), HOURS)[0]
        found = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            rng.randrange(60),
            rng.randrange(60),
            tzinfo=calendar.opens_at.tzinfo,
        )
        if calendar.opens_at <= found <= last:
            return found


def seconds_on_page(questions: int, letters: int, pace: float, rng: random.Random) -> float:
    """How long somebody stays on a page with some questions and ``letters`` typed; ``pace`` 1 is usual."""
    return round(pace * (4.0 + 8.0 * questions * rng.lognormvariate(0.0, 0.35) + 0.9 * letters), 1)
