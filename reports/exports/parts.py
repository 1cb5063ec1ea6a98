"""Files in numbered parts where one would not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

#: Rows of one file for a statistical package, which takes all of its rows at once.
MOST_ROWS = 300_000


def parted(path: Path, count: int, most: int = MOST_ROWS) -> Iterator[tuple[Path, slice]]:
    """The files that so many rows take, each with its rows: ``data.sav``, or ``data-1.sav``, ``data-2.sav``…"""
    if count <= most:
        yield path, slice(0, count)
        return
    for number, start in enumerate(range(0, count, most), 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}"), slice(start, min(start + most, count))
