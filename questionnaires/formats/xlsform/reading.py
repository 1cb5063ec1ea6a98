"""Reading an XLSForm: .xlsx or .xls, of ODK, Kobo and the like, or one that Kewen wrote."""

from __future__ import annotations

import re
from pathlib import PurePath

from questionnaires.editing.document import Document
from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried, together
from questionnaires.formats.error import FormatError
from questionnaires.formats.naming import Names
from questionnaires.formats.settling import finished
from questionnaires.formats.xlsform import own
from questionnaires.formats.xlsform.choices import Choices, read_choices
from questionnaires.formats.xlsform.edits import edits
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.leftovers import leftovers
from questionnaires.formats.xlsform.outline import Outline, read_outline, refusal
from questionnaires.formats.xlsform.pages import Pages
from questionnaires.formats.xlsform.tables import NO_TABLE, OWN, TRANSLATED, Table, read_tables
from questionnaires.formats.xlsform.tongues import Tongues, tongues
from questionnaires.formats.xlsform.workbook import open_workbook

MOST_FINDINGS = 50
_REFERENCE = re.compile(r"\$\{([^{}]*)\}|(\$\{)")
_NAME = re.compile(r"\s*(?:last-saved#)?([^\W\d][\w.-]*)\s*")


def read(content: bytes, *, name: str, language: str = "zh-CN") -> Carried:
    """The questionnaire in an XLSForm file called ``name``; ``language`` is what its reader speaks.

    A form that Kewen wrote (:mod:`.writing`) comes back as it was. Raises FormatError for a
    file that is no workbook, is hostile, or is a form that ODK itself would refuse.
    """
    book = open_workbook(content, name)
    tables = read_tables(book)
    if own.is_own(tables):
        carried = own.read_own(tables)
        changed = edits(tables, carried.questionnaire)
        return Carried(carried.questionnaire, together((*book.notes, *carried.notes, *changed)))
    form, settings = _form(tables, language)
    pages = Pages(form)
    document = _document(form, pages, settings, name)
    _raise(form.outline.findings)
    notes = (*book.notes, *form.notes, *leftovers(tables, form, settings))
    return finished(document, notes, name, lambda named: _where(form, named))


def _form(tables: dict[str, Table], language: str) -> tuple[Form, dict[str, str]]:
    survey = tables["survey"]
    settings = tables.get("settings", NO_TABLE)
    first = dict(settings.lines[0].values) if settings.lines else {}
    if not survey.has("type"):
        raise FormatError((refusal("header_missing", "survey!1", 1),))
    outline = read_outline(survey)
    duplicates = first.get("allow_choice_duplicates", "").strip()
    choices = read_choices(tables.get("choices", NO_TABLE), duplicates=duplicates)
    external = read_choices(tables.get("external_choices", NO_TABLE), duplicates="yes")
    findings = [*outline.findings, *choices.findings, *_lists(survey, outline, choices, external)]
    if not any(True for _ in outline.walk()) and not findings:
        findings.append(refusal("survey_empty", survey.name, None))
    findings += _references(survey, outline)
    _raise(findings)
    sheets = [table for table in (survey, tables.get("choices", NO_TABLE)) if table.name]
    found = tongues(sheets, first.get("default_language", "").strip(), language, own=False)
    found = _complete(found, survey)
    return Form(survey, outline, choices, external, found), {**outline.settings, **first}


def _complete(found: Tongues, survey: Table) -> Tongues:
    """The language that most questions are written in comes first."""
    counts = dict.fromkeys(found.used, 0)
    for line in survey.lines:
        for tag in found.text(line.texts.get("label", {})):
            counts[tag] += 1
    headers = [column.language for column in survey.columns if column.key in TRANSLATED]
    place = {header: number for number, header in reversed(list(enumerate(headers)))}
    ordered = sorted(
        found.tags, key=lambda header: (-counts[found.tags[header]], place.get(header, len(headers)))
    )
    found.tags = {header: found.tags[header] for header in ordered}
    return found


def _lists(survey: Table, outline: Outline, choices: Choices, external: Choices) -> list[Finding]:
    """Lists that are named and not there, and codes with spaces in multiple choices."""
    found = []
    for item in outline.walk():
        named = item.type.list
        wanted = item.type.name in ("select_one", "select_multiple", "rank", "select_external", "loop")
        if not wanted or not named:
            continue
        lists = (external if item.type.name == "select_external" else choices).lists
        if "${" in named:
            continue
        if named not in lists:
            near = next((other for other in lists if other.lower() == named.lower()), "")
            words = {
                "near": f"（有 {near}）" if near else "",
                "near_en": f" (there is {near})" if near else "",
            }
            place = survey.place(item.line, "type")
            found.append(refusal("list_unknown", place, item.line.number, list=named, **words))
        elif item.type.name == "select_multiple":
            found += [
                refusal(
                    "choice_spaced", f"choices!{choice.line.number}", choice.line.number, name=choice.name
                )
                for choice in lists[named]
                if " " in choice.name
            ]
    return found


def _references(survey: Table, outline: Outline) -> list[Finding]:
    """``${…}`` in any cell that means no line of the form."""
    names = {item.name for item in outline.walk()}
    names |= {f"{item.name}_other" for item in outline.walk() if item.type.other} | {"instanceID"}
    found = []
    for item in outline.walk():
        cells = {key: value for key, value in item.line.values.items() if not key.startswith(OWN)}
        cells |= {key: " ".join(texts.values()) for key, texts in item.line.texts.items()}
        for key, value in cells.items():
            for reference in _REFERENCE.finditer(value):
                place = survey.place(item.line, key)
                inner = _NAME.fullmatch(reference[1] or "")
                if inner is None:
                    found.append(refusal("reference_broken", place, item.line.number))
                elif inner[1] not in names:
                    found.append(refusal("reference_unknown", place, item.line.number, name=inner[1]))
    return found


def _document(form: Form, pages: Pages, settings: dict[str, str], file: str) -> Document:
    first = form.tongues.used[0]
    title = (
        settings.get("form_title", "").strip() or settings.get("form_id", "").strip() or PurePath(file).stem
    )
    wanted = settings.get("form_id", "").strip() or PurePath(file).stem
    made = pages.all()
    return {
        "name": Names().name(wanted, "form"),
        "title": {first: title},
        "languages": _languages(form.tongues, form),
        "pages": made,
        "lists": pages.lists,
    }


def _languages(found: Tongues, form: Form) -> list[str]:
    """The languages in which at least half of the questions are written, at least one."""
    counts = dict.fromkeys(found.used, 0)
    asked = 0
    for item in form.outline.walk():
        texts = found.text(item.line.texts.get("label", {}))
        asked += bool(texts)
        for tag in texts:
            counts[tag] += 1
    kept = [tag for tag in found.used if counts[tag] * 2 >= asked]
    return kept or list(found.used[:1])


def _where(form: Form, named: str) -> str:
    source = next((old for old, new in form.names.given.items() if new == named), named)
    item = form.items.get(source)
    return item.line.place if item is not None else form.survey.name


def _raise(findings: list[Finding]) -> None:
    if findings:
        raise FormatError(tuple(findings[:MOST_FINDINGS]))
