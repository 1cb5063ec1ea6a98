"""Two waves of a small survey with valid answers: for tests of comparison."""

from __future__ import annotations

from datetime import date
from typing import Any

from questionnaires.editing.document import document_of
from questionnaires.model import Questionnaire
from survey.store import Store
from survey.store.tables import Survey
from tests.survey.analysed import Analysed, analysed_survey, small


def changed(**questions: dict[str, Any]) -> Questionnaire:
    """The small questionnaire with other attributes of some questions, by name."""
    document = document_of(small())
    for page in document["pages"]:
        for question in page["questions"]:
            question.update(questions.get(question["name"], {}))
    return Questionnaire.model_validate(document)


def two_waves(
    store: Store, first: Questionnaire | None = None, second: Questionnaire | None = None, count: int = 160
) -> tuple[Analysed, Analysed]:
    """``county23`` of 2023 and ``county`` of 2026, made from it."""
    earlier = analysed_survey(store, count, code="county23", questionnaire=first or small(), seed=3)
    later = analysed_survey(store, count, code="county", questionnaire=second or small(), seed=4)
    with store.writing() as session:
        session.get_one(Survey, earlier.id).reference_date = date(2023, 10, 31)
        session.get_one(Survey, later.id).previous_id = earlier.id
    return earlier, later
