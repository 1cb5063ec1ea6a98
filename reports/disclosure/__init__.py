"""Disclosure control: no figure of fewer persons than the threshold leaves, openly or by subtraction.

Every outlet (page, chart, export, report) accepts a :class:`ReleasedTable` and nothing else, and only
:func:`release` makes one.
"""

from reports.disclosure.audit import Bounds, audit
from reports.disclosure.release import (
    Base,
    Dimension,
    RawTable,
    ReleasedTable,
    TableCell,
    join,
    release,
    to_json,
)
from reports.disclosure.suppression import THRESHOLD, Cube, cube_of, hide

__all__ = [
    "THRESHOLD",
    "Base",
    "Bounds",
    "Cube",
    "Dimension",
    "RawTable",
    "ReleasedTable",
    "TableCell",
    "audit",
    "cube_of",
    "hide",
    "join",
    "release",
    "to_json",
]
