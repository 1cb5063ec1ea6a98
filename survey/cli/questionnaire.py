"""``questionnaire check|import|export``."""

from __future__ import annotations

from pathlib import Path

import click

from questionnaires.text import Text
from survey.cli.output import both, emit, json_option, write_files
from survey.errors import Refusal, Refusals
from survey.settings import read_settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def questionnaire() -> None:
    """Check, import and export questionnaires."""


@questionnaire.command()
@click.argument("name")
@json_option
def check(name: str) -> None:
    """Check a questionnaire: a YAML file, or the name of an imported or shipped one."""
    from questionnaires.checks import check as findings_of
    from questionnaires.findings import Severity
    from survey.services import questionnaires

    found = questionnaires.named(read_settings().instance, name)
    findings = findings_of(found)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise Refusals([questionnaires.refusal(one) for one in errors])
    told = "\n".join(f"{one.say('zh-CN')}\n{one.say('en')}" for one in findings)
    done = Text(
        zh=f"{len(found.questions)} 题，没有错误，{len(findings)} 条提醒",
        en=f"{len(found.questions)} questions, no errors, {len(findings)} warnings",
    )
    emit(
        {"name": found.name, "questions": len(found.questions), "warnings": findings},
        "\n".join(part for part in (told, both(done)) if part),
    )


@questionnaire.command(name="import")
@click.argument("file", type=FILE)
@click.option("--mapping", help="For a data file: its mapping file, or the name of a shipped one.")
@click.option("--name", help="The name to keep it under; default: that in the file.")
@click.option("--dry-run", is_flag=True, help="Read and check only; store nothing.")
@json_option
def import_(file: Path, mapping: str | None, name: str | None, dry_run: bool) -> None:
    """Import a questionnaire from FILE: YAML, or a data file (CSV, zipped CSV, XLSX) with its mapping."""
    from survey.services import questionnaires

    settings = read_settings()
    ignored: tuple[str, ...] = ()
    if file.name.lower().endswith(questionnaires.DATA_FILES):
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
        found, ignored = questionnaires.from_data(file, chosen, name), chosen.ignore
    else:
        found = questionnaires.read_yaml(file)
        found = found.model_copy(update={"name": name}) if name else found
    path = None if dry_run else questionnaires.keep(settings.instance, found)
    emit(
        {"name": found.name, "questions": len(found.questions), "file": path, "ignored": ignored},
        Text(
            zh=f"问卷“{found.name}”：{len(found.questions)} 题"
            + (f"，已存入 {path}" if path else "（只检查，未存）")
            + (f"；按映射文件忽略的列：{'、'.join(ignored)}" if ignored else ""),
            en=f"Questionnaire {found.name}: {len(found.questions)} questions"
            + (f", kept at {path}" if path else " (checked only)")
            + (f"; columns ignored by the mapping: {', '.join(ignored)}" if ignored else ""),
        ),
    )


@questionnaire.command()
@click.argument("name")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
def export(name: str, out: Path | None) -> None:
    """Write a questionnaire as YAML."""
    from questionnaires.formats import yaml
    from survey.services import questionnaires

    content = yaml.dump(questionnaires.named(read_settings().instance, name))
    if out is None:
        click.echo(content, nl=False)
    else:
        write_files({out: content.encode()})


COMMANDS: tuple[click.Command, ...] = (questionnaire,)
