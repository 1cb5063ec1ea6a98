"""发布记录: which tables were given to whom, from which data, by which rules."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from questionnaires.text import Text
from reports.disclosure import POLICIES
from reports.groupings import GROUPINGS, ROLE_LABELS
from survey.services import releases as ledger
from survey.services import waves
from survey.services.catalogue import STRATUM
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import event_number
from survey.web.results.blueprint import blueprint
from survey.web.staff import current_survey, page
from survey.web.state import state

#: Tables that are by no feature of the answers.
OTHERS = {
    "size": Text(zh="队伍规模", en="Size of the workforce"),
    "weights": Text(zh="权数的分布", en="Distribution of the weights"),
    "spread": Text(zh="数值的分布", en="Distribution of a number"),
    "stratum": STRATUM,
    "wave": Text(zh="各轮", en="Waves"),
    "methods": Text(zh="几种方法", en="Several methods"),
    "regression": Text(zh="回归", en="Regression"),
}


@blueprint.get("/<survey>/releases")
@access(STAFF, "analyst")
def releases(survey: str) -> ResponseReturnValue:
    """The ledger of releases of a survey, newest first."""
    before = event_number()
    found = ledger.entries(state().store, current_survey().id, before=before)
    return page(
        "results/releases.html",
        stage="results",
        entries=found,
        words_of=words_of,
        question_of=_questions().get,
        policies={one.audience: one.label for one in POLICIES.values()},
        is_newest=before is None,
        is_full=len(found) == ledger.PAGE,
    )


def _questions() -> dict[str, str]:
    """What the questions of the survey are called, by name."""
    language = current_language()
    asked = waves.wordings(state().store, current_survey().id)
    return {name: wording.say(language) for name, wording in asked.items()}


def words_of(name: str) -> str:
    """What a table is by, in words; a name that is no feature of ours as it stands."""
    language = current_language()
    if name in GROUPINGS:
        return GROUPINGS[name].label.say(language)
    if name in ROLE_LABELS:
        return ROLE_LABELS[name].say(language)
    return OTHERS[name].say(language) if name in OTHERS else name
