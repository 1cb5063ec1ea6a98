"""模拟试答: simulated respondents sent through the questionnaire, and what they came to."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services.design import simulating
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.staff import current_survey, now, page, told, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint

#: Of what was never reached so much is listed; the rest is counted.
MOST_LISTED = 200


@blueprint.get("/<survey>/questionnaire/walk")
@access(STAFF)
def before_walking(survey: str) -> ResponseReturnValue:
    """What simulated respondents do, and the button that sends them."""
    return _page(None)


@blueprint.post("/<survey>/questionnaire/walk")
@access(STAFF, "designer")
def walk(survey: str) -> ResponseReturnValue:
    """Send them; nothing of it is kept, so the result is this page itself."""
    try:
        found = simulating.walk(state().store, current_survey().id, at=now(), language=current_language())
    except Refusal as refusal:
        told(refusal)
        return with_errors(_page(None))
    return _page(found)


def _page(walked: simulating.Walked | None) -> str:
    return page("surveys/walk.html", stage="questionnaire", walked=walked, most=MOST_LISTED)
