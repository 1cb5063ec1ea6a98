"""What a report says around its figures: the facts of the survey, its returns, suggestions and questionnaire."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from questionnaires.kinds.lists import Lists
from questionnaires.model import Cascade, Matrix, Note, Question, Questionnaire, Split
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.documents.investigation import Investigation, Suggestions
from survey.services import (
    boundaries,
    counts,
    layouts,
    stratumnames,
    suggestions,
    surroundings,
)
from survey.services.labelling import filled
from survey.services.respond.interviewing import facts_of
from survey.services.results import Analysis
from survey.services.surroundings import Surroundings
from survey.services.surveys import Card, Facts
from survey.services.versions import questionnaire_of
from survey.store import surveys as stored_surveys
from survey.store.engine import Store

LONGEST_LIST = 40
#: AAPOR's rates that a report names, with their words.
RATES = {
    "RR1": Text(zh="最低应答率 RR1", en="response rate RR1"),
    "RR2": Text(zh="应答率 RR2", en="response rate RR2"),
    "COOP1": Text(zh="合作率 COOP1", en="cooperation rate COOP1"),
    "REF1": Text(zh="拒访率 REF1", en="refusal rate REF1"),
    "CON1": Text(zh="接触率 CON1", en="contact rate CON1"),
}
_ITEMS = Text(zh="题项：", en="Items: ")
_LEGAL = {
    "form_number": Text(zh="表　　号：{value}", en="Form number: {value}"),
    "issuing_body": Text(zh="制定机关：{value}", en="Issued by: {value}"),
    "approval_number": Text(zh="批准文号：{value}", en="Approval number: {value}"),
    "valid_until": Text(zh="有效期至：{value}", en="Valid until: {value}"),
}


def investigation_of(
    store: Store,
    instance: Path,
    survey: Card,
    analysis: Analysis,
    frozen_at: datetime,
    language: str,
    *,
    around: Surroundings | None = None,
    held: Collection[str] | None = None,
) -> Investigation:
    """Everything the report of a survey says, around one version of its data.

    Without the surroundings of that version, those of now are taken. ``held`` names the saved tables that the report
    holds, None all of them.
    """
    with store.reading() as session:
        around = around or surroundings.seen(store, session, survey.id)
    found = around.returns
    rates = found.rates if sum(found.whole.outcomes.values()) else {}
    facts = survey.facts
    names = stratumnames.named([one.label for one in found.strata], analysis.dataset.variables)
    quotes = suggestions.quotable(store, survey.id, around.newest)
    return Investigation(
        title=facts.title,
        organiser=facts.organiser or facts.title,
        place=facts.place or Text(zh="本地区", en="the area"),
        field_period=field_period(survey, language),
        frozen_at=frozen_at.astimezone(survey.zone),
        dataset=analysis.dataset,
        returns=counts.returns_of(found, names),
        rates=[(RATES[one].say(language), rates[one]) for one in RATES if one in rates],
        suggestions=Suggestions(around.written, around.agreed, around.topics, quotes),
        questionnaire=questionnaire_lines(store, survey.id, around.questionnaire),
        legal=legal_header(facts, language),
        simulated=survey.is_simulated,
        boundaries=boundaries.usable(instance),
        saved=layouts.kept_tables(store, instance, survey.id, analysis, held),
    )


def field_period(survey: Card, language: str) -> str:
    """From the opening to the end of field work, as days in the survey's zone; empty where neither is known."""
    ends = survey.closed_at or survey.closes_at
    days = [moment.astimezone(survey.zone).date() for moment in (survey.opens_at, ends) if moment is not None]
    if language.startswith("zh"):
        said = [f"{day.year} 年 {day.month} 月 {day.day} 日" for day in days]
        return "至".join(said)
    return " to ".join(day.isoformat() for day in days)


def legal_header(facts: Facts, language: str) -> tuple[str, ...]:
    """The legal header of an approved form, line by line; empty where there is none."""
    values = {name: getattr(facts, name) for name in _LEGAL}
    return tuple(_LEGAL[name].say(language).format(value=value) for name, value in values.items() if value)


def questionnaire_lines(
    store: Store, survey_id: int, version_id: int | None
) -> tuple[tuple[Text, Sequence[tuple[Text, Sequence[Text]]]], ...]:
    """A version of the questionnaire for the appendix: pages with questions and their options; nothing for None."""
    if version_id is None:
        return ()
    with store.reading() as session:
        questionnaire = questionnaire_of(store, session, version_id)
        survey = stored_surveys.get(session, survey_id)
        facts = {language: facts_of(survey, language) for language in (CHINESE, ENGLISH)}
    pages = []
    for page in questionnaire.pages:
        lines = [_line(questionnaire, one, facts) for one in page.questions if one.kind != "calculated"]
        if lines:
            pages.append((filled(page.title, facts), lines))
    return tuple(pages)


def _line(
    questionnaire: Questionnaire, question: Question, facts: Mapping[str, Mapping[str, str]]
) -> tuple[Text, list[Text]]:
    label = filled(question.label or Text(zh=question.name, en=question.name), facts)
    if question.number and not isinstance(question, Note):
        label = Text({language: f"{question.number}  {wording}" for language, wording in label.items()})
    rows = [row.label for row in question.rows] if isinstance(question, Matrix | Split) else []
    if isinstance(question, Cascade):
        rows = [level.label for level in question.levels]
    if rows:  # the items on a line of their own, before what can be chosen for each
        label = Text({language: f"{words}\n{_items(rows, language)}" for language, words in label.items()})
    options = Lists.of(questionnaire).options(question)
    shown = [
        Text({language: f"{option.code}. {wording}" for language, wording in option.label.items()})
        for option in options[:LONGEST_LIST]
    ]
    if len(options) > LONGEST_LIST:
        rest = len(options) - LONGEST_LIST
        shown.append(Text(zh=f"……另有 {rest} 项", en=f"… and {rest} more"))
    return label, shown


def _items(rows: Sequence[Text], language: str) -> str:
    between = "；" if language.startswith("zh") else "; "
    return _ITEMS.say(language) + between.join(row.say(language) for row in rows)
