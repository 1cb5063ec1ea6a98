"""Entrances without personal codes: an open link, or one QR for each unit."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import entrances as service
from survey.services import frame, issued
from survey.services import slips as slip_service
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.copies import FIELDWORKER
from survey.web.fieldwork.downloads import download
from survey.web.fieldwork.forms import EntranceForm
from survey.web.language import current_language
from survey.web.staff import actor, current_survey, key, now, page, put_into, told, with_errors
from survey.web.state import state


@blueprint.route("/<survey>/entrances", methods=["GET", "POST"])
@access(STAFF, FIELDWORKER)
def entrances(survey: str) -> ResponseReturnValue:
    """The entrances of a survey, and a form for more."""
    card = current_survey()
    form = EntranceForm()
    strata = [(row.code, row.label) for row in frame.strata(state().store, card.id)]
    rows = issued.entrances(state().store, card.id)
    form.offer_strata(strata)
    if form.validate_on_submit():
        units = [line.strip() for line in (form.units.data or "").splitlines() if line.strip()]
        try:
            made = service.entrance(
                state().store, key(), card.id, form.stratum.data, units, actor=actor(), at=now()
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("已建立 %(count)s 个入口。", count=made), "done")
            return redirect(url_for("fieldwork.entrances", survey=card.code), 303)
    shown = page(
        "fieldwork/entrances.html",
        stage="issuing",
        rows=rows,
        lacking=slip_service.lacking(state().store, card.id) if rows else "",
        strata=strata,
        form=form,
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.post("/<survey>/entrances/<int:entrance_id>/close")
@access(STAFF, FIELDWORKER)
def close_entrance(survey: str, entrance_id: int) -> ResponseReturnValue:
    """Let nobody new in by an entrance."""
    card = current_survey()
    try:
        service.close_entrance(state().store, card.id, entrance_id, actor=actor(), at=now())
        flash(_("入口已停用。已经进入的人可以继续填完。"), "done")
    except Refusal as refusal:
        told(refusal)
    return redirect(url_for("fieldwork.entrances", survey=card.code), 303)


@blueprint.post("/<survey>/entrances/slips")
@access(STAFF, FIELDWORKER)
def entrance_slips(survey: str) -> ResponseReturnValue:
    """The open entrances as PDF or XLSX."""
    card = current_survey()
    form = request.form.get("form", "pdf")
    if form not in ("pdf", "xlsx"):
        abort(400)
    try:
        sheet = slip_service.entrance_sheet(
            state().store,
            key(),
            card.id,
            state().settings.public_url,
            actor=actor(),
            at=now(),
            language=current_language(),
        )
    except Refusal as refusal:
        told(refusal)
        return redirect(url_for("fieldwork.entrances", survey=card.code), 303)
    content = slip_service.pdf_of(sheet) if form == "pdf" else slip_service.xlsx_of(sheet)
    return download(content, f"entrances-{card.code}.{form}")
