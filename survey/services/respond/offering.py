"""Answers that follow from the unit of a copy: offered for the person to confirm, kept only then."""

from __future__ import annotations

from questionnaires.interview import Interview
from questionnaires.library.units import known_answers
from survey.services.respond.entry import Standing
from survey.services.respond.interviewing import layout_of
from survey.store import entries
from survey.store.engine import Store


def offered_answers(store: Store, found: Standing, interview: Interview) -> dict[str, str]:
    """Answers by field for questions that have none yet; empty where the copy names no unit that is listed.

    Once the person has named another unit than the copy's, nothing of it is offered any more.
    """
    issued = found.copy or found.entrance
    if issued is None or issued.unit_id is None:
        return {}
    with store.reading() as session:
        unit = entries.unit_of(session, issued)
    known = known_answers(interview.questionnaire, *unit) if unit else {}
    layout, answers = layout_of(interview.questionnaire), interview.answers
    answered = {owner.name for field in answers if (owner := layout.owner(field)) is not None}
    listed = {field: value for field, value in known.items() if field in layout.unit_fields}
    if listed and layout.unit_fields & answers.keys() and any(answers.get(k) != v for k, v in listed.items()):
        return {}
    owners = layout.owners
    return {field: value for field, value in known.items() if owners[field].name not in answered}
