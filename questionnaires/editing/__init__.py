"""Changing a draft step by step: each change says what it saw, can be undone, and mends what names it."""

from questionnaires.editing.applying import Applied, apply
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
    "read_change",
    "uses",
]
