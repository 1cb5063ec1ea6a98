"""Exporting the valid answers, and the open texts apart from them."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services import exports, snapshots
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import download
from survey.web.language import current_language
from survey.web.staff import actor, current_survey, now, told
from survey.web.state import state


@blueprint.post("/<survey>/responses/export")
@access(STAFF, "analyst|reviewer")
def export_data(survey: str) -> ResponseReturnValue:
    """The valid answers as a ZIP of CSV files or as XLSX."""
    card = current_survey()
    form = request.form.get("form", "xlsx")
    if form not in ("zip", "xlsx"):
        abort(400)
    try:
        frozen = snapshots.freeze(state().store, state().settings.instance, card.id, at=now(), actor=actor())
        exports.check_counts(state().store, card.id, frozen)
        write = exports.workbook if form == "xlsx" else exports.csv_zip
        content = write(frozen, current_language())
    except Refusal as refusal:
        told(refusal)
        return redirect(url_for("fieldwork.responses", survey=card.code), 303)
    return download(content, f"data-{card.code}-{frozen.name}.{form}")


@blueprint.post("/<survey>/responses/texts")
@access(STAFF, "reviewer")
def export_texts(survey: str) -> ResponseReturnValue:
    """The open texts as CSV."""
    card = current_survey()
    content = exports.texts(state().store, card.id, actor=actor(), at=now(), language=current_language())
    return download(content, f"texts-{card.code}.csv")
