"""The tables, by noun: staff, surveys, drafts, who was asked, what was answered."""

from survey.store.tables.answered import Decision, Flag, Response, Save, Submission, Suggestion, Unreadable
from survey.store.tables.asked import Batch, Copy, Entrance, Stratum, Unit
from survey.store.tables.base import Base
from survey.store.tables.design import DraftApproval, DraftChange, DraftComment, DraftImport, DraftPresence
from survey.store.tables.named import Named
from survey.store.tables.released import Release
from survey.store.tables.savedtables import SavedTable
from survey.store.tables.staff import Account, Grant, Invitation, StaffSession
from survey.store.tables.surveys import Attempt, Event, Snapshot, Survey, Version
from survey.store.tables.templates import ReportTemplate
from survey.store.tables.weights import WeightSet

__all__ = [
    "Account",
    "Attempt",
    "Base",
    "Batch",
    "Copy",
    "Decision",
    "DraftApproval",
    "DraftChange",
    "DraftComment",
    "DraftImport",
    "DraftPresence",
    "Entrance",
    "Event",
    "Flag",
    "Grant",
    "Invitation",
    "Named",
    "Release",
    "ReportTemplate",
    "Response",
    "Save",
    "SavedTable",
    "Snapshot",
    "StaffSession",
    "Stratum",
    "Submission",
    "Suggestion",
    "Survey",
    "Unit",
    "Unreadable",
    "Version",
    "WeightSet",
]
