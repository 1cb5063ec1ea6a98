"""Disclosure control: no figure of fewer persons than the threshold leaves, openly or by subtraction.

Every outlet (page, chart, export, report) accepts a :class:`ReleasedTable` and nothing else, and only
:func:`release` makes one.
"""

from reports.disclosure.arranging import join, only, to_json, turned, with_figures
from reports.disclosure.audit import Bounds, audit
from reports.disclosure.magnitudes import Magnitudes
from reports.disclosure.policy import INTERNAL, NOTHING_HIDDEN, POLICIES, PUBLIC, UNIT, Policy
from reports.disclosure.release import collected, release
from reports.disclosure.suppression import THRESHOLD, Cube, cube_of, hide
from reports.disclosure.tables import Base, Dimension, RawTable, ReleasedTable, TableCell

__all__ = [
    "INTERNAL",
    "NOTHING_HIDDEN",
    "POLICIES",
    "PUBLIC",
    "THRESHOLD",
    "UNIT",
    "Base",
    "Bounds",
    "Cube",
    "Dimension",
    "Magnitudes",
    "Policy",
    "RawTable",
    "ReleasedTable",
    "TableCell",
    "audit",
    "collected",
    "cube_of",
    "hide",
    "join",
    "only",
    "release",
    "to_json",
    "turned",
    "with_figures",
]
