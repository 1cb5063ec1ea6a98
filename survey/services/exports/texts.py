"""The open texts of the valid responses, apart from all other answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from questionnaires.kinds import columns
from questionnaires.model import Questionnaire
from reports.safe_cells import safe_cell
from survey.services.events import Actor, log
from survey.services.versions import questionnaire_of
from survey.store import records as stored_records
from survey.store import surveys as stored_surveys
from survey.store.engine import Store


def texts(store: Store, survey_id: int, *, actor: Actor, at: datetime, language: str = "zh-CN") -> bytes:
    """The open texts of the valid responses as CSV for reviewers, apart from all other answers.

    A line names the question and no response; within a question the lines are sorted by
    the text, so that their order tells nothing.
    """
    with store.reading() as session:
        found: list[tuple[str, str, str]] = []
        asked: dict[int, dict[str, str]] = {}
        for response, submission in stored_records.records(session, survey_id):
            if response.version_id not in asked:
                questionnaire = questionnaire_of(store, session, response.version_id)
                asked[response.version_id] = _text_columns(questionnaire, language)
            values = (submission.record or {}).get("values", {}) if submission else {}
            for name, label in asked[response.version_id].items():
                value = values.get(name)
                if isinstance(value, str):
                    found.append((name, label, value))
        code = stored_surveys.get(session, survey_id).code
    with store.writing() as session:
        log(
            session,
            actor,
            "texts.exported",
            at=at,
            survey_id=survey_id,
            subject=("survey", code),
            detail={"texts": len(found)},
        )
    return _csv([("question", "label", "text"), *sorted(found)])


def _text_columns(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """The columns of open texts with their labels."""
    return {
        column.name: column.label.say(language)
        for question in questionnaire.questions
        for column in columns(question, questionnaire)
        if column.type == "text"
    }


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([safe_cell(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")
