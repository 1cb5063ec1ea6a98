"""回归: what goes with an answer, other things equal, chosen in a plain form."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services import catalogue, regressions
from survey.services.absent import absent, absent_answer
from survey.services.models import Fitted
from survey.services.regressions import MOST_PREDICTORS, Asked
from survey.services.results import Analysis
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.addresses import LONGEST_NAME
from survey.web.results.analysed import EXPLAINED, analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.files import TYPES, file_response, language_asked
from survey.web.staff import current_survey, page, sentence

REFERENCE = re.compile(r"[^=\x00]{1,120}=[^\x00]{1,200}")
MOST_REFERENCES = 20


@blueprint.get("/<survey>/regression")
@access(STAFF, "analyst")
@with_reasons("results")
def regression(survey: str) -> ResponseReturnValue:
    """The form and, once outcome and predictors are chosen, the model."""
    found = analysis()
    wanted = _named(found, _wanted())
    outcomes, lacking = regressions.outcomes(found), _lacking(found, wanted)
    if lacking:  # an address kept from before: what the data have of it stays chosen
        wanted = replace(wanted, by=tuple(name for name in wanted.by if name not in lacking))
        wanted = replace(wanted, outcome="") if wanted.outcome in lacking else wanted
    features, questions = regressions.predictors(found, wanted.outcome)
    parts = regressions.parts(found, wanted.outcome) if wanted.outcome else []
    context: dict[str, Any] = {
        "analysis": found,
        "outcomes": outcomes,
        "parts": parts,
        "needs_part": bool(wanted.outcome) and regressions.needs_part(found, wanted.outcome),
        "features": features,
        "questions": questions,
        "wanted": wanted,
        "most": MOST_PREDICTORS,
        "example": next((one.name for one in outcomes if one.kind == "number"), ""),
        "problem": "",
        "made": None,
    }
    if not lacking and not (wanted.outcome and wanted.by):
        return page("results/regression.html", stage="results", **context)
    try:
        if lacking:
            raise absent(lacking)
        if wanted.part and wanted.part not in {one.name for one in parts}:
            raise absent_answer(wanted.part)
        made = regressions.fitted(found, wanted)
    except Refusal as refusal:
        if refusal.code in EXPLAINED:
            raise
        context["problem"] = sentence(refusal)
        return page("results/regression.html", stage="results", **context), 422
    return page("results/regression.html", stage="results", **{**context, **_result(found, wanted, made)})


@blueprint.get("/<survey>/regression.<any(png, svg, pdf):kind>")
@access(STAFF, "analyst")
def regression_chart(survey: str, kind: str) -> ResponseReturnValue:
    """The chart of a model."""
    return _file(kind, attached=kind == "pdf")


@blueprint.get("/<survey>/regression.<any(csv, xlsx):kind>")
@access(STAFF, "analyst")
def regression_table(survey: str, kind: str) -> ResponseReturnValue:
    """The coefficients of a model."""
    return _file(kind, attached=True)


def _file(kind: str, *, attached: bool) -> Response:
    found = analysis()
    wanted = _named(found, _wanted())
    if not wanted.by or not wanted.outcome:
        abort(404)
    if lacking := _lacking(found, wanted):
        raise absent(lacking)
    content = regressions.file_of(found, wanted, kind, language_asked())
    parts = [current_survey().code, "regression", wanted.outcome, wanted.part, found.version[:8]]
    parts += ["simulated"] if found.is_simulated else []
    return file_response(content, kind, parts, attached=attached)


def _wanted() -> Asked:
    """What the address asks; 400 where it cannot be meant."""
    by = [name for name in request.args.getlist("by") if name]
    references = [one for one in request.args.getlist("against") if one]
    if any(len(name) > LONGEST_NAME or "\x00" in name for name in by) or len(by) > 5 * MOST_PREDICTORS:
        abort(400)
    if len(references) > MOST_REFERENCES or not all(map(REFERENCE.fullmatch, references)):
        abort(400)
    outcome = asked("outcome", LONGEST_NAME)
    # What was chosen for another outcome says nothing of this one.
    is_same = asked("of", LONGEST_NAME) in ("", outcome)
    pairs = (one.partition("=") for one in references)
    kept = tuple((name, code) for name, _, code in pairs if name in by and is_same)
    return Asked(outcome, tuple(dict.fromkeys(by)), asked("part", LONGEST_NAME) if is_same else "", kept)


def _names(found: Analysis) -> set[str]:
    """Everything that can be a predictor."""
    return {one.name for one in catalogue.features(found)} | {one.name for one in catalogue.questions(found)}


def _lacking(found: Analysis, wanted: Asked) -> list[str]:
    """What is asked for and is not in the data, or not any more."""
    known, outcomes = _names(found), {one.name for one in regressions.outcomes(found)}
    gone = [wanted.outcome] if wanted.outcome and wanted.outcome not in outcomes else []
    return list(dict.fromkeys([*gone, *(name for name in wanted.by if name not in known)]))


def _named(found: Analysis, wanted: Asked) -> Asked:
    """The same with a role, such as ``age``, as its usual grouping."""
    names = _names(found)
    by = (name if name in names else catalogue.default_feature(found, name) or name for name in wanted.by)
    return replace(wanted, by=tuple(dict.fromkeys(by)))


def _result(found: Analysis, wanted: Asked, made: Fitted) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "survey": found.survey_code,
        "weights": found.weights_named,
        "outcome": wanted.outcome,
        "part": wanted.part or None,
        "by": list(wanted.by),
        "against": [f"{name}={code}" for name, code in wanted.references] or None,
        "language": current_language(),
    }
    return {
        "made": made,
        "model": made.regression.model,
        "caution": made.caution,
        "words": made.words(current_language()),
        "files": {
            kind: url_for(
                f"results.regression_{'table' if kind in ('csv', 'xlsx') else 'chart'}", kind=kind, **kept
            )
            for kind in TYPES
        },
        "reason_hidden": next((cell.reason for cell in made.table.cells if cell.reason is not None), None),
    }
