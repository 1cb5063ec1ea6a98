"""各题频数: what was answered to every question."""

from __future__ import annotations

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from reports.charts.drawing import base_line
from reports.disclosure import ReleasedTable
from reports.documents.chapters.questions import fitting_form, question_tables, rounding_note, withheld
from survey.errors import Refusal
from survey.services import catalogue, particulars, results
from survey.services.catalogue import Question
from survey.services.charts import SPREAD, Look, Wanted
from survey.services.results import Analysis
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import Listing
from survey.web.results.addresses import table_addresses
from survey.web.results.analysed import EXPLAINED, analysis, figure_of, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.staff import page, sentence

A_PAGE = 12


@blueprint.get("/<survey>/frequencies")
@access(STAFF, "analyst")
@with_reasons("results")
def frequencies(survey: str) -> ResponseReturnValue:
    """An index of the questions, and some of them with table and chart."""
    found = analysis()
    questions = catalogue.questions(found)
    listing = Listing((), "")
    listing.size = A_PAGE
    listing.of(len(questions))
    index = [(one, 1 + place // A_PAGE) for place, one in enumerate(questions)]
    sections = [_section(found, one) for one in questions[listing.offset : listing.offset + A_PAGE]]
    return page(
        "results/frequencies.html",
        stage="results",
        analysis=found,
        index=index,
        sections=sections,
        base=next((one["base"] for one in sections if not one["refusal"]), ""),
        listing=listing,
    )


def _figure(found: Analysis, question: Question, tables: Sequence[ReleasedTable]) -> dict[str, object] | None:
    """The chart beside the tables of a question; None where there is nothing to see."""
    if question.kind == "number":
        try:
            return figure_of(found, Wanted(SPREAD, question=question.name))
        except Refusal:  # too few numbers, or all the same: the table says as much
            return None
    form = fitting_form(found.dataset, question.name, tables)
    return figure_of(found, Wanted(question=question.name), Look(form)) if form else None


def _section(found: Analysis, question: Question) -> dict[str, object]:
    try:
        tables = results.frequencies(found, question.name)
    except Refusal as refusal:
        if refusal.code in EXPLAINED:
            raise
        # Of one question: the others are shown.
        return {"question": question, "refusal": sentence(refusal)}
    wanted = Wanted(question=question.name)
    written: Sequence[object] = question_tables(found.dataset, question.name, tables, current_language())
    hidden = next((reason for table in tables if (reason := withheld(table)) is not None), None)
    return {
        "question": question,
        "refusal": "",
        "base": base_line(tables[0], current_language()),
        "tables": written,
        "figure": _figure(found, question, tables),
        "files": table_addresses(found, wanted),
        "particulars": particulars.of_question(found, question.name),
        "reason": hidden,
        "rounding": rounding_note(found.dataset, tables, current_language()),
        "small": any(one.small_base for table in tables for one in table.cells),
    }
