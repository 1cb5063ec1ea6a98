"""What a made-up respondent is going to answer: any questionnaire, gone through as simulated respondents do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import ProblemLevel, kind_of
from questionnaires.model import Questionnaire
from questionnaires.trial import Journey, journeys
from survey.web.respond.posts import Raw, as_raw

#: How many respondents are made up before the search for one without a second thought is given up.
TRIES = 200
GRAVE = (ProblemLevel.HARD, ProblemLevel.SOFT)


class StuckError(Exception):
    """No answers were found that lead through the questionnaire without a question back."""


@dataclass(frozen=True)
class Answered:
    """The answers of one respondent: stored values by field, and what a form posts, by page."""

    values: Mapping[str, Any]
    pages: Mapping[str, Raw]

    def posted(self, page: str) -> Raw:
        """What is posted on a page."""
        return self.pages.get(page, {})


def answer_all(
    questionnaire: Questionnaire,
    seed: int,
    facts: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Answered:
    """Answers that lead through the whole questionnaire to its end, the same for the same seed.

    Nothing is left out, and nothing asks for a confirmation, so that every respondent goes a
    whole way. ``facts`` are the texts about the survey, ``at`` is when the response begins.
    """
    start = at or datetime.now(UTC)
    made = journeys(questionnaire, start=start, facts=facts, seed=seed, eager=True)
    for journey in islice(made, TRIES):
        look = Interview(questionnaire, journey.answers, start=start, facts=facts or {})
        if _goes_through(journey, look):
            return Answered(dict(look.answers), _posted(look))
    raise StuckError(questionnaire.name)


def _goes_through(journey: Journey, look: Interview) -> bool:
    if journey.stuck is not None or look.ending is not None:
        return False
    return not any(problem.level in GRAVE for problem in look.all_problems)


def _posted(look: Interview) -> dict[str, Raw]:
    posted: dict[str, Raw] = {}
    for page in look.questionnaire.pages:
        posted[page.name] = {}
        for question in page.questions:
            if kind_of(question).asks and look.shown(question):
                posted[page.name].update(as_raw(question, look.answers, look.code_lists))
    return posted
