"""The frame: strata with population counts, and units."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import frame as service
from survey.services.frame import StratumFacts, StratumRow, UnitFacts, UnitFilter
from survey.web.access import STAFF, access
from survey.web.listing import Listing, asked
from survey.web.staff import actor, current_survey, now, page, put_into, told, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.forms import StratumForm, UnitForm

EDITORS = "fieldworker|designer"


@blueprint.get("/<survey>/frame")
@access(STAFF)
def frame(survey: str) -> ResponseReturnValue:
    """The strata."""
    strata = service.strata(state().store, current_survey().id)
    known = [row.population for row in strata if row.population is not None]
    return page(
        "surveys/frame.html", stage="sampling", strata=strata, population=sum(known) if known else None
    )


@blueprint.route("/<survey>/frame/strata/new", methods=["GET", "POST"])
@access(STAFF, EDITORS)
def new_stratum(survey: str) -> ResponseReturnValue:
    """Enter a stratum."""
    return _stratum(StratumForm(), None)


@blueprint.route("/<survey>/frame/strata/<int:stratum_id>", methods=["GET", "POST"])
@access(STAFF, EDITORS)
def edit_stratum(survey: str, stratum_id: int) -> ResponseReturnValue:
    """Change a stratum."""
    row = _stratum_row(stratum_id)
    return _stratum(StratumForm(code=row.code, label=row.label, population=row.population), row)


@blueprint.post("/<survey>/frame/strata/<int:stratum_id>/remove")
@access(STAFF, EDITORS)
def remove_stratum(survey: str, stratum_id: int) -> ResponseReturnValue:
    """Delete a stratum that is not in use."""
    row = _stratum_row(stratum_id)
    try:
        service.remove_stratum(state().store, current_survey().id, row.code, actor=actor(), at=now())
        flash(_("层“%(label)s”已删除。", label=row.label), "done")
    except Refusal as refusal:
        told(refusal)
    return _to("surveys.frame")


@blueprint.get("/<survey>/frame/units")
@access(STAFF)
def units(survey: str) -> ResponseReturnValue:
    """The units."""
    card = current_survey()
    wanted = UnitFilter(stratum=asked("stratum"), search=asked("search"))
    listing = Listing(service.ORDERS, "name")
    rows, total = service.units(state().store, card.id, wanted, **listing.order)
    return page(
        "surveys/units.html",
        stage="sampling",
        units=rows,
        listing=listing.of(total),
        wanted=wanted,
        strata=service.strata(state().store, card.id),
    )


@blueprint.route("/<survey>/frame/units/new", methods=["GET", "POST"])
@access(STAFF, EDITORS)
def new_unit(survey: str) -> ResponseReturnValue:
    """Enter a unit."""
    return _unit(UnitForm(), None)


@blueprint.route("/<survey>/frame/units/<int:number>", methods=["GET", "POST"])
@access(STAFF, EDITORS)
def edit_unit(survey: str, number: int) -> ResponseReturnValue:
    """Change a unit."""
    unit = service.find_unit(state().store, current_survey().id, number)
    if unit is None:
        abort(404)
    return _unit(UnitForm(obj=unit), number)


@blueprint.post("/<survey>/frame/units/<int:number>/remove")
@access(STAFF, EDITORS)
def remove_unit(survey: str, number: int) -> ResponseReturnValue:
    """Delete a unit that was given no copies."""
    try:
        service.remove_unit(state().store, current_survey().id, number, actor=actor(), at=now())
        flash(_("单位已删除。"), "done")
    except Refusal as refusal:
        told(refusal)
    return _to("surveys.units")


def _stratum(form: StratumForm, row: StratumRow | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        facts = StratumFacts(form.code.data, form.label.data, form.population.data)
        try:
            service.save_stratum(
                state().store,
                current_survey().id,
                facts,
                actor=actor(),
                at=now(),
                former=row.code if row else None,
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("层“%(label)s”已保存。", label=facts.label), "done")
            return _to("surveys.frame")
    shown = page(
        "surveys/stratum.html", stage="sampling", form=form, stratum=row, form_errors=form.is_submitted()
    )
    return with_errors(shown) if form.is_submitted() else shown


def _unit(form: UnitForm, number: int | None) -> ResponseReturnValue:
    rows = service.strata(state().store, current_survey().id)
    form.stratum.choices = [(row.code, row.label) for row in rows]
    if form.validate_on_submit():
        facts = UnitFacts(
            form.name.data,
            form.stratum.data,
            form.town.data or "",
            form.unit_type.data or "",
            form.staff_count.data,
        )
        try:
            service.save_unit(
                state().store, current_survey().id, facts, actor=actor(), at=now(), number=number
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("单位“%(name)s”已保存。", name=facts.name), "done")
            return _to("surveys.units")
    shown = page(
        "surveys/unit.html", stage="sampling", form=form, number=number, form_errors=form.is_submitted()
    )
    return with_errors(shown) if form.is_submitted() else shown


def _stratum_row(stratum_id: int) -> StratumRow:
    rows = service.strata(state().store, current_survey().id)
    found = next((row for row in rows if row.id == stratum_id), None)
    if found is None:
        abort(404)
    return found


def _to(endpoint: str) -> ResponseReturnValue:
    return redirect(url_for(endpoint, survey=current_survey().code), 303)
