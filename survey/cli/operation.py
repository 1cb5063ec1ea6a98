"""Commands that look after an installation: migrate, backup, restore, verify."""

from __future__ import annotations

from pathlib import Path

import click

from questionnaires.text import Text
from survey.cli.output import emit, json_option
from survey.settings import read_settings


@click.command()
@json_option
def migrate() -> None:
    """Bring the database to the newest schema."""
    from survey.store import migrate as bring_up

    revision = bring_up(read_settings().database_url)
    emit(
        {"revision": revision},
        Text(zh=f"数据库已是最新结构：{revision}", en=f"The database has the newest schema: {revision}"),
    )


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Where to; default: in the instance folder.")
@json_option
def backup(out: Path | None) -> None:
    """Write a backup of the database and the files that belong to it."""
    from survey.services import operation

    made = operation.backup(read_settings(), out)
    emit(made, Text(zh=f"备份已写入 {made.path}", en=f"The backup is at {made.path}"))


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database that holds data; it is kept beside.")
@json_option
def restore(source: Path, force: bool) -> None:
    """Put a backup in place of a database that holds nothing. Stop the server first."""
    from survey.services import operation

    made = operation.restore(read_settings(), source, force=force)
    emit(made, Text(zh=f"已从 {source} 恢复", en=f"Restored from {source}"))


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@json_option
def verify(source: Path | None) -> None:
    """Check that the database, or the backup SOURCE, is whole and unaltered."""
    from survey.services import verifying

    found = verifying.verify(read_settings(prepare=False), source)
    emit(found, Text(zh="检查通过", en="Everything was found in order"))


COMMANDS: tuple[click.Command, ...] = (migrate, backup, restore, verify)
