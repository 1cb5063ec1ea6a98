"""From a released table to a chart: the door through which every drawing goes.

Only a :class:`~reports.disclosure.ReleasedTable` is drawn, so no chart shows what disclosure
control has hidden. Shares within a group are worked out from the published shares alone.
"""

from __future__ import annotations

from dataclasses import replace

from questionnaires.text import Text
from reports.charts.boundaries import Boundaries
from reports.charts.canvas import percent
from reports.charts.chart import Chart, Words
from reports.charts.choosing import FORMS, choose, forms_for
from reports.charts.crossed import MOST_ROWS, crossed_chart
from reports.charts.lettering import drawable
from reports.charts.provenance import Provenance, base_line, stands_for_itself
from reports.charts.reading import Reading, within_rows
from reports.charts.single import single_chart
from reports.charts.spec import ChartSpec
from reports.charts.traits import VALUE, WAVE, Traits
from reports.charts.wording import alt_text
from reports.crosstabs.merging import is_ordered
from reports.disclosure import ReleasedTable
from reports.errors import ReportError


def draw(
    table: ReleasedTable,
    form: str,
    provenance: Provenance,
    language: str = "zh-CN",
    title: str | None = None,
    *,
    spec: ChartSpec | None = None,
    boundaries: Boundaries | None = None,
) -> Chart:
    """The chart of a table in a form of :func:`forms_for`.

    ``title`` is what stands above where ``spec`` has none, by default the title of the table. ``boundaries``
    are needed by maps.

    :raises ValueError: the form does not fit the table.
    :raises ReportError: what is specified cannot be drawn: too many categories, or no such figure.
    """
    if not isinstance(table, ReleasedTable):
        raise TypeError("only a released table is drawn")
    if form not in forms_for(table, boundaries):
        raise ValueError(f"{form} does not fit a table of {[one.name for one in table.dimensions]}")
    chosen = spec or ChartSpec()
    reading = Reading(table, chosen, language)
    _require_drawable(reading, form)
    words = Words(
        chosen.title.say(language) if chosen.title else title or table.title.say(language),
        _base(reading, form),
        _source(reading, provenance),
        language=language,
    )
    is_single = len(table.dimensions) == 1
    chart = (
        single_chart(reading, form, words, boundaries) if is_single else crossed_chart(reading, form, words)
    )
    return replace(chart, alt=alt_text(table, form, chosen))


def draw_spec(
    table: ReleasedTable,
    spec: ChartSpec,
    provenance: Provenance,
    language: str = "zh-CN",
    boundaries: Boundaries | None = None,
) -> Chart:
    """The chart of a table as it was specified; the form that fits best where none was chosen.

    :raises ReportError: no form fits the table, or not the one that was chosen.
    """
    choice = choose(table, boundaries)
    if choice is None:
        raise ReportError(
            "chart.form",
            "form",
            Text(zh="没有图形适合这张表。", en="No form of chart fits this table."),
            Text(zh="请看表。", en="Use the table."),
        )
    form = spec.form or choice.best.form
    if form not in choice.forms:
        name = FORMS[form] if form in FORMS else Text(zh=form, en=form)
        raise ReportError(
            "chart.form",
            "form",
            Text(
                zh=f"“{name.say('zh-CN')}”不适合这张表。", en=f"“{name.say('en')}” does not fit this table."
            ),
            Text(
                zh="可选：" + "、".join(FORMS[one].say("zh-CN") for one in choice.forms) + "。",
                en="Choose one of: " + ", ".join(FORMS[one].say("en") for one in choice.forms) + ".",
            ),
        )
    return draw(table, form, provenance, language, spec=spec, boundaries=boundaries)


def lacking_in(table: ReleasedTable, language: str, *texts: str) -> frozenset[str]:
    """The characters of a table's labels, and of further texts, that a chart would have to draw as 〓."""
    labels = [category.label.say(language) for one in table.dimensions for category in one.categories]
    labels += [one.label.say(language) for one in table.dimensions]
    return drawable("".join((*labels, table.title.say(language), *texts)))[1]


def _base(reading: Reading, form: str) -> str:
    """The base line, under a subtitle where somebody wrote one: it is added to, never replaced."""
    language, figures = reading.language, reading.table.cells[0].figures
    base = "" if "size" in figures else base_line(reading.table, language)
    if base and (whole := _whole(reading, form)) is not None:
        base += ("；" if language.startswith("zh") else "; ") + whole.say(language)
    subtitle = reading.spec.subtitle
    return "\n".join(line for line in (subtitle.say(language) if subtitle else "", base) if line)


def _whole(reading: Reading, form: str) -> Text | None:
    """Of what the shares of several features are shares; None where one feature leaves no doubt."""
    count = len(reading.dimensions)
    if count == 1 or not reading.unit.is_share:
        return None
    if form in ("stacked", "mosaic", "diverging") or (form == "multiples" and count == 3):
        return Text(zh="每条合计 100 %", en="each bar adds to 100 %")
    if WAVE in reading.names:
        return Text(zh="数为占当轮的百分比", en="figures are percent of each wave")
    if Traits(reading.table).of_whole:
        return Text(zh="数为占全部的百分比", en="figures are percent of all")
    return Text(zh="数为占本组回答者的百分比", en="figures are percent of the group")


def _source(reading: Reading, provenance: Provenance) -> str:
    """Where it comes from and, where something is hidden, what the sign of suppression means."""
    reason = next((cell.reason for cell in reading.table.cells if cell.suppressed and cell.reason), None)
    source = provenance.source(reading.language)
    return source if reason is None else f"{source}\n▪ {reason.say(reading.language)}"


def _require_drawable(reading: Reading, form: str) -> None:
    """Refuse what no picture holds, and figures and series that the form does not take."""
    most = max(len(dimension.categories) for dimension in reading.dimensions)
    if most > MOST_ROWS:
        raise ReportError(
            "chart.many",
            reading.dimensions[0].name,
            Text(
                zh=f"有 {most:,} 类，一张图最多容下 {MOST_ROWS} 类。",
                en=f"There are {most:,} categories; a picture holds up to {MOST_ROWS}.",
            ),
            Text(zh="请先合并类别，或只看表。", en="Put categories together first, or use the table."),
        )
    parts = form in ("stacked", "diverging", "mosaic", "heat", "pyramid")
    if parts and not reading.unit.is_share:
        raise ReportError(
            "chart.figure",
            reading.figure,
            Text(zh=f"{FORMS[form].say('zh-CN')}只画占比。", en=f"{FORMS[form].say('en')}: shares only."),
            Text(zh="请改画占比，或换用点图。", en="Draw shares, or take dots."),
        )
    names = [one.name for one in reading.table.dimensions]
    if parts and VALUE in names and reading.names[-1] != VALUE:
        raise ReportError(
            "chart.series",
            reading.spec.series,
            Text(
                zh="答案各部分合计为每组的 100 %，不能与分组互换。",
                en="The answers of each group add to 100 %: groups and answers cannot be exchanged.",
            ),
            Text(zh="请去掉“系列”的设置，或换用点图。", en="Leave the series out, or take dots."),
        )


__all__ = [
    "FORMS",
    "ChartSpec",
    "Provenance",
    "base_line",
    "choose",
    "draw",
    "draw_spec",
    "forms_for",
    "is_ordered",
    "lacking_in",
    "percent",
    "stands_for_itself",
    "within_rows",
]
