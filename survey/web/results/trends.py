"""各轮比较: the same question or feature in several waves of a survey, and what changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.text import Text
from reports.charts.drawing import FORMS
from survey.errors import Refusal
from survey.services import trends
from survey.services.trends import Comparison, Wanted
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.addresses import LONGEST_NAME
from survey.web.results.analysed import EXPLAINED, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.files import TYPES, file_response, language_asked
from survey.web.results.waves import members
from survey.web.staff import current_survey, page, sentence

PREFIXES = ("f", "q")
PAIR = re.compile(r"[^:\x00]{1,80}:[^:\x00]{1,80}")
MOST_PAIRS = 40


@blueprint.get("/<survey>/trends")
@access(STAFF, "analyst")
@with_reasons("results")
def compared(survey: str) -> ResponseReturnValue:
    """The waves to choose from and, once something is chosen, what changed."""
    offered, chosen = members()
    same = _same()
    context: dict[str, Any] = {
        "offered": offered,
        "show": asked("show", LONGEST_NAME + 2),
        "same": same,
        "comparison": None,
        "made": None,
        "wanted": None,
        "problem": "",
        "told": [],
        "is_open": False,
        "lacking": [],
    }
    if len(chosen) < 2:
        return page("results/trends.html", stage="results", **context)
    try:
        trends.require_few(len(chosen), "wave")
    except Refusal as refusal:
        return _refused(refusal, context)
    try:
        comparison = Comparison(chosen, dict(same))
    except Refusal as refusal:
        return _refused(refusal, context | _offers(Comparison(chosen)))
    context |= _offers(comparison)
    joined = _newly_same(comparison, same)
    if joined is not None:
        return joined
    if request.args.get("now") or request.args.get("was"):
        return _refused(_half_said(), context)
    wanted = _wanted()
    if wanted is None:
        return page("results/trends.html", stage="results", **context)
    if (wanted.kind, wanted.name) not in {(one.kind, one.name) for one in context["choices"]}:
        return _refused(trends.not_asked(wanted.name), context)
    context |= {"wanted": wanted, "told": comparison.told(wanted)}
    context |= dict(zip(("lacking", "targets"), comparison.lacking(wanted), strict=True))
    try:
        made = comparison.compare(wanted)
    except Refusal as refusal:
        if refusal.code in EXPLAINED:
            raise
        context |= {"is_open": _is_open(refusal, context)}
        return _refused(refusal, context)
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
    _, chosen = members()
    wanted = _wanted()
    if wanted is None or len(chosen) < 2:
        abort(404)
    trends.require_few(len(chosen), "wave")
    comparison = Comparison(chosen, dict(_same()))
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
        **_kept(comparison),
        "show": request.args["show"],
        "accept": "1" if wanted.accepted else None,
        "into": _pairs_as_text(wanted.into),
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


def _wanted() -> Wanted | None:
    """What the address asks to compare; None where it asks nothing, 400 where it cannot be meant."""
    shown = asked("show", LONGEST_NAME + 2)
    if not shown:
        return None
    prefix, _, name = shown.partition(":")
    if prefix not in PREFIXES or not name:
        abort(400)
    kind: Literal["feature", "question"] = "feature" if prefix == "f" else "question"
    return Wanted(kind, name, asked("accept", 1) == "1", _pairs("into"))


def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The pairs ``A:B`` that an argument of the address gives; 400 where it gives none such."""
    given = [one for one in request.args.getlist(name) if one]
    if len(given) > MOST_PAIRS or not all(map(PAIR.fullmatch, given)):
        abort(400)
    return tuple((one.partition(":")[0], one.partition(":")[2]) for one in given)


def _pairs_as_text(pairs: Sequence[tuple[str, str]]) -> list[str] | None:
    return [f"{one}:{other}" for one, other in pairs] or None


def _same() -> tuple[tuple[str, str], ...]:
    """Which questions the address says are the same: the name now and the former one; of one name the last counts."""
    return tuple(dict(_pairs("same")).items())


def _newly_same(comparison: Comparison, same: Sequence[tuple[str, str]]) -> ResponseReturnValue | None:
    """Where the form names a question and its former name: on to the address that says so in short."""
    name, former = asked("now", LONGEST_NAME), asked("was", LONGEST_NAME)
    if not (name and former):
        return None
    show = f"q:{name}" if name in comparison.matching.columns else asked("show", LONGEST_NAME + 2) or None
    pairs = _pairs_as_text([*((one, other) for one, other in same if one != name), (name, former)])
    address = url_for("results.compared", survey=current_survey().code, **_kept(comparison, pairs), show=show)
    return redirect(address, 303)


def _is_open(refusal: Refusal, context: dict[str, Any]) -> bool:
    """Whether what is refused can be compared once a person has read what differs or joined options."""
    if refusal.code == "trends.broken":
        return bool(context["lacking"]) and all(one.finding.judged != "broken" for one in context["told"])
    return refusal.code in ("trends.judgement", "trends.into")


def _half_said() -> Refusal:
    return Refusal(
        "trends.same",
        place="now",
        reason=Text(
            zh="只选了一道题，看不出谁对应谁",
            en="Only one question is chosen: nothing says what goes with what",
        ),
        remedy=Text(
            zh="请把最近一轮的题和以前的题都选上",
            en="Choose both the question of the latest wave and the one of the earlier waves",
        ),
    )


def _kept(comparison: Comparison, same: list[str] | None = None) -> dict[str, Any]:
    """What every address of a comparison names: its waves, and what was said to be the same."""
    pairs = _pairs_as_text(tuple(comparison.same.items()))
    return {"wave": [one.card.code for one in comparison.members], "same": same or pairs}


def _offers(comparison: Comparison) -> dict[str, Any]:
    """What the forms of the page offer to compare, and to be said the same."""
    latest, earlier = comparison.matching.candidates()
    return {
        "comparison": comparison,
        "choices": comparison.choices(),
        "forms": FORMS,
        "latest": latest,
        "earlier": earlier,
    }


def _refused(refusal: Refusal, context: dict[str, Any]) -> tuple[str, int]:
    return page("results/trends.html", stage="results", **{**context, "problem": sentence(refusal)}), 422


@blueprint.app_template_filter("change")
def change(number: float | None, is_share: bool) -> str:
    """A difference with its sign: percentage points of shares, else to two decimals."""
    return "—" if number is None else f"{number * 100:+.1f}" if is_share else f"{number:+.2f}"
