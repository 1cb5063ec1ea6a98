"""Units of a survey.

A unit gets a random number that stands for it beside answers, so that the answers name
no unit (two vaults, docs/architecture.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import surveys, tables, wording
from survey.services.events import Actor, log
from survey.services.frame.lines import Imported, bounds, cell, log_import, repeated, taken, unknown_stratum
from survey.services.tables import Column, Row
from survey.store import frame as stored
from survey.store.engine import Session, Store
from survey.store.frame import UnitFilter, UnitRow
from survey.store.tables import Stratum, Unit

LARGEST_STAFF = 10_000_000

UNIT_COLUMNS = (
    Column("name", Text(zh="单位名称", en="Unit"), ("单位名称", "单位", "名称", "unit", "name"), needed=True),
    Column("stratum", Text(zh="层", en="Stratum"), ("层", "层代码", "层代号", "stratum"), needed=True),
    Column("town", Text(zh="乡镇街道", en="Town"), ("乡镇街道", "乡镇", "街道", "town")),
    Column("unit_type", Text(zh="单位类型", en="Unit type"), ("单位类型", "类型", "unit_type", "type")),
    Column(
        "staff_count",
        Text(zh="科技工作者人数", en="Science workers"),
        ("科技工作者人数", "人数", "staff_count", "staff"),
    ),
)


@dataclass(frozen=True)
class UnitFacts:
    """A unit as it is typed or imported; ``stratum`` is the code of one."""

    name: str
    stratum: str
    town: str = ""
    unit_type: str = ""
    staff_count: int | None = None


def units(
    store: Store,
    survey_id: int,
    wanted: UnitFilter | None = None,
    *,
    order: str = "name",
    descending: bool = False,
    offset: int = 0,
    count: int | None = None,
) -> tuple[list[UnitRow], int]:
    """A page of the units that a filter lets through, and how many there are."""
    with store.reading() as session:
        rows = stored.units_listed(
            session, survey_id, wanted, order=order, descending=descending, offset=offset, count=count
        )
        return rows, stored.how_many_units(session, survey_id, wanted)


def find_unit(store: Store, survey_id: int, number: int) -> UnitRow | None:
    """The unit of a survey with a masked number."""
    with store.reading() as session:
        found = stored.units_listed(session, survey_id, UnitFilter(number=number))
    return found[0] if found else None


def save_unit(
    store: Store,
    survey_id: int,
    facts: UnitFacts,
    *,
    actor: Actor,
    at: datetime,
    number: int | None = None,
) -> None:
    """Add a unit, or change the one with a masked number.

    :raises Refusal: the name is missing or taken, the stratum does not exist, or the stratum
        would change after copies were issued to the unit.
    """
    checked = _checked_unit(facts)
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        stratum = stored.stratum_by_code(session, survey_id, checked.stratum)
        if stratum is None:
            raise unknown_stratum(checked.stratum)
        unit = stored.unit_by_number(session, survey_id, number) if number is not None else None
        if number is not None and unit is None:
            raise _unknown_unit(number)
        present = {one.name: one for one in stored.units(session, survey_id)}
        if present.get(checked.name) not in (None, unit):
            raise taken("name", checked.name)
        if unit is None:
            add_units(session, survey_id, [(checked, stratum.id)])
        else:
            _change_unit(session, unit, checked, stratum.id)
        action = "unit.added" if unit is None else "unit.changed"
        subject = ("unit", number if number is not None else checked.name[:64])
        log(session, actor, action, at=at, survey_id=survey_id, subject=subject)


def remove_unit(store: Store, survey_id: int, number: int, *, actor: Actor, at: datetime) -> None:
    """Delete a unit.

    :raises Refusal: copies were issued to it.
    """
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        unit = stored.unit_by_number(session, survey_id, number)
        if unit is None:
            raise _unknown_unit(number)
        if stored.unit_in_use(session, unit.id):
            raise Refusal(
                "in_use",
                place=unit.name,
                reason=Text(zh="已向这个单位发放问卷", en="Copies were issued to this unit"),
                remedy=Text(zh="已发放的单位不能删除", en="A unit that was given copies stays"),
            )
        stored.remove_unit(session, unit.id)
        log(session, actor, "unit.removed", at=at, survey_id=survey_id, subject=("unit", number))


def import_units(
    store: Store, survey_id: int, name: str, content: bytes, *, actor: Actor, at: datetime
) -> Imported:
    """Take units from a CSV or XLSX file; one whose name is there already is changed.

    The stratum is given by its code or its label. A column that the file lacks changes nothing;
    an empty cell empties what was there.

    :raises Refusals: something is wrong with the file; every problem is named with row,
        column, value and reason, and nothing was stored.
    """
    rows = tables.read_rows(name, content, UNIT_COLUMNS)
    problems: list[Refusal] = []
    repeated(rows, UNIT_COLUMNS[0], problems)
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        by_word: dict[str, Stratum] = {}
        for stratum in stored.strata(session, survey_id):
            by_word.setdefault(stratum.label, stratum)
            by_word[stratum.code] = stratum
        found = [facts for row in rows if (facts := _unit_of(row, by_word, problems)) is not None]
        tables.raise_all(problems)
        known = {unit.name: unit for unit in stored.units(session, survey_id)}
        fresh = [(facts, by_word[facts.stratum].id) for facts in found if facts.name not in known]
        add_units(session, survey_id, fresh)
        for facts in found:
            if facts.name in known:
                kept = _with_kept(facts, known[facts.name], rows[0].given)
                _change_unit(session, known[facts.name], kept, by_word[facts.stratum].id)
        done = Imported(len(fresh), len(found) - len(fresh))
        log_import(session, actor, "units.imported", at, survey_id, done)
    return done


def _checked_unit(facts: UnitFacts) -> UnitFacts:
    if facts.staff_count is not None and not 0 <= facts.staff_count <= LARGEST_STAFF:
        raise bounds("staff_count", LARGEST_STAFF)
    return UnitFacts(
        wording.line("name", facts.name, 200, needed=True),
        facts.stratum,
        wording.line("town", facts.town, 60),
        wording.line("unit_type", facts.unit_type, 32),
        facts.staff_count,
    )


def add_units(session: Session, survey_id: int, found: Sequence[tuple[UnitFacts, int]]) -> None:
    """Add units, each with the identity of its stratum, under fresh masked numbers."""
    used = {unit.number for unit in stored.units(session, survey_id)}
    rows = [
        {
            "survey_id": survey_id,
            "stratum_id": stratum_id,
            "number": number,
            "name": facts.name,
            "town": facts.town,
            "unit_type": facts.unit_type,
            "staff_count": facts.staff_count,
        }
        for (facts, stratum_id), number in zip(found, masked_numbers(used, len(found)), strict=True)
    ]
    if rows:
        stored.add_units(session, rows)


def masked_numbers(used: set[int], count: int) -> list[int]:
    """Random numbers of one length that say nothing of name, order or size."""
    low = 1000
    while (len(used) + count) * 3 > low * 9:
        low *= 10
    free = secrets.SystemRandom()
    found: list[int] = []
    while len(found) < count:
        number = free.randrange(low, low * 10)
        if number not in used:
            used.add(number)
            found.append(number)
    return found


def _change_unit(session: Session, unit: Unit, facts: UnitFacts, stratum_id: int) -> None:
    if unit.stratum_id != stratum_id and stored.unit_in_use(session, unit.id):
        raise Refusal(
            "stratum_fixed",
            place=unit.name,
            reason=Text(
                zh="已按原来的层向这个单位发放问卷",
                en="Copies were issued to this unit in its present stratum",
            ),
            remedy=Text(zh="层请保持不变", en="Keep the stratum"),
        )
    unit.stratum_id = stratum_id
    unit.name, unit.town, unit.unit_type = facts.name, facts.town, facts.unit_type
    unit.staff_count = facts.staff_count


def _with_kept(facts: UnitFacts, unit: Unit, given: Collection[str]) -> UnitFacts:
    """The facts of a line, with those of the unit where the file has no such column."""
    kept = {name: getattr(unit, name) for name in ("town", "unit_type", "staff_count") if name not in given}
    return replace(facts, **kept)


def _unit_of(row: Row, strata: dict[str, Stratum], problems: list[Refusal]) -> UnitFacts | None:
    before = len(problems)
    name = cell(row, UNIT_COLUMNS[0], 200, problems, needed=True)
    stratum = cell(row, UNIT_COLUMNS[1], 200, problems, needed=True)
    town = cell(row, UNIT_COLUMNS[2], 60, problems)
    unit_type = cell(row, UNIT_COLUMNS[3], 32, problems)
    staff = tables.whole_number(row, UNIT_COLUMNS[4], problems, LARGEST_STAFF)
    if stratum and stratum not in strata:
        known = "、".join(dict.fromkeys(one.label for one in strata.values())) or "—"
        problems.append(
            tables.problem(
                row.number,
                UNIT_COLUMNS[1].label,
                stratum,
                zh="没有这个层",
                en="there is no such stratum",
                zh_remedy=f"请先建立这个层，或改为：{known}",
                en_remedy=f"Add the stratum first, or use one of: {known}",
            )
        )
    return UnitFacts(name, stratum, town, unit_type, staff) if len(problems) == before else None


def _unknown_unit(number: int) -> Refusal:
    return Refusal(
        "not_found",
        place="unit",
        reason=Text(zh=f"没有编号为 {number} 的单位", en=f"There is no unit {number}"),
        remedy=Text(zh="请从单位列表中选", en="Choose one from the list of units"),
    )
