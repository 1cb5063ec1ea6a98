"""A survey's facts, and its log."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import surveys as service
from survey.services.happenings import happenings
from survey.services.selection import BY_NAME
from survey.web.access import STAFF, access
from survey.web.actions import words_of
from survey.web.listing import event_number
from survey.web.staff import actor, current_survey, now, page, put_into, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.forms import FactsForm


@blueprint.get("/<survey>/facts")
@access(STAFF)
def facts(survey: str) -> ResponseReturnValue:
    """The facts as they are."""
    return page("surveys/facts.html", stage="facts", selection=BY_NAME.get(current_survey().facts.selection))


@blueprint.route("/<survey>/facts/edit", methods=["GET", "POST"])
@access(STAFF, "designer")
def edit_facts(survey: str) -> ResponseReturnValue:
    """Change the facts."""
    card = current_survey()
    form = FactsForm()
    form.offer()
    if form.validate_on_submit():
        try:
            service.edit(state().store, card.id, form.facts(), actor=actor(), at=now())
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("调查信息已保存。"), "done")
            return redirect(url_for("surveys.facts", survey=card.code), 303)
    if not form.is_submitted():
        form.show(card.facts)
    shown = page("surveys/edit_facts.html", stage="facts", form=form, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.get("/<survey>/events")
@access(STAFF)
def events(survey: str) -> ResponseReturnValue:
    """Who did what, when, newest first."""
    before = event_number()
    rows = happenings(state().store, current_survey().id, before=before)
    return page(
        "surveys/events.html", stage="events", events=rows, words_of=words_of, is_newest=before is None
    )
