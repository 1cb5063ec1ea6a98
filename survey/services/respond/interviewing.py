"""The interview of a response: its own version, its answers, its start, the facts of its survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Lists, kind_of
from questionnaires.kinds.lists import ByIdentity
from questionnaires.model import Cascade, Question, Questionnaire, Role
from questionnaires.text import Text
from survey.services.selection import sentence_of
from survey.services.versions import questionnaire_of
from survey.store.engine import Session, Store
from survey.store.tables import Response, Submission, Survey

NOBODY = Text(zh="无", en="none")


def facts_of(survey: Survey, language: str) -> dict[str, str]:
    """The facts that texts and rules of a questionnaire may quote, in a language."""

    def say(wordings: Mapping[str, str] | None) -> str:
        return Text(wordings or {}).say(language)

    def day(value: Any) -> str:
        return value.isoformat() if value else ""

    return {
        "survey_title": say(survey.title),
        "survey_place": say(survey.place),
        "survey_organiser": say(survey.organiser),
        "survey_contact": survey.contact,
        "survey_phone": survey.phone,
        "survey_processor": say(survey.processor) or NOBODY.say(language),
        "survey_selection": sentence_of(survey.selection).say(language),
        "survey_reference_date": day(survey.reference_date),
        "survey_link_destroyed_on": day(survey.link_destroyed_on),
        "survey_answers_kept_until": day(survey.answers_kept_until),
    }


def interview_of(
    store: Store,
    session: Session,
    survey: Survey,
    response: Response,
    language: str | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
) -> Interview:
    """The interview of a response as it is stored, or with other ``answers`` of the same person."""
    return Interview(
        questionnaire_of(store, session, response.version_id),
        response.answers if answers is None else answers,
        start=response.started_at,
        facts=facts_of(survey, language or response.language),
        seed=response.seed,
        zone=survey.time_zone,
    )


def submitted_interview(
    store: Store,
    session: Session,
    survey: Survey,
    response: Response,
    submission: Submission | None,
    language: str | None = None,
) -> Interview:
    """The interview of what was last submitted; of what is there, where nothing was."""
    answers = submission.record["answers"] if submission is not None and submission.record else None
    return interview_of(store, session, survey, response, language, answers=answers)


def is_being_corrected(
    store: Store, session: Session, survey: Survey, response: Response, submission: Submission | None
) -> bool:
    """Whether a submitted response holds answers that were changed since and not sent."""
    if submission is None or submission.record is None or response.saved_at <= submission.at:
        return False
    present = interview_of(store, session, survey, response).record(response.confirmed)
    sent: Mapping[str, Any] = submission.record["answers"]
    return dict(present.answers) != sent


def new_interview(questionnaire: Questionnaire, survey: Survey, at: datetime, language: str) -> Interview:
    """The interview of somebody who has answered nothing yet."""
    return Interview(questionnaire, {}, start=at, facts=facts_of(survey, language), zone=survey.time_zone)


@dataclass(frozen=True)
class Layout:
    """Which question each posted name belongs to, and on which page each question stands.

    A posted name belongs to the question that owns the part before its first point.
    ``unit_fields`` are those of the question that names the unit.
    """

    owners: Mapping[str, Question]
    pages: Mapping[str, str]
    unit_fields: frozenset[str]

    def owner(self, name: str) -> Question | None:
        """The question a posted name belongs to."""
        return self.owners.get(name.partition(".")[0])


def _layout(questionnaire: Questionnaire) -> Layout:
    lists = Lists.of(questionnaire)
    owners: dict[str, Question] = {}
    pages: dict[str, str] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            pages.setdefault(question.name, page.name)
            if not kind_of(question).asks:
                continue
            for name in (question.name, *kind_of(question).stored_fields(question, lists)):
                owners.setdefault(name, question)
    unit = {
        name
        for name, question in owners.items()
        if isinstance(question, Cascade) and question.levels[-1].role is Role.UNIT
    }
    return Layout(owners, pages, frozenset(unit))


layout_of: ByIdentity[Questionnaire, Layout] = ByIdentity(_layout)
