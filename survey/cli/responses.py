"""``responses import|export|list``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option, note, require_folder, write_files
from survey.errors import Refusal


@click.group()
def responses() -> None:
    """Import, export and list responses."""


@responses.command(name="import")
@click.argument("survey")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", help="Mapping of the file's columns, or the name of a shipped one.")
@click.option("--valid", is_flag=True, help="State that all rows are valid; kept as the decision on each.")
@click.option(
    "--leave-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Store the clean rows and write the faulty ones, with reasons, to this CSV.",
)
@click.option("--dry-run", is_flag=True, help="Check every row; store nothing.")
@click.option("--again", is_flag=True, help="Store a file that was imported before a second time.")
@json_option
def import_(
    survey: str,
    file: Path,
    mapping: str | None,
    valid: bool,
    leave_out: Path | None,
    dry_run: bool,
    again: bool,
) -> None:
    """Load CSV or XLSX rows as responses to the published questionnaire of SURVEY.

    Without a mapping the columns are those of an export. Nothing is stored unless every row
    is clean or --leave-out is given; a file that was imported before is refused.
    """
    from survey.services import imports, questionnaires
    from survey.services.events import SYSTEM
    from survey.services.surveys import named

    if leave_out is not None:
        require_folder(leave_out)
    at = datetime.now(UTC)
    chosen = questionnaires.mapping_named(mapping) if mapping else None
    with opened() as (_, store):
        done = imports.import_responses(
            store,
            named(store, survey, at=at).id,
            file,
            chosen,
            actor=SYSTEM,
            at=at,
            valid=valid,
            leave_out=leave_out,
            dry_run=dry_run,
            again=again,
        )
    if done.ignored and chosen is not None:
        note(
            Text(
                zh=f"忽略的列：{'、'.join(done.ignored)}。{chosen.ignored_because.say('zh-CN')}",
                en=f"Columns ignored: {', '.join(done.ignored)}. {chosen.ignored_because.say('en')}",
            )
        )
    emit(
        {
            "stored": 0 if dry_run else done.stored,
            "clean": done.stored,
            "left_out": done.left_out,
            "off_path": done.off_path,
            "outcomes": done.outcomes,
            "problems": [
                {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason}
                for one in done.problems
            ],
        },
        Text(
            zh=("检查通过" if dry_run else "已存入")
            + f" {done.stored} 行，剔除 {done.left_out} 行"
            + (f"；另有 {done.off_path} 个答案因跳转不应作答，未计入" if done.off_path else ""),
            en=f"{done.stored} rows {'are clean' if dry_run else 'stored'}, {done.left_out} left out"
            + (f"; {done.off_path} answers were off the path and do not count" if done.off_path else ""),
        ),
    )


@responses.command(name="export")
@click.argument("survey")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="A file that ends in .csv (a codebook and a description are written beside it) or .xlsx.",
)
@click.option("--texts", is_flag=True, help="The open texts instead, in a file of their own, for reviewers.")
@click.option("--language", default="zh-CN", show_default=True)
@json_option
def export(survey: str, out: Path, texts: bool, language: str) -> None:
    """Write the valid responses of SURVEY, from a snapshot frozen now if anything changed."""
    from survey.services import exports, snapshots
    from survey.services.events import SYSTEM
    from survey.services.surveys import named

    at = datetime.now(UTC)
    if out.suffix.lower() not in (".csv", ".xlsx") or (texts and out.suffix.lower() != ".csv"):
        raise Refusal(
            "form",
            place=str(out),
            reason=Text(
                zh="数据写成 CSV 或 XLSX，文字写成 CSV", en="Data are written as CSV or XLSX, texts as CSV"
            ),
            remedy=Text(zh="请改文件名的后缀", en="Change the ending of the file's name"),
        )
    require_folder(out)
    with opened() as (settings, store):
        survey_id = named(store, survey, at=at).id
        if texts:
            write_files({out: exports.texts(store, survey_id, actor=SYSTEM, at=at, language=language)})
            emit({"file": out}, Text(zh=f"已写入 {out}", en=f"Written to {out}"))
            return
        frozen = snapshots.freeze(store, settings.instance, survey_id, at=at)
        counted = exports.check_counts(store, survey_id, frozen)
    if out.suffix.lower() == ".xlsx":
        files = {out: exports.workbook(frozen, language)}
    else:
        parts = exports.csv_parts(frozen, language)
        files = {
            out: parts.data,
            out.with_suffix(".codebook.csv"): parts.codebook,
            out.with_suffix(".about.txt"): parts.about,
        }
    write_files(files)
    emit(
        {"rows": counted, "snapshot": frozen.name, "hash": frozen.dataset.hash, "files": list(files)},
        Text(
            zh=f"{counted} 行 = 有效答卷 {counted} 份，数据快照 {frozen.name}，已写入 {out}",
            en=f"{counted} rows = {counted} valid responses, snapshot {frozen.name}, written to {out}",
        ),
    )


@responses.command(name="list")
@click.argument("survey")
@click.option("--outcome", help="Only responses with this outcome.")
@click.option("--flag", help="Only responses with this flag, with any, or with none.")
@json_option
def list_(survey: str, outcome: str | None, flag: str | None) -> None:
    """List the responses of SURVEY: number, outcome, mode, stratum, moment, flags. No answers."""
    from survey.services.modes import mode_label
    from survey.services.surveys import named
    from survey.store import reviews as stored

    wanted = stored.ResponseFilter(outcome=outcome, flag=flag)
    with opened() as (_, store):
        survey_id = named(store, survey, at=datetime.now(UTC)).id
        with store.reading() as session:
            total = stored.how_many(session, survey_id, wanted)
            rows = stored.listed(session, survey_id, wanted, count=max(total, 1))
    lines = [
        f"#{row.id}  {row.outcome:<10}  {mode_label(row.mode).say('zh-CN')}  {row.stratum}  {' '.join(row.flags)}"
        for row in rows
    ]
    emit({"responses": rows, "count": total}, "\n".join([*lines, f"{total}"]))


COMMANDS: tuple[click.Command, ...] = (responses,)
