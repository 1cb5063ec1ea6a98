"""Charts of tables of two or three features: what each form takes from the reading."""

from __future__ import annotations

from dataclasses import replace

from questionnaires.text import Text
from reports.charts.chart import Chart, Value, Words
from reports.charts.diverging import diverging_bars
from reports.charts.dots import MOST_GROUPS, Dots, grouped_dots
from reports.charts.heatmap import heat_map
from reports.charts.mosaic import mosaic
from reports.charts.multiples import Panel, small_multiples
from reports.charts.pyramid import age_pyramid
from reports.charts.reading import Point, Reading, rows_within
from reports.charts.single import rescaled
from reports.charts.slope import slopes
from reports.charts.stacked import stacked_bars
from reports.charts.traits import VALUE, WAVE, Traits, direction, ordered
from reports.charts.trend import trends
from reports.classification import Category
from reports.disclosure import Dimension
from reports.errors import ReportError

MOST_COLUMNS = 12  # more do not find room for their labels above a heat map
MOST_ROWS = 150


def crossed_chart(reading: Reading, form: str, words: Words) -> Chart:
    """A chart of two or three features in a form of :mod:`reports.charts.choosing`."""
    if form == "pyramid":
        return _pyramid(reading, words)
    if form == "dots":
        return _dots(reading, words)
    if form in ("slope", "trend"):
        return _over_waves(reading, form, words)
    if form == "multiples":
        return _multiples(reading, words)
    return _by_rows(reading, form, words)


def _dots(reading: Reading, words: Words) -> Chart:
    rows, groups = (_answers(one) for one in _rows_and_groups(reading))
    if not ordered(rows) and not reading.is_set(rows.name):
        rows = replace(rows, categories=reading.by_size(rows))
    grid = _points(reading, rows, groups)
    made = [Dots(reading.says(one), column) for one, column in zip(groups.categories, grid, strict=True)]
    labels = [reading.says(one) for one in rows.categories]
    chart = grouped_dots(labels, made, words, reading.unit, heading=reading.label(rows.name))
    return _recorded(reading, chart, rows, groups, grid)


def _over_waves(reading: Reading, form: str, words: Words) -> Chart:
    waves = next(one for one in reading.dimensions if one.name == WAVE)
    other = _answers(next(one for one in reading.dimensions if one.name != WAVE))
    grid = _points(reading, waves, other)
    lines = [Dots(reading.says(one), column) for one, column in zip(other.categories, grid, strict=True)]
    names = [reading.says(one) for one in waves.categories]
    if form == "slope":
        chart = slopes((names[0], names[1]), lines, words, reading.unit, heading=reading.label(other.name))
    else:
        chart = trends(names, lines, words, reading.unit, heading=reading.label(WAVE))
    return _recorded(reading, chart, waves, other, grid)


def _rows_and_groups(reading: Reading) -> tuple[Dimension, Dimension]:
    """Which dimension goes down and which becomes colours: the answers of a question go down."""
    first, last = reading.dimensions
    if reading.spec.series:
        return first, last
    if last.name == VALUE or len(_answers(last).categories) > MOST_GROUPS >= len(_answers(first).categories):
        return last, first
    return first, last


def _answers(dimension: Dimension) -> Dimension:
    """A dimension without its kinds of missing, unless it has nothing else."""
    kept = tuple(one for one in dimension.categories if one.missing is None)
    return replace(dimension, categories=kept or dimension.categories)


def _points(reading: Reading, down: Dimension, across: Dimension) -> list[list[Point]]:
    """Per category of ``across`` a point for each of ``down``."""
    return [
        [reading.point(**{down.name: row.code, across.name: column.code}) for row in down.categories]
        for column in across.categories
    ]


def _recorded(
    reading: Reading, chart: Chart, down: Dimension, across: Dimension, grid: list[list[Point]]
) -> Chart:
    rows = [
        reading.record((reading.says(one), reading.says(other)), grid[right][below])
        for below, one in enumerate(down.categories)
        for right, other in enumerate(across.categories)
    ]
    return replace(chart, data=tuple(tuple(row) for row in (reading.head(down.name, across.name), *rows)))


def _multiples(reading: Reading, words: Words) -> Chart:
    first, *rest = reading.dimensions
    first, rest = _answers(first), [_answers(rest[0]), *rest[1:]]
    headings = (reading.label(first.name), reading.label(rest[0].name))
    rows = [reading.says(one) for one in rest[0].categories]
    if len(rest) == 1:
        grid = _points(reading, rest[0], first)
        panels = [
            Panel(reading.says(one), points=found) for one, found in zip(first.categories, grid, strict=True)
        ]
        chart = small_multiples(panels, rows, words, reading.unit, headings=headings)
        return _recorded(reading, chart, rest[0], first, grid)
    parts = rest[1]
    panels = []
    for one in first.categories:
        shares = [
            _parts(reading, {first.name: one.code, rest[0].name: row.code}, parts)
            for row in rest[0].categories
        ]
        panels.append(Panel(reading.says(one), shares=shares))
    names = [reading.says(one) for one in parts.categories]
    chart = small_multiples(
        panels, rows, words, reading.unit, headings=headings, parts=names, ordered=ordered(parts)
    )
    data: list[tuple[Value, ...]] = [(*headings, *names)]
    data += [(panel.name, row, *panel.shares[at]) for panel in panels for at, row in enumerate(rows)]
    return replace(chart, data=tuple(data))


def _parts(reading: Reading, keys: dict[str, str | None], parts: Dimension) -> list[float | None]:
    """How a group is made up; None where a part, or the group, is hidden; zeros where nobody is in it."""
    total = reading.point(**keys)
    if total.hidden or total.n == 0:
        return [None if total.hidden else 0.0] * len(parts.categories)
    whole = 1.0 if total.value is None else total.value
    found: list[float | None] = []
    for one in parts.categories:
        share = reading.point(**keys, **{parts.name: one.code}).value
        found.append(None if share is None else share / whole if whole else 0.0)
    return found


def _by_rows(reading: Reading, form: str, words: Words) -> Chart:
    """The forms that show rows by the categories of the last dimension."""
    across = reading.dimensions[-1]
    heat = form == "heat"
    rows, shares = rows_within(
        reading.table, reading.dimensions, words.language, reading.figure, whole=heat, answers=heat
    )
    heading = " · ".join(reading.label(name) for name in reading.names[:-1])
    kept = [
        index
        for index, category in enumerate(across.categories)
        if any(row[index] != 0 for row in shares) and (not heat or category.missing is None)
    ]
    categories = [across.categories[index] for index in kept]
    shares = [[row[index] for index in kept] for row in shares]
    columns = [reading.says(one) for one in categories]
    if not rows or not columns:
        raise _nothing()
    _require_few(rows, columns)
    if heat:
        return _heat(reading, rows, columns, shares, words, heading)
    if form == "diverging":
        return _diverging(reading, rows, categories, shares, words, heading)
    if form == "mosaic":
        sizes = _sizes(reading, rows)
        chart = mosaic(rows, sizes, columns, shares, words, heading=heading, ordered=ordered(across))
    else:
        chart = stacked_bars(rows, columns, shares, words, heading=heading, ordered=ordered(across))
    return _wide(chart, heading, columns, rows, shares)


def _wide(
    chart: Chart, heading: str, columns: list[str], rows: list[str], shares: list[list[float | None]]
) -> Chart:
    data = [(heading, *columns), *((row, *line) for row, line in zip(rows, shares, strict=True))]
    return replace(chart, data=tuple(data))


def _heat(
    reading: Reading,
    rows: list[str],
    columns: list[str],
    shares: list[list[float | None]],
    words: Words,
    heading: str,
) -> Chart:
    if len(columns) > MOST_COLUMNS and len(rows) < len(columns) and len(reading.names) < 3:
        rows, columns, heading = columns, rows, reading.label(reading.names[-1])
        shares = [list(line) for line in zip(*shares, strict=True)]
    groups = _groups(reading, len(rows))
    chart = heat_map(rows, columns, shares, words, heading=heading, groups=groups)
    return _wide(chart, heading, columns, rows, shares)


def _groups(reading: Reading, rows: int) -> list[tuple[str, list[str]]] | None:
    """Of a table of three features the rows under each category of the first; None for other tables."""
    if len(reading.dimensions) != 3:
        return None
    first, second, _ = reading.dimensions
    found: list[tuple[str, list[str]]] = []
    for category in first.categories:
        if category.missing is not None:
            continue
        below = [
            reading.says(one)
            for one in second.categories
            if one.missing is None
            and not _is_empty(reading, {first.name: category.code, second.name: one.code})
        ]
        if below:
            found.append((reading.says(category), below))
    return found if sum(len(below) for _, below in found) == rows else None


def _is_empty(reading: Reading, keys: dict[str, str | None]) -> bool:
    try:
        return reading.table.cell(**keys).figure(reading.figure).value == 0
    except KeyError:
        return False


def _diverging(
    reading: Reading,
    rows: list[str],
    categories: list[Category],
    shares: list[list[float | None]],
    words: Words,
    heading: str,
) -> Chart:
    """Kinds of missing are left out; a scale that begins with its positive end is turned.

    Shares of who answered are those of the table where it has them: rounded ones say as much as it does.
    """
    steps = [index for index, one in enumerate(categories) if one.missing is None]
    if direction(reading.dimensions[-1]) < 0:
        steps.reverse()
    if not steps:
        raise _nothing()
    names = [reading.says(categories[index]) for index in steps]
    if reading.figure == "share" and "valid_share" in reading.table.cells[0].figures:
        _, shares = rows_within(reading.table, _with(reading, categories), words.language, "valid_share")
        scaled = [[row[index] for index in steps] for row in shares]
    else:
        scaled = [rescaled([row[index] for index in steps]) for row in shares]
    chart = diverging_bars(rows, names, scaled, words, heading=heading)
    return _wide(chart, heading, names, rows, scaled)


def _with(reading: Reading, categories: list[Category]) -> tuple[Dimension, ...]:
    """The dimensions of a reading, the last with some of its categories."""
    *before, last = reading.dimensions
    return (*before, replace(last, categories=tuple(categories)))


def _sizes(reading: Reading, rows: list[str]) -> list[float | None]:
    """The weighted size of each row as a share of all rows; None where hidden."""
    first = reading.dimensions[0]
    cells = [reading.table.cell(**{first.name: one.code}) for one in first.categories]
    found = {reading.says(one): cell.weighted_n for one, cell in zip(first.categories, cells, strict=True)}
    known = sum(size for size in found.values() if size is not None)
    whole = reading.table.base.weighted_n or known or 1.0
    return [None if found.get(row) is None else (found[row] or 0.0) / whole for row in rows]


def _pyramid(reading: Reading, words: Words) -> Chart:
    sexes = Traits(reading.table).sexes
    if sexes is None:
        raise ValueError("a pyramid needs two sexes")
    age = next(one for one in reading.dimensions if one.name.startswith("age"))
    other = next(one for one in reading.dimensions if one.name == "sex")
    codes = [one.code for one in sexes]
    pair = [one for one in other.categories if one.code in codes]
    ages = [
        one for one in age.categories if one.missing is None and reading.point(**{age.name: one.code}).n != 0
    ]
    sides = [[reading.point(**{age.name: one.code, "sex": sex.code}).value for one in ages] for sex in pair]
    labels = [reading.says(one) for one in ages]
    names = [reading.says(sex) for sex in pair]
    heading = reading.label(age.name)
    chart = age_pyramid(labels, (names[0], sides[0]), (names[1], sides[1]), words, heading=heading)
    return _wide(chart, heading, names, labels, [list(line) for line in zip(*sides, strict=True)])


def _require_few(rows: list[str], columns: list[str]) -> None:
    if len(rows) <= MOST_ROWS and len(columns) <= MOST_ROWS:
        return
    raise ReportError(
        "chart.many",
        "rows",
        Text(
            zh=f"有 {len(rows)} 行、{len(columns)} 列，一张图容不下（最多 {MOST_ROWS}）。",
            en=f"There are {len(rows)} rows and {len(columns)} columns; a picture holds up to {MOST_ROWS}.",
        ),
        Text(zh="请先合并类别，或只看表。", en="Put categories together first, or use the table."),
    )


def _nothing() -> ReportError:
    return ReportError(
        "chart.empty",
        "table",
        Text(zh="表中没有可画的数。", en="The table holds nothing to draw."),
        Text(zh="请换一张表。", en="Take another table."),
    )
