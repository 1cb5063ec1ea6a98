"""报告: what will be in it, the button that makes it, and the versions made before."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.services import counts, reporting, results, suggestions
from survey.web.access import STAFF, access
from survey.web.language import LANGUAGES, current_language
from survey.web.results.analysed import analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.staff import actor, current_survey, now, page
from survey.web.state import state

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/<survey>/report")
@access(STAFF, "analyst")
@with_reasons("report")
def report(survey: str) -> ResponseReturnValue:
    """What the report will say and from which version of the data."""
    found, store, card = analysis(), state().store, current_survey()
    made = results.purposes(found)
    return page(
        "results/report.html",
        stage="report",
        analysis=found,
        counted=counts.counts_of(store, card.id),
        suggested=suggestions.for_report(store, card.id),
        purposes=made,
        questions=results.questions(found),
        versions=reporting.frozen_versions(store, card.id),
        languages=LANGUAGES,
        chosen=current_language(),
    )


@blueprint.post("/<survey>/report")
@access(STAFF, "analyst")
@with_reasons("report")
def make_report(survey: str) -> ResponseReturnValue:
    """Freeze the data and go to the report made from them."""
    language = request.form.get("language", current_language())
    if language not in LANGUAGES:
        abort(400)
    settings = state().settings
    frozen = reporting.freeze(state().store, settings.instance, current_survey(), at=now(), actor=actor())
    address = url_for("results.report_file", survey=survey, name=frozen.name, language=language)
    return redirect(address, 303)


@blueprint.get("/<survey>/report/<name>.<language>.docx")
@access(STAFF, "analyst")
def report_file(survey: str, name: str, language: str) -> ResponseReturnValue:
    """The Word report of a frozen version of the data."""
    if language not in LANGUAGES:
        abort(404)
    made = reporting.word_report(state().store, state().settings.instance, current_survey(), name, language)
    response = Response(made.content, content_type=WORD)
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
