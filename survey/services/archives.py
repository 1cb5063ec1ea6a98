"""The file of a backup: one tar archive with a manifest that names its members and their SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from questionnaires.text import Text
from survey.errors import Refusal, Refusals

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


def pack(
    target: Path, members: Mapping[str, Path], facts: Mapping[str, Any], *, still: Collection[str] = ()
) -> dict[str, Any]:
    """Write files under their names in the archive, for its owner only, and give the manifest: ``facts`` and sums.

    Those that are ``still`` change no more and may be of any size; others are read at once, and left out where they
    were taken away since they were listed.
    """
    manifest: dict[str, Any] = {"format": FORMAT, **facts, "files": {}}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as archive:
        for member, path in members.items():
            try:
                content = None if member in still else path.read_bytes()
            except FileNotFoundError:
                continue
            manifest["files"][member] = _add(archive, member, path, content)
        plain = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        _add_bytes(archive, MANIFEST, plain)
        archive.close()
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _add(archive: tarfile.TarFile, member: str, path: Path, content: bytes | None) -> dict[str, Any]:
    """Add a file and give its sum; ``content`` where it may change while it is read."""
    if content is not None:
        _add_bytes(archive, member, content)
        return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    with path.open("rb") as file:
        found = _sum(file)
        file.seek(0)
        archive.addfile(_header(member, found["size"]), file)
    return found


def _add_bytes(archive: tarfile.TarFile, member: str, content: bytes) -> None:
    archive.addfile(_header(member, len(content)), io.BytesIO(content))


def _header(member: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(member)
    header.size, header.mode = size, 0o600
    return header


def _sum(file: IO[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return {"sha256": digest.hexdigest(), "size": size}


@contextmanager
def opened(source: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The manifest of an archive and a folder with its files, every sum checked.

    The folder is beside the archive, where there is room for it, and with other temporary files where nothing can be
    written beside it. It goes with the block.

    :raises Refusals: the archive is damaged.
    """
    beside = source.absolute().parent
    place = beside if os.access(beside, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place, prefix=".restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(source, "r:") as archive:
                manifest = _manifest(archive)
                _unpack(archive, manifest, folder)
        except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
            raise damaged(str(source), str(error)) from error
        yield manifest, folder


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    file = archive.extractfile(MANIFEST)
    manifest = json.loads(file.read(CHUNK * 16)) if file else None
    if not isinstance(manifest, dict) or manifest["format"] != FORMAT:
        raise ValueError("no backup of a format that this program knows")
    if manifest["database"] not in manifest["files"]:
        raise ValueError("the archive names no database")
    return manifest


def _unpack(archive: tarfile.TarFile, manifest: Mapping[str, Any], folder: Path) -> None:
    """Write the files that the manifest names, and refuse every other."""
    expected = manifest["files"]
    problems: list[Refusal] = []
    names = [member.name for member in archive.getmembers()]
    if sorted(names) != sorted([*expected, MANIFEST]):
        raise ValueError("the archive holds other files than its manifest names")
    for name, wanted in expected.items():
        steps = PurePosixPath(name)
        member = archive.getmember(name)
        if steps.is_absolute() or ".." in steps.parts or not member.isreg():
            raise ValueError(f"{name!r} is no place for a file of a backup")
        target = folder / steps
        target.parent.mkdir(parents=True, exist_ok=True)
        file = archive.extractfile(member)
        with target.open("wb") as out:
            while file is not None and (chunk := file.read(CHUNK)):
                out.write(chunk)
        with target.open("rb") as written:
            if _sum(written) != {"sha256": wanted["sha256"], "size": wanted["size"]}:
                problems.append(damaged(name, "SHA-256"))
    if problems:
        raise Refusals(problems)


def damaged(place: str, what: str) -> Refusal:
    """What says that a file or a database is not as it was written."""
    return Refusal(
        "damaged",
        place=place,
        reason=Text(zh=f"内容不完整或被改动：{what}", en=f"It is damaged or was altered: {what}"),
        remedy=Text(zh="请换用另一份备份", en="Use another backup"),
    )
