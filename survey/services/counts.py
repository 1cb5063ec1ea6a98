"""How the field work stands: copies by outcome, stratum, unit and day, with the rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from questionnaires.text import Text
from reports.documents.investigation import Returns
from survey.services.rates import Dispositions, Ledger, aapor_rates
from survey.store import copies as stored
from survey.store import frame as stored_frame
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store


@dataclass(frozen=True)
class Line:
    """A stratum or a unit with its copies by outcome; a unit names its stratum by label and code."""

    code: str
    label: str
    outcomes: Mapping[str, int]
    population: int | None = None
    stratum: str = ""
    stratum_code: str = ""

    @property
    def ledger(self) -> Ledger:
        """Issued, returned, valid and the rates."""
        return Ledger.of(self.outcomes)


@dataclass(frozen=True)
class Day:
    """What happened on one day in the survey's zone, and how many were returned by its end."""

    day: date
    issued: int
    opened: int
    returned: int
    returned_so_far: int


@dataclass(frozen=True)
class Tally:
    """The copies of a survey and of its strata by outcome.

    ``imported`` are responses that came in a file and belong to no copy, by outcome.
    """

    whole: Line
    strata: tuple[Line, ...]
    imported: Mapping[str, int]

    @property
    def rates(self) -> dict[str, float | None]:
        """AAPOR's rates of the copies."""
        return aapor_rates(Dispositions.of(self.whole.outcomes))


@dataclass(frozen=True)
class Counts(Tally):
    """The same with the units of the survey and its days."""

    units: tuple[Line, ...]
    days: tuple[Day, ...]


def tally_of(session: Session, survey_id: int) -> Tally:
    """The copies of a survey by outcome as the session sees them; strata without copies are there with none."""
    return _tally(session, survey_id, stored.counts(session, survey_id))


def _tally(session: Session, survey_id: int, rows: Iterable[tuple[int, int | None, str, int]]) -> Tally:
    strata = {row.id: row for row in stored_frame.strata(session, survey_id)}
    by_stratum: dict[int, Counter[str]] = {each: Counter() for each in strata}
    whole: Counter[str] = Counter()
    for stratum_id, _, outcome, count in rows:
        whole[outcome] += count
        by_stratum[stratum_id][outcome] += count
    lines = tuple(Line(row.code, row.label, by_stratum[each], row.population) for each, row in strata.items())
    return Tally(Line("", "", whole), lines, stored.responses_without_copy(session, survey_id))


def counts_of(store: Store, survey_id: int) -> Counts:
    """The counts of a survey; strata without copies are there with none, units only with some."""
    with store.reading() as session:
        zone = ZoneInfo(stored_surveys.get(session, survey_id).time_zone)
        strata = {row.id: row for row in stored_frame.strata(session, survey_id)}
        units = {row.id: row for row in stored_frame.units(session, survey_id)}
        by_unit: dict[int, Counter[str]] = {}
        rows = stored.counts(session, survey_id)
        tally = _tally(session, survey_id, rows)
        for _, unit_id, outcome, count in rows:
            if unit_id is not None:
                by_unit.setdefault(unit_id, Counter())[outcome] += count
        unit_lines = tuple(
            Line(
                str(row.number),
                row.name,
                by_unit[each],
                row.staff_count,
                strata[row.stratum_id].label,
                strata[row.stratum_id].code,
            )
            for each, row in units.items()
            if each in by_unit
        )
        days = _days(stored.moments(session, survey_id), zone)
    return Counts(tally.whole, tally.strata, tally.imported, unit_lines, days)


def _days(moments: Iterable[tuple[datetime | None, ...]], zone: ZoneInfo) -> tuple[Day, ...]:
    issued: Counter[date] = Counter()
    opened: Counter[date] = Counter()
    returned: Counter[date] = Counter()
    for each in moments:
        for counter, moment in zip((issued, opened, returned), each, strict=True):
            if moment is not None:
                counter[moment.astimezone(zone).date()] += 1
    so_far, found = 0, []
    for day in sorted({*issued, *opened, *returned}):
        so_far += returned[day]
        found.append(Day(day, issued[day], opened[day], returned[day], so_far))
    return tuple(found)


def returns_of(counts: Tally, names: Sequence[Text]) -> tuple[Returns, ...]:
    """The return table of a report: a line for each stratum, by ``names`` in their order, and one for imports."""
    lines = [_returns(name, one.outcomes) for one, name in zip(counts.strata, names, strict=True)]
    if counts.imported:
        line = _returns(Text(zh="导入的答卷", en="Imported responses"), counts.imported)
        lines.append(replace(line, issued=0, ineligible=0, imported=sum(counts.imported.values())))
    return tuple(lines)


def _returns(label: Text, outcomes: Mapping[str, int]) -> Returns:
    ledger = Ledger.of(outcomes)
    return Returns(
        label=label,
        issued=ledger.issued,
        returned=ledger.returned,
        valid=ledger.valid,
        invalid=ledger.invalid,
        ineligible=ledger.ineligible,
        refused=outcomes.get("refused", 0),
        partial=outcomes.get("partial", 0),
    )
