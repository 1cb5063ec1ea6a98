"""报告: what will be in it, the button that makes it, and the versions made before."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import counts, making, reporting, results, suggestions
from survey.web.access import STAFF, access
from survey.web.language import LANGUAGES, current_language
from survey.web.results.analysed import analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.staff import actor, current_survey, now, page
from survey.web.state import state

REFRESH_SECONDS = "4"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/<survey>/report")
@access(STAFF, "analyst")
@with_reasons("report")
def report(survey: str) -> ResponseReturnValue:
    """What the report will say and from which version of the data."""
    found, store, card = analysis(), state().store, current_survey()
    made = results.purposes(found)
    versions = reporting.frozen_versions(store, card.id)
    progress = {
        (one.name, tag): making.state_of(state().settings.instance, card.code, one.name, tag)
        for one in versions
        for tag in LANGUAGES
    }
    html = page(
        "results/report.html",
        stage="report",
        analysis=found,
        counted=counts.counts_of(store, card.id),
        suggested=suggestions.for_report(store, card.id),
        purposes=made,
        questions=results.questions(found),
        versions=versions,
        progress=progress,
        at=now(),
        languages=LANGUAGES,
        chosen=current_language(),
    )
    response = Response(html)
    if any(one is not None and one.state == "making" for one in progress.values()):
        # Until it is made, failed or interrupted. The address is named: one with a fragment, as after the
        # button, would only be scrolled to and not fetched again.
        address = url_for("results.report", survey=survey)
        response.headers["Refresh"] = f"{REFRESH_SECONDS}; url={address}"
    return response


@blueprint.post("/<survey>/report")
@access(STAFF, "analyst")
@with_reasons("report")
def make_report(survey: str) -> ResponseReturnValue:
    """Freeze the data, or take a version frozen before, and begin to make the report."""
    language, name = request.form.get("language", current_language()), request.form.get("version")
    if language not in LANGUAGES:
        abort(400)
    settings, card = state().settings, current_survey()
    if name is None:
        name = reporting.freeze(state().store, settings.instance, card, at=now(), actor=actor()).name
    elif all(one.name != name for one in reporting.frozen_versions(state().store, card.id)):
        abort(404)
    making.start(settings, card.code, name, language)
    return redirect(url_for("results.report", survey=survey, _anchor="versions"), 303)


@blueprint.get("/<survey>/report/<name>.<language>.docx")
@access(STAFF, "analyst")
def report_file(survey: str, name: str, language: str) -> ResponseReturnValue:
    """The Word report of a frozen version of the data, once it is made."""
    if language not in LANGUAGES:
        abort(404)
    card = current_survey()
    found = next((one for one in reporting.frozen_versions(state().store, card.id) if one.name == name), None)
    made = making.file_of(state().settings.instance, card.code, name, language)
    if found is None or not made.exists():
        raise Refusal(
            "not_found",
            place=name,
            reason=Text(
                zh="这份报告还没有生成，或者数据已重建",
                en="This report is not made, or its data were rebuilt",
            ),
            remedy=Text(zh="请在“报告”一页生成", en="Make it on the page Report"),
        )
    response = Response(made.read_bytes(), content_type=WORD)
    file_name = reporting.file_name(card, found.hash, language)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
