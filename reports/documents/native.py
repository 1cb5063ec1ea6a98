"""Charts that office programs draw themselves, so that their figures stay editable.

Bars, columns and stacked bars only: intervals, pyramids, heat maps and the rest stay pictures.
The workbook behind a chart is ours, with the time of the data version and texts that never are formulas.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import xlsxwriter

from reports.charts.chart import Chart, Value
from reports.charts.colours import ink_on, sequential
from reports.charts.lettering import printable

Form = Literal["bars", "columns", "stacked"]
FORMS: dict[str, Form] = {"ranked": "bars", "dots": "bars", "columns": "columns", "stacked": "stacked"}
SINGLE = ("bars", "columns")
MOST_CATEGORIES, MOST_SERIES = 24, 12
PRIMARY = "#0b5e73"
#: The label of a piece of a stacked bar; pieces without room for one have none, or labels would lie on each other.
NOT_THE_LEAST = '[>=0.025]0%;""'
FONT, LATIN = "微软雅黑", "Arial"


@dataclass(frozen=True)
class Native:
    """A chart as its figures: shares as fractions, None where nothing is published."""

    form: Form
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]

    @property
    def colours(self) -> list[str]:
        """One colour for each series."""
        return [PRIMARY] if len(self.series) == 1 else sequential(len(self.series))


def native_of(chart: Chart, form: str) -> Native | None:
    """The figures of a drawn chart where an office program can draw its form; None where it cannot.

    A category of which something is not published carries the sign of suppression behind its name.
    """
    if form not in FORMS or len(chart.data) < 2:
        return None
    heading, rows = chart.data[0], chart.data[1:]
    kind = FORMS[form]
    last = 2 if kind in SINGLE else len(heading)
    if len(rows) > MOST_CATEGORIES or last - 1 > MOST_SERIES:
        return None
    series = tuple(
        (printable(str(heading[place]))[0], tuple(_number(row[place]) for row in rows))
        for place in range(1, last)
    )
    hidden = [any(values[line] is None for _, values in series) for line in range(len(rows))]
    names = [
        str(row[0]) + (f" {chart.words.hidden}" if gone else "")
        for row, gone in zip(rows, hidden, strict=True)
    ]
    return Native(kind, tuple(printable(name)[0] for name in names), series)


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def workbook(native: Native, created: datetime) -> bytes:
    """The figures as the workbook that an office program opens behind the chart."""
    target = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {"in_memory": True, **safe}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        share = book.add_format({"num_format": "0.0%"})
        sheet = book.add_worksheet("Sheet1")
        for line, category in enumerate(native.categories, 1):
            sheet.write_string(line, 0, category)
        for place, (name, values) in enumerate(native.series, 1):
            sheet.write_string(0, place, name)
            for line, value in enumerate(values, 1):
                if value is not None:
                    sheet.write_number(line, place, value, share)
    return target.getvalue()


def chart_data(native: Native) -> Any:
    """The figures as python-pptx takes them."""
    from pptx.chart.data import CategoryChartData

    data = CategoryChartData(number_format="0.0%")
    data.categories = native.categories
    for name, values in native.series:
        data.add_series(name, values)
    return data


def chart_type(native: Native) -> Any:
    """The kind of chart in the words of python-pptx."""
    from pptx.enum.chart import XL_CHART_TYPE

    return {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "stacked": XL_CHART_TYPE.BAR_STACKED,  # of 100 %, so that what is hidden leaves a gap
    }[native.form]


def style(chart: Any, native: Native, points: float) -> None:
    """Letters, colours, axis and legend of a chart of python-pptx; ``points`` is the size of its letters."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    chart.font.size, chart.font.name = Pt(points), LATIN
    letters = chart._chartSpace.find(f"{qn('c:txPr')}//{qn('a:defRPr')}")
    letters.append(letters.makeelement(qn("a:ea"), {"typeface": FONT}))
    chart.has_title = False
    several = len(native.series) > 1
    chart.has_legend = several
    if several:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if native.form != "columns":
        chart.category_axis.reverse_order = True  # else the first category stands at the foot
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.value_axis.minimum_scale = 0
    if native.form == "stacked":
        chart.value_axis.maximum_scale = 1
    chart.category_axis.format.line.color.rgb = _rgb("#cfd8df")
    _label_every(chart.category_axis)
    plot = chart.plots[0]
    plot.gap_width = 45
    if several:
        plot.overlap = 100
    for series, colour in zip(plot.series, native.colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
        labels = series.data_labels
        labels.show_value, labels.number_format_is_linked = True, False
        labels.number_format = NOT_THE_LEAST if several else "0.0%"
        if several:  # inside the bar, so in ink that stands out from it
            labels.font.size, labels.font.color.rgb = Pt(points), _rgb(ink_on(colour))


def _label_every(axis: Any) -> None:
    """Every category keeps its name; where names are long, office programs leave out some of them."""
    from pptx.oxml.ns import qn

    element = axis._element
    skip = element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def draw(
    shapes: Any, native: Native, box: tuple[int, int, int, int], points: float, created: datetime
) -> Any:
    """A chart among the shapes of a slide, its workbook ours instead of the one made at this moment."""
    frame = shapes.add_chart(chart_type(native), *box, chart_data(native))
    frame.chart.part.chart_workbook.xlsx_part._blob = workbook(native, created)
    style(frame.chart, native, points)
    return frame
