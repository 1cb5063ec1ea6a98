"""The questionnaire's lists of units and of towns, made from the survey's own frame.

The questionnaires of the library come with illustrative ones, which no respondent may meet:
:func:`sample_lists` names those that are still in place. The codes of towns and units follow
from their names. They stay the same from version to version, and say nothing of the masked
numbers that stand for units beside answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from questionnaires import codelists, library
from questionnaires.editing.document import document_of
from questionnaires.library.units import Town, Unit, unit_list
from questionnaires.model import CodeList, Entry, Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services.design import changing
from survey.services.events import Actor, log
from survey.services.surveys import changeable
from survey.store import frame as stored_frame
from survey.store.engine import Session, Store
from survey.store.frame import UnitRow
from survey.store.tables import Survey

OTHER_TYPE = "98"
NAME = "units"
TOWNS = "towns"
#: The shipped questionnaire whose list of this name is illustrative.
SAMPLES = {NAME: "county_person", TOWNS: "county_unit"}
FROM_FRAME = "frame"
CODE_LENGTH = 10
MOST_NAMED = 20


def asks_for_units(questionnaire: Questionnaire) -> bool:
    """Whether a questionnaire has a list that a frame can fill: units by town and type, or towns."""
    return bool(_fillable(questionnaire))


def sample_lists(questionnaire: Questionnaire) -> list[CodeList]:
    """The lists of a questionnaire that are still the library's illustrative ones."""
    return [listed for listed in _fillable(questionnaire) if listed.entries == _sample(listed.name).entries]


def from_frame(session: Session, survey_id: int, questionnaire: Questionnaire) -> dict[str, CodeList]:
    """The lists that the frame gives for those of a questionnaire it may replace, by name.

    A list that somebody brought with the questionnaire is theirs. A frame without units gives none.

    :raises Refusals: units lack a town.
    """
    replaceable = [one for one in _fillable(questionnaire) if _may_be_replaced(one)]
    return _lists(session, survey_id, replaceable)


def with_lists(questionnaire: Questionnaire, found: Mapping[str, CodeList]) -> Questionnaire:
    """A questionnaire with some of its lists replaced, made anew so that nothing worked out lingers."""
    lists = tuple(found.get(one.name, one) for one in questionnaire.lists)
    return Questionnaire.model_validate(document_of(questionnaire.model_copy(update={"lists": lists})))


def homeless(session: Session, survey_id: int) -> list[Refusal]:
    """The units of the frame that lack a town, the first of them as refusals."""
    rows = [row for row in stored_frame.units_listed(session, survey_id) if not row.town]
    return [_no_town(row, len(rows)) for row in rows[:MOST_NAMED]]


def fill_units(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> int:
    """Put the units of the frame into the draft's lists, whoever made these; how many units there are.

    The type of a unit is a code or a name of the list ``unit_types``; any other is taken as 其他.

    :raises Refusals: the draft has no such list, the frame has no units, or units lack a town.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        draft = Questionnaire.model_validate(survey.draft) if survey.draft else None
        found = _lists(session, survey_id, _fillable(draft)) if draft is not None else {}
        if draft is None or not found:
            raise _nothing_to_fill()
        count = stored_frame.how_many_units(session, survey_id)
        _fill(session, survey, draft, found, count, actor, at)
        return count


def fill_before_publishing(session: Session, survey: Survey, *, actor: Actor, at: datetime) -> None:
    """Bring the draft's lists up to the frame, where they are illustrative or came from the frame.

    :raises Refusals: units of the frame lack a town, so that nobody could find them.
    """
    draft = Questionnaire.model_validate(survey.draft)
    found = from_frame(session, survey.id, draft)
    if found:
        count = stored_frame.how_many_units(session, survey.id)
        _fill(session, survey, draft, found, count, actor, at)


def _fillable(questionnaire: Questionnaire) -> list[CodeList]:
    found = []
    for name in SAMPLES:
        listed = questionnaire.list_by_name.get(name)
        if listed is not None and listed.levels == _sample(name).levels:
            found.append(listed)
    return found


def _sample(name: str) -> CodeList:
    return library.source(SAMPLES[name]).list_by_name[name]


def _may_be_replaced(listed: CodeList) -> bool:
    return listed.version == FROM_FRAME or listed.entries == _sample(listed.name).entries


def _lists(session: Session, survey_id: int, wanted: Sequence[CodeList]) -> dict[str, CodeList]:
    rows = stored_frame.units_listed(session, survey_id) if wanted else []
    if not rows:
        return {}
    without = homeless(session, survey_id)
    if without:
        raise Refusals(without)
    make = {NAME: _units, TOWNS: _towns}
    return {listed.name: make[listed.name](rows, listed) for listed in wanted}


def _units(rows: Sequence[UnitRow], _former: CodeList) -> CodeList:
    towns = {name: _code("T", name) for name in sorted({row.town for row in rows})}
    return unit_list(
        [Town(code, _name(name)) for name, code in towns.items()],
        [Unit(_code("U", row.name), _name(row.name), towns[row.town], _type_of(row)) for row in rows],
        version=FROM_FRAME,
    )


def _towns(rows: Sequence[UnitRow], former: CodeList) -> CodeList:
    names = sorted({row.town for row in rows})
    entries = tuple(Entry(code=_code("T", name), label=_name(name)) for name in names)
    title = Text(zh="乡镇、街道和开发区", en="Townships")
    return former.model_copy(update={"title": title, "version": FROM_FRAME, "entries": entries})


def _fill(
    session: Session,
    survey: Survey,
    draft: Questionnaire,
    found: Mapping[str, CodeList],
    count: int,
    actor: Actor,
    at: datetime,
) -> None:
    filled = with_lists(draft, found)
    if filled.lists == draft.lists:
        return
    changing.replace_lists(session, survey, filled, actor=actor, at=at)
    log(
        session,
        actor,
        "questionnaire.units_filled",
        at=at,
        survey_id=survey.id,
        subject=("survey", survey.code),
        detail={"count": count},
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


def _no_town(row: UnitRow, count: int) -> Refusal:
    return Refusal(
        "town_missing",
        place=row.name,
        reason=Text(
            zh=f"单位“{row.name}”没有乡镇街道（这样的单位共 {count} 个）",
            en=f"The unit {row.name} has no town ({count} units have none)",
        ),
        remedy=Text(
            zh="填答的人先选乡镇再选单位，请在“抽样”里补上",
            en="Respondents choose the town first; please give it under Sampling",
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
