"""The boundaries of towns that maps are drawn from: one file for the whole installation, in its folder."""

from __future__ import annotations

from pathlib import Path

from reports.charts.boundaries import MOST_BYTES, Boundaries, read_boundaries
from reports.files import write_atomically
from survey.services.memory import Memory

FILE = "boundaries.geojson"

_kept: Memory[tuple[str, int, int], Boundaries] = Memory(2)


def keep(instance: Path, source: Path) -> Boundaries:
    """Read a GeoJSON file and put it in place of the one before; where it is refused that one stays.

    :raises ReportError: it is no map (:func:`reports.charts.boundaries.read_boundaries`).
    """
    with source.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    found = read_boundaries(content)
    write_atomically(instance / FILE, lambda name: Path(name).write_bytes(content))
    return found


def standing(instance: Path) -> Boundaries | None:
    """The boundaries in place, read once as long as the file stays the same; None where there are none."""
    path = instance / FILE
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    key = (str(path), facts.st_mtime_ns, facts.st_size)
    return _kept.get(key, lambda: read_boundaries(path.read_bytes()))
