"""Charts and files of released tables, drawn on request and kept by the version of the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from questionnaires.text import Text
from reports.charts.drawing import draw, forms_for, is_ordered, lacking_in
from reports.disclosure import ReleasedTable
from reports.documents import sheets
from reports.documents.chapters.questions import question_title
from reports.documents.figures import base_of, interval, share
from reports.documents.sentences import crossed_headline, headline, structure_sentence
from survey.errors import Refusal
from survey.services import results
from survey.services.memory import Memory
from survey.services.results import Analysis

KEPT_BYTES = 24_000_000
Kind = Literal["png", "svg", "csv", "xlsx"]

_kept: Memory[tuple[Any, ...], bytes] = Memory(KEPT_BYTES, len)


@dataclass(frozen=True)
class Wanted:
    """Which table is meant: one of the five purposes, a breakdown, or, without either, a question's frequencies."""

    purpose: str = ""
    by: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Picture:
    """What a page says of a chart before it is drawn.

    ``forms`` are those that fit, ``form`` the one shown; ``text`` says in words what it shows,
    ``lacking`` are characters that it can only draw as 〓.
    """

    forms: tuple[str, ...]
    form: str
    title: str
    text: str
    lacking: tuple[str, ...]


def table_of(analysis: Analysis, wanted: Wanted) -> ReleasedTable:
    """The released table that is meant.

    :raises Refusal: there is no such table.
    """
    if wanted.purpose:
        found = results.purposes(analysis)
        if wanted.purpose in found.tables:
            return found.tables[wanted.purpose]
        raise _nothing(wanted.purpose)
    if wanted.by:
        return results.breakdown(analysis, wanted.by, wanted.question or None).table
    if not wanted.question:
        raise _nothing("by")
    return results.frequencies(analysis, wanted.question)[0]


def picture(analysis: Analysis, wanted: Wanted, language: str, form: str = "") -> Picture | None:
    """What a page says of the chart of a table; None where no form fits.

    :raises Refusal: the form that was asked for does not fit.
    """
    table = table_of(analysis, wanted)
    fitting = () if wanted.purpose == "size" else forms_for(table)
    if not fitting:
        return None
    if form and form not in fitting:
        raise _nothing(form)
    title = _title(analysis, wanted, table, language)
    lacking = lacking_in(table, language, title, analysis.provenance.source(language))
    return Picture(fitting, form or fitting[0], title, _words(table, title, language), tuple(sorted(lacking)))


def file_of(analysis: Analysis, wanted: Wanted, kind: Kind, language: str, form: str = "") -> bytes:
    """A table as CSV or XLSX, or its chart as PNG or SVG; the same data give the same bytes."""
    key = (analysis.version, analysis.is_simulated, wanted, kind, language, form)
    return _kept.get(key, lambda: _made(analysis, wanted, kind, language, form))


def forget(version: str) -> None:
    """Drop what was made from a version of the data that is no longer the newest."""
    _kept.forget(lambda key: key[0] == version)


def _made(analysis: Analysis, wanted: Wanted, kind: Kind, language: str, form: str) -> bytes:
    table = table_of(analysis, wanted)
    if kind == "csv":
        return sheets.csv_of(table, analysis.provenance, language)
    if kind == "xlsx":
        tables = (table,) if wanted.purpose or wanted.by else results.frequencies(analysis, wanted.question)
        moment = analysis.frozen_at or datetime(2000, 1, 1, tzinfo=UTC)
        return sheets.xlsx_of(tables, analysis.provenance, moment, language)
    shown = picture(analysis, wanted, language, form)
    if shown is None:
        raise _nothing(form or kind)
    chart = draw(table, shown.form, analysis.provenance, language, shown.title)
    return chart.png(160) if kind == "png" else chart.svg()


def _title(analysis: Analysis, wanted: Wanted, table: ReleasedTable, language: str) -> str:
    if wanted.question:
        question = question_title(analysis.dataset, wanted.question, language)
        return crossed_headline(table, language, question) if wanted.by else question
    return headline(table, language)


def _words(table: ReleasedTable, title: str, language: str) -> str:
    """What a chart shows, for who cannot see it: a sentence, or the title and that the table follows."""
    if len(table.dimensions) == 1 and "chosen" not in table.dimensions[0].name:
        first = table.dimensions[0]
        if first.name in ("option", "item"):
            return _ranked_words(table, title, language)
        return structure_sentence(table, language).strip()
    names = ("、" if language.startswith("zh") else ", ").join(
        one.label.say(language) for one in table.dimensions
    )
    if language.startswith("zh"):
        return f"{title}。按{names}分列的占比，数值见表。"
    return f"{title}. Shares by {names}; the figures are in the table."


def _ranked_words(table: ReleasedTable, title: str, language: str) -> str:
    dimension = table.dimensions[0]
    found = [(one, table.cell(**{dimension.name: one.code})) for one in dimension.categories]
    known = [(one, cell) for one, cell in found if cell.figure().value is not None]
    if not is_ordered(dimension.name):
        known.sort(key=lambda pair: -(pair[1].figure().value or 0.0))
    chinese = language.startswith("zh")
    parts = [
        f"{one.label.say(language)} {share(cell.figure())} {interval(cell.figure())} (n {base_of(cell)})"
        for one, cell in known[:3]
    ]
    return f"{title}{'：' if chinese else ': '}{('；' if chinese else '; ').join(parts)}{'。' if chinese else '.'}"


def _nothing(place: str) -> Refusal:
    return Refusal(
        "not_found",
        place=place,
        reason=Text(zh="没有这样的表或图", en="There is no such table or chart"),
        remedy=Text(zh="请从页面上的链接进入", en="Use the links on the page"),
    )
