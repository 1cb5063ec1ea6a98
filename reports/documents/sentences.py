"""Plain sentences about released tables. They state a difference only where intervals leave no doubt.

Two categories of one table are told apart when their 95 % intervals do not overlap, a rule
that errs on the side of saying too little (Schenker and Gentleman 2001).
"""

from __future__ import annotations

from reports.charts.drawing import is_ordered
from reports.classification import Category
from reports.disclosure import ReleasedTable, TableCell
from reports.documents.figures import interval, share

LONGEST_NAME = 24  # characters of a feature's name inside a sentence


def structure_sentence(table: ReleasedTable, language: str) -> str:
    """What a table of one dimension says: the largest part, the next, and whether they differ."""
    dimension = table.dimensions[0]
    found = [
        (category, table.cell(**{dimension.name: category.code}))
        for category in dimension.categories
        if category.missing is None
    ]
    shown = [(category, cell) for category, cell in found if cell.figure().value]
    if not shown:
        return (
            "各类人数过少，不作文字说明。"
            if language.startswith("zh")
            else "Too few answers in each part to say more."
        )
    ranked = sorted(shown, key=lambda pair: pair[1].figure().value or 0.0, reverse=True)
    sentence = _largest(_opening(table, language), ranked, language)
    if is_ordered(dimension.name) and len(ranked) > 2:
        return sentence
    return sentence + _smallest(ranked, language)


def headline(table: ReleasedTable, language: str) -> str:
    """A title that states the finding of a table of one dimension, or its question where there is none."""
    dimension = table.dimensions[0]
    if len(table.dimensions) > 1:
        return table.title.say(language)
    cells = [(c, table.cell(**{dimension.name: c.code})) for c in dimension.categories if c.missing is None]
    known = sorted(
        ((c, cell) for c, cell in cells if cell.figure().value),
        key=lambda pair: -(pair[1].figure().value or 0),
    )
    if not known or (len(known) > 1 and not _apart(known[0][1], known[1][1])):
        return table.title.say(language)
    name, label, part = (
        table.title.say(language),
        known[0][0].label.say(language),
        share(known[0][1].figure()),
    )
    if language.startswith("zh"):
        return f"{name}：{label}最多，占 {part}"
    return f"{name}: {label} is the largest part, {part}"


def _opening(table: ReleasedTable, language: str) -> str:
    """How the sentence begins; a question's wording stands by itself, a feature's name inside."""
    name = table.dimensions[0].label.say(language)
    chinese = language.startswith("zh")
    if name.endswith(("？", "?")) or len(name) > LONGEST_NAME:
        return table.title.say(language).rstrip("？?") + ("：" if chinese else ": ")
    return f"按{name}看，" if chinese else f"By {name}, "


def _largest(opening: str, ranked: list[tuple[Category, TableCell]], language: str) -> str:
    (first, cell), rest = ranked[0], ranked[1:]
    label, figure = first.label.say(language), f"{share(cell.figure())} {interval(cell.figure())}".strip()
    chinese = language.startswith("zh")
    if not rest:
        return f"{opening}{label}占 {figure}。" if chinese else f"{opening}{label} is {figure}. "
    second, other = rest[0]
    label2, figure2 = (
        second.label.say(language),
        f"{share(other.figure())} {interval(other.figure())}".strip(),
    )
    if _apart(cell, other):
        if chinese:
            return f"{opening}{label}最多，占 {figure}；其次是{label2}，占 {figure2}。"
        return f"{opening}{label} is the largest part with {figure}, followed by {label2} with {figure2}. "
    if chinese:
        return f"{opening}{label}（{figure}）与{label2}（{figure2}）占比较大，两者的差别在误差范围内。"
    both = f"{opening}{label} ({figure}) and {label2} ({figure2}) are the largest parts"
    return f"{both}; they differ within the margin of error. "


def _smallest(ranked: list[tuple[Category, TableCell]], language: str) -> str:
    if len(ranked) < 3 or not _apart(ranked[-2][1], ranked[-1][1]):
        return ""
    last, cell = ranked[-1]
    if language.startswith("zh"):
        return f"{last.label.say(language)}最少，占 {share(cell.figure())}。"
    return f"{last.label.say(language)} is the smallest part with {share(cell.figure())}. "


def _apart(one: TableCell, other: TableCell) -> bool:
    high, low = one.figure(), other.figure()
    if high.low is None or high.high is None or low.low is None or low.high is None:
        return False
    return high.low > low.high or low.low > high.high
