"""The questionnaire's list of units, made from the survey's own frame.

The codes of towns and units follow from their names. They stay the same from version to
version, and say nothing of the masked numbers that stand for units beside answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from questionnaires import codelists, library
from questionnaires.library.units import LEVELS, Town, Unit, unit_list
from questionnaires.model import CodeList, Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services.events import Actor, log
from survey.services.surveys import changeable, document_of
from survey.store import frame as stored_frame
from survey.store.engine import Session, Store
from survey.store.frame import UnitRow
from survey.store.tables import Survey

OTHER_TYPE = "98"
NAME = "units"
FROM_FRAME = "frame"
CODE_LENGTH = 10


def asks_for_units(questionnaire: Questionnaire) -> bool:
    """Whether a questionnaire has the list of units by town and type that a frame can fill."""
    listed = questionnaire.list_by_name.get(NAME)
    return listed is not None and listed.levels == LEVELS


def fill_units(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> int:
    """Put the units of the frame into the draft's list of units; how many there are.

    The type of a unit is a code or a name of the list ``unit_types``; any other is taken as 其他.

    :raises Refusals: the draft has no such list, the frame has no units, or units lack a town.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        draft = Questionnaire.model_validate(survey.draft) if survey.draft else None
        rows = stored_frame.units_listed(session, survey_id)
        if draft is None or not asks_for_units(draft) or not rows:
            raise _nothing_to_fill()
        homeless = [_no_town(row) for row in rows if not row.town]
        if homeless:
            raise Refusals(homeless)
        _fill(session, survey, draft, rows, actor, at)
        return len(rows)


def fill_before_publishing(session: Session, survey: Survey, *, actor: Actor, at: datetime) -> None:
    """Bring the draft's list up to the frame, where it is the illustrative one or came from the frame.

    A list that somebody brought with the questionnaire is theirs. A frame without units, or
    with units whose town nobody has given, fills nothing.
    """
    draft = Questionnaire.model_validate(survey.draft)
    if not asks_for_units(draft) or not _may_be_replaced(draft.list_by_name[NAME]):
        return
    rows = stored_frame.units_listed(session, survey.id)
    if rows and all(row.town for row in rows):
        _fill(session, survey, draft, rows, actor, at)


def _may_be_replaced(listed: CodeList) -> bool:
    shipped = library.source("county_person").list_by_name[NAME]
    return listed.version == FROM_FRAME or listed.entries == shipped.entries


def _fill(
    session: Session,
    survey: Survey,
    draft: Questionnaire,
    rows: Sequence[UnitRow],
    actor: Actor,
    at: datetime,
) -> None:
    towns = {name: _code("T", name) for name in sorted({row.town for row in rows})}
    listed = unit_list(
        [Town(code, _name(name)) for name, code in towns.items()],
        [Unit(_code("U", row.name), _name(row.name), towns[row.town], _type_of(row)) for row in rows],
        version=FROM_FRAME,
    )
    if listed == draft.list_by_name[NAME]:
        return
    others = tuple(one for one in draft.lists if one.name != NAME)
    survey.draft = document_of(draft.model_copy(update={"lists": (listed, *others)}))
    log(
        session,
        actor,
        "questionnaire.units_filled",
        at=at,
        survey_id=survey.id,
        subject=("survey", survey.code),
        detail={"count": len(rows)},
    )


def _code(kind: str, name: str) -> str:
    return kind + hashlib.sha256(name.encode()).hexdigest()[:CODE_LENGTH]


def _name(name: str) -> Text:
    # The name of a place or a unit is the same in every language.
    return Text(zh=name, en=name)


def _type_of(row: UnitRow) -> str:
    for entry in codelists.load("unit_types").entries:
        if row.unit_type in (entry.code, *entry.label.values()):
            return entry.code
    return OTHER_TYPE


def _no_town(row: UnitRow) -> Refusal:
    return Refusal(
        "town_missing",
        place=row.name,
        reason=Text(zh=f"单位“{row.name}”没有乡镇街道", en=f"The unit {row.name} has no town"),
        remedy=Text(
            zh="填答的人先选乡镇再选单位，请补上", en="Respondents choose the town first; please give it"
        ),
    )


def _nothing_to_fill() -> Refusal:
    return Refusal(
        "no_units",
        place=NAME,
        reason=Text(
            zh="问卷里没有可换的单位名单，或抽样框里还没有单位",
            en="The questionnaire has no list of units to fill, or the frame has no units",
        ),
        remedy=Text(zh="请先在“抽样”里登记单位", en="Enter the units under Sampling first"),
    )
