"""Looking after an installation: backup and restore.

A backup is one tar archive: the database as it is at one moment, the files of the instance
folder (the secret key and frozen data among them), and ``manifest.json`` with the SHA-256 of
each. Whoever has it can open links and read answers, so it is written for its owner only.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import archives, readings
from survey.settings import Settings
from survey.store import backup as copies
from survey.store import migrate
from survey.store.migration import newest_revision

FILES = "files/"
#: In the names of files that a restore replaced, before its moment.
PUT_ASIDE = "-replaced-"


@dataclass(frozen=True)
class Backup:
    """A backup that was written: where, how large, and the rows in it by table."""

    path: Path
    size: int
    created_at: datetime
    revision: str | None
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Restored:
    """What was put in place, and where what was there before is kept."""

    source: Path
    created_at: str
    revision: str
    rows: Mapping[str, int]
    kept: list[Path]


def backup(settings: Settings, target: Path | None = None) -> Backup:
    """Write a backup to ``target`` (default: a new file in ``instance/backups``).

    The database may be in use. The file appears whole or not at all, with mode 0600.

    :raises Refusal: ``target`` exists, its folder does not, or pg_dump is missing.
    """
    at = datetime.now(UTC)
    path = target or _backups(settings) / f"kewen-{at:%Y%m%dT%H%M%SZ}.tar"
    if path.exists():
        raise Refusal(
            "exists",
            place=str(path),
            reason=Text(zh="这个文件已经存在", en="This file exists already"),
            remedy=Text(zh="请换一个文件名", en="Name another file"),
        )
    if not path.parent.is_dir():
        raise Refusal(
            "no_folder",
            place=str(path.parent),
            reason=Text(zh="没有这个文件夹", en="There is no such folder"),
            remedy=Text(
                zh="请先建立文件夹（或接好备份盘），或换一个位置",
                en="Make the folder first (or attach the disk), or name another place",
            ),
        )
    part = path.with_name(path.name + ".part")
    try:
        manifest = _write(settings, part, at)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return Backup(path, path.stat().st_size, at, manifest["revision"], manifest["rows"])


def restore(settings: Settings, source: Path, *, force: bool = False) -> Restored:
    """Put a backup in place of a database that holds nothing; with ``force``, of any.

    It is refused while a server runs on the database. What is replaced is kept: an embedded
    database and files under names with ``replaced`` and the moment, a PostgreSQL database as a backup in ``instance/backups``.
    What was read of the replaced database is dropped: the restored one will number its changes the same. Its reports
    and exports are put aside where the backup does not hold them.

    :raises Refusals: the archive is damaged, of the other kind of database, made by a newer
        program, the database holds something and ``force`` was not given, or it is in use.
    """
    with archives.opened(source) as (manifest, folder):
        _require_fitting(settings, manifest, source)
        if copies.holds_anything(settings.database_url) and not force:
            raise Refusal(
                "not_empty",
                place="DATABASE_URL",
                reason=Text(zh="现在的数据库里有数据", en="The present database holds data"),
                remedy=Text(
                    zh="确实要替换时，请加 --force；现在的数据会另外保留",
                    en="To replace it, add --force; what is there now is kept beside",
                ),
            )
        readings.forget_all(settings.instance)
        kept = _put(settings, manifest, folder)
    revision = migrate(settings.database_url)
    rows = copies.counts(settings.database_url)
    return Restored(source, manifest["created_at"], revision, rows, kept)


def _backups(settings: Settings) -> Path:
    """The folder for backups that nobody named a place for."""
    folder = settings.instance / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _write(settings: Settings, part: Path, at: datetime) -> dict[str, Any]:
    name = copies.file_name(settings.database_url)
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".backup-") as folder:
        database = Path(folder) / name
        taken = copies.take(settings.database_url, database)
        members = {name: database, **_instance_files(settings)}
        facts = {
            "created_at": at.isoformat(),
            "database": name,
            "revision": taken.revision,
            "rows": dict(taken.rows),
        }
        return archives.pack(part, members, facts, still=(name,))


def _instance_files(settings: Settings) -> dict[str, Path]:
    """Files of the instance folder by their name in the archive: not the database, not other backups, no exports, no readings.

    Nor what a restore put aside: it is of other data than the database, and a restore of the backup would bring it back.
    """
    found: dict[str, Path] = {}
    for path in sorted(_files_below(settings.instance)):
        inside = path.relative_to(settings.instance)
        # Exports are made again from the frozen data, and are many times as large; readings from the answers.
        left_out = (
            inside.parts[0] in ("backups", "exports", "readings")
            or any(step.startswith(".") for step in inside.parts)
            or PUT_ASIDE in path.name
        )
        if (
            left_out
            or path.is_symlink()
            or not path.is_file()
            or copies.is_own_file(settings.database_url, path)
        ):
            continue
        found[FILES + inside.as_posix()] = path
    return found


def _files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder; folders that go meanwhile are passed over."""
    for place, _folders, names in os.walk(folder):
        yield from (Path(place) / name for name in names)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_fitting(settings: Settings, manifest: Mapping[str, Any], source: Path) -> None:
    if manifest["database"] != copies.file_name(settings.database_url):
        raise Refusal(
            "other_database",
            place=str(source),
            reason=Text(
                zh=f"备份里是 {manifest['database']}，与现在的数据库种类不同",
                en=f"The backup holds {manifest['database']}, of the other kind of database",
            ),
            remedy=Text(
                zh="请改 DATABASE_URL 为同一种数据库", en="Set DATABASE_URL to the same kind of database"
            ),
        )
    if str(manifest["revision"] or "") > newest_revision():
        raise Refusal(
            "newer",
            place=str(source),
            reason=Text(zh="备份由更新的程序写成", en="The backup was made by a newer program"),
            remedy=Text(zh="请先升级程序", en="Upgrade the program first"),
        )


def _put(settings: Settings, manifest: Mapping[str, Any], folder: Path) -> list[Path]:
    mark = f"{PUT_ASIDE[1:]}{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    kept: list[Path] = []
    with copies.alone(settings.database_url):
        if copies.is_sqlite(settings.database_url):
            aside = copies.set_aside(settings.database_url, mark)
            kept += [aside] if aside else []
        elif copies.holds_anything(settings.database_url):
            kept.append(backup(settings, _backups(settings) / f"{mark}.tar").path)
        copies.put(settings.database_url, folder / manifest["database"])
    for name in manifest["files"]:
        if not name.startswith(FILES):
            continue
        target = settings.instance / name.removeprefix(FILES)
        fresh = (folder / name).read_bytes()
        if target.exists():
            if target.read_bytes() == fresh:
                continue
            aside = target.with_name(f"{target.name}-{mark}")
            target.replace(aside)
            kept.append(aside)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(fresh)
    return kept + _set_aside_made(settings.instance, manifest, mark)


def _set_aside_made(instance: Path, manifest: Mapping[str, Any], mark: str) -> list[Path]:
    """Put aside the reports and exports that the backup does not hold: they are of the replaced data.

    Under their own names the restored database would offer them as its own. They stay in their folders, so that
    an erasure takes them too.
    """
    kept = []
    for kind in ("reports", "exports"):
        for path in sorted(_files_below(instance / kind)):
            inside = f"{FILES}{path.relative_to(instance).as_posix()}"
            if inside not in manifest["files"] and PUT_ASIDE not in path.name:
                kept.append(path.replace(path.with_name(f"{path.name}-{mark}")))
    return kept
