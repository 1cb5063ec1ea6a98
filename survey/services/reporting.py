"""The report of a survey: its facts, returns, suggestions and questionnaire around one frozen version of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from questionnaires.kinds.lists import Lists
from questionnaires.model import Cascade, Matrix, Note, Question, Questionnaire, Split
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.disclosure import ReleasedTable, collected
from reports.documents import pdf, sheets, slides, word
from reports.documents.content import Document
from reports.documents.filling import investigation_report, printed
from reports.documents.investigation import Investigation
from reports.documents.printed import Printed
from reports.documents.progress import Steps, Told, nobody
from reports.templates import USUAL, Saved
from survey.errors import Refusal
from survey.services import (
    changes,
    counts,
    layouts,
    releases,
    results,
    snapshots,
    suggestions,
    templates,
    weightsets,
)
from survey.services.events import SYSTEM, Actor, log
from survey.services.labelling import filled
from survey.services.respond.interviewing import facts_of
from survey.services.results import Analysis
from survey.services.snapshots import Frozen
from survey.services.surveys import Card, Facts
from survey.services.versions import questionnaire_of
from survey.store import snapshots as stored_snapshots
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.engine import Store

LONGEST_LIST = 40
#: The part of the work that goes into what all forms say, before any is written.
OF_CONTENT = 0.75
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


@dataclass(frozen=True)
class Form:
    """A form in which a report is handed in: its file ending, its kind for browsers, its label."""

    ending: str
    content_type: str
    label: Text


_OFFICE = "application/vnd.openxmlformats-officedocument."
FORMS: Mapping[str, Form] = {
    "docx": Form(".docx", f"{_OFFICE}wordprocessingml.document", Text(zh="Word", en="Word")),
    "pdf": Form(".pdf", "application/pdf", Text(zh="PDF", en="PDF")),
    "pptx": Form(".pptx", f"{_OFFICE}presentationml.presentation", Text(zh="幻灯片", en="Slides")),
    "xlsx": Form(".xlsx", f"{_OFFICE}spreadsheetml.sheet", Text(zh="全部表格", en="All tables")),
    "editable": Form(
        ".editable.docx",
        f"{_OFFICE}wordprocessingml.document",
        Text(zh="Word（图可编辑）", en="Word (editable charts)"),
    ),
}


@dataclass(frozen=True)
class Report:
    """A report in the forms asked for, the version of the data it was made from and their set of weights.

    ``printed`` is what it says, as plain data, ``laid`` the saved tables that it holds.
    """

    contents: Mapping[str, bytes]
    version: str
    weights: str
    printed: Printed
    tables: tuple[ReleasedTable, ...] = ()
    laid: tuple[tuple[releases.Which, ReleasedTable], ...] = ()

    @property
    def content(self) -> bytes:
        """The Word file."""
        return self.contents["docx"]


@dataclass(frozen=True)
class FrozenVersion:
    """A version of the data that was frozen: its name, hash, rows and moment."""

    name: str
    hash: str
    rows: int
    created_at: datetime


def frozen_versions(store: Store, survey_id: int) -> list[FrozenVersion]:
    """The versions of the data of a survey that stand, newest first."""
    with store.reading() as session:
        found = stored_snapshots.standing(session, survey_id)
        return [FrozenVersion(one.name, one.hash, one.rows, one.created_at) for one in found]


def freeze(store: Store, instance: Path, survey: Card, *, at: datetime, actor: Actor = SYSTEM) -> Frozen:
    """Freeze the data of a survey for a report, and log that it is made from them.

    :raises Refusal: nothing is valid, or the answers cannot be weighted.
    """
    results.current(store, instance, survey, at=at)
    frozen = snapshots.freeze(store, instance, survey.id, at=at, actor=actor)
    with store.writing() as session:
        log(
            session,
            actor,
            "report.made",
            at=at,
            survey_id=survey.id,
            subject=("snapshot", frozen.name),
            detail={"hash": frozen.dataset.hash},
        )
    return frozen


def report_of(
    store: Store,
    instance: Path,
    survey: Card,
    name: str,
    language: str = CHINESE,
    *,
    template: str = USUAL,
    forms: Sequence[str] = ("docx",),
    weights: str = "",
    told: Told = nobody,
) -> Report:
    """The report of a frozen version after a template, in some of :data:`FORMS`; nothing is written.

    Counts of copies and cleared suggestions are those of now; with the same counts the same
    version and template give the same bytes. A template with a part on changes compares with the report of the
    version before, where one is kept.

    ``weights`` names the one set of weights of all its figures, the usual one where it is empty. ``told`` is told
    the share of the work that is done.

    :raises Refusal: there is no such version, template or set of weights, or the version was rebuilt after an
        erasure.
    """
    frozen = snapshots.load(store, instance, survey.id, name)
    analysis = results.analysis_of(
        survey, frozen.dataset, frozen, weightsets.usable(store, survey.id, weights)
    )
    found = investigation_of(store, survey, analysis, frozen.created_at, language)
    chosen = templates.find(store, survey.id, template)
    if any(part.what == "changes" for part in chosen.parts):
        older = changes.previous(store, instance, survey, name, language, template)
        found = replace(found, before=None if older is None else older[1])
    with results.refusals(), collected() as tables:
        document = investigation_report(found, language, chosen, lambda share: told(share * OF_CONTENT))
        steps = Steps(len(forms), lambda share: told(OF_CONTENT + share * (1 - OF_CONTENT)))
        contents = {}
        for form in forms:
            contents[form] = _written(document, form, tables, found, language)
            steps.step()
        said = printed(found, document, chosen)
    laid = _laid_out(analysis, found, [part.saved for part in chosen.parts if isinstance(part, Saved)])
    return Report(contents, frozen.dataset.hash, analysis.weights, said, tuple(tables), laid)


def _laid_out(
    analysis: Analysis, found: Investigation, names: Sequence[str]
) -> tuple[tuple[releases.Which, ReleasedTable], ...]:
    """The saved tables that a report holds, each with which table it is; those that could not be made left out."""
    given = []
    for name in names:
        try:
            with results.refusals():
                made = found.laid_out(name) if name in found.saved else None
        except Refusal:
            continue
        if made is not None:
            given.append((layouts.which_of(analysis, made.layout), made.table))
    return tuple(given)


def _written(
    document: Document, form: str, tables: Sequence[ReleasedTable], found: Investigation, language: str
) -> bytes:
    if form == "pdf":
        return pdf.write(document)
    if form == "pptx":
        return slides.write(document)
    if form == "xlsx":
        return sheets.xlsx_of(_each_once(tables), found.provenance, found.frozen_at, language)
    return word.write(document, editable=form == "editable")


def _each_once(tables: Sequence[ReleasedTable]) -> list[ReleasedTable]:
    """The tables of a report without those that a finding had made before."""
    named = {
        (table.title, tuple(one.name for one in table.dimensions), tuple(table.cells[0].figures)): table
        for table in tables
    }
    return list(named.values())


def enter(store: Store, survey: Card, name: str, report: Report, language: str, *, at: datetime) -> None:
    """Enter the tables of a report in the ledger of releases, as one line; who asked for it is in the log.

    Saved tables have lines of their own, so that filtered tables are held against them.
    """
    source = releases.Source(survey.id, report.version, report.weights, name)
    given = [(releases.Which(("report", language)), report.tables)]
    given += [(which, (table,)) for which, table in report.laid]
    releases.enter_together(store, source, given, "report", at=at)


def file_name(survey: Card, version: str, language: str, template: str = USUAL, form: str = "docx") -> str:
    """The name of a report's file: survey, template, version of the data and language."""
    kind = "report" if template == USUAL else template
    simulated = "-simulated" if survey.is_simulated else ""
    return f"{survey.code}-{kind}-{version[:12]}-{language}{simulated}{FORMS[form].ending}"


def investigation_of(
    store: Store, survey: Card, analysis: Analysis, frozen_at: datetime, language: str
) -> Investigation:
    """Everything the report of a survey says, around one version of its data."""
    found = counts.counts_of(store, survey.id)
    rates = found.rates if sum(found.whole.outcomes.values()) else {}
    facts = survey.facts
    return Investigation(
        title=facts.title,
        organiser=facts.organiser or facts.title,
        place=facts.place or Text(zh="本地区", en="the area"),
        field_period=field_period(survey, language),
        frozen_at=frozen_at.astimezone(survey.zone),
        dataset=analysis.dataset,
        returns=counts.returns_of(found),
        rates=[(RATES[one].say(language), rates[one]) for one in RATES if one in rates],
        suggestions=suggestions.for_report(store, survey.id),
        questionnaire=questionnaire_lines(store, survey.id),
        legal=legal_header(facts, language),
        simulated=survey.is_simulated,
        saved=layouts.kept_tables(store, survey.id, analysis),
    )


def field_period(survey: Card, language: str) -> str:
    """From the opening to the end of field work, as days in the survey's zone."""
    ends = survey.closed_at or survey.closes_at
    days = [moment.astimezone(survey.zone).date() for moment in (survey.opens_at, ends) if moment is not None]
    if language.startswith("zh"):
        said = [f"{day.year} 年 {day.month} 月 {day.day} 日" for day in days]
        return "至".join(said) if said else "调查期间"
    return " to ".join(day.isoformat() for day in days) if days else "the field period"


def legal_header(facts: Facts, language: str) -> tuple[str, ...]:
    """The legal header of an approved form, line by line; empty where there is none."""
    values = {name: getattr(facts, name) for name in _LEGAL}
    return tuple(_LEGAL[name].say(language).format(value=value) for name, value in values.items() if value)


def questionnaire_lines(
    store: Store, survey_id: int
) -> tuple[tuple[Text, Sequence[tuple[Text, Sequence[Text]]]], ...]:
    """The newest published questionnaire for the appendix: pages with questions and their options."""
    with store.reading() as session:
        version_id = stored_versions.current_id(session, survey_id)
        if version_id is None:
            return ()
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
