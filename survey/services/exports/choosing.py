"""What a person chooses for an export: the variables that may point at somebody, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import Variable
from reports.exports.profile import DESIGN, HOWS, PROFILES, QUASI, Profile, Treatment
from survey.errors import Refusal
from survey.services.labelling import labels_of
from survey.services.respond.interviewing import facts_of
from survey.services.versions import questionnaire_of
from survey.store import reviews as stored_reviews
from survey.store import surveys as stored_surveys
from survey.store.engine import Store

OWN_NAME = "own"
OWN_LABEL = Text(zh="自定（以“{base}”为底）", en="Own (based on “{base}”)")
SENSITIVE = "sensitive"


def pointing(store: Store, survey_id: int) -> list[Variable]:
    """The variables that may point at a person or are delicate, in the order of the questionnaire."""
    with store.reading() as session:
        survey = stored_surveys.get(session, survey_id)
        facts = {language: facts_of(survey, language) for language in (CHINESE, ENGLISH)}
        versions = [
            (one.number, questionnaire_of(store, session, one.id))
            for one in stored_surveys.versions(session, survey_id)
        ]
    return [one for one in labels_of(versions, facts).variables if one.privacy in (QUASI, SENSITIVE)]


def valid(store: Store, survey_id: int) -> int:
    """How many responses count as valid now."""
    with store.reading() as session:
        return stored_reviews.outcomes(session, survey_id).get("valid", 0)


def chosen(
    base: str, variables: Mapping[str, str], design: Mapping[str, str], known: list[Variable]
) -> Profile:
    """A shipped profile with what was chosen differently for single variables and columns of the design.

    :raises Refusal: a choice that there is not.
    """
    if base not in PROFILES:
        raise _unknown(base)
    found, names = PROFILES[base], {one.name for one in known}
    wrong = [name for name, how in variables.items() if name not in names or how not in HOWS]
    wrong += [
        name for name, how in design.items() if name not in DESIGN or how not in ("keep", "mask", "drop")
    ]
    if wrong:
        raise _unknown(", ".join(wrong))
    if not variables and not design:
        return found
    label = Text({tag: words.format(base=found.label.say(tag)) for tag, words in OWN_LABEL.items()})
    treatments = {name: Treatment(how) for name, how in variables.items()}  # type: ignore[arg-type]
    return replace(found, name=OWN_NAME, label=label, variables=treatments, **design)  # type: ignore[arg-type]


def _unknown(place: str) -> Refusal:
    return Refusal(
        "profile_unknown",
        place=place,
        reason=Text(zh="没有这种去标识化的选择", en="There is no such choice of de-identification"),
        remedy=Text(zh="请在页面上重新选择", en="Please choose again on the page"),
    )
