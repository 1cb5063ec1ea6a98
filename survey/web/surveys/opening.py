"""When a survey takes answers, and its end."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal, all_refusals
from survey.services import opening as service
from survey.services.surveys import Card
from survey.web.access import STAFF, access
from survey.web.staff import actor, current_survey, now, page, put_into, told, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.checklist import address_of_problem, checklist_of
from survey.web.surveys.forms import ArchiveForm, MomentsForm


@blueprint.route("/<survey>/opening", methods=["GET", "POST"])
@access(STAFF, "designer")
def opening(survey: str) -> ResponseReturnValue:
    """Set the moments of opening and closing, typed in the survey's zone."""
    card = current_survey()
    form = _moments(card)
    if form.validate_on_submit():
        try:
            service.schedule(
                state().store,
                card.id,
                form.opens_at.in_zone(card.zone),
                form.closes_at.in_zone(card.zone),
                actor=actor(),
                at=now(),
            )
        except Refusal as refusal:
            return with_errors(_page(form, _into(form, refusal)))
        flash(_("起止时间已保存。"), "done")
        return redirect(url_for("surveys.opening", survey=card.code), 303)
    return with_errors(_page(form)) if form.is_submitted() else _page(form)


def _into(form: MomentsForm, refusal: Refusal) -> tuple[Refusal, ...]:
    """Put what is wrong with the moments at their fields; what else is missing is given back."""
    at_fields = tuple(one for one in all_refusals(refusal) if one.place in form)
    for one in at_fields:
        put_into(form, one)
    return tuple(one for one in all_refusals(refusal) if one not in at_fields)


def _page(form: MomentsForm, problems: tuple[Refusal, ...] = ()) -> str:
    card = current_survey()
    return page(
        "surveys/opening.html",
        stage="opening",
        form=form,
        problems=[(one, address_of_problem(one, card.code)) for one in problems],
        form_errors=form.is_submitted() or bool(problems),
        checklist=checklist_of(card, now()),
    )


def _moments(card: Card, **options: Any) -> MomentsForm:
    form = MomentsForm(data={"opens_at": card.opens_at, "closes_at": card.closes_at}, **options)
    form.opens_at.zone = form.closes_at.zone = card.zone
    return form


@blueprint.post("/<survey>/opening/open")
@access(STAFF, "designer")
def open_now(survey: str) -> ResponseReturnValue:
    """Take answers from now on."""
    card = current_survey()
    try:
        service.open_now(state().store, card.id, actor=actor(), at=now())
        flash(_("调查已开放，现在就可以填答。"), "done")
    except Refusal as refusal:
        return with_errors(_page(_moments(card, formdata=None), all_refusals(refusal)))
    return redirect(url_for("surveys.opening", survey=card.code), 303)


@blueprint.post("/<survey>/opening/close")
@access(STAFF, "designer")
def close_now(survey: str) -> ResponseReturnValue:
    """Take no more answers."""
    card = current_survey()
    try:
        service.close_now(state().store, card.id, actor=actor(), at=now())
        flash(_("调查已结束，不再接收答卷。"), "done")
    except Refusal as refusal:
        told(refusal)
    return redirect(url_for("surveys.opening", survey=card.code), 303)


@blueprint.route("/<survey>/archive", methods=["GET", "POST"])
@access(STAFF, "administrator")
def archive(survey: str) -> ResponseReturnValue:
    """Put a survey away."""
    card = current_survey()
    form = ArchiveForm().for_code(card.code)
    if form.validate_on_submit():
        try:
            service.archive(state().store, card.id, actor=actor(), at=now())
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("调查已归档。"), "done")
            return redirect(url_for("surveys.overview", survey=card.code), 303)
    shown = page("surveys/archive.html", form=form, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.post("/<survey>/archive/undo")
@access(STAFF, "administrator")
def take_out(survey: str) -> ResponseReturnValue:
    """Take a survey out of the archive."""
    card = current_survey()
    service.take_out(state().store, card.id, actor=actor(), at=now())
    flash(_("调查已取消归档。"), "done")
    return redirect(url_for("surveys.overview", survey=card.code), 303)
