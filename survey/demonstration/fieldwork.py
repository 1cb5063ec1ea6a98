"""The demonstration's survey from its first day to the day it opens, by the services that staff use.

Each stage looks whether it was taken already, so that a start that was cut off is gone on with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from questionnaires import library
from questionnaires.codelists import load as code_list
from questionnaires.library.units import unit_list
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, Text
from survey.demonstration.design import CODE, ORGANISER, PLACE, TITLE, Design
from survey.demonstration.units import Unit, towns
from survey.services import copies, frame, opening, publication, surveys
from survey.services.events import SYSTEM
from survey.services.issued import listing
from survey.services.surveys import Card, Facts
from survey.store import Store
from survey.store.copies import CopyFilter, CopyRow

FACTS = Facts(
    title=TITLE,
    place=PLACE,
    organiser=ORGANISER,
    contact="张老师",
    phone="0329-8000000",
    processor=Text(),
    selection="probability",
    reference_date=date(2025, 12, 31),
    link_destroyed_on=date(2026, 12, 31),
    answers_kept_until=date(2027, 12, 31),
)


def prepare(store: Store, key: bytes, design: Design, units: Sequence[Unit]) -> Card:
    """The survey, published, with its frame, its copies issued and open; made as far as it is not there yet."""
    calendar = design.calendar
    card = surveys.find(store, CODE, at=calendar.opens_at)
    if card is None:
        surveys.create(store, CODE, FACTS, actor=SYSTEM, at=calendar.prepared_at, is_simulated=True)
        card = surveys.named(store, CODE, at=calendar.prepared_at)
    if card.version is None:
        _publish(store, card.id, design, units)
    if not frame.strata(store, card.id):
        _strata(store, card.id, design)
    if not frame.units(store, card.id, count=1)[1]:
        _units(store, card.id, design, units)
    if not listing(store, card.id, CopyFilter(), size=1).total:
        _issue(store, key, card.id, design, units)
    if card.opens_at is None:
        opening.schedule(store, card.id, calendar.opens_at, None, actor=SYSTEM, at=calendar.issued_at)
    return surveys.named(store, CODE, at=calendar.opens_at)


def issued(store: Store, survey_id: int, design: Design) -> list[CopyRow]:
    """Every copy by serial."""
    return listing(store, survey_id, CopyFilter(), size=design.copies).rows


def questionnaire_of(units: Sequence[Unit]) -> Questionnaire:
    """The county's person form with the list of the units that were drawn."""
    whole = library.source("county_person")
    listed = unit_list(towns(), [unit.listed for unit in units if unit.copies], "2026")
    others = [one for one in whole.lists if one.name != listed.name]
    return whole.model_copy(update={"lists": (listed, *others)})


def _publish(store: Store, survey_id: int, design: Design, units: Sequence[Unit]) -> None:
    calendar = design.calendar
    publication.draft(
        store,
        survey_id,
        questionnaire_of(units),
        actor=SYSTEM,
        at=calendar.prepared_at,
        source="county_person",
    )
    publication.set_settings(store, survey_id, {"extended": True}, actor=SYSTEM, at=calendar.prepared_at)
    publication.publish(store, survey_id, actor=SYSTEM, at=calendar.published_at)


def _strata(store: Store, survey_id: int, design: Design) -> None:
    lines = [("代码", "名称", "人数"), *((one.code, one.label, one.population) for one in design.strata)]
    frame.import_strata(
        store, survey_id, "strata.csv", _csv(lines), actor=SYSTEM, at=design.calendar.prepared_at
    )


def _units(store: Store, survey_id: int, design: Design, units: Sequence[Unit]) -> None:
    types = {entry.code: entry.label.say(CHINESE) for entry in code_list("unit_types").entries}
    places = {town.code: town.label.say(CHINESE) for town in towns()}
    lines: list[tuple[object, ...]] = [("单位名称", "层", "乡镇街道", "单位类型", "科技工作者人数")]
    lines += [
        (unit.name, unit.stratum, places[unit.town], types[unit.unit_type], unit.staff) for unit in units
    ]
    frame.import_units(
        store, survey_id, "units.csv", _csv(lines), actor=SYSTEM, at=design.calendar.prepared_at
    )


def _issue(store: Store, key: bytes, survey_id: int, design: Design, units: Sequence[Unit]) -> None:
    """Issue all copies, a batch for each unit; in one go, so that no unit is served twice."""
    drawn = [unit for unit in units if unit.copies]
    orders = [
        copies.Order(stratum, unit.copies, unit.name)
        for stratum, group in groupby(drawn, key=lambda unit: unit.stratum)
        for unit in group
    ]
    copies.issue(
        store, key, survey_id, orders, actor=SYSTEM, at=design.calendar.issued_at + timedelta(hours=1)
    )


def _csv(lines: Sequence[Sequence[object]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    return written.getvalue().encode("utf-8-sig")
