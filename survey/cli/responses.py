"""``responses import|export|list``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option, note, require_folder, write_files
from survey.errors import Refusal

if TYPE_CHECKING:
    from survey.services.exports import Exported

#: What stands between two sentences.
BETWEEN = {"zh-CN": "", "en": " "}


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
    help="The file of the data; what belongs to it (codebook, description, syntax) is written beside it.",
)
@click.option(
    "--format",
    "format_",
    help="csv, xlsx, sav, dta, parquet, package (zip) or ddi (xml); by the ending of the file where not given.",
)
@click.option(
    "--profile",
    default="internal",
    show_default=True,
    help="What protects persons: internal, deidentified, or a file of JSON with a profile of your own.",
)
@click.option("--texts", is_flag=True, help="The open texts instead, in a file of their own, for reviewers.")
@click.option("--language", default="zh-CN", show_default=True)
@click.option("--weights", default="", help="The set of weights, by name; without it the survey's usual one.")
@click.option(
    "--replicates",
    default="none",
    show_default=True,
    help="Replicate weights in the package: JKn, JK1, BRR, Fay, bootstrap, or none.",
)
@click.option("--rho", type=float, help="Fay's coefficient, between 0 and 1; 0.5 where not given.")
@click.option("--number", type=int, help="How often the bootstrap draws; 200 times where not given.")
@json_option
def export(
    survey: str,
    out: Path,
    format_: str | None,
    profile: str,
    texts: bool,
    language: str,
    weights: str,
    replicates: str,
    rho: float | None,
    number: int | None,
) -> None:
    """Write the valid responses of SURVEY, from a snapshot frozen now if anything changed."""
    from survey.services import exports
    from survey.services.events import SYSTEM
    from survey.services.exports.folders import put_beside
    from survey.services.surveys import named

    at = datetime.now(UTC)
    wanted = _wanted(out, format_, texts)
    require_folder(out)
    replicated = exports.choice_named(replicates, rho, number)
    chosen = exports.Wanted(wanted, exports.profile_from(_profile(profile)), language, weights, replicated)
    if texts and replicated is not None:
        raise _no_weights_of_texts()
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        if texts:
            write_files({out: exports.texts(store, card.id, actor=SYSTEM, at=at, language=language)})
            emit({"file": out}, Text(zh=f"已写入 {out}", en=f"Written to {out}"))
            return
        with put_beside(out) as place:
            done = exports.export(store, settings.instance, card, chosen, place, at=at)
    _tell(done, out.parent)


def _tell(done: Exported, folder: Path) -> None:
    """Say what was exported, and how many persons look alike in it."""
    files = [folder / path.name for path in done.files]
    alike = {
        tag: between.join(line.say(tag) for line in done.anonymity.lines())
        for tag, between in BETWEEN.items()
    }
    emit(
        {
            "rows": done.rows,
            "snapshot": done.snapshot,
            "hash": done.hash,
            "files": files,
            "profile": done.profile.to_json(),
            "anonymity": done.anonymity.to_json(),
            "replicates": done.detail.get("replicates"),
        },
        Text(
            zh=f"{done.rows} 行 = 有效答卷 {done.rows} 份，数据快照 {done.snapshot}，已写入 {files[0]}\n"
            + alike["zh-CN"],
            en=f"{done.rows} rows = {done.rows} valid responses, snapshot {done.snapshot}, written to {files[0]}\n"
            + alike["en"],
        ),
    )


def _no_weights_of_texts() -> Refusal:
    return Refusal(
        "form",
        place="--replicates",
        reason=Text(zh="文字没有权数", en="Texts have no weights"),
        remedy=Text(zh="请去掉 --texts 或 --replicates", en="Leave out --texts or --replicates"),
    )


def _wanted(out: Path, name: str | None, texts: bool) -> str:
    """The format that was named, or that of the file's ending."""
    from survey.services import exports

    suffix = out.suffix.lower().removeprefix(".")
    known = {ending: name for name, (ending, _) in exports.NAMES.items()}
    if texts and suffix != "csv":
        raise Refusal(
            "form",
            place=str(out),
            reason=Text(zh="文字写成 CSV", en="Texts are written as CSV"),
            remedy=Text(zh="请改文件名的后缀", en="Change the ending of the file's name"),
        )
    if name is None and suffix not in known:
        endings = ", ".join(f".{ending}" for ending in known)
        raise Refusal(
            "form",
            place=str(out),
            reason=Text(zh="从后缀看不出数据格式", en="The ending does not tell the format of the data"),
            remedy=Text(
                zh=f"后缀用 {endings}，或写明 --format",
                en=f"Let it end in {endings}, or say --format",
            ),
        )
    wanted = exports.format_named(name or known[suffix])
    if exports.NAMES[wanted][0] != suffix:
        ending = exports.NAMES[wanted][0]
        raise Refusal(
            "form",
            place=str(out),
            reason=Text(zh=f"{wanted} 文件的后缀是 .{ending}", en=f"A file of {wanted} ends in .{ending}"),
            remedy=Text(zh="请改文件名的后缀", en="Change the ending of the file's name"),
        )
    return wanted


def _profile(given: str) -> str | Mapping[str, Any]:
    """The name of a profile, or what a file of JSON says."""
    path = Path(given)
    if path.suffix.lower() != ".json":
        return given
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise Refusal(
            "profile_unreadable",
            place=given,
            reason=Text(zh="去标识化方案的文件读不出来", en="The file of the profile cannot be read"),
            remedy=Text(zh="请给出一个 JSON 文件（UTF-8）", en="Give a file of JSON in UTF-8"),
        )
    return found


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
