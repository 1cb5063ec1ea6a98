"""What a closing survey makes of responses that were begun and never submitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from questionnaires.interview import Completeness
from survey.services.respond.interviewing import interview_of
from survey.store import entries, responses
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store

# A response that has all it needs and was never sent is still no submission: it is kept as
# partial and not valid by default.
OUTCOME_OF: Mapping[Completeness, str] = {
    Completeness.COMPLETE: "partial",
    Completeness.PARTIAL: "partial",
    Completeness.BROKEN_OFF: "broken_off",
}


def close_responses_in(store: Store, session: Session, survey_id: int) -> dict[str, int]:
    """The same as :func:`close_responses` inside a running transaction."""
    survey = stored_surveys.get(session, survey_id)
    found: Counter[str] = Counter()
    for response in responses.begun(session, survey_id):
        outcome = OUTCOME_OF[interview_of(store, session, survey, response).record().completeness]
        responses.change(session, response.id, outcome=outcome)
        entries.change_by_token(session, response.token, outcome)
        found[outcome] += 1
    return dict(found)


def close_responses(store: Store, survey_id: int, at: datetime) -> dict[str, int]:
    """Give every begun response of a survey its outcome: partial or broken off; counts by outcome."""
    with store.writing() as session:
        return close_responses_in(store, session, survey_id)
