"""回归: what goes with an answer, other things equal, chosen in a plain form."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.text import CHINESE
from survey.errors import Refusal
from survey.services import regressions, results
from survey.services.regressions import MOST_PREDICTORS, Asked, Fitted
from survey.services.results import Analysis
from survey.web.access import STAFF, access
from survey.web.language import LANGUAGES, current_language
from survey.web.listing import asked
from survey.web.results.addresses import LONGEST_NAME
from survey.web.results.analysed import EXPLAINED, analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.files import TYPES
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
    outcomes = regressions.outcomes(found)
    if wanted.outcome and wanted.outcome not in {one.name for one in outcomes}:
        abort(400)
    features, questions = regressions.predictors(found, wanted.outcome)
    if not set(wanted.by) <= _names(found):
        abort(400)
    parts = regressions.parts(found, wanted.outcome) if wanted.outcome else []
    if wanted.part and wanted.part not in {one.name for one in parts}:
        abort(400)
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
    if not wanted.outcome or not wanted.by:
        return page("results/regression.html", stage="results", **context)
    try:
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
    found, language = analysis(), asked("language")
    wanted = _named(found, _wanted())
    if not wanted.by or wanted.outcome not in {one.name for one in regressions.outcomes(found)}:
        abort(404)
    if not set(wanted.by) <= _names(found):
        abort(404)
    language = language if language in LANGUAGES else CHINESE
    content = regressions.file_of(found, wanted, kind, language)
    response = Response(content, content_type=TYPES[kind])
    response.headers["Cache-Control"] = "private, no-cache"
    if attached:
        parts = (current_survey().code, "regression", wanted.outcome, found.data_version[:8])
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", "-".join(parts))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


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
    return {one.name for one in results.features(found)} | {one.name for one in results.questions(found)}


def _named(found: Analysis, wanted: Asked) -> Asked:
    """The same with a role, such as ``age``, as its usual grouping."""
    names = _names(found)
    by = (name if name in names else results.default_feature(found, name) or name for name in wanted.by)
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
