"""各轮比较: the same question or feature in several waves of a survey, and what changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from reports.charts.drawing import FORMS
from survey.errors import Refusal
from survey.services import trends, waves
from survey.services.matching import Member
from survey.services.surveys import Card
from survey.services.trends import Comparison, Wanted
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.addresses import LONGEST_NAME
from survey.web.results.analysed import EXPLAINED, analysis_with, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.files import TYPES, file_response, language_asked
from survey.web.staff import current_survey, member, now, page, sentence
from survey.web.state import state

PREFIXES = ("f", "q")
PAIR = re.compile(r"[^:\x00]{1,80}:[^:\x00]{1,80}")
MOST_PAIRS = 40


@dataclass(frozen=True)
class WaveChoice:
    """A wave as the form offers it; ``problem`` says why it has no results."""

    code: str
    title: str
    n: int
    is_chosen: bool
    is_own: bool
    problem: str = ""


@blueprint.get("/<survey>/trends")
@access(STAFF, "analyst")
@with_reasons("results")
def compared(survey: str) -> ResponseReturnValue:
    """The waves to choose from and, once something is chosen, what changed."""
    offered, members = _members()
    context: dict[str, Any] = {
        "offered": offered,
        "show": asked("show", LONGEST_NAME + 2),
        "made": None,
        "wanted": None,
        "problem": "",
        "told": [],
        "is_open": False,
        "lacking": [],
    }
    if len(members) < 2:
        return page("results/trends.html", stage="results", comparison=None, **context)
    comparison = Comparison(members)
    choices = comparison.choices()
    context |= {"comparison": comparison, "choices": choices, "forms": FORMS}
    wanted = _wanted()
    if wanted is None:
        return page("results/trends.html", stage="results", **context)
    if (wanted.kind, wanted.name) not in {(one.kind, one.name) for one in choices}:
        problem = sentence(trends.not_asked(wanted.name))
        return page("results/trends.html", stage="results", **{**context, "problem": problem}), 422
    context |= {"wanted": wanted, "told": comparison.told(wanted)}
    context |= dict(zip(("lacking", "targets"), comparison.lacking(wanted), strict=True))
    try:
        made = comparison.compare(wanted)
    except Refusal as refusal:
        if refusal.code in EXPLAINED:
            raise
        context |= {"problem": sentence(refusal), "is_open": refusal.code == "trends.judgement"}
        return page("results/trends.html", stage="results", **context), 422
    return page("results/trends.html", stage="results", **{**context, **_result(comparison, wanted, made)})


@blueprint.get("/<survey>/trends.<any(png, svg, pdf):kind>")
@access(STAFF, "analyst")
def trend_chart(survey: str, kind: str) -> ResponseReturnValue:
    """The chart of a comparison."""
    return _file(kind, attached=kind == "pdf")


@blueprint.get("/<survey>/trends.<any(csv, xlsx):kind>")
@access(STAFF, "analyst")
def trend_table(survey: str, kind: str) -> ResponseReturnValue:
    """The table of a comparison."""
    return _file(kind, attached=True)


def _file(kind: str, *, attached: bool) -> Response:
    _, members = _members()
    wanted = _wanted()
    if wanted is None or len(members) < 2:
        abort(404)
    comparison = Comparison(members)
    content = trends.file_of(comparison, wanted, kind, language_asked(), asked("form", 20))
    versions = [one.analysis.version[:8] for one in comparison.members]
    parts = [current_survey().code, "trends", wanted.name, *versions]
    parts += ["simulated"] if comparison.provenance.simulated else []
    return file_response(content, kind, parts, attached=attached)


def _result(comparison: Comparison, wanted: Wanted, made: trends.Compared) -> dict[str, Any]:
    language, forms = current_language(), trends.forms_of(made)
    form = asked("form", 20)
    if form and form not in forms:
        abort(400)
    form = form or next(iter(forms), "")
    kept: dict[str, Any] = {
        "survey": current_survey().code,
        "wave": [one.card.code for one in comparison.members],
        "show": request.args["show"],
        "accept": "1" if wanted.accepted else None,
        "into": [f"{one}:{other}" for one, other in wanted.into] or None,
        "language": language,
    }
    table = made.trend.table
    return {
        "made": made,
        "rows": _rows(made),
        "waves": table.dimension("wave").categories,
        "form": form,
        "chart_forms": forms,
        "words": trends.words_of(made, form, language) if form else "",
        "files": {
            kind: url_for(
                f"results.trend_{'table' if kind in ('csv', 'xlsx') else 'chart'}",
                kind=kind,
                form=form,
                **kept,
            )
            for kind in TYPES
        },
        "is_share": made.trend.figure == "share",
        "reason": next((cell.reason for cell in table.cells if cell.reason is not None), None),
    }


def _rows(made: trends.Compared) -> list[dict[str, Any]]:
    """A row for every category: its cell in every wave, None where there is none, and its changes."""
    table, name = made.trend.table, made.trend.name
    cells = {(cell.keys["wave"], cell.keys[name]): cell for cell in table.cells}
    return [
        {
            "label": one.label,
            "is_missing": one.missing is not None,
            "cells": [cells.get((wave.code, one.code)) for wave in table.dimension("wave").categories],
            "changes": [change for change in made.changes if change.code == one.code],
        }
        for one in table.dimension(name).categories
    ]


def _members() -> tuple[list[WaveChoice], list[Member]]:
    """The waves there are, and those chosen that have results: this one and the one before, unless asked."""
    survey, who = current_survey(), member().identity
    account = None if who.is_administrator else who.account_id
    cards = waves.waves_of(state().store, survey, account, at=now())
    chosen = _chosen(cards, survey)
    offered, members = [], []
    for card in cards:
        try:
            found = analysis_with("", card)
        except Refusal as refusal:
            if card.id == survey.id or refusal.code not in EXPLAINED:
                raise
            offered.append(_choice(card, 0, chosen, sentence(refusal)))
            continue
        offered.append(_choice(card, len(found.dataset), chosen))
        questionnaire = waves.published(state().store, card.id)
        if card.code in chosen and questionnaire is not None:
            members.append(Member(card, found, questionnaire))
    return offered, members[-trends.MOST_WAVES :]


def _chosen(cards: list[Card], survey: Card) -> set[str]:
    given = set(request.args.getlist("wave"))
    if given:
        return (given & {one.code for one in cards}) | {survey.code}
    place = [one.id for one in cards].index(survey.id)
    return {one.code for one in (cards[max(place - 1, 0) : place + 1] if place else cards[:2])}


def _choice(card: Card, n: int, chosen: set[str], problem: str = "") -> WaveChoice:
    own = card.code == current_survey().code
    return WaveChoice(card.code, card.title.say(current_language()), n, card.code in chosen, own, problem)


def _wanted() -> Wanted | None:
    """What the address asks to compare; None where it asks nothing, 400 where it cannot be meant."""
    shown = asked("show", LONGEST_NAME + 2)
    if not shown:
        return None
    prefix, _, name = shown.partition(":")
    pairs = [one for one in request.args.getlist("into") if one]
    if prefix not in PREFIXES or not name or len(pairs) > MOST_PAIRS or not all(map(PAIR.fullmatch, pairs)):
        abort(400)
    into = tuple((one.partition(":")[0], one.partition(":")[2]) for one in pairs)
    kind: Literal["feature", "question"] = "feature" if prefix == "f" else "question"
    return Wanted(kind, name, asked("accept", 1) == "1", into)


@blueprint.app_template_filter("change")
def change(number: float | None, is_share: bool) -> str:
    """A difference with its sign: percentage points of shares, else to two decimals."""
    return "—" if number is None else f"{number * 100:+.1f}" if is_share else f"{number:+.2f}"
