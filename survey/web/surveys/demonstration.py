"""How far the demonstration has come, for the strip at the head of its pages."""

from __future__ import annotations

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from survey.web.access import STAFF, access
from survey.web.demonstrating import loading
from survey.web.staff import current_survey
from survey.web.surveys.blueprint import blueprint


@blueprint.get("/<survey>/progress")
@access(STAFF)
def progress(survey: str) -> ResponseReturnValue:
    """``{"done": 500, "total": 2731}`` while the data of the demonstration are made, then ``null``."""
    card = current_survey()
    if not card.is_simulated:
        abort(404)
    found = loading(card)
    return jsonify(None if found is None else {"done": found.done, "total": found.total})
