"""The next wave of a survey."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from questionnaires.editing.document import document_of
from questionnaires.library.origins import remembering
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.services.events import Actor, log
from survey.services.frame.copying import copy_frame
from survey.services.surveys import Facts, add, facts_of
from survey.store import accounts as stored_accounts
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Store
from survey.store.tables import Version


def clone(
    store: Store,
    survey_id: int,
    code: str,
    title: Text,
    *,
    actor: Actor,
    at: datetime,
    grant_to: int | None = None,
) -> int:
    """Make the next wave of a survey and give its identity.

    Facts, settings, questionnaire, strata and units are taken over; dates, the legal header,
    population counts, copies and people are not, and units get new masked numbers. Each
    question that was asked remembers the version in which it was, so that waves can be compared.
    ``grant_to`` is made its administrator.

    :raises Refusal: the code is taken or cannot be used.
    """
    with store.writing() as session:
        source = stored.get(session, survey_id)
        current = stored_versions.current(session, survey_id)
        survey = add(
            session,
            code,
            _facts(facts_of(source), title),
            at,
            settings=dict(source.settings),
            draft=_draft(source.draft, current),
            previous_id=survey_id,
            is_simulated=source.is_simulated,
        )
        copy_frame(session, survey_id, survey.id)
        if grant_to is not None:
            stored_accounts.grant(session, survey.id, grant_to, "administrator")
        log(
            session,
            actor,
            "survey.cloned",
            at=at,
            survey_id=survey.id,
            subject=("survey", code),
            detail={"from": source.code},
        )
        return survey.id


def _draft(former: dict[str, Any] | None, current: Version | None) -> dict[str, Any] | None:
    """The questionnaire of the next wave: the draft, where there is one, for it may be further on."""
    if current is None:
        return former
    asked = Questionnaire.model_validate(current.document)
    draft = Questionnaire.model_validate(former) if former else asked
    return document_of(remembering(draft, asked, current.hash))


def _facts(former: Facts, title: Text) -> Facts:
    return Facts(
        title=title,
        place=former.place,
        organiser=former.organiser,
        contact=former.contact,
        phone=former.phone,
        processor=former.processor,
        selection=former.selection,
        time_zone=former.time_zone,
        local_sensitive=former.local_sensitive,
    )
