"""The design of the demonstration: strata, what becomes of the copies, and the calendar.

The stratified design of 3,000 copies is made up, for a county of 850,000 people that does
not exist. What becomes of the copies is fixed beforehand, so that the founding case
comes out exactly: 3,000 issued, 2,463 valid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from questionnaires.text import Text

CODE = "demonstration"
ZONE = ZoneInfo("Asia/Shanghai")
PLACE = Text(zh="青溪县", en="Qingxi County")
TITLE = Text(zh="青溪县科技工作者状况调查", en="Survey of Science and Technology Workers in Qingxi County")
ORGANISER = Text(zh="青溪县科学技术协会", en="Qingxi County Association for Science and Technology")
COPIES = 3000


class Fate(StrEnum):
    """What becomes of a copy."""

    VALID = "valid"
    CARELESS = "careless"
    """Sent in, too fast, one column ticked all the way down: three flags, decided as invalid."""
    REPEATED = "repeated"
    """Sent in by somebody who had answered a colleague's copy just before: decided as invalid."""
    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"
    REFUSED = "refused"
    STOPPED = "stopped"
    """Begun and left late: partial when the survey closes."""
    BROKEN_OFF = "broken_off"
    NOT_OPENED = "not_opened"


#: Copies that come to a fate other than a valid response, of 3,000.
LOST: Mapping[Fate, int] = {
    Fate.CARELESS: 32,
    Fate.REPEATED: 9,
    Fate.WITHDRAWN: 6,
    Fate.INELIGIBLE: 48,
    Fate.REFUSED: 63,
    Fate.STOPPED: 39,
    Fate.BROKEN_OFF: 71,
    Fate.NOT_OPENED: 269,
}


@dataclass(frozen=True)
class Stratum:
    """A stratum: science workers, units of the frame and of the sample, copies and how many become valid."""

    code: str
    label: str
    population: int
    units: int
    drawn: int
    copies: int
    valid: int


STRATA: tuple[Stratum, ...] = (
    Stratum("industry", "工业", 9200, 420, 56, 940, 732),
    Stratum("agriculture", "农业", 1150, 34, 34, 300, 264),
    Stratum("education", "教育", 6400, 72, 26, 630, 541),
    Stratum("health", "卫生", 5900, 40, 22, 600, 491),
    Stratum("science", "科技", 1050, 30, 30, 240, 204),
    Stratum("other", "其他", 2300, 65, 22, 290, 231),
)


@dataclass(frozen=True)
class Calendar:
    """The moments of the investigation, in the county's zone."""

    reference_date: date = date(2025, 12, 31)
    prepared_at: datetime = datetime(2026, 2, 9, 9, 30, tzinfo=ZONE)
    published_at: datetime = datetime(2026, 2, 24, 15, 10, tzinfo=ZONE)
    issued_at: datetime = datetime(2026, 2, 26, 10, 0, tzinfo=ZONE)
    opens_at: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)
    reminders: tuple[date, ...] = (date(2026, 3, 30), date(2026, 5, 6))
    closes_at: datetime = datetime(2026, 5, 31, 22, 0, tzinfo=ZONE)
    reviewed_at: datetime = datetime(2026, 6, 2, 9, 0, tzinfo=ZONE)
    frozen_at: datetime = datetime(2026, 6, 12, 16, 30, tzinfo=ZONE)


@dataclass(frozen=True)
class Design:
    """A demonstration of a size: the strata, the fates of their copies, the calendar and the seed."""

    strata: tuple[Stratum, ...]
    fates: Mapping[str, Mapping[Fate, int]]
    seed: int
    calendar: Calendar = Calendar()

    @property
    def copies(self) -> int:
        """How many copies are issued."""
        return sum(stratum.copies for stratum in self.strata)

    def expected(self, *fates: Fate) -> int:
        """How many copies come to some fates."""
        return sum(found.get(fate, 0) for found in self.fates.values() for fate in fates)


def design(copies: int = COPIES, seed: int = 2463) -> Design:
    """The demonstration with so many copies; each fate occurs, however few they are.

    :raises ValueError: fewer than 50 copies, with which not every fate can be had and no speed be judged.
    """
    if copies < 50:
        raise ValueError("a demonstration needs at least 50 copies")
    strata = STRATA if copies == COPIES else _scaled(copies)
    lost = LOST if copies == COPIES else _scaled_losses(sum(one.copies - one.valid for one in strata))
    room = {stratum.code: stratum.copies - stratum.valid for stratum in strata}
    fates: dict[str, dict[Fate, int]] = {code: {} for code in room}
    for fate, total in lost.items():
        shares = apportion(total, list(room.values()), limits=list(room.values()))
        for code, share in zip(room, shares, strict=True):
            fates[code][fate] = share
            room[code] -= share
    for stratum in strata:
        fates[stratum.code][Fate.VALID] = stratum.valid
    return Design(strata, fates, seed)


def _scaled(copies: int) -> tuple[Stratum, ...]:
    issued = apportion(copies, [one.copies for one in STRATA])
    found = []
    for one, count in zip(STRATA, issued, strict=True):
        # Few copies leave some room for every fate.
        valid = min(round(count * one.valid / one.copies), count - 2)
        drawn = min(one.drawn, max(2, count // 5))
        found.append(Stratum(one.code, one.label, one.population, one.units, drawn, count, valid))
    return tuple(found)


def _scaled_losses(total: int) -> dict[Fate, int]:
    more = apportion(total - len(LOST), list(LOST.values()))
    return {fate: 1 + count for fate, count in zip(LOST, more, strict=True)}


def apportion(total: int, weights: Sequence[float], limits: Sequence[int] | None = None) -> list[int]:
    """Whole numbers in proportion to ``weights`` that sum to ``total`` (largest remainders), within ``limits``.

    :raises ValueError: the limits leave no room for ``total``.
    """
    if limits is not None and sum(limits) < total:
        raise ValueError(f"{total} do not fit into {sum(limits)}")
    found = [0] * len(weights)
    open_places = [place for place, weight in enumerate(weights) if weight > 0]
    left = total
    while left:
        whole = sum(weights[place] for place in open_places)
        exact = {place: left * weights[place] / whole for place in open_places}
        floor = {place: int(share) for place, share in exact.items()}
        rest = max(left - sum(floor.values()), 0)
        for place in sorted(open_places, key=lambda place: (floor[place] - exact[place], place))[:rest]:
            floor[place] += 1
        for place, share in floor.items():
            found[place] += share if limits is None else min(share, limits[place] - found[place])
        left = total - sum(found)
        if limits is not None:
            open_places = [place for place in open_places if found[place] < limits[place]]
    return found
