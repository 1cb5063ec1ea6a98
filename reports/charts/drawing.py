"""From a released table to a chart: which forms fit it, and the drawing of each.

Only a :class:`~reports.disclosure.ReleasedTable` is drawn, so no chart shows what disclosure
control has hidden. Shares within a group are worked out from the published shares alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.text import Text
from reports.charts.canvas import Chart, Words, percent
from reports.charts.diverging import diverging_bars
from reports.charts.heatmap import heat_map
from reports.charts.lettering import drawable
from reports.charts.pyramid import age_pyramid
from reports.charts.ranked import Bar, ranked_bars
from reports.charts.stacked import stacked_bars
from reports.classification import Category
from reports.crosstabs.merging import is_ordered
from reports.disclosure import Dimension, ReleasedTable

FORMS = {
    "ranked": Text(zh="带区间的条形图", en="Bars with intervals"),
    "stacked": Text(zh="百分比堆积条形图", en="100 % stacked bars"),
    "pyramid": Text(zh="年龄金字塔", en="Age pyramid"),
    "heat": Text(zh="热力图", en="Heat map"),
    "diverging": Text(zh="态度条形图", en="Diverging bars"),
}
MOST_COLUMNS = 12  # more do not find room for their labels above a heat map
MOST_PARTS = 8  # more cannot be told apart in a stacked bar


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from: the survey, whether simulated, and the version of the data."""

    survey: Text
    version: str
    simulated: bool = False

    def source(self, language: str) -> str:
        """The source line under a table or a chart."""
        name, version = self.survey.say(language), self.version[:12]
        if language.startswith("zh"):
            simulated = "（模拟数据，不是真实调查）" if self.simulated else ""
            return f"来源：{name}{simulated}；数据版本 {version}"
        simulated = " (simulated data, not a real survey)" if self.simulated else ""
        return f"Source: {name}{simulated}; data version {version}"


def forms_for(table: ReleasedTable) -> tuple[str, ...]:
    """The forms that can show a table, the most fitting first; none for means."""
    names = [dimension.name for dimension in table.dimensions]
    if "share" not in table.cells[0].figures:
        return ()
    if names[-1] == "value" and len(names) == 2 and names[0] == "item":
        return ("diverging", "stacked", "heat")
    if len(names) == 1:
        return ("ranked",)
    if _side_by_side(table) and names[-1] != "value":
        return ("heat",)  # the options of a multiple choice are no parts of a whole
    found = ["stacked", "heat"] if len(names) == 2 else ["heat", "stacked"]
    if len(_shown(table.dimensions[-1], table)) > MOST_PARTS:
        found.remove("stacked")
    pyramid = ["pyramid"] if len(names) == 2 and _sexes(table) else []
    return (*pyramid, *found)


def draw(
    table: ReleasedTable, form: str, provenance: Provenance, language: str = "zh-CN", title: str | None = None
) -> Chart:
    """The chart of a table in a form of :func:`forms_for`.

    :raises ValueError: the form does not fit the table.
    """
    if form not in forms_for(table):
        raise ValueError(f"{form} does not fit a table of {[one.name for one in table.dimensions]}")
    words = Words(
        title or table.title.say(language),
        base_line(table, language),
        provenance.source(language),
        language=language,
    )
    if form == "ranked":
        return _ranked(table, words)
    if form == "pyramid":
        return _pyramid(table, words)
    return _by_rows(table, form, words)


def _by_rows(table: ReleasedTable, form: str, words: Words) -> Chart:
    """The forms that show rows by the categories of the last dimension."""
    language, across = words.language, table.dimensions[-1]
    rows, shares = within_rows(table, language, whole=form == "heat", answers=form == "heat")
    heading = " · ".join(one.label.say(language) for one in table.dimensions[:-1])
    columns = [category.label.say(language) for category in across.categories]
    kept = [
        index
        for index, category in enumerate(across.categories)
        if any(row[index] != 0 for row in shares) and (form != "heat" or category.missing is None)
    ]
    columns, shares = [columns[index] for index in kept], [[row[index] for index in kept] for row in shares]
    if (
        form == "heat"
        and len(columns) > MOST_COLUMNS
        and len(rows) < len(columns)
        and len(table.dimensions) < 3
    ):
        rows, columns, heading = columns, rows, across.label.say(language)
        shares = [list(line) for line in zip(*shares, strict=True)]
    if form == "heat":
        return heat_map(
            rows, columns, shares, words, heading=heading, groups=_groups(table, language, len(rows))
        )
    if form == "diverging":
        missing = {one.label.say(language) for one in across.categories if one.missing is not None}
        steps = [index for index, column in enumerate(columns) if column not in missing]
        scaled = [_rescaled([row[index] for index in steps]) for row in shares]
        return diverging_bars(rows, [columns[index] for index in steps], scaled, words, heading=heading)
    return stacked_bars(rows, columns, shares, words, heading=heading, ordered=is_ordered(across.name))


def _groups(table: ReleasedTable, language: str, rows: int) -> list[tuple[str, list[str]]] | None:
    """Of a table of three features the rows under each category of the first; None for other tables."""
    if len(table.dimensions) != 3:
        return None
    first, second, _ = table.dimensions
    found: list[tuple[str, list[str]]] = []
    for category in first.categories:
        if category.missing is not None:
            continue
        below = [
            one.label.say(language)
            for one in second.categories
            if one.missing is None
            and _share(table, {first.name: category.code, second.name: one.code}, 1.0) != 0
        ]
        if below:
            found.append((category.label.say(language), below))
    return found if sum(len(below) for _, below in found) == rows else None


def lacking_in(table: ReleasedTable, language: str, *texts: str) -> frozenset[str]:
    """The characters of a table's labels, and of further texts, that a chart would have to draw as 〓."""
    labels = [category.label.say(language) for one in table.dimensions for category in one.categories]
    labels += [one.label.say(language) for one in table.dimensions]
    return drawable("".join((*labels, table.title.say(language), *texts)))[1]


def _side_by_side(table: ReleasedTable) -> bool:
    """Whether the first dimension lists tables that do not add up to a total."""
    try:
        table.cell()
    except KeyError:
        return True
    return False


def _shown(dimension: Dimension, table: ReleasedTable) -> list[Category]:
    """The categories that hold anybody, hidden ones among them."""
    held = {cell.keys[dimension.name] for cell in table.cells if cell.n != 0}
    return [category for category in dimension.categories if category.code in held]


def base_line(table: ReleasedTable, language: str) -> str:
    """What a table stands on: base, weighting and n, and that intervals are indicative where they are."""
    n = f"= {table.base.n:,}" if table.base.n is not None else f"< {table.threshold}"
    indicative = any("not a probability sample" in note.get("en", "") for note in table.notes)
    if language.startswith("zh"):
        weighting = "未加权，区间仅供参考" if indicative else "加权，95 % 置信区间"
        return f"基数：全部有效答卷，{weighting}，n {n}"
    weighting = "unweighted, intervals indicative" if indicative else "weighted, 95 % intervals"
    return f"Base: all valid responses, {weighting}, n {n}"


def within_rows(
    table: ReleasedTable, language: str, *, whole: bool = False, answers: bool = False
) -> tuple[list[str], list[list[float | None]]]:
    """Rows (all dimensions but the last) by the last dimension, as shares within each row.

    Where ``whole``, shares stay as the table gives them. A figure is None where the cell, or
    the total it would be divided by, is hidden. Rows without anybody are left out, and with
    ``answers`` those of missing answers too.
    """
    names = [dimension.name for dimension in table.dimensions]
    rows: list[tuple[Category, ...]] = [()]
    for dimension in table.dimensions[:-1]:
        rows = [(*row, category) for row in rows for category in dimension.categories]
    labels, shares = [], []
    for row in rows:
        if answers and any(category.missing is not None for category in row):
            continue
        keys: dict[str, str | None] = {
            name: category.code for name, category in zip(names, row, strict=False)
        }
        total = _share(table, keys, otherwise=1.0)
        if total == 0:
            continue
        line: list[float | None] = []
        for category in table.dimensions[-1].categories:
            share = _share(table, {**keys, names[-1]: category.code})
            line.append(share if share is None or whole else None if not total else share / total)
        labels.append(" · ".join(category.label.say(language) for category in row))
        shares.append(line)
    return labels, shares


def _share(table: ReleasedTable, keys: Mapping[str, str | None], otherwise: float = 0.0) -> float | None:
    try:
        return table.cell(**keys).figure().value
    except KeyError:  # joined items differ in the kinds of missing that occur: nobody is in this one
        return otherwise


def _ranked(table: ReleasedTable, words: Words) -> Chart:
    dimension = table.dimensions[0]
    figure = "share" if "share" in table.cells[0].figures else next(iter(table.cells[0].figures))
    bars = []
    for category in dimension.categories:
        cell = table.cell(**{dimension.name: category.code})
        share = cell.figure(figure)
        if cell.n == 0:
            continue
        bars.append(Bar(category.label.say(words.language), share.value, share.low, share.high, cell.n))
    chinese = words.language.startswith("zh")
    headings = ("类别", "占比", "95 % 区间", "n") if chinese else ("Category", "Share", "95 % interval", "n")
    return ranked_bars(bars, words, ordered=is_ordered(dimension.name), headings=headings)


def _sexes(table: ReleasedTable) -> tuple[Category, Category] | None:
    names = [dimension.name for dimension in table.dimensions]
    if "sex" not in names or not any(name.startswith("age") for name in names):
        return None
    kept = [category for category in table.dimension("sex").categories if category.missing is None]
    return (kept[0], kept[1]) if len(kept) >= 2 else None


def _pyramid(table: ReleasedTable, words: Words) -> Chart:
    sexes = _sexes(table)
    if sexes is None:
        raise ValueError("a pyramid needs two sexes")
    age = next(dimension for dimension in table.dimensions if dimension.name.startswith("age"))
    ages = [
        category
        for category in age.categories
        if category.missing is None and table.cell(**{age.name: category.code}).n != 0
    ]
    sides = [
        [table.cell(**{age.name: category.code, "sex": sex.code}).figure().value for category in ages]
        for sex in sexes
    ]
    labels = [category.label.say(words.language) for category in ages]
    names = [sex.label.say(words.language) for sex in sexes]
    return age_pyramid(
        labels, (names[0], sides[0]), (names[1], sides[1]), words, heading=age.label.say(words.language)
    )


def _rescaled(shares: list[float | None]) -> list[float | None]:
    known = [share for share in shares if share is not None]
    if len(known) < len(shares) or not sum(known):
        return [None if share is None or not sum(known) else share for share in shares]
    return [share / sum(known) for share in known]


__all__ = [
    "FORMS",
    "Provenance",
    "base_line",
    "draw",
    "forms_for",
    "is_ordered",
    "lacking_in",
    "percent",
    "within_rows",
]
