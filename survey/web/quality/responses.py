"""The list of responses, one response, and the review of the flags."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.services import quality, review
from survey.services.outcomes import BY_NAME, OUTCOMES
from survey.services.review import ORDERS
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.language import current_language
from survey.web.listing import Listing
from survey.web.quality.filters import as_arguments, asked_filter, in_words, mode_in_words
from survey.web.quality.forms import DecisionForm
from survey.web.staff import actor, current_survey, now, page
from survey.web.state import state

REVIEWER = "reviewer"


@blueprint.get("/<survey>/responses")
@access(STAFF, "reviewer|analyst")
def responses(survey: str) -> ResponseReturnValue:
    """The responses, filtered and sorted."""
    card = current_survey()
    wanted = asked_filter()
    listing = Listing(ORDERS, "number")
    found = review.overview(
        state().store,
        card.id,
        wanted,
        order=listing.sort,
        descending=listing.descending,
        page=listing.page,
        size=listing.size,
    )
    return page(
        "quality/responses.html",
        stage="review",
        found=found,
        listing=listing.of(found.total),
        wanted=wanted,
        arguments=as_arguments(wanted),
        words=in_words(wanted, found.questionnaire, found.labels),
        outcomes=OUTCOMES,
        by_name=BY_NAME,
        flag_label=quality.flag_label,
        proposal_of=quality.proposal_of,
        proposals=quality.kinds.PROPOSALS,
        flags_in_use=review.codes_in_use(list(found.flags)),
        mode_label=mode_in_words,
        decidable=review.how_many(state().store, card.id, wanted),
    )


@blueprint.get("/<survey>/responses/<int:number>")
@access(STAFF, REVIEWER)
def response(survey: str, number: int) -> ResponseReturnValue:
    """One response in words."""
    return show_response(number, DecisionForm())


def show_response(number: int, form: DecisionForm) -> str:
    """The page of one response with a form to decide on it."""
    card = current_survey()
    wanted = asked_filter()
    found = review.read(state().store, card.id, number, current_language())
    if found is None:
        abort(404)
    before, after = review.neighbours(state().store, card.id, number, wanted)
    form.seen.data = found.mark
    return page(
        "quality/response.html",
        stage="review",
        read=found,
        outcome=BY_NAME[found.outcome],
        proposal=quality.kinds.PROPOSALS[found.proposal],
        before=before,
        after=after,
        arguments=as_arguments(wanted),
        mode_label=mode_in_words,
        form=form,
        form_errors=form.is_submitted(),
    )


@blueprint.post("/<survey>/responses/flags")
@access(STAFF, REVIEWER)
def review_flags(survey: str) -> ResponseReturnValue:
    """Go over all responses and set their flags by what is known now."""
    card = current_survey()
    done = quality.review_flags(state().store, card.id, actor=actor(), at=now())
    flash(
        _(
            "已核对 %(looked)s 份答卷的标记，%(changed)s 份有变化。",
            looked=f"{done.looked_at:,}",
            changed=f"{done.changed:,}",
        ),
        "done",
    )
    return redirect(url_for("fieldwork.responses", survey=card.code), 303)
