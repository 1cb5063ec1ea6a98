"""What tests of readers look at: questions by name, notes by code, rules that can run."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from questionnaires.checks import check
from questionnaires.findings import Finding, Severity
from questionnaires.formats.carried import Carried
from questionnaires.interview import Interview

SHARED = Path(os.environ.get("KEWEN_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data"
START = datetime(2026, 5, 6, tzinfo=UTC)


def files_of(folder: str, pattern: str) -> list[Path]:
    """The files of the shared data; none where they are absent."""
    return sorted((SHARED / folder).glob(pattern))


def needs(folder: str) -> pytest.MarkDecorator:
    """Leaves a test out, with the reason, where the shared data are absent."""
    path = SHARED / folder
    return pytest.mark.skipif(not path.exists(), reason=f"left out: {path} is absent (set KEWEN_SHARED)")


def show(carried: Carried, name: str) -> str | None:
    """The condition of a question."""
    return carried.questionnaire.question_by_name[name].show


def codes(carried: Carried) -> set[str]:
    """The codes of all notes."""
    return {note.code for note in carried.notes}


def said(carried: Carried, code: str) -> str:
    """What the notes of one code say, in English."""
    return "\n".join(note.say("en") for note in carried.notes if note.code == code)


def errors(carried: Carried) -> list[Finding]:
    """What the checker has against it."""
    return [finding for finding in check(carried.questionnaire) if finding.severity is Severity.ERROR]


def shown(carried: Carried, answers: dict[str, object]) -> set[str]:
    """The names of the questions that a person with these answers meets."""
    interview = Interview(carried.questionnaire, answers, start=START)
    return {one.name for one in carried.questionnaire.questions if interview.shown(one)}
