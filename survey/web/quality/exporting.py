"""Exporting the valid answers, and the open texts apart from them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reports.exports.files import Place, archived
from reports.exports.profile import PROFILES
from survey.errors import Refusal
from survey.services import exports
from survey.services.exports import choosing
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import download
from survey.web.language import current_language
from survey.web.quality.datafiles import WHO, begin
from survey.web.staff import actor, current_survey, now, told
from survey.web.state import state

#: Responses up to which a file is made while the request waits: a second or two.
MOST_AT_ONCE = 5000


@blueprint.post("/<survey>/responses/export")
@access(STAFF, WHO)
def export_data(survey: str) -> ResponseReturnValue:
    """The valid answers as they are, as a ZIP of CSV files or as XLSX; many of them are made in the background."""
    card, store = current_survey(), state().store
    form = request.form.get("form", "xlsx")
    if form not in ("zip", "xlsx"):
        abort(400)
    wanted = exports.Wanted("xlsx" if form == "xlsx" else "csv", PROFILES["internal"], current_language())
    if choosing.valid(store, card.id) > MOST_AT_ONCE:
        begin(wanted)
        return redirect(url_for("fieldwork.data_files", survey=card.code, _anchor="files"), 303)
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = Place(Path(folder) / "files")
            place.folder.mkdir()
            instance = state().settings.instance
            done = exports.export(store, instance, card, wanted, place, at=now(), actor=actor())
            made = done.files[0] if form == "xlsx" else archived(place.folder, Path(folder) / "data.zip")
            return download(made.read_bytes(), f"data-{card.code}-{done.snapshot}.{form}")
    except Refusal as refusal:
        told(refusal)
        return redirect(url_for("fieldwork.responses", survey=card.code), 303)


@blueprint.post("/<survey>/responses/texts")
@access(STAFF, "reviewer")
def export_texts(survey: str) -> ResponseReturnValue:
    """The open texts as CSV."""
    card = current_survey()
    content = exports.texts(state().store, card.id, actor=actor(), at=now(), language=current_language())
    return download(content, f"texts-{card.code}.csv")
