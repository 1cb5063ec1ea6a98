"""``copies issue|list|slips|paper``."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import LARGEST_NUMBER, emit, json_option, note, require_folder, write_files
from survey.errors import Refusal

if TYPE_CHECKING:
    from survey.services.copies import Order
    from survey.store import Store
    from survey.store.copies import CopyFilter

OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def copies() -> None:
    """Issue numbered copies, list them, print their slips."""


@copies.command()
@click.argument("survey")
@click.option("--stratum", help="Code of the stratum.")
@click.option("--unit", help="Name of the unit, where persons are drawn inside units.")
@click.option("--count", type=int, help="How many copies.")
@click.option(
    "--file",
    "orders_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with the columns stratum, unit (may be empty), count: one batch a line.",
)
@click.option("--note", default="", help="A note kept with the batches.")
@json_option
def issue(
    survey: str, stratum: str | None, unit: str | None, count: int | None, orders_file: Path | None, note: str
) -> None:
    """Issue copies of SURVEY in one or more batches."""
    from survey.services import copies as service
    from survey.services.events import SYSTEM
    from survey.services.surveys import named

    at = datetime.now(UTC)
    orders = _orders_in(orders_file) if orders_file else [service.Order(stratum or "", count or 0, unit)]
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        issued = service.issue(
            store, service.key_of(settings.secret_key), card.id, orders, actor=SYSTEM, at=at, note=note
        )
    total = sum(one.count for one in issued)
    emit(
        {"issued": total, "batches": issued},
        Text(
            zh=f"已发放 {total} 份，{len(issued)} 批，编号 {issued[0].first} 至 {issued[-1].last}",
            en=f"{total} copies issued in {len(issued)} batches, serials {issued[0].first} to {issued[-1].last}",
        ),
    )


@copies.command(name="list")
@click.argument("survey")
@click.option("--outcome", help="Only copies with this outcome.")
@click.option("--batch", type=click.IntRange(1, LARGEST_NUMBER), help="Only copies of this batch.")
@json_option
def list_(survey: str, outcome: str | None, batch: int | None) -> None:
    """List the copies of SURVEY: serial, batch, stratum, unit, outcome, moments. No links, no codes."""
    from survey.services.surveys import named
    from survey.store import copies as stored

    with opened() as (_, store):
        card = named(store, survey, at=datetime.now(UTC))
        wanted = _filter(store, card.id, outcome, batch)
        with store.reading() as session:
            rows = stored.listed(session, card.id, wanted)
    result = [
        {
            "serial": row.serial,
            "batch": row.batch,
            "stratum": row.stratum,
            "unit": row.unit,
            "outcome": row.outcome,
            "issued_at": row.issued_at,
            "opened_at": row.opened_at,
            "returned_at": row.returned_at,
        }
        for row in rows
    ]
    lines = [
        f"{row.serial}  {row.outcome:<11}  {row.batch or '-'}  {row.stratum_label}  {row.unit}"
        for row in rows
    ]
    emit({"copies": result, "count": len(result)}, "\n".join([*lines, f"{len(rows)}"]))


@copies.command()
@click.argument("survey")
@click.option("--out", type=OUT, required=True, help="A file that ends in .pdf or .xlsx.")
@click.option("--batch", type=click.IntRange(1, LARGEST_NUMBER), help="Only the slips of this batch.")
@click.option("--entrances", is_flag=True, help="The open links of strata and units instead of copies.")
@click.option("--language", default="zh-CN", show_default=True)
@json_option
def slips(survey: str, out: Path, batch: int | None, entrances: bool, language: str) -> None:
    """Write the slips of SURVEY to hand out: links, QR codes and answer codes. Keep the file safe."""
    from survey.services import slips as service
    from survey.services.copies import key_of
    from survey.services.events import SYSTEM
    from survey.services.surveys import named

    if out.suffix.lower() not in (".pdf", ".xlsx"):
        raise Refusal(
            "form",
            place=str(out),
            reason=Text(zh="只能写 PDF 或 XLSX", en="Slips are written as PDF or XLSX"),
            remedy=Text(zh="请改文件名的后缀", en="Change the ending of the file's name"),
        )
    require_folder(out)
    at = datetime.now(UTC)
    with opened() as (settings, store):
        key, card = key_of(settings.secret_key), named(store, survey, at=at)
        if entrances:
            sheet = service.entrance_sheet(
                store, key, card.id, settings.public_url, actor=SYSTEM, at=at, language=language
            )
        else:
            wanted = _filter(store, card.id, None, batch)
            sheet = service.sheet_of(
                store, key, card.id, wanted, settings.public_url, actor=SYSTEM, at=at, language=language
            )
    write_files({out: service.pdf_of(sheet) if out.suffix.lower() == ".pdf" else service.xlsx_of(sheet)})
    emit(
        {"slips": len(sheet.slips), "file": out},
        Text(zh=f"{len(sheet.slips)} 张已写入 {out}", en=f"{len(sheet.slips)} slips written to {out}"),
    )


@copies.command()
@click.argument("survey")
@click.option(
    "--out", type=OUT, required=True, help="A file that ends in .pdf or .docx; several are numbered."
)
@click.option("--batch", type=click.IntRange(1, LARGEST_NUMBER), help="Only the copies of this batch.")
@click.option("--language", default="zh-CN", show_default=True, help="A language of the questionnaire.")
@click.option("--single-sided", is_flag=True, help="Do not begin every copy on the front of a sheet.")
@json_option
def paper(survey: str, out: Path, batch: int | None, language: str, *, single_sided: bool) -> None:
    """Write SURVEY on paper: its questionnaire once a copy, QR and serial on every page. Keep it safe.

    A PDF is ready to print, a Word file (at most 50 copies each) is to be edited first.
    """
    from survey.cli import carrying
    from survey.services import paper as service
    from survey.services.copies import key_of
    from survey.services.events import SYSTEM
    from survey.services.surveys import named

    kind = out.suffix.lower().removeprefix(".")
    if kind not in set(service.Kind):
        raise Refusal(
            "form",
            place=str(out),
            reason=Text(
                zh="纸质问卷只能写 PDF 或 Word（.docx）", en="Paper questionnaires are PDF or Word (.docx)"
            ),
            remedy=Text(zh="请改文件名的后缀", en="Change the ending of the file's name"),
        )
    require_folder(out)
    at, files, count = datetime.now(UTC), [], 0
    with opened() as (settings, store):
        key, card = key_of(settings.secret_key), named(store, survey, at=at)
        wanted = _filter(store, card.id, None, batch)
        part = parts = 1
        while part <= parts:
            made = service.printed(
                store,
                key,
                card.id,
                wanted,
                settings.public_url,
                kind=service.Kind(kind),
                part=part,
                language=language,
                duplex=not single_sided,
                actor=SYSTEM,
                at=at,
            )
            parts = made.parts
            path = out if parts == 1 else out.with_stem(f"{out.stem}-{part}")
            # One at a time: a file of some hundred copies is large, and the next needs its memory.
            write_files({path: made.content})
            files.append(path)
            count, part = count + made.count, part + 1
    note(carrying.told(made.notes))
    emit(
        {"copies": count, "files": files},
        Text(
            zh=f"{count} 份已写入 {'、'.join(map(str, files))}",
            en=f"{count} copies written to {', '.join(map(str, files))}",
        ),
    )


def _filter(store: Store, survey_id: int, outcome: str | None, batch: int | None) -> CopyFilter:
    from survey.store import copies as stored

    batch_id = None
    if batch is not None:
        with store.reading() as session:
            batch_id = stored.batch_id(session, survey_id, batch)
        if batch_id is None:
            raise Refusal(
                "batch_unknown",
                place=str(batch),
                reason=Text(zh=f"没有第 {batch} 批", en=f"There is no batch {batch}"),
                remedy=Text(zh="请核对批次号", en="Check the number of the batch"),
            )
    return stored.CopyFilter(outcome=outcome, batch_id=batch_id)


def _orders_in(path: Path) -> list[Order]:
    from survey.services.copies import Order

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    orders = []
    for line, row in enumerate(rows, 2):
        count = (row.get("count") or "").strip()
        if not (count.isascii() and count.isdigit()):
            raise Refusal(
                "count",
                place=f"{path.name}: row {line}, column count",
                reason=Text(zh=f"“{count}”不是份数", en=f"{count!r} is not a number of copies"),
                remedy=Text(
                    zh="文件应有 stratum、unit、count 三列",
                    en="The file needs the columns stratum, unit, count",
                ),
            )
        orders.append(
            Order((row.get("stratum") or "").strip(), int(count), (row.get("unit") or "").strip() or None)
        )
    return orders


COMMANDS: tuple[click.Command, ...] = (copies,)
