"""Changing a draft step by step: each change says what it saw, can be undone, and mends what names it."""

from questionnaires.editing.applying import Applied, AppliedAll, apply, apply_all
from questionnaires.editing.changes import (
    Change,
    Insert,
    Move,
    Recode,
    Remove,
    Rename,
    Set,
    read_change,
)
from questionnaires.editing.errors import ConflictError, EditError
from questionnaires.editing.uses import uses

__all__ = [
    "Applied",
    "AppliedAll",
    "Change",
    "ConflictError",
    "EditError",
    "Insert",
    "Move",
    "Recode",
    "Remove",
    "Rename",
    "Set",
    "apply",
    "apply_all",
    "read_change",
    "uses",
]
