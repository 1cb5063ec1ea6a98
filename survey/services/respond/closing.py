"""What a closing survey makes of responses that were begun and never submitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from questionnaires.interview import Completeness
from survey.services.events import SYSTEM, log
from survey.services.respond.interviewing import interview_of
from survey.services.respond.stage import Stage, opening_of
from survey.store import entries, responses
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response, Survey

# A response that has all it needs and was never sent is still no submission: it is kept as
# partial and not valid by default.
OUTCOME_OF: Mapping[Completeness, str] = {
    Completeness.COMPLETE: "partial",
    Completeness.PARTIAL: "partial",
    Completeness.BROKEN_OFF: "broken_off",
}


def outcome_at_end(store: Store, session: Session, survey: Survey, response: Response) -> str:
    """What a response that was begun and never submitted comes to once its survey takes no more answers."""
    return OUTCOME_OF[interview_of(store, session, survey, response).record().completeness]


def close_responses_in(store: Store, session: Session, survey_id: int) -> dict[str, int]:
    """The same as :func:`close_responses` inside a running transaction that holds the survey."""
    survey = stored_surveys.get(session, survey_id)
    found: Counter[str] = Counter()
    for response in responses.begun(session, survey_id):
        outcome = outcome_at_end(store, session, survey, response)
        responses.change(session, response.id, outcome=outcome)
        entries.change_by_token(session, response.token, outcome)
        found[outcome] += 1
    return dict(found)


def close_responses(store: Store, survey_id: int) -> dict[str, int]:
    """Give every begun response of a survey its outcome: partial or broken off; counts by outcome."""
    with store.writing() as session:
        stored_surveys.locked(session, survey_id)
        return close_responses_in(store, session, survey_id)


def close_overdue(store: Store, *, at: datetime) -> int:
    """Do the same in every survey whose set end has passed; how many responses were concerned.

    Nothing marks the surveys: who prolongs one lets its respondents go on where they were.
    """
    with store.reading() as session:
        over = [one.id for one in responses.surveys_with_begun(session) if _is_over(one, at)]
    count = 0
    for survey_id in over:
        with store.writing() as session:
            survey = stored_surveys.locked(session, survey_id)
            if not _is_over(survey, at):
                continue
            found = close_responses_in(store, session, survey_id)
            if found:
                subject = ("survey", survey.code)
                log(
                    session,
                    SYSTEM,
                    "survey.closed",
                    at=at,
                    survey_id=survey_id,
                    subject=subject,
                    detail=found,
                )
            count += sum(found.values())
    return count


def _is_over(survey: Survey, at: datetime) -> bool:
    return opening_of(survey, at).stage in (Stage.CLOSED, Stage.EXPIRED, Stage.ARCHIVED)
