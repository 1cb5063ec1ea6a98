"""Clearing suggestions for quoting."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import clearing
from survey.services import suggestions as service
from survey.services.quality.identifying import parts_of, struck_out
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.listing import Listing
from survey.web.quality.forms import ClearingForm
from survey.web.quality.responses import REVIEWER
from survey.web.staff import actor, current_survey, now, page, put_into, with_errors
from survey.web.state import state


@blueprint.get("/<survey>/suggestions")
@access(STAFF, REVIEWER)
def suggestions(survey: str) -> ResponseReturnValue:
    """The suggestions whose authors agreed, those not yet looked at first."""
    listing = Listing((), "number")
    found = service.overview(state().store, current_survey().id)
    return page(
        "quality/suggestions.html",
        stage="suggestions",
        found=found,
        listing=listing.of(len(found.items)),
        items=found.items[listing.offset : listing.offset + listing.size],
        parts_of=parts_of,
    )


@blueprint.route("/<survey>/suggestions/<int:number>", methods=["GET", "POST"])
@access(STAFF, REVIEWER)
def suggestion(survey: str, number: int) -> ResponseReturnValue:
    """Strike out what identifies in one suggestion, and say whether it may be quoted."""
    card = current_survey()
    found = service.overview(state().store, card.id)
    item = next((one for one in found.items if one.response_id == number), None)
    if item is None:
        abort(404)
    proposed = struck_out(item.text) if item.wording is None else item.wording
    form = ClearingForm(
        data={"wording": proposed, "quotable": item.quotable or item.wording is None, "seen": item.submission}
    )
    if request.method == "POST" and form.validate():
        try:
            clearing.clear(
                state().store,
                card.id,
                number,
                form.wording.data or "",
                quotable=form.quotable.data,
                checked=form.checked.data,
                seen=_number(form.seen.data),
                actor=actor(),
                at=now(),
            )
        except Refusal as refusal:
            put_into(form, refusal)
            form.seen.data = item.submission
        else:
            flash(_("已保存。"), "done")
            waiting = [one.response_id for one in found.items if one.wording is None]
            rest = [one for one in waiting if one != number]
            if rest:
                return redirect(url_for("fieldwork.suggestion", survey=card.code, number=rest[0]), 303)
            return redirect(url_for("fieldwork.suggestions", survey=card.code), 303)
    shown = page(
        "quality/suggestion.html",
        stage="suggestions",
        item=item,
        parts=parts_of(item.text),
        form=form,
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() else None
