"""Lines of a frame file, and what is refused about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from questionnaires.text import CHINESE, ENGLISH, Text
from survey.errors import Refusal
from survey.services import tables, wording
from survey.services.events import Actor, log
from survey.services.tables import Column, Row
from survey.store.engine import Session


@dataclass(frozen=True)
class Imported:
    """What an import did: entries that are new, and entries that were there and were changed."""

    added: int
    changed: int


def cell(row: Row, column: Column, longest: int, problems: list[Refusal], *, needed: bool = False) -> str:
    """The words in a cell; what is wrong with them is reported in ``problems``."""
    value = row.cells[column.name]
    try:
        return wording.line(column.name, value, longest, needed=needed)
    except Refusal as refusal:
        problems.append(of_cell(row, column, value, refusal))
        return ""


def of_cell(row: Row, column: Column, value: str, refusal: Refusal) -> Refusal:
    """A refusal of some words as one of the cell in which they stand."""
    return tables.problem(
        row.number,
        column.label,
        value,
        zh=refusal.reason.say(CHINESE),
        en=refusal.reason.say(ENGLISH),
        zh_remedy=refusal.remedy.say(CHINESE),
        en_remedy=refusal.remedy.say(ENGLISH),
    )


def repeated(rows: Sequence[Row], column: Column, problems: list[Refusal]) -> None:
    """Report every line whose key stands in an earlier line."""
    first: dict[str, int] = {}
    for row in rows:
        value = row.cells[column.name].strip()
        if value and value in first:
            problems.append(
                tables.problem(
                    row.number,
                    column.label,
                    value,
                    zh=f"与第 {first[value]} 行重复",
                    en=f"the same as in row {first[value]}",
                    zh_remedy="请删去其中一行",
                    en_remedy="Delete one of the two rows",
                )
            )
        first.setdefault(value, row.number)


def log_import(
    session: Session, actor: Actor, action: str, at: datetime, survey_id: int, done: Imported
) -> None:
    """Log what an import did."""
    detail = {"added": done.added, "changed": done.changed}
    log(session, actor, action, at=at, survey_id=survey_id, subject=("survey", survey_id), detail=detail)


def unknown_stratum(code: str) -> Refusal:
    """The refusal of a stratum that is not there."""
    return Refusal(
        "not_found",
        place="stratum",
        reason=Text(zh=f"没有代号为“{code}”的层", en=f"There is no stratum {code!r}"),
        remedy=Text(zh="请先建立这个层", en="Add the stratum first"),
    )


def taken(place: str, value: str) -> Refusal:
    """The refusal of a code or name that is there already."""
    return Refusal(
        "taken",
        place=place,
        reason=Text(zh=f"“{value}”已经有了", en=f"{value!r} is there already"),
        remedy=Text(zh="请换一个，或修改原有的那一条", en="Choose another, or change the one that is there"),
    )


def bounds(place: str, most: int) -> Refusal:
    """The refusal of a count out of bounds."""
    return Refusal(
        "bounds",
        place=place,
        reason=Text(zh="人数不在范围内", en="The count is out of bounds"),
        remedy=Text(zh=f"请填 0 到 {most} 的整数", en=f"Give a whole number from 0 to {most}"),
    )
