"""The list of units of ``county_person``, made from a survey's own frame.

A cascade shows, level by level, the entries below the one chosen. As a type of unit occurs
in every town, its entry is coded ``TOWN.TYPE`` (``320999101000.5``); the questionnaire
works the plain type out again as ``unit_type``. Every type stands under every town, so
that a unit the list lacks can be written in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaires import codelists
from questionnaires.kinds import Lists
from questionnaires.kinds.lists import Entries
from questionnaires.model import Cascade, CodeList, Entry, Question, Questionnaire, Role
from questionnaires.text import Text

LEVELS = ("town", "unit_kind", "unit")
#: Section of GB/T 4754-2017 by type of unit, where the type leaves no doubt: research
#: institutes, schools, hospitals and health stations, government bodies, cooperatives.
INDUSTRIES = {"1": "M", "2": "P", "3": "P", "4": "P", "5": "Q", "6": "Q", "11": "S", "12": "A"}


@dataclass(frozen=True, slots=True)
class Town:
    """A township, subdistrict or development zone; ``search`` are further words such as pinyin initials."""

    code: str
    label: Text
    search: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its town and its type (a code of the list ``unit_types``)."""

    code: str
    label: Text
    town: str
    unit_type: str
    search: str = ""


def unit_list(towns: Iterable[Town], units: Iterable[Unit], version: str) -> CodeList:
    """The list ``units`` for publication; give it to the questionnaire or to an interview.

    Raises ValueError for a unit whose town or type is not there.
    """
    towns = tuple(towns)
    types = codelists.load("unit_types").entries
    top = [Entry(code=town.code, label=town.label, search=town.search) for town in towns]
    middle = [
        Entry(code=f"{town.code}.{kind.code}", label=kind.label, parent=town.code)
        for town in towns
        for kind in types
    ]
    known = {entry.code for entry in middle}
    last: list[Entry] = []
    for unit in units:
        parent = f"{unit.town}.{unit.unit_type}"
        if parent not in known:
            raise ValueError(f"unit {unit.code}: no town {unit.town} or type {unit.unit_type}")
        last.append(Entry(code=unit.code, label=unit.label, parent=parent, search=unit.search))
    title = Text(zh="单位名单", en="Units")
    return CodeList(name="units", title=title, version=version, levels=LEVELS, entries=(*top, *middle, *last))


def unit_answers(unit: Unit) -> dict[str, str]:
    """The answers that fill the cascade in for a person of this unit."""
    return {"town": unit.town, "unit_kind": f"{unit.town}.{unit.unit_type}", "unit": unit.code}


def known_answers(questionnaire: Questionnaire, name: str, town: str = "") -> dict[str, str]:
    """What is known of somebody whose unit is known: the levels of the cascade of units, and the industry.

    The unit is found by its name in the list that the question with the role ``unit`` asks
    from; of several with the same name, the one in the town of this name. Empty where there
    is no such question or not exactly one such unit. The person sees these answers and
    confirms or changes them.
    """
    question = next(filter(_asks_for_unit, questionnaire.questions), None)
    if not isinstance(question, Cascade):
        return {}
    listed = Lists.of(questionnaire).entries(question.list)
    last = len(question.levels) - 1
    units = (
        [entry for each in listed.levels[last].values() for entry in each]
        if len(listed.levels) > last
        else []
    )
    lines = [_line(listed, unit, last) for unit in units if name in unit.label.values()]
    if len(lines) > 1:
        lines = [line for line in lines if town in line[0].label.values()]
    if len(lines) != 1:
        return {}
    found = {level.name: entry.code for level, entry in zip(question.levels, lines[0], strict=True)}
    return found | _industry(questionnaire, lines[0][-2].code if last else "")


def _asks_for_unit(question: Question) -> bool:
    return isinstance(question, Cascade) and question.levels[-1].role is Role.UNIT


def _line(listed: Entries, entry: Entry, level: int) -> list[Entry]:
    """An entry with those above it, the highest first."""
    line = [entry]
    while level and (above := listed.find(level := level - 1, line[0].parent or "")):
        line.insert(0, above)
    return line


def _industry(questionnaire: Questionnaire, kind: str) -> dict[str, str]:
    code = INDUSTRIES.get(kind.rpartition(".")[2])
    asked = next((one for one in questionnaire.questions if one.role is Role.INDUSTRY), None)
    if asked is None or code is None:
        return {}
    codes = {option.code for option in Lists.of(questionnaire).options(asked)}
    return {asked.name: code} if code in codes else {}
