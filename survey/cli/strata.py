"""``survey strata`` and ``survey units``: the frame of a survey as it stands. Taking it from files is ``frame import``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option

if TYPE_CHECKING:
    from survey.store import Store


@click.command()
@click.argument("code")
@json_option
def strata(code: str) -> None:
    """List the strata of a survey: code, label, population, units, copies."""
    from survey.services import frame

    with opened() as (_settings, store):
        rows = [_without_id(row) for row in frame.strata(store, _identity(store, code))]
    emit({"strata": rows}, _lines(rows) or Text(zh="还没有层", en="There is no stratum yet"))


@click.command()
@click.argument("code")
@click.option("--stratum", default="", help="Only the units of this stratum, by its code.")
@json_option
def units(code: str, stratum: str) -> None:
    """List the units of a survey: masked number, name, stratum, town, type, staff."""
    from survey.services import frame

    with opened() as (_settings, store):
        found, _total = frame.units(store, _identity(store, code), frame.UnitFilter(stratum=stratum))
    rows = [_without_id(row) for row in found]
    emit({"units": rows}, _lines(rows) or Text(zh="还没有单位", en="There is no unit yet"))


def _without_id(row: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "id"}


def _lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join("\t".join("" if cell is None else str(cell) for cell in row.values()) for row in rows)


def _identity(store: Store, code: str) -> int:
    from survey.services.surveys import named

    return named(store, code, at=datetime.now(UTC)).id


COMMANDS: tuple[click.Command, ...] = (strata, units)
