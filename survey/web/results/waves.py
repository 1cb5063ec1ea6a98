"""Which waves the page of waves offers, and which of them take part."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from survey.errors import Refusal
from survey.services import waves
from survey.services.matching import Member
from survey.services.surveys import Card
from survey.web.language import current_language
from survey.web.results.analysed import EXPLAINED, analysis_with
from survey.web.staff import current_survey, member, now, sentence
from survey.web.state import state


@dataclass(frozen=True)
class WaveChoice:
    """A wave as the form offers it; ``problem`` says why it has no results."""

    code: str
    title: str
    n: int
    is_chosen: bool
    is_own: bool
    problem: str = ""


def members() -> tuple[list[WaveChoice], list[Member]]:
    """The waves there are, and those chosen that have results: this one and the one before, unless asked."""
    survey, who = current_survey(), member().identity
    account = None if who.is_administrator else who.account_id
    cards = waves.waves_of(state().store, survey, account, at=now())
    chosen = _chosen(cards, survey)
    offered, found = [], []
    for card in cards:
        try:
            analysis = analysis_with("", card)
        except Refusal as refusal:
            if card.id == survey.id or refusal.code not in EXPLAINED:
                raise
            offered.append(_choice(card, 0, chosen, sentence(refusal)))
            continue
        offered.append(_choice(card, len(analysis.dataset), chosen))
        questionnaire = waves.published(state().store, card.id)
        if card.code in chosen and questionnaire is not None:
            found.append(Member(card, analysis, questionnaire))
    return offered, found


def _chosen(cards: list[Card], survey: Card) -> set[str]:
    given = set(request.args.getlist("wave"))
    if given:
        return (given & {one.code for one in cards}) | {survey.code}
    place = [one.id for one in cards].index(survey.id)
    return {one.code for one in (cards[max(place - 1, 0) : place + 1] if place else cards[:2])}


def _choice(card: Card, n: int, chosen: set[str], problem: str = "") -> WaveChoice:
    own = card.code == current_survey().code
    return WaveChoice(card.code, card.title.say(current_language()), n, card.code in chosen, own, problem)
