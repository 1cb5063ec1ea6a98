"""The files of an export beside each other in a folder: each whole, for its owner only, or none at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.exports.files import Place


@contextmanager
def put_beside(out: Path) -> Iterator[Place]:
    """A place to write to; what lies there at the end is moved beside ``out`` under its name, the data last."""
    folder = out.absolute().parent
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{out.stem}-") as made:
        yield Place(Path(made), out.stem, f"{out.stem}.")
        files = sorted(Path(made).iterdir(), key=lambda path: path.suffix == out.suffix)
        for path in files:
            path.chmod(0o600)
            with path.open("rb") as file:
                os.fsync(file.fileno())
        for path in files:
            path.replace(folder / (out.name if path.name.lower() == out.name.lower() else path.name))
