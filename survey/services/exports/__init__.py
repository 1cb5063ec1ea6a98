"""Exports: the valid answers in any format, de-identified as asked, and open texts for reviewers.

What is exported comes from a snapshot, so every file names one, and the rows in it are counted
against the responses counted as valid. Each export is in the log: what, how protected, how many rows.
"""

from reports.exports.profile import PROFILES
from survey.services.exports.replicating import choice_named
from survey.services.exports.texts import texts
from survey.services.exports.writing import (
    FORMATS,
    NAMES,
    Exported,
    Released,
    Wanted,
    check_counts,
    export,
    format_named,
    profile_from,
    release,
    write_files,
)

__all__ = [
    "FORMATS",
    "NAMES",
    "PROFILES",
    "Exported",
    "Released",
    "Wanted",
    "check_counts",
    "choice_named",
    "export",
    "format_named",
    "profile_from",
    "release",
    "texts",
    "write_files",
]
