"""By whose rules a table is made: those of an audience, for a unit those of the one unit that will read it."""

from __future__ import annotations

from questionnaires.text import Text
from reports.disclosure.policy import POLICIES, UNIT, Policy
from survey.errors import Refusal
from survey.services.results import Analysis
from survey.store import frame as stored_frame
from survey.store.engine import Store


def policy_for(store: Store, survey_id: int, analysis: Analysis, audience: str, unit: str = "") -> Policy:
    """The rules for an audience; a table for a ``unit`` wants one, by its name or code.

    A unit is one of the frame, by its masked number, where answers bear such numbers; else one of the list that a
    question asks for units by. One that nobody answered from may be named: its table leaves out nothing more.

    :raises Refusal: no unit is named for a unit's table, one is named for another, there is no such unit, or the
        data do not tell units apart.
    """
    named = unit.strip()
    if audience != UNIT.audience:
        if named:
            raise _not_for_a_unit(named)
        return POLICIES[audience]
    if not named:
        raise _nameless()
    found = _of_frame(store, survey_id, named) if _bears_numbers(analysis) else _of_list(analysis, named)
    if found is None:
        raise _unknown(named)
    number, code = found
    return UNIT.of_unit(number, code)


def _bears_numbers(analysis: Analysis) -> bool:
    masked = analysis.dataset.table.get("psu")
    return masked is not None and not masked.isna().all()


def _of_frame(store: Store, survey_id: int, named: str) -> tuple[int, str] | None:
    """The masked number of a unit, as itself and as a code."""
    with store.reading() as session:
        rows = stored_frame.units_listed(session, survey_id)
    numbers = [one.number for one in rows if named in (one.name, str(one.number))]
    return (numbers[0], str(numbers[0])) if len(numbers) == 1 else None


def _of_list(analysis: Analysis, named: str) -> tuple[int, str] | None:
    """The place of a unit among the categories of the question that asks for units, and its code there.

    :raises Refusal: no question asks for units by a list.
    """
    variable = analysis.dataset.by_role("unit")
    if variable is None or variable.kind != "code":
        raise _without_units()
    categories = analysis.dataset.codes(variable.name)[1]
    found = [code for code in variable.substantive if named == code or named in variable.codes[code].values()]
    return (categories.index(found[0]), found[0]) if len(found) == 1 and found[0] in categories else None


def _nameless() -> Refusal:
    return Refusal(
        "audience.unit",
        place="unit",
        reason=Text(
            zh="给单位看的表按单位隐去，没有说明是哪个单位",
            en="What a table for a unit leaves out depends on the unit, and none is named",
        ),
        remedy=Text(
            zh="请用 --unit 给出单位的名称或代码；给所有人看的表请用 --audience public",
            en="Name it by name or code with --unit; for a table for everybody use --audience public",
        ),
    )


def _unknown(named: str) -> Refusal:
    return Refusal(
        "audience.unit_unknown",
        place=named,
        reason=Text(
            zh="没有叫这个名称、也没有用这个代码的单位，或者不止一个",
            en="No unit has this name or code, or several have",
        ),
        remedy=Text(
            zh="名称须写全；单位的名称和代码见 python -m survey survey units，问卷自带单位清单的见问卷",
            en="Write the name in full; names and codes are listed by python -m survey survey units, "
            "or stand in the questionnaire where it has a list of units of its own",
        ),
    )


def _without_units() -> Refusal:
    return Refusal(
        "audience.no_units",
        place="unit",
        reason=Text(
            zh="答卷没有记下是哪个单位的，分不出哪些是读者自己单位的",
            en="The answers name no unit, so that a reader's own cannot be told from others",
        ),
        remedy=Text(
            zh="给单位的请用公开发布的表：--audience public",
            en="Give units the published table: --audience public",
        ),
    )


def _not_for_a_unit(named: str) -> Refusal:
    return Refusal(
        "audience.other",
        place=named,
        reason=Text(
            zh="给出了单位，可是表不是给单位看的",
            en="A unit is named, but the table is not made for a unit",
        ),
        remedy=Text(
            zh="请加上 --audience unit，或去掉 --unit", en="Add --audience unit, or leave --unit out"
        ),
    )
