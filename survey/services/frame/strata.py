"""Strata of a survey, with their population counts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import surveys, tables, wording
from survey.services.events import Actor, log
from survey.services.frame.lines import (
    Imported,
    bounds,
    cell,
    log_import,
    of_cell,
    repeated,
    taken,
    unknown_stratum,
)
from survey.services.tables import Column, Row
from survey.store import frame as stored
from survey.store.engine import Session, Store
from survey.store.frame import StratumRow

LARGEST_POPULATION = 100_000_000
# Codes go into addresses, data files and other programs: letters (Chinese or Latin), digits, . _ -
_CODE = re.compile(r"[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z\u3400-\u9fff._-]*")

STRATUM_COLUMNS = (
    Column("code", Text(zh="代号", en="Code"), ("代号", "代码", "层代码", "code"), needed=True),
    Column(
        "label", Text(zh="名称", en="Name"), ("名称", "层", "层名称", "name", "label", "stratum"), needed=True
    ),
    Column(
        "population", Text(zh="总体人数", en="Population"), ("总体人数", "人数", "总体", "population", "N")
    ),
)


@dataclass(frozen=True)
class StratumFacts:
    """A stratum as it is typed or imported; the population is absent until it is known."""

    code: str
    label: str
    population: int | None = None


def strata(store: Store, survey_id: int) -> list[StratumRow]:
    """The strata of a survey in their order, with counts of units and copies."""
    with store.reading() as session:
        return stored.strata_listed(session, survey_id)


def save_stratum(
    store: Store,
    survey_id: int,
    facts: StratumFacts,
    *,
    actor: Actor,
    at: datetime,
    former: str | None = None,
) -> None:
    """Add a stratum, or change the one whose code is ``former``.

    :raises Refusal: the code is taken or cannot be used, the label is missing, the count is
        out of bounds, or the code would change after copies were issued.
    """
    checked = _checked_stratum(facts)
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        stratum = stored.stratum_by_code(session, survey_id, former) if former else None
        if former and stratum is None:
            raise unknown_stratum(former)
        other = stored.stratum_by_code(session, survey_id, checked.code)
        if other is not None and other is not stratum:
            raise taken("code", checked.code)
        if stratum is None or stratum.code != checked.code:
            require_code("code", checked.code)
        if stratum is None:
            _add_stratum(session, survey_id, checked)
        else:
            if stratum.code != checked.code and stored.has_copies(session, survey_id):
                raise Refusal(
                    "code_fixed",
                    place="code",
                    reason=Text(
                        zh="已发放问卷，答卷上记着这个代号",
                        en="Copies were issued, and responses carry this code",
                    ),
                    remedy=Text(zh="代号请保持不变，可以改名称", en="Keep the code; the name may change"),
                )
            stratum.code, stratum.label = checked.code, checked.label
            stratum.population = checked.population
        action = "stratum.changed" if former else "stratum.added"
        detail = {"population": checked.population}
        log(
            session,
            actor,
            action,
            at=at,
            survey_id=survey_id,
            subject=("stratum", checked.code),
            detail=detail,
        )


def remove_stratum(store: Store, survey_id: int, code: str, *, actor: Actor, at: datetime) -> None:
    """Delete a stratum.

    :raises Refusal: units belong to it or copies were issued in it.
    """
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        stratum = stored.stratum_by_code(session, survey_id, code)
        if stratum is None:
            raise unknown_stratum(code)
        if stored.stratum_in_use(session, stratum.id):
            raise Refusal(
                "in_use",
                place=code,
                reason=Text(
                    zh=f"层“{stratum.label}”里有单位或已发放的问卷",
                    en=f"The stratum {stratum.label} has units or issued copies",
                ),
                remedy=Text(
                    zh="请先移走单位；已发放的层不能删除",
                    en="Move its units away first; an issued stratum stays",
                ),
            )
        stored.remove_stratum(session, stratum.id)
        log(session, actor, "stratum.removed", at=at, survey_id=survey_id, subject=("stratum", code))


def import_strata(
    store: Store, survey_id: int, name: str, content: bytes, *, actor: Actor, at: datetime
) -> Imported:
    """Take strata from a CSV or XLSX file; one whose code is there already is changed.

    A column that the file lacks changes nothing; an empty cell empties what was there.

    :raises Refusals: something is wrong with the file; every problem is named with row,
        column, value and reason, and nothing was stored.
    """
    rows = tables.read_rows(name, content, STRATUM_COLUMNS)
    problems: list[Refusal] = []
    with store.reading() as session:
        codes = {stratum.code for stratum in stored.strata(session, survey_id)}
    found = [facts for row in rows if (facts := _stratum_of(row, codes, problems)) is not None]
    repeated(rows, STRATUM_COLUMNS[0], problems)
    tables.raise_all(problems)
    has_population = "population" in rows[0].given
    added = changed = 0
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        known = {stratum.code: stratum for stratum in stored.strata(session, survey_id)}
        for facts in found:
            if facts.code in known:
                stratum = known[facts.code]
                stratum.label = facts.label
                stratum.population = facts.population if has_population else stratum.population
                changed += 1
            else:
                _add_stratum(session, survey_id, facts)
                added += 1
        log_import(session, actor, "strata.imported", at, survey_id, Imported(added, changed))
    return Imported(added, changed)


def _checked_stratum(facts: StratumFacts) -> StratumFacts:
    code = wording.line("code", facts.code, 32, needed=True)
    label = wording.line("label", facts.label, 200, needed=True)
    if facts.population is not None and not 0 <= facts.population <= LARGEST_POPULATION:
        raise bounds("population", LARGEST_POPULATION)
    return StratumFacts(code, label, facts.population)


def _add_stratum(session: Session, survey_id: int, facts: StratumFacts) -> None:
    stored.add_stratum(
        session,
        survey_id=survey_id,
        code=facts.code,
        label=facts.label,
        population=facts.population,
        position=stored.last_position(session, survey_id) + 1,
    )


def require_code(place: str, code: str) -> None:
    """Refuse a code that could not stand in an address, a file or another program.

    :raises Refusal: it holds something else than letters, digits, full stops, hyphens and low lines.
    """
    if not _CODE.fullmatch(code):
        raise Refusal(
            "code",
            place=place,
            reason=Text(zh=f"“{code}”不能作代号", en=f"{code!r} cannot be a code"),
            remedy=Text(
                zh="请只用汉字、拉丁字母、数字和中间的 . _ -",
                en="Use Chinese or Latin letters, digits and, between them, . _ -",
            ),
        )


def _stratum_of(row: Row, known: Collection[str], problems: list[Refusal]) -> StratumFacts | None:
    before = len(problems)
    population = tables.whole_number(row, STRATUM_COLUMNS[2], problems, LARGEST_POPULATION)
    code = cell(row, STRATUM_COLUMNS[0], 32, problems, needed=True)
    label = cell(row, STRATUM_COLUMNS[1], 200, problems, needed=True)
    if code and code not in known:
        try:
            require_code("code", code)
        except Refusal as refusal:
            problems.append(of_cell(row, STRATUM_COLUMNS[0], code, refusal))
    return StratumFacts(code, label, population) if len(problems) == before else None
