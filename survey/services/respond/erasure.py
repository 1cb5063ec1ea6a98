"""Erasing the content of a response on its author's wish."""

from __future__ import annotations

from datetime import datetime

from survey.services.events import Actor, log
from survey.services.outcomes import may_move
from survey.store import entries, responses
from survey.store.engine import Session
from survey.store.retention import carry_over
from survey.store.tables import Response


def erase_in(session: Session, response: Response, actor: Actor, *, at: datetime) -> None:
    """Empty a response that is held, its saves, submissions, what was put aside and its suggestion.

    It leaves the counts as withdrawn where its outcome allows that. The event keeps the
    hashes of the submissions, so that it can be shown what was deleted without having it.
    """
    hashes = responses.hashes(session, response.id)
    columns: dict[str, object] = {"answers": {}, "confirmed": [], "timings": {}, "erased_at": at}
    if may_move(response.outcome, "withdrawn"):
        carry_over(session, response, "withdrawn")
        columns.update(outcome="withdrawn", withdrawn_at=at)
    responses.change(session, response.id, **columns)
    responses.empty_content(session, response.id)
    if "outcome" in columns:
        entries.change_by_token(session, response.token, "withdrawn")
    log(
        session,
        actor,
        "response.erased",
        at=at,
        survey_id=response.survey_id,
        subject=("response", response.id),
        detail={"hashes": hashes},
    )
