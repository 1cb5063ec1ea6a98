"""The interview of a response: its own version, its answers, its start, the facts of its survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Lists, kind_of
from questionnaires.kinds.lists import ByIdentity
from questionnaires.model import Question, Questionnaire
from questionnaires.text import Text
from survey.services.versions import questionnaire_of
from survey.store.engine import Session, Store
from survey.store.tables import Response, Survey

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
        "survey_reference_date": day(survey.reference_date),
        "survey_link_destroyed_on": day(survey.link_destroyed_on),
        "survey_answers_kept_until": day(survey.answers_kept_until),
    }


def interview_of(
    store: Store, session: Session, survey: Survey, response: Response, language: str | None = None
) -> Interview:
    """The interview of a response as it is stored."""
    return Interview(
        questionnaire_of(store, session, response.version_id),
        response.answers,
        start=response.started_at,
        facts=facts_of(survey, language or response.language),
        seed=response.seed,
        zone=survey.time_zone,
    )


def new_interview(questionnaire: Questionnaire, survey: Survey, at: datetime, language: str) -> Interview:
    """The interview of somebody who has answered nothing yet."""
    return Interview(questionnaire, {}, start=at, facts=facts_of(survey, language), zone=survey.time_zone)


@dataclass(frozen=True)
class Layout:
    """Which question each posted name belongs to, and on which page each question stands.

    A posted name belongs to the question that owns the part before its first point.
    """

    owners: Mapping[str, Question]
    pages: Mapping[str, str]

    def owner(self, name: str) -> Question | None:
        """The question a posted name belongs to."""
        return self.owners.get(name.partition(".")[0])

    def page_of_field(self, field: str) -> str:
        """The name of the page a field stands on; empty where there is none."""
        question = self.owners.get(field)
        return self.pages.get(question.name, "") if question else ""


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
    return Layout(owners, pages)


layout_of: ByIdentity[Questionnaire, Layout] = ByIdentity(_layout)
