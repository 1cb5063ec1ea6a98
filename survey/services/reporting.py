"""The report of a survey around one frozen version of its data, in every form that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from questionnaires.text import CHINESE, Text
from reports.disclosure import ReleasedTable, collected
from reports.documents import pdf, slides, word, workbook
from reports.documents.content import Document
from reports.documents.filling import investigation_report, printed
from reports.documents.investigation import Investigation
from reports.documents.printed import Printed
from reports.documents.progress import Steps, Told, nobody
from reports.templates import USUAL, Saved
from survey.errors import Refusal
from survey.services import (
    changes,
    layouts,
    releases,
    results,
    snapshots,
    templates,
    weightsets,
)
from survey.services.events import SYSTEM, Actor, log
from survey.services.investigations import investigation_of
from survey.services.refusing import refusals
from survey.services.reportfiles import EDITABLE
from survey.services.results import Analysis
from survey.services.snapshots import Frozen
from survey.services.surveys import Card
from survey.store import snapshots as stored_snapshots
from survey.store.engine import Store

#: The part of the work that goes into what all forms say, before any is written.
OF_CONTENT = 0.75


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
    EDITABLE: Form(
        f".{EDITABLE}.docx",
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
    results.current(store, instance, survey)
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

    Which suggestions may be quoted is decided now; with the same quotes the same version and template give the same
    bytes. A template with a part on changes compares with the report of the
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
    chosen = templates.find(store, survey.id, template)
    saved = [part.saved for part in chosen.parts if isinstance(part, Saved)]
    found = investigation_of(
        store,
        instance,
        survey,
        analysis,
        frozen.created_at,
        language,
        around=frozen.surroundings,
        held=saved,
    )
    if any(part.what == "changes" for part in chosen.parts):
        older = changes.previous(store, instance, survey, name, language, template)
        found = replace(found, before=None if older is None else older[1])
    with refusals(), collected() as tables:
        document = investigation_report(found, language, chosen, lambda share: told(share * OF_CONTENT))
        steps = Steps(len(forms), lambda share: told(OF_CONTENT + share * (1 - OF_CONTENT)))
        contents, files = {}, word.Files(document)
        for form in forms:
            contents[form] = _written(document, files, form, tables, found)
            steps.step()
        said = printed(found, document, chosen)
    laid = _laid_out(analysis, found, saved)
    return Report(contents, frozen.dataset.hash, analysis.weights, said, tuple(tables), laid)


def _laid_out(
    analysis: Analysis, found: Investigation, names: Sequence[str]
) -> tuple[tuple[releases.Which, ReleasedTable], ...]:
    """The saved tables that a report holds, each with which table it is; those that could not be made left out."""
    given = []
    for name in names:
        try:
            with refusals():
                made = found.laid_out(name) if name in found.saved else None
        except Refusal:
            continue
        if made is not None:
            given.append((layouts.which_of(analysis, made.layout), made.table))
    return tuple(given)


def _written(
    document: Document,
    files: word.Files,
    form: str,
    tables: Sequence[ReleasedTable],
    found: Investigation,
) -> bytes:
    if form == "pdf":
        return pdf.write(document)
    if form == "pptx":
        return slides.write(document)
    if form == "xlsx":
        return workbook.write(document, _each_once(tables), found.provenance)
    return files.editable() if form == EDITABLE else files.plain()


def _each_once(tables: Sequence[ReleasedTable]) -> list[ReleasedTable]:
    """The tables of a report without those that a finding had made before."""
    named = {
        (table.title, tuple(one.name for one in table.dimensions), tuple(table.cells[0].figures)): table
        for table in tables
    }
    return list(named.values())


def enter(
    store: Store,
    survey: Card,
    name: str,
    report: Report,
    language: str,
    template: str = USUAL,
    *,
    at: datetime,
) -> None:
    """Enter the tables of a report in the ledger of releases, as one line; who asked for it is in the log.

    Reports of the same data after two templates are two releases.

    Saved tables have lines of their own, so that filtered tables are held against them.
    """
    source = releases.Source(survey.id, report.version, report.weights, name)
    given = [(releases.Which(("report", language, template)), report.tables)]
    # Filtered tables last: those without filters counted as given before them.
    given += [(which, (table,)) for which, table in sorted(report.laid, key=lambda one: bool(one[0].filter))]
    releases.enter_together(store, source, given, "report", at=at)


def file_name(survey: Card, version: str, language: str, template: str = USUAL, form: str = "docx") -> str:
    """The name of a report's file: survey, template, version of the data and language."""
    kind = "report" if template == USUAL else template
    simulated = "-simulated" if survey.is_simulated else ""
    return f"{survey.code}-{kind}-{version[:12]}-{language}{simulated}{FORMS[form].ending}"
