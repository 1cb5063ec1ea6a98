"""The page of the editor."""

from __future__ import annotations

from flask import make_response, url_for
from flask.typing import ResponseReturnValue

from survey.web.access import STAFF, access
from survey.web.design.blueprint import blueprint
from survey.web.design.editor_words import editor_words
from survey.web.headers import CONTENT_SECURITY_POLICY
from survey.web.staff import current_survey, page

#: The preview is a page of ours in a frame; no other page frames anything.
WITH_PREVIEW = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


@blueprint.get("/<survey>/design")
@access(STAFF)
def editor(survey: str) -> ResponseReturnValue:
    """The editor of the draft."""
    base = url_for("design.editor", survey=current_survey().code)
    response = make_response(
        page("design/editor.html", stage="questionnaire", base=base, words=editor_words())
    )
    response.headers["Content-Security-Policy"] = WITH_PREVIEW
    return response
