"""Comments at places of a draft, and its approval."""

from __future__ import annotations

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from survey.services.design import approving, commenting
from survey.web import numbers
from survey.web.access import STAFF, access
from survey.web.design import sent
from survey.web.design.blueprint import doors_blueprint as doors
from survey.web.design.showing import state_since
from survey.web.staff import actor, current_survey, now
from survey.web.state import state


@doors.post("/<survey>/design/comments")
@access(STAFF)
def comment(survey: str) -> ResponseReturnValue:
    """Say something at a place, or answer a comment."""
    body = sent.sent()
    commenting.say(
        state().store,
        current_survey().id,
        sent.text(body, "place", "", longest=commenting.LONGEST_PLACE),
        sent.text(body, "words"),
        answers=sent.number_or_none(body, "answers"),
        actor=actor(),
        at=now(),
    )
    return jsonify(state_since(sent.number_or_none(body, "after")))


# Not <int:…>: an address without a page is answered before these doors are known, so not in their words.
@doors.post("/<survey>/design/comments/<number>/close")
@access(STAFF)
def close_comment(survey: str, number: str) -> ResponseReturnValue:
    """Close a comment with its answers."""
    body = sent.sent()
    if not numbers.is_number(number):
        abort(404)
    commenting.close(state().store, current_survey().id, int(number), actor=actor(), at=now())
    return jsonify(state_since(sent.number_or_none(body, "after")))


@doors.post("/<survey>/design/submit")
@access(STAFF, "designer")
def submit(survey: str) -> ResponseReturnValue:
    """Put the draft forward for approval."""
    body = sent.sent()
    approving.submit(state().store, current_survey().id, actor=actor(), at=now())
    return jsonify(state_since(sent.number_or_none(body, "after")))


@doors.post("/<survey>/design/decide")
@access(STAFF, "administrator")
def decide(survey: str) -> ResponseReturnValue:
    """Approve what was put forward, or return it with words."""
    body = sent.sent()
    approving.decide(
        state().store,
        current_survey().id,
        number=sent.number_or_none(body, "number"),
        approve=body.get("approve") is True,
        words=sent.text(body, "words", ""),
        actor=actor(),
        at=now(),
    )
    return jsonify(state_since(sent.number_or_none(body, "after")))
