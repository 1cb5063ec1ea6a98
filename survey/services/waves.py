"""The waves of a survey: how the next one is made, which there are, what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from questionnaires.editing.document import document_of
from questionnaires.library.origins import remembering
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text
from survey.services import grants, surveys
from survey.services.events import Actor, log
from survey.services.frame.copying import copy_frame
from survey.services.labelling import filled
from survey.services.respond.interviewing import facts_of as quoted_facts
from survey.services.surveys import Card, Facts, add, facts_of
from survey.services.versions import questionnaire_of
from survey.store import accounts as stored_accounts
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Store
from survey.store.tables import Version

#: Who may compare a wave with others.
ROLES = frozenset({"analyst", "administrator"})


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


def waves_of(store: Store, survey: Card, account_id: int | None, *, at: datetime) -> list[Card]:
    """The waves of a survey that somebody may analyse, the earliest first, the survey itself among them.

    ``account_id`` None is the administrator of all. Waves without a role there are not said to exist.
    """
    every = {one.id: one for one in surveys.listed(store, at=at)}
    family, grown = {survey.id}, True
    while grown:
        more = {
            one.id
            for one in every.values()
            if one.previous_id in family
            or any(every[each].previous_id == one.id for each in family if each in every)
        }
        grown = not more <= family
        family |= more
    found = [
        one
        for one in every.values()
        if one.id in family
        and (one.id == survey.id or account_id is None or grants.roles_in(store, account_id, one.id) & ROLES)
    ]
    return sorted(found, key=lambda one: (_moment(one), one.id))


def published(store: Store, survey_id: int) -> Questionnaire | None:
    """The questionnaire that a survey published last."""
    with store.reading() as session:
        version = stored_versions.current_id(session, survey_id)
        return None if version is None else questionnaire_of(store, session, version)


def wordings(store: Store, survey_id: int) -> dict[str, Text]:
    """What the questions that a survey published last ask, by name, with their numbers and the survey's facts."""
    with store.reading() as session:
        version = stored_versions.current_id(session, survey_id)
        if version is None:
            return {}
        asked = questionnaire_of(store, session, version)
        survey = stored.get(session, survey_id)
        facts = {language: quoted_facts(survey, language) for language in (CHINESE, ENGLISH)}
    return {
        one.name: Text(
            {tag: f"{one.number or ''} {words}".strip() for tag, words in filled(one.label, facts).items()}
        )
        for one in asked.questions
    }


def labels_of(cards: Sequence[Card]) -> dict[str, Text]:
    """What waves are called: by their years where these differ, else by their codes."""
    years = [_moment(one).year for one in cards]
    if len(set(years)) == len(years):
        return {one.code: Text(zh=f"{year}年", en=str(year)) for one, year in zip(cards, years, strict=True)}
    return {one.code: Text(zh=one.code, en=one.code) for one in cards}


def _moment(card: Card) -> datetime:
    """When a wave was: its reference date, else when it opened, else when it was made."""
    reference = card.facts.reference_date
    if reference is not None:
        return datetime(reference.year, reference.month, reference.day, tzinfo=UTC)
    return card.opens_at or card.created_at
