"""``questionnaire check|import|export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from questionnaires.text import Text
from survey.cli.output import both, emit, json_option, note, number_of, wants_json, write_files
from survey.cli.walking import walk
from survey.errors import Refusal, Refusals

if TYPE_CHECKING:
    from questionnaires.findings import Finding
    from questionnaires.model import Questionnaire

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMAT = "The format; default: by the extension and the content."


@click.group()
def questionnaire() -> None:
    """Check, import and export questionnaires."""


@questionnaire.command()
@click.argument("name")
@click.option("--format", "format_name", default="", help=FORMAT)
@click.option("--language", default="zh-CN", show_default=True, help="Of texts that name none.")
@json_option
def check(name: str, format_name: str, language: str) -> None:
    """Check a questionnaire: a file of any format, the name of an imported or shipped one, or a survey."""
    from questionnaires.checks import check as findings_of
    from questionnaires.formats.overview import overview
    from survey.cli import carrying
    from survey.services import questionnaires, staging

    path = Path(name)
    if format_name or (path.suffix.lower() in _foreign() and path.is_file()):
        kind, carried = staging.read(
            path.name, questionnaires.content_of(path), format_name=_known(format_name), language=language
        )
        findings = findings_of(carried.questionnaire)
        if not wants_json():
            note(
                "\n".join(
                    (carrying.came_over(kind, overview(carried.questionnaire)), carrying.told(carried.notes))
                )
            )
        _require_sound(findings)
        told = carrying.fields(kind, overview(carried.questionnaire), carried.notes, findings)
        emit(
            {"name": carried.questionnaire.name, **told, "warnings": findings},
            _checked(carried.questionnaire, findings),
        )
        return
    found = _named(name)
    findings = findings_of(found)
    _require_sound(findings)
    emit(
        {"name": found.name, "questions": len(found.questions), "warnings": findings},
        _checked(found, findings),
    )


@questionnaire.command(name="import")
@click.argument("file", type=FILE)
@click.option("--format", "format_name", default="", help=FORMAT)
@click.option("--mapping", help="For a data file: its mapping file, or the name of a shipped one.")
@click.option("--name", help="The name to keep it under; default: that in the file, or of the file.")
@click.option("--language", default="zh-CN", show_default=True, help="Of texts that name none.")
@click.option("--dry-run", is_flag=True, help="Read and check only; store nothing.")
@json_option
def import_(
    file: Path, format_name: str, mapping: str | None, name: str | None, language: str, dry_run: bool
) -> None:
    """Import a questionnaire from FILE.

    YAML, Word, Wenjuanxing text, XLSForm, LimeSurvey, SurveyJS, Qualtrics; with --mapping
    and --name from a data file (CSV, zipped CSV, XLSX). What changed on the way, was left out
    or must be settled is told before anything is stored.
    """
    from survey.services import questionnaires

    if mapping is not None or file.name.lower().endswith((".csv", ".zip")):
        _import_data(file, mapping, name, dry_run=dry_run)
        return
    from questionnaires.checks import check as findings_of
    from questionnaires.formats.overview import overview
    from survey.cli import carrying
    from survey.services import staging
    from survey.settings import read_settings

    kind, carried = staging.read(
        file.name,
        questionnaires.content_of(file),
        format_name=_known(format_name),
        name=name or "",
        language=language,
    )
    found = carried.questionnaire.model_copy(update={"name": name}) if name else carried.questionnaire
    counted = overview(found)
    if not wants_json() and kind.name != "yaml":
        note(
            "\n".join(
                part for part in (carrying.came_over(kind, counted), carrying.told(carried.notes)) if part
            )
        )
    path = None if dry_run else questionnaires.keep(read_settings().instance, found)
    told = carrying.fields(kind, counted, carried.notes, findings_of(found) if dry_run else ())
    emit({"name": found.name, "file": path, "ignored": (), **told}, _kept(found, path, ()))


def _import_data(file: Path, mapping: str | None, name: str | None, *, dry_run: bool) -> None:
    from survey.services import questionnaires
    from survey.settings import read_settings

    if mapping is None or name is None:
        raise Refusal(
            "mapping_missing",
            place=file.name,
            reason=Text(
                zh="由数据文件生成问卷需要映射文件和名称",
                en="A data file needs a mapping and a name to become a questionnaire",
            ),
            remedy=Text(zh="请写明 --mapping 和 --name", en="Give --mapping and --name"),
        )
    chosen = questionnaires.mapping_named(mapping)
    found = questionnaires.from_data(file, chosen, name)
    path = None if dry_run else questionnaires.keep(read_settings().instance, found)
    emit(
        {"name": found.name, "questions": len(found.questions), "file": path, "ignored": chosen.ignore},
        _kept(found, path, chosen.ignore),
    )


@questionnaire.command()
@click.argument("name")
@click.option(
    "--format",
    "format_name",
    default="yaml",
    show_default=True,
    help="yaml, xlsform, wenjuanxing, paper-pdf, paper-docx, codebook-html, codebook-xlsx, ddi …",
)
@click.option(
    "--language", default="", help="Of paper, of a text, of a codebook's headings; default: the first."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
def export(name: str, format_name: str, language: str, out: Path | None) -> None:
    """Write a questionnaire as a file: NAME is a file, an imported or shipped questionnaire, or a survey."""
    from questionnaires.formats import registry
    from survey.cli import carrying

    writers = {kind.name: kind for kind in (*registry.writers(), *registry.SHOWN)}
    kind = writers.get(format_name)
    if kind is None:
        raise Refusal(
            "format_unknown",
            place=format_name,
            reason=Text(zh="没有这种可以写出的格式", en="There is no such format to write"),
            remedy=Text(zh=f"可用：{'、'.join(writers)}", en=f"There are: {', '.join(writers)}"),
        )
    found = _named(name)
    spoken = kind.languages_of(found.languages)
    if language and spoken and language not in spoken:
        raise Refusal(
            "language_unknown",
            place=language,
            reason=Text(zh="没有这种语言", en="It is not in this language"),
            remedy=Text(zh=f"可选：{'、'.join(spoken)}", en=f"Choose one of: {', '.join(spoken)}"),
        )
    written = kind.write(found, language or None)
    if written.notes:
        note(carrying.told(written.notes))
    if out is not None:
        write_files({out: written.content})
    else:
        click.echo(written.content, nl=False)


def _named(name: str) -> Questionnaire:
    """The questionnaire of a file, an imported or shipped one, or that of a survey: published, else its draft."""
    from survey.services import questionnaires, staging
    from survey.settings import read_settings

    path = Path(name)
    if path.suffix.lower() in _foreign() and path.is_file():
        return staging.read(path.name, questionnaires.content_of(path))[1].questionnaire
    try:
        return questionnaires.named(read_settings().instance, name)
    except Refusal as refusal:
        found = _of_survey(name) if refusal.code == "questionnaire_unknown" else None
        if found is None:
            raise
        return found


def _of_survey(code: str) -> Questionnaire | None:
    from datetime import UTC, datetime

    from survey.cli.account import opened
    from survey.errors import Unavailable
    from survey.services import publication, surveys

    try:
        with opened() as (_settings, store):
            card = surveys.find(store, code, at=datetime.now(UTC))
            if card is None:
                return None
            if card.version is not None:
                return publication.version(store, card.id, card.version)
            draft = publication.draft_of(store, card.id)
            return draft.whole if draft else None
    except (Refusal, Unavailable):
        return None


def _foreign() -> frozenset[str]:
    """Extensions of questionnaires that are not our own YAML."""
    from questionnaires.formats import registry

    own = registry.BY_NAME["yaml"].extensions
    return frozenset({*registry.extensions(), ".json"} - (set(own) - {".json"}))


def _known(format_name: str) -> str:
    """A format that can be read; an unknown one is refused with those there are."""
    from questionnaires.formats import registry

    names = [kind.name for kind in registry.readers()]
    if format_name and format_name not in names:
        raise Refusal(
            "format_unknown",
            place=format_name,
            reason=Text(zh="没有这种可以读的格式", en="There is no such format to read"),
            remedy=Text(zh=f"可用：{'、'.join(names)}", en=f"There are: {', '.join(names)}"),
        )
    return format_name


def _require_sound(findings: tuple[Finding, ...]) -> None:
    from questionnaires.findings import Severity
    from survey.services import questionnaires

    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise Refusals([questionnaires.refusal(one) for one in errors])


def _checked(found: Questionnaire, findings: tuple[Finding, ...]) -> str:
    told = "\n".join(f"{one.say('zh-CN')}\n{one.say('en')}" for one in findings)
    done = Text(
        zh=f"{len(found.questions)} 题，没有错误，{len(findings)} 条提醒",
        en=f"{number_of(len(found.questions), 'question')}, no errors, {number_of(len(findings), 'warning')}",
    )
    return "\n".join(part for part in (told, both(done)) if part)


def _kept(found: Questionnaire, path: Path | None, ignored: tuple[str, ...]) -> Text:
    return Text(
        zh=f"问卷“{found.name}”：{len(found.questions)} 题"
        + (f"，已存入 {path}" if path else "（只检查，未存）")
        + (f"；按映射文件忽略的列：{'、'.join(ignored)}" if ignored else ""),
        en=f"Questionnaire {found.name}: {number_of(len(found.questions), 'question')}"
        + (f", kept at {path}" if path else " (checked only)")
        + (f"; columns ignored by the mapping: {', '.join(ignored)}" if ignored else ""),
    )


questionnaire.add_command(walk)

COMMANDS: tuple[click.Command, ...] = (questionnaire,)
