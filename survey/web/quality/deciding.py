"""Deciding on responses: one, or all that a filter lets through."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import review
from survey.services.outcomes import BY_NAME
from survey.services.review import ResponseFilter
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.language import say
from survey.web.quality.filters import as_arguments, asked_filter, in_words
from survey.web.quality.forms import BulkForm, DecisionForm
from survey.web.quality.responses import REVIEWER, show_response
from survey.web.staff import actor, current_survey, now, page, put_into, with_errors
from survey.web.state import state


@blueprint.post("/<survey>/responses/<int:number>")
@access(STAFF, REVIEWER)
def decide(survey: str, number: int) -> ResponseReturnValue:
    """Decide on one response and go on to the next."""
    card = current_survey()
    form = DecisionForm()
    if not form.validate_on_submit():
        return with_errors(show_response(number, form))
    wanted = asked_filter()
    after = review.neighbours(state().store, card.id, number, wanted)[1]
    try:
        outcome = review.decide(
            state().store,
            card.id,
            number,
            form.verdict.data,
            reason=form.reason.data or "",
            seen=form.seen.data or None,
            actor=actor(),
            at=now(),
        )
    except Refusal as refusal:
        put_into(form, refusal)
        return with_errors(show_response(number, form))
    said = say(BY_NAME[outcome].label)
    flash(_("答卷 %(number)s：%(outcome)s。可随时更改。", number=f"#{number}", outcome=said), "done")
    goal = after if after is not None and wanted != ResponseFilter() else number
    values: dict[str, Any] = {"survey": card.code, "number": goal, **as_arguments(wanted)}
    return redirect(url_for("fieldwork.response", **values), 303)


@blueprint.route("/<survey>/responses/decide", methods=["GET", "POST"])
@access(STAFF, REVIEWER)
def decide_all(survey: str) -> ResponseReturnValue:
    """Decide on all responses of a filter, after their number was told."""
    card = current_survey()
    wanted = asked_filter()
    count = review.how_many(state().store, card.id, wanted)
    form = BulkForm(data={"expected": count, "verdict": "valid"})
    if form.validate_on_submit():
        try:
            changed = review.decide_matching(
                state().store,
                card.id,
                wanted,
                form.verdict.data,
                expected=form.expected.data,
                reason=form.reason.data or "",
                actor=actor(),
                at=now(),
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(
                _(
                    "已把 %(count)s 份答卷判为%(verdict)s。可逐份更改。",
                    count=f"{changed:,}",
                    verdict=say(BY_NAME[form.verdict.data].label),
                ),
                "done",
            )
            return redirect(url_for("fieldwork.responses", survey=card.code), 303)
    shown = page(
        "quality/decide_all.html",
        stage="review",
        count=count,
        words=in_words(wanted, None),
        arguments=as_arguments(wanted),
        form=form,
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown
