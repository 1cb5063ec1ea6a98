"""Every form draws figures where they belong, keeps its letters inside, and shows what is hidden as hidden."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import os
import subprocess
import sys
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import openpyxl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from questionnaires.text import Text
from reports.charts.chart import Chart, Words
from reports.charts.drawing import draw, forms_for
from reports.charts.histogram import Bin, histogram
from reports.charts.reading import Point
from reports.charts.slope import SAME, UP
from reports.charts.spreading import spread
from reports.charts.units import Unit
from reports.disclosure import PUBLIC, Base, ReleasedTable, join
from reports.errors import ReportError
from reports.estimates import Design
from reports.regression import Factor, Regression, fit
from reports.returns import stages_table
from tests.reports.charts.tables import (
    AGES,
    SECTORS,
    SEXES,
    SOURCE,
    TITLES,
    by_sector,
    by_title,
    counts,
    crossed,
    dimension,
    matrix,
    options_by,
    over_waves,
    released,
)

SECTOR, TITLE, AGE = ("sector", "行业", SECTORS), ("title", "职称", TITLES), ("age", "年龄", AGES)
BINS = (":20", "20:30", "30:40", "40:60", "60:")


def few(shape: tuple[int, int]) -> np.ndarray:
    """Counts of which two are too few to be published."""
    found = counts(shape)
    found[1, 1], found[-1, 2] = 4, 6
    return found


def hours() -> ReleasedTable:
    return released(
        "每周工作小时",
        [dimension("bin", "小时", BINS, BINS)],
        [100, 200, 400, 200, 100],
        within=True,
    )


def coefficients() -> ReleasedTable:
    """A logistic model with one interval that no axis holds."""
    design = Design.of(np.ones(400))
    chosen = np.tile([0.0, 1.0], 200)
    chosen[300:] = 1
    codes = np.repeat([0, 1, 2, 3], 100)
    labels = ("工业企业和建筑业单位", "农业、林业、牧业和渔业", "教育", "卫生")
    term = Factor("sector", Text(zh="行业", en="Sector"), codes, ("1", "2", "3", "4"),
                  tuple(Text(zh=label, en=label) for label in labels))  # fmt: skip
    chosen[399] = 0
    model = fit(design, chosen, [term], "logistic")
    base = Base(model.n, model.weighted_n)
    outcome = Text(zh="选了“很满意”", en="Very satisfied")
    return Regression(outcome, model, (), (term,), 100, (), base, "0", 1.0, PUBLIC).table(intercept=False)


def tables() -> dict[str, ReleasedTable]:
    """A table for every form, most with something hidden."""
    return {
        "ranked": by_sector(5),
        "columns": by_title(),
        "dots": options_by(["工业", "农业", "教育"]),
        "stacked": crossed(SECTOR, TITLE, counts=few((7, 5))),
        "mosaic": crossed(SECTOR, TITLE, counts=few((7, 5))),
        "heat": crossed(SECTOR, TITLE, counts=few((7, 5))),
        "diverging": matrix(["我为自己是一名科技工作者感到自豪", "收入与付出相称"]),
        "pyramid": crossed(AGE, ("sex", "性别", SEXES)),
        "multiples": crossed(SECTOR, AGE, counts=few((7, 4))),
        "slope": over_waves(["2022 年", "2026 年"]),
        "trend": over_waves(["第一次", "第二次", "第三次"], few=4),
        "funnel": stages_table([("issued", 3000), ("returned", 2601), ("valid", 2463)]),
        "histogram": hours(),
        "forest": coefficients(),
    }


TABLES = tables()


@cache
def drawn(form: str) -> Chart:
    """The chart of each form, drawn once."""
    return draw(TABLES[form], form, SOURCE)


def figures(table: ReleasedTable, part: str = "value") -> list[float]:
    """A part of the figures of all inner cells, in order of size."""
    found = (getattr(cell.figure(), part) for cell in table.inner())
    return sorted(float(one) for one in found if one is not None)


def marked(chart: Chart, gid: str) -> list:
    """Drawn things of a kind, over all plots of the figure."""
    return [one for axes in chart.figure.axes for one in (*axes.lines, *axes.patches) if one.get_gid() == gid]


def texts(chart: Chart) -> list:
    """All texts that are seen, with their boxes measured."""
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    chart.figure.draw(renderer)
    found = list(chart.figure.texts)
    for axes in chart.figure.axes:
        if axes.axison:
            ticks = [*zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)]
            low, high = sorted(axes.get_xlim())
            found += [*axes.texts, *(label for at, label in ticks if low <= at <= high)]
            found += [*axes.get_yticklabels(), axes.xaxis.label]
        else:
            found += axes.texts
    return [(one, one.get_window_extent(renderer)) for one in found if one.get_text() and one.get_visible()]


@pytest.mark.parametrize("form", TABLES)
def test_every_form_fits_its_table_and_keeps_its_letters_inside_unturned(form: str) -> None:
    table = TABLES[form]
    assert form in forms_for(table)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = drawn(form)
        measured = texts(chart)
    wide, high = chart.figure.bbox.width, chart.figure.bbox.height
    for text, box in measured:
        assert -1 <= box.x0 <= box.x1 <= wide + 1, text.get_text()
        assert -1 <= box.y0 <= box.y1 <= high + 1, text.get_text()
        assert text.get_rotation() == 0
    assert not chart.lacking


@pytest.mark.parametrize("form", TABLES)
def test_every_form_carries_its_table_its_data_and_words_in_two_languages(form: str) -> None:
    table = TABLES[form]
    chart = drawn(form)
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    assert all(len(row) == len(chart.data[0]) for row in chart.data)
    assert len(chart.data) > 1
    assert not any("nan" in str(value) for row in chart.data for value in row)
    assert chart.alt.say("zh-CN").endswith("数值见表。")
    assert chart.alt.say("en").endswith("The figures are in the table.")
    hidden = sum(cell.suppressed for cell in table.inner())
    assert (f"{hidden} 个数为保护个人信息不公布" in chart.alt.say("zh-CN")) == bool(hidden)
    assert ("▪" in chart.words.source) == bool(table.suppressed)


def test_an_interval_has_the_decimals_of_its_figure() -> None:
    unit = Unit("coefficient")
    assert unit.say(-19.84) == "-19.84"
    assert unit.interval(-20.59, -19.1, -19.84) == "[-20.59, -19.10]"
    assert (unit.say(7.7, 0.1), unit.interval(5.4, 10.0, 7.7, 0.1)) == ("7.7", "[5.4, 10.0]")
    assert (unit.say(12.0, 1.0), unit.say(0.005, 0.005)) == ("12", "0.005")
    assert (Unit("mean").say(45.5, 0.5), Unit("mean").say(46.12, 0.02)) == ("45.5", "46.1")


def test_labels_of_a_list_do_not_cover_each_other() -> None:
    chart = draw(over_waves(["2022 年", "2026 年"]), "slope", SOURCE)
    names = [box for text, box in texts(chart) if text.get_text().replace("\n", "") in str(chart.rows)]
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            assert not one.overlaps(other)


def test_points_and_intervals_are_drawn_at_their_figures() -> None:
    table = by_title()
    chart = draw(table, "dots", SOURCE)
    places = sorted(float(one.get_xdata()[0]) for one in marked(chart, "point"))
    assert places == pytest.approx(figures(table))
    ends = sorted(tuple(map(float, one.get_xdata())) for one in marked(chart, "interval"))
    assert [low for low, _ in ends] == figures(table, "low")
    assert sorted(high for _, high in ends) == figures(table, "high")


@pytest.mark.parametrize(("form", "axis"), [("ranked", "x"), ("columns", "y")])
def test_bars_and_columns_begin_at_zero_and_bear_their_intervals(form: str, axis: str) -> None:
    table = by_title()
    chart = draw(table, form, SOURCE)
    bars = marked(chart, "bar" if form == "ranked" else "column")
    assert all((bar.get_x() if axis == "x" else bar.get_y()) == 0 for bar in bars)
    lengths = sorted(bar.get_width() if axis == "x" else bar.get_height() for bar in bars)
    assert lengths == pytest.approx(figures(table))
    highs = {round(float(getattr(one, f"get_{axis}data")()[1]), 9) for one in marked(chart, "interval")}
    assert highs == {round(high, 9) for high in figures(table, "high")}


def test_areas_of_a_mosaic_are_shares_of_the_whole() -> None:
    table = crossed(SECTOR, TITLE)
    chart = draw(table, "mosaic", SOURCE)
    parts = marked(chart, "part")
    whole = sum(part.get_width() * part.get_height() for part in parts)
    areas = sorted(part.get_width() * part.get_height() / whole for part in parts)
    assert areas == pytest.approx(figures(table))


def test_a_suppressed_part_of_a_bar_is_left_open_and_never_drawn_as_zero() -> None:
    table, chart = TABLES["stacked"], drawn("stacked")
    bars = [one for one in chart.figure.axes[0].patches if isinstance(one, Rectangle)]
    hidden = sum(cell.suppressed for cell in table.inner())
    assert len(bars) == len(table.inner()) - hidden
    assert sum(value is None for row in chart.data for value in row) == hidden
    assert any("▪ 不公布" in text.get_text() for text, _ in texts(chart))


def test_kinds_of_missing_are_no_group_of_points() -> None:
    table = crossed(SECTOR, ("value", "评价", ["好", "一般", "差"]), within=True)
    refused = replace(table.dimensions[0].categories[-1], missing="refused")
    object.__setattr__(table.dimensions[0], "categories", (*table.dimensions[0].categories[:-1], refused))
    chart = draw(table, "multiples", SOURCE)
    assert SECTORS[-1] not in {row[0] for row in chart.rows}


def test_a_suppressed_wave_interrupts_its_line() -> None:
    chart = draw(over_waves(["一", "二", "三"], few=4), "trend", SOURCE)
    lines = {tuple(np.isnan(one.get_ydata())) for one in marked(chart, "line")}
    assert (True, True, True) in lines
    assert (False, False, False) in lines


def test_waves_named_by_years_stand_as_far_apart_as_the_years() -> None:
    chart = draw(over_waves(["2018 年", "2020 年", "2026 年"]), "trend", SOURCE)
    assert list(chart.figure.axes[0].get_xticks()) == [2018, 2020, 2026]


def test_a_slope_is_coloured_only_where_the_intervals_do_not_overlap() -> None:
    def wave(name: str, given: list[int]) -> ReleasedTable:
        return released(name, [dimension("value", "压力", ["晋升", "收入"])], given, within=True)

    waves = ["2022 年", "2026 年"]
    sure = join(
        Text(zh="变化"), dimension("wave", "调查", waves), [wave("a", [300, 700]), wave("b", [600, 400])]
    )
    slight = join(
        Text(zh="变化"), dimension("wave", "调查", waves), [wave("a", [300, 700]), wave("b", [320, 680])]
    )
    shades = [
        [to_hex(one.get_color()) for one in marked(draw(t, "slope", SOURCE), "slope")] for t in (sure, slight)
    ]
    assert UP in shades[0]
    assert SAME not in shades[0]
    assert shades[1] == [SAME, SAME]


def test_a_funnel_says_what_part_of_the_first_and_of_the_last_step_remains() -> None:
    chart = drawn("funnel")
    assert chart.rows[2] == ("有效", "2,463", "82.1 %", "94.7 %")
    widths = [one.get_width() for one in marked(chart, "stage")]
    assert widths == [3000, 2601, 2463]
    for one in marked(chart, "stage"):
        assert one.get_x() == -one.get_width() / 2


def test_areas_of_a_histogram_are_shares_whatever_the_width_of_its_classes() -> None:
    chart = drawn("histogram")
    bars = marked(chart, "bin")
    assert [bar.get_width() for bar in bars] == [10, 10, 10, 20, 20]
    areas = [bar.get_width() * bar.get_height() for bar in bars]
    assert areas == pytest.approx([0.1, 0.2, 0.4, 0.2, 0.1])
    assert (
        to_hex(bars[0].get_facecolor()) == to_hex(bars[-1].get_facecolor()) != to_hex(bars[1].get_facecolor())
    )


def test_every_bar_of_a_histogram_has_its_figure_and_paler_ones_are_explained() -> None:
    def narrow(label: str, low: float | None, high: float | None) -> Bin:
        return Bin(low, high, label, Point(value=0.25))

    bins = [narrow("a", None, 10), narrow("b", 10, 10.5), narrow("c", 10.5, 11), narrow("d", 11, 30)]
    chart = histogram(bins, Words("题目"), heading="数值")
    axes = chart.figure.axes[0]
    figures = [one for one in axes.texts if one.get_text() == "25.0 %"]
    assert [one.get_rotation() for one in figures] == [90, 90, 90, 0]
    assert "浅色" in axes.get_xlabel()
    closed = histogram(bins[1:], Words("题目"), heading="数值")
    assert "浅色" not in closed.figure.axes[0].get_xlabel()


def test_every_edge_of_a_histogram_is_named_where_classes_are_narrow() -> None:
    edges = [None, 0.8, 0.9, 1.0, 1.1, 1.2, 1.9, 1.96, None]
    bins = [Bin(low, high, f"{low}–{high}", Point(value=0.125)) for low, high in itertools.pairwise(edges)]
    axes = histogram(bins, Words("题目"), heading="权数").figure.axes[0]
    said = [one.get_text() for one in axes.get_xticklabels()]
    assert [one.strip() for one in said] == ["0.8", "0.9", "1", "1.1", "1.2", "1.9", "1.96"]
    assert [one.startswith("\n") for one in said] == [False] * 6 + [True]


def test_small_multiples_share_one_scale() -> None:
    chart = draw(crossed(SECTOR, AGE), "multiples", SOURCE)
    limits = {axes.get_xlim() for axes in chart.figure.axes if axes.axison}
    assert len(limits) == 1


def test_the_same_data_give_the_same_files_in_another_process_too() -> None:
    script = (
        "import hashlib; from tests.reports.charts.tables import by_title, SOURCE;"
        "from reports.charts.drawing import draw; c = draw(by_title(), 'columns', SOURCE);"
        "print(*(hashlib.sha256(one).hexdigest() for one in (c.pdf(), c.svg(), c.png(60))))"
    )
    chart = draw(by_title(), "columns", SOURCE)
    own = [hashlib.sha256(one).hexdigest() for one in (chart.pdf(), chart.svg(), chart.png(60))]
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert found.stdout.split() == own


def test_a_pdf_holds_its_fonts_as_truetype() -> None:
    content = draw(by_title(), "ranked", SOURCE).pdf()
    assert content.startswith(b"%PDF-")
    assert b"/CIDFontType2" in content
    assert b"/Type3" not in content


def test_the_data_of_a_chart_are_files_of_numbers_with_text_disarmed() -> None:
    table = released("=1+1", [dimension("sector", "=行业", ["=cmd", "乙", "丙"])], [400, 500, 4])
    chart = draw(table, "ranked", SOURCE)
    rows = list(csv.reader(io.StringIO(chart.csv().decode("utf-8-sig"))))
    assert rows[0][0] == "'=行业"
    assert {row[0]: (row[1] == "", row[-1]) for row in rows[1:]}["丙"] == (True, "1")
    book = openpyxl.load_workbook(io.BytesIO(chart.xlsx(datetime(2026, 1, 1, tzinfo=UTC))))
    values = {row[0]: row[1] for row in book.active.iter_rows(min_row=2, values_only=True)}
    assert values["丙"] is None
    assert values["乙"] == pytest.approx(500 / 904)


def test_only_a_released_table_is_drawn() -> None:
    with pytest.raises(TypeError, match="released"):
        draw({"share": 0.5}, "ranked", SOURCE)  # type: ignore[arg-type]


def test_everything_hidden_is_said_and_not_drawn_as_nothing() -> None:
    table = released("少", [dimension("sector", "行业", ["甲", "乙"])], [30, 40], threshold=1000)
    for form in forms_for(table):
        chart = draw(table, form, SOURCE)
        assert sum("不公布" in text.get_text() for text, _ in texts(chart)) >= 2


def test_sixty_categories_make_a_picture_and_two_hundred_a_refusal() -> None:
    names = [f"第{number}乡镇" for number in range(200)]
    sixty = released("乡镇", [dimension("town", "乡镇", names[:60])], counts((60,), 9000))
    chart = draw(sixty, forms_for(sixty)[0], SOURCE)
    assert len(chart.rows) == 60
    assert chart.figure.get_size_inches()[1] < 20
    many = released("乡镇", [dimension("town", "乡镇", names)], [50] * 200)
    with pytest.raises(ReportError, match=r"chart\.many"):
        draw(many, forms_for(many)[0], SOURCE)


@pytest.mark.parametrize("values", [[46.2, 5_500_000.0, 39.9], [-0.5, 0.4, 0.1], [0.0, 0.0, 0.0]])
def test_a_huge_figure_and_negative_ones_keep_their_places(values: list[float]) -> None:
    table = released(
        "均值", [dimension("sector", "行业", ["甲", "乙", "丙"])], [99, 99, 99], figure="mean", values=values
    )
    chart = draw(table, "dots", SOURCE)
    assert sorted(float(one.get_xdata()[0]) for one in marked(chart, "point")) == sorted(values)
    low, high = chart.figure.axes[0].get_xlim()
    assert low <= min(values)
    assert high >= max(values)


def test_a_wide_heat_map_numbers_its_columns_rather_than_turn_their_names() -> None:
    names = [f"Regulation of industry number {number}" for number in range(12)]
    table = crossed(("age", "年龄", AGES * 3), ("sector", "行业", names))
    chart = draw(table, "heat", SOURCE, "en")
    drawn = [text.get_text() for text, _ in texts(chart)]
    assert any("12 Regulation of industry number 11" in one for one in drawn)
    assert all(text.get_rotation() == 0 for text, _ in texts(chart))


def test_labels_are_moved_apart_as_little_as_possible() -> None:
    assert spread([1, 5, 9], [1, 1, 1], 0, 10) == [1, 5, 9]
    assert spread([5, 5], [2, 2], 0, 10) == [4, 6]
    assert spread([9.9, 9.8], [1, 1], 0, 10) == [9.5, 8.5]
    crowded = spread([1, 1, 1], [6, 6, 6], 0, 9)
    assert crowded == [1.5, 4.5, 7.5]


def test_a_chart_of_waves_says_that_its_percent_are_of_each_wave() -> None:
    for form, waves in (("slope", ["2022 年", "2026 年"]), ("trend", ["2018 年", "2022 年", "2026 年"])):
        base = draw(over_waves(waves), form, SOURCE).words.base
        assert "占当轮的百分比" in base
        assert "本组" not in base
