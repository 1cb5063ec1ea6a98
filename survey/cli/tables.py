"""``tables``: saved tables of a survey listed, laid out, deleted and written as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option, note, require_folder, write_files
from survey.errors import Refusal

if TYPE_CHECKING:
    from reports.layout import Condition
    from survey.services.savedtables import Saved


@click.group()
def tables() -> None:
    """Saved tables of a survey: how they are laid out, and a workbook of them on the data of now."""


@tables.command("list")
@click.argument("survey")
@json_option
def listed(survey: str) -> None:
    """List the tables of SURVEY in their order: name, rows, columns, filters, label."""
    from survey.services import savedtables
    from survey.services.surveys import named

    with opened() as (_settings, store):
        found = savedtables.listed(store, named(store, survey, at=datetime.now(UTC)).id)
    rows = [_row(one) for one in found]
    lines = "\n".join("\t".join(str(cell) for cell in row.values()) for row in rows)
    emit({"tables": rows}, lines or Text(zh="还没有存下的表", en="No table is saved yet"))


@tables.command()
@click.argument("survey")
@click.argument("name")
@click.option("--label", required=True, help="What the table is; it stands over it.")
@click.option("--rows", default="", help="Variables of the rows, with commas: age3,sex.")
@click.option("--columns", default="", help="Variables of the columns, with commas.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=CODE,…", help="Count these answers only.")
@click.option(
    "--base",
    type=click.Choice(["total", "row", "column"]),
    default="total",
    show_default=True,
    help="What shares are of.",
)
@click.option("--answered", is_flag=True, help="Shares among those who answered.")
@json_option
def make(
    survey: str,
    name: str,
    label: str,
    rows: str,
    columns: str,
    filters: Sequence[str],
    base: Any,
    answered: bool,
) -> None:
    """Save a table NAME of SURVEY as the last; it is worked out once, so that one that cannot be made is refused."""
    from reports.charts.spec import ChartSpec
    from reports.layout import Layout
    from survey.services import claims, layouts, releases, results, savedtables
    from survey.services.surveys import named

    at = datetime.now(UTC)
    layout = Layout(_names(rows), _names(columns), tuple(_condition(one) for one in filters), base, answered)
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card)
        source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
        # What is only tried gives nothing away, so that it claims nothing.
        before = partial(claims.before, store, settings.instance, source, claims=False)
        layouts.laid_out(replace(found, before=before), layout)
        made = savedtables.save(store, card.id, name, label, layout, ChartSpec(), at=at)
    emit(_row(made), Text(zh=f"已存为“{made.label}”", en=f"Saved as “{made.label}”"))


@tables.command()
@click.argument("survey")
@click.argument("name")
@json_option
def remove(survey: str, name: str) -> None:
    """Delete the saved table NAME of SURVEY; no figure is lost with it."""
    from survey.services import savedtables
    from survey.services.surveys import named

    at = datetime.now(UTC)
    with opened() as (_settings, store):
        card = named(store, survey, at=at)
        held = savedtables.one(store, card.id, name)
        savedtables.remove(store, card.id, name, held.revision, at=at)
    emit({"removed": name}, Text(zh=f"已删除“{held.label}”", en=f"“{held.label}” is deleted"))


@tables.command()
@click.argument("survey")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write: .xlsx."
)
@click.option("--language", type=click.Choice(["zh-CN", "zh", "en"]), default="zh-CN", show_default=True)
@click.option("--weights", default="", help="The set of weights, by name; without it the survey's usual one.")
@json_option
def export(survey: str, out: Path, language: str, weights: str) -> None:
    """Write all saved tables of SURVEY as a workbook, worked out on the data of now.

    What cannot be made is named on the first sheet and on standard error. The tables are entered in the ledger
    of releases.
    """
    from survey.services import claims, releases, results, tablebooks
    from survey.services.surveys import named

    _require_workbook(out)
    at = datetime.now(UTC)
    given: list[tuple[releases.Which, Any]] = []
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card, weights=weights)
        source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
        watched = replace(
            found,
            before=lambda which: claims.before(
                store, settings.instance, source, which, beside=[one for one, _ in given]
            ),
            retract=lambda which: claims.retract(settings.instance, source, which),
            watch=lambda which, several: given.append((which, several)),
        )
        book = tablebooks.book_of(store, card.id, watched, "zh-CN" if language == "zh" else language)
        releases.enter_together(store, source, given, "command", at=at)
    write_files({out: book.content})
    for one in book.remarks:
        note(one)
    emit(
        {"path": out, "tables": book.tables, "left_out": list(book.remarks)},
        Text(
            zh=f"{book.tables} 张表已写入 {out}"
            + (f"，{len(book.remarks)} 张没有写入" if book.remarks else ""),
            en=f"{book.tables} of {book.tables + len(book.remarks)} tables are at {out}",
        ),
    )


def _names(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))


def _condition(given: str) -> Condition:
    from reports.layout import Condition

    name, equals, codes = given.partition("=")
    if equals and name.strip() and _names(codes):
        return Condition.of(name.strip(), _names(codes))
    raise Refusal(
        "layout.wrong",
        place=f"--filter {given}",
        reason=Text(zh="看不出按哪个变量的哪些取值筛选", en="It names no variable with its values"),
        remedy=Text(zh="请写成 NAME=CODE,CODE，例如 sex=2", en="Write NAME=CODE,CODE, such as sex=2"),
    )


def _require_workbook(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise Refusal(
            "path",
            place=f"--out {out}",
            reason=Text(zh="存下的表写成 XLSX 工作簿", en="Saved tables are written as an XLSX workbook"),
            remedy=Text(zh="请给出 .xlsx 文件名", en="Name a .xlsx file"),
        )
    require_folder(out)


def _row(one: Saved) -> dict[str, Any]:
    layout = one.layout
    return {
        "name": one.name,
        "rows": ",".join(layout.rows) if layout else "",
        "columns": ",".join(layout.columns) if layout else "",
        "filters": layout.filter if layout else "",
        "label": one.label,
        **({} if one.problem is None else {"problem": one.problem.say("zh-CN")}),
    }


COMMANDS: tuple[click.Command, ...] = (tables,)
