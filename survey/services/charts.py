"""Charts and files of released tables, drawn on request and kept by the version of the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from questionnaires.text import Text
from reports.charts.chart import Chart
from reports.charts.drawing import choose, draw_spec, is_ordered, lacking_in
from reports.charts.spec import GIVEN, SIZE, ChartSpec
from reports.charts.wording import alt_text
from reports.crosstabs.distribution import distribution, weight_distribution
from reports.disclosure import ReleasedTable
from reports.documents import sheets
from reports.documents.chapters.questions import question_title
from reports.documents.figures import base_of, interval, share
from reports.documents.sentences import crossed_headline, headline, structure_sentence
from reports.layout import Layout
from survey.errors import Refusal
from survey.services import layouts, results
from survey.services.memory import Memory
from survey.services.refusing import refusals
from survey.services.releases import Which
from survey.services.results import Analysis

KEPT_BYTES = 24_000_000
Kind = Literal["png", "svg", "pdf", "csv", "xlsx"]

_kept: Memory[tuple[Any, ...], bytes] = Memory(KEPT_BYTES, len)


@dataclass(frozen=True)
class Wanted:
    """Which table is meant: one of the five purposes, a breakdown, or, without either, a question's frequencies.

    With the purpose :data:`SPREAD` it is how the numbers of the question are spread, with :data:`WEIGHTS` the weights.
    A ``layout`` is the table that somebody laid out, whatever else is named.
    """

    purpose: str = ""
    by: tuple[str, ...] = ()
    question: str = ""
    layout: Layout | None = None


@dataclass(frozen=True)
class Look:
    """What somebody chose on a page: a form, a title of their own, and ``size`` or ``given`` for the order of rows.

    What is empty is chosen from the table. Pages and templates that keep a chart keep a :class:`ChartSpec`.
    """

    form: str = ""
    title: str = ""
    order: str = ""

    def spec(self, table: ReleasedTable, language: str) -> ChartSpec:
        """The same as the specification of a chart of this table."""
        return ChartSpec(
            form=self.form,
            title=Text({language: self.title}) if self.title else None,
            order={table.dimensions[0].name: self.order} if self.order in (GIVEN, SIZE) else {},
        )


AS_IT_COMES: Final = Look()
#: Purposes besides the five tables: how the numbers of a question, and how the weights, are spread.
SPREAD, WEIGHTS = "spread", "weights"


@dataclass(frozen=True)
class Picture:
    """What a page says of a chart before it is drawn.

    ``forms`` are those that fit, ``form`` the one shown and ``reason`` why one takes it; ``text`` says in
    words what it shows, ``lacking`` are characters that it can only draw as 〓.
    """

    forms: tuple[str, ...]
    form: str
    reason: str
    title: str
    text: str
    lacking: tuple[str, ...]


def table_of(analysis: Analysis, wanted: Wanted) -> ReleasedTable:
    """The released table that is meant.

    :raises Refusal: there is no such table.
    """
    if wanted.layout is not None:
        return layouts.laid_out(analysis, wanted.layout).table
    if wanted.purpose in (SPREAD, WEIGHTS):
        with refusals():
            spread = (
                weight_distribution(analysis.dataset)
                if wanted.purpose == WEIGHTS
                else distribution(analysis.dataset, wanted.question)
            )
        analysis.given(Which((wanted.purpose,), question=wanted.question), spread)
        return spread
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


def picture(analysis: Analysis, wanted: Wanted, language: str, look: Look = AS_IT_COMES) -> Picture | None:
    """What a page says of the chart of a table; None where no form fits.

    :raises Refusal: the form that was asked for does not fit.
    """
    table = table_of(analysis, wanted)
    is_drawn = wanted.purpose != "size" and (wanted.layout is None or wanted.layout.is_drawn)
    choice = choose(table, analysis.boundaries) if is_drawn else None
    if choice is None:
        return None
    offers = {one.form: one for one in (choice.best, *choice.alternatives)}
    form = look.form or choice.best.form
    if form not in offers:
        raise _nothing(form)
    title = look.title or _title(analysis, wanted, table, language)
    lacking = lacking_in(table, language, title, analysis.provenance.source(language))
    words = _words(table, title, form, language)
    reason = offers[form].reason.say(language)
    return Picture(choice.forms, form, reason, title, words, tuple(sorted(lacking)))


def file_of(analysis: Analysis, wanted: Wanted, kind: Kind, language: str, look: Look = AS_IT_COMES) -> bytes:
    """A table as CSV or XLSX, or its chart as PNG, SVG or PDF; the same data give the same bytes."""
    table_of(analysis, wanted)  # given away, whether the file is made or kept
    area = analysis.boundaries.digest if analysis.boundaries is not None else ""
    key = (analysis.version, analysis.is_simulated, wanted, kind, language, look, area)
    return _kept.get(key, lambda: _made(analysis, wanted, kind, language, look))


def chart_of(analysis: Analysis, wanted: Wanted, spec: ChartSpec, language: str) -> Chart:
    """The chart of a table as somebody specified it; without a title of theirs it states the finding.

    :raises Refusal: there is no such table, or what is specified does not fit it.
    """
    table = table_of(analysis, wanted)
    titled = spec
    if spec.title is None:
        titled = replace(spec, title=Text({language: _title(analysis, wanted, table, language)}))
    with refusals():
        return draw_spec(table, titled, analysis.provenance, language, analysis.boundaries)


def forget(version: str) -> None:
    """Drop what was made from a version of the data that is no longer the newest."""
    _kept.forget(lambda key: key[0] == version)


def _made(analysis: Analysis, wanted: Wanted, kind: Kind, language: str, look: Look) -> bytes:
    table = table_of(analysis, wanted)
    if kind == "csv":
        return sheets.csv_of(table, analysis.provenance, language)
    if kind == "xlsx":
        is_one = bool(wanted.layout or wanted.purpose or wanted.by)
        tables = (table,) if is_one else results.frequencies(analysis, wanted.question)
        return sheets.xlsx_of(tables, analysis.provenance, analysis.moment, language)
    if picture(analysis, wanted, language, look) is None:
        raise _nothing(look.form or kind)
    chart = chart_of(analysis, wanted, look.spec(table, language), language)
    return chart.picture(kind)


def _title(analysis: Analysis, wanted: Wanted, table: ReleasedTable, language: str) -> str:
    if wanted.layout is not None and (wanted.layout.base != "total" or wanted.layout.answered):
        return table.title.say(language)
    if wanted.question:
        question = question_title(analysis.dataset, wanted.question, language)
        return crossed_headline(table, language, question) if wanted.by else question
    return headline(table, language)


def _words(table: ReleasedTable, title: str, form: str, language: str) -> str:
    """What a chart shows, for who cannot see it: a sentence, or the title and that the table follows."""
    if len(table.dimensions) == 1 and form != "histogram" and "share" in table.cells[0].figures:
        first = table.dimensions[0]
        if first.name in ("option", "item"):
            return _ranked_words(table, title, language)
        return structure_sentence(table, language).strip()
    return alt_text(table, form, ChartSpec(title=Text({language: title}))).say(language)


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
