"""Exports in the making: a process of their own writes the file, as it does for reports.

The file is named after what was asked: the format, the profile, the replicate weights, the language. It is made anew whenever
somebody asks again, from the data as they are then; who asked stands in the log. Beside it lies what
it holds. Nothing is kept once answers were erased, and no backup takes exports along.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from questionnaires.text import Text
from reports.exports.files import Place, archived
from reports.files import write_atomically
from reports.weighting.choice import Choice
from survey.services import events, making
from survey.services import made as made_files
from survey.services.exports.writing import NAMES, Exported, Wanted, export, profile_from
from survey.services.making import Making
from survey.services.reporting import frozen_versions
from survey.services.surveys import named
from survey.settings import Settings
from survey.store.engine import Store

PROGRAM = "survey.server.exportmaking"
UNFINISHED = ".making-"
OLD = 24 * 3600  # seconds after which nobody works on an unfinished export any more
DEFECT = Text(
    zh="程序出错，数据文件没有生成。请再试一次；若再次出现，请告诉管理员。",
    en="The program has a defect and the file was not made. Try again; if it recurs, tell the administrator.",
)


@dataclass(frozen=True)
class Export:
    """An export that was asked for: the name of its file, what it is, how far it is, and what it holds."""

    name: str
    format: str
    profile: str
    language: str
    making: Making | None
    size: int
    told: Mapping[str, Any]


def folder_of(instance: Path, survey_code: str) -> Path:
    """Where the exports of a survey lie."""
    return instance / "exports" / survey_code


def file_of(instance: Path, survey_code: str, wanted: Wanted) -> Path:
    """The file of what is wanted, made or not."""
    settled = json.dumps(wanted.profile.to_json(), sort_keys=True, ensure_ascii=False)
    if wanted.replicates is not None:
        settled += json.dumps(wanted.replicates.to_json(), sort_keys=True)
    mark = hashlib.sha256(settled.encode()).hexdigest()[:8]
    suffix = NAMES[wanted.format][0] if wanted.format in ("xlsx", "ddi") else "zip"
    profile = re.sub(r"[^A-Za-z0-9_-]", "_", wanted.profile.name)
    name = f"{wanted.format}.{profile}.{mark}.{wanted.language}.{suffix}"
    return folder_of(instance, survey_code) / name


def start(settings: Settings, survey_code: str, wanted: Wanted, account_id: int | None) -> bool:
    """Begin to make an export in a process of its own; False where it is being made already."""
    made = file_of(settings.instance, survey_code, wanted)
    asked = {
        "format": wanted.format,
        "profile": wanted.profile.to_json(),
        "language": wanted.language,
        "account": account_id,
        "replicates": None if wanted.replicates is None else wanted.replicates.to_json(),
    }
    return making.begin(settings, made, PROGRAM, survey_code, json.dumps(asked, ensure_ascii=False))


def listed(instance: Path, survey_code: str) -> list[Export]:
    """The exports that were asked for, newest first; nothing is written."""
    folder = folder_of(instance, survey_code)
    names = {
        path.name.removesuffix(".told").removesuffix(".failed").removesuffix(".lock")
        for path in (folder.iterdir() if folder.is_dir() else ())
        if not path.name.startswith(".")
    }
    bare = {name.removesuffix(".zip").removesuffix(".xlsx").removesuffix(".xml") for name in names}
    found = [one for one in (_read(folder, name) for name in bare) if one is not None]
    return sorted(
        found, key=lambda one: one.making.since if one.making else datetime.min.replace(tzinfo=UTC)
    )[::-1]


def _read(folder: Path, bare: str) -> Export | None:
    parts = bare.split(".")
    if len(parts) != 4 or parts[0] not in NAMES:
        return None
    suffix = NAMES[parts[0]][0] if parts[0] in ("xlsx", "ddi") else "zip"
    made = folder / f"{bare}.{suffix}"
    told = made.with_suffix(".told")
    return Export(
        made.name,
        parts[0],
        parts[1],
        parts[3],
        making.state_at(made),
        made.stat().st_size if made.exists() else 0,
        json.loads(told.read_text("utf-8")) if told.exists() else {},
    )


def make(settings: Settings, survey_code: str, asked: Mapping[str, Any]) -> None:
    """Make an export and put its file in place whole; a refusal is kept for the page."""
    from survey.store import open_store

    replicates = None if asked.get("replicates") is None else Choice.from_json(asked["replicates"])
    profile = profile_from(_of_json(asked["profile"]))
    wanted = Wanted(asked["format"], profile, asked["language"], replicates=replicates)
    actor = events.staff(asked["account"]) if asked.get("account") is not None else events.SYSTEM
    made = file_of(settings.instance, survey_code, wanted)
    made.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(made.parent)
    store = open_store(settings.database_url)
    try:
        with making.failure_told(made, DEFECT):
            _make(store, settings.instance, survey_code, wanted, made, actor)
    finally:
        store.close()
    made.with_suffix(".lock").unlink(missing_ok=True)


def _make(
    store: Store, instance: Path, survey_code: str, wanted: Wanted, made: Path, actor: events.Actor
) -> None:
    at = datetime.now(UTC)
    survey = named(store, survey_code, at=at)
    with tempfile.TemporaryDirectory(dir=made.parent, prefix=UNFINISHED) as folder:
        place = Place(Path(folder) / "files")
        place.folder.mkdir()
        done = export(store, instance, survey, wanted, place, at=at, actor=actor)
        _put(done, made, Path(folder) / "archive")
    # Whoever was erased meanwhile took the snapshot along: then nothing may be kept.
    if all(one.name != done.snapshot for one in frozen_versions(store, survey.id)):
        made_files.forget(instance, survey_code, ["exports"])


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed long ago have left."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > OLD:
            shutil.rmtree(path, ignore_errors=True)


def _of_json(profile: Mapping[str, Any]) -> Mapping[str, Any]:
    """A profile as it was sent: complete, so that nothing of a shipped one comes in."""
    return {**profile, "base": "internal"}


def _put(done: Exported, made: Path, archive: Path) -> None:
    """Put the file in place: that of the export, or an archive of its files; what it holds first."""
    ready = done.files[0] if len(done.files) == 1 else archived(done.files[0].parent, archive)
    told = {
        **done.detail,
        "snapshot": done.snapshot,
        "protection": {
            tag: [one.say(tag) for one in (*done.profile.lines(), *done.anonymity.lines())]
            for tag in ("zh-CN", "en")
        },
    }
    _write(made.with_suffix(".told"), json.dumps(told, ensure_ascii=False))
    ready.replace(made)


def _write(path: Path, text: str) -> None:
    write_atomically(path, lambda target: Path(target).write_text(text, "utf-8"))
