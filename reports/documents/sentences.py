"""Plain sentences about released tables. They state a difference only where intervals leave no doubt.

Two categories of one table are told apart when their 95 % intervals do not overlap, a rule
that errs on the side of saying too little (Schenker and Gentleman 2001).
"""

from __future__ import annotations

import itertools
import re

from reports.charts.drawing import is_ordered
from reports.classification import Category
from reports.disclosure import ReleasedTable, TableCell
from reports.documents.figures import amount, interval, share
from reports.estimates import Estimate

ASIDE = re.compile(r"[（(][^（）()]*[）)]")
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
    if not shown or _hidden_share(table) >= max(cell.figure().value or 0.0 for _, cell in shown):
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


def lead_of(table: ReleasedTable) -> float:
    """By how much the largest part of a table of shares is ahead of the next; 0 where intervals do not tell."""
    parts = sorted(
        (cell.figure() for cell in _parts(table) if cell.figure().value), key=lambda one: -(one.value or 0.0)
    )
    if len(parts) < 2 or not _apart(parts[0], parts[1]):
        return 0.0
    first = parts[0].value or 0.0
    return 0.0 if _hidden_share(table) >= first else first - (parts[1].value or 0.0)


def headline(table: ReleasedTable, language: str) -> str:
    """A title that states the finding of a table of shares, or its question where intervals support none.

    The question, too, for a table of means.
    """
    dimension = table.dimensions[0]
    if len(table.dimensions) > 1 or "share" not in table.cells[0].figures:
        return crossed_headline(table, language, table.title.say(language))
    cells = [(c, table.cell(**{dimension.name: c.code})) for c in dimension.categories if c.missing is None]
    known = sorted(
        ((c, cell) for c, cell in cells if cell.figure().value),
        key=lambda pair: -(pair[1].figure().value or 0),
    )
    if not known or _hidden_share(table) >= (known[0][1].figure().value or 0.0):
        return table.title.say(language)
    if len(known) > 1 and not _apart(known[0][1].figure(), known[1][1].figure()):
        return table.title.say(language)
    name, label, part = (
        table.title.say(language),
        known[0][0].label.say(language),
        share(known[0][1].figure()),
    )
    if language.startswith("zh"):
        return f"{name}：{label}最多，占 {part}"
    return f"{name}: {label} is the largest part, {part}"


def crossed_headline(table: ReleasedTable, language: str, name: str) -> str:
    """A title for a crossing: its largest part, or the answer in which two groups differ most.

    ``name`` alone where intervals overlap, for three features, and for means.
    """
    figures = table.cells[0].figures
    if len(table.dimensions) != 2 or "share" not in figures:
        return name
    if "total" in figures:
        found = _largest_part(table, language)
    elif "valid_share" in figures:
        found = widest_gap(table, language, 0, "valid_share")
    else:
        found = widest_gap(table, language, 1, "share")
    if not found:
        return name
    return f"{name}：{found}" if language.startswith("zh") else f"{name}: {found}"


def _hidden_share(table: ReleasedTable) -> float:
    """How much of a table hidden parts hold at most, of which one may be larger than all that are shown."""
    parts = table.inner()
    if not any(cell.suppressed for cell in parts):
        return 0.0
    return 1.0 - sum(cell.figure().value or 0.0 for cell in parts)


def _largest_part(table: ReleasedTable, language: str) -> str:
    first, second = table.dimensions
    known = sorted(
        (
            (one, other, cell)
            for one, other in itertools.product(first.categories, second.categories)
            if one.missing is None
            and other.missing is None
            and (cell := table.cell(**{first.name: one.code, second.name: other.code})).figure().value
        ),
        key=lambda found: -(found[2].figure().value or 0.0),
    )
    if len(known) < 2 or not _apart(known[0][2].figure(), known[1][2].figure()):
        return ""
    if _hidden_share(table) >= (known[0][2].figure().value or 0.0):
        return ""
    one, other, cell = known[0]
    labels, part = [one.label.say(language), other.label.say(language)], share(cell.figure())
    if language.startswith("zh"):
        return f"“{labels[0]}”中的“{labels[1]}”最多，占全部的 {part}"
    return f"“{labels[1]}” of “{labels[0]}” is the largest part, {part} of all"


def widest_gap(table: ReleasedTable, language: str, axis: int, figure: str) -> str:
    """The answer whose share differs most between two groups of the dimension ``axis``, beyond doubt."""
    groups, answers = table.dimensions[axis], table.dimensions[1 - axis]
    found: list[tuple[float, Category, Category, Category, Estimate, Estimate]] = []
    for answer in answers.categories:
        shares = [
            (group, _figure(table, {groups.name: group.code, answers.name: answer.code}, figure))
            for group in groups.categories
            if group.missing is None and answer.missing is None
        ]
        known = [
            (group, one, one.value) for group, one in shares if one is not None and one.value is not None
        ]
        if len(known) < 2:
            continue
        high, low = max(known, key=lambda one: one[2]), min(known, key=lambda one: one[2])
        if _apart(high[1], low[1]):
            found.append((high[2] - low[2], answer, high[0], low[0], high[1], low[1]))
    if not found:
        return ""
    _, answer, above, below, most, least = max(found, key=lambda one: one[0])
    said = [one.label.say(language).rpartition(" · ")[2] for one in (answer, above, below)]
    if language.startswith("zh"):
        return f"“{said[0]}”在{said[1]}中占 {share(most)}，高于{said[2]}的 {share(least)}"
    return f"“{said[0]}” is {share(most)} of {said[1]}, above {share(least)} of {said[2]}"


def _figure(table: ReleasedTable, keys: dict[str, str | None], figure: str) -> Estimate | None:
    try:
        return table.cell(**keys).figure(figure)
    except KeyError:  # joined items differ in the kinds of missing that occur
        return None


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
    if _apart(cell.figure(), other.figure()):
        if chinese:
            return f"{opening}{label}最多，占 {figure}；其次是{label2}，占 {figure2}。"
        return f"{opening}{label} is the largest part with {figure}, followed by {label2} with {figure2}. "
    if chinese:
        return f"{opening}{label}（{figure}）与{label2}（{figure2}）占比较大，两者的差别在误差范围内。"
    both = f"{opening}{label} ({figure}) and {label2} ({figure2}) are the largest parts"
    return f"{both}; they differ within the margin of error. "


def _smallest(ranked: list[tuple[Category, TableCell]], language: str) -> str:
    if len(ranked) < 3 or not _apart(ranked[-2][1].figure(), ranked[-1][1].figure()):
        return ""
    last, cell = ranked[-1]
    if language.startswith("zh"):
        return f"{last.label.say(language)}最少，占 {share(cell.figure())}。"
    return f"{last.label.say(language)} is the smallest part with {share(cell.figure())}. "


def _apart(high: Estimate, low: Estimate) -> bool:
    if high.low is None or high.high is None or low.low is None or low.high is None:
        return False
    return high.low > low.high or low.low > high.high


def has_parts(table: ReleasedTable) -> bool:
    """Whether a table of one dimension shows more than one part, so that there is something to compare."""
    return len([cell for cell in _parts(table) if cell.figure().value]) > 1


def options_sentence(table: ReleasedTable, title: str, language: str) -> str:
    """Which option of a multiple choice or a ranking was taken most; empty where intervals do not tell."""
    dimension = table.dimensions[0]
    ranked = sorted(
        (
            (category, cell)
            for category in dimension.categories
            if category.missing is None
            and (cell := table.cell(**{dimension.name: category.code})).figure().value
        ),
        key=lambda pair: -(pair[1].figure().value or 0.0),
    )
    if len(ranked) < 2 or not _apart(ranked[0][1].figure(), ranked[1][1].figure()):
        return ""
    (first, cell), (second, other) = ranked[:2]
    figures = [f"{share(one.figure())} {interval(one.figure())}".strip() for one in (cell, other)]
    name = short_title(title)
    if language.startswith("zh"):
        return (
            f"{name}：选“{first.label.say(language)}”的最多，占 {figures[0]}；"
            f"其次是“{second.label.say(language)}”，占 {figures[1]}。"
        )
    return (
        f"{name}: chosen most often is “{first.label.say(language)}” with {figures[0]}, "
        f"followed by “{second.label.say(language)}” with {figures[1]}."
    )


def extremes_sentence(scores: ReleasedTable, title: str, language: str) -> str:
    """The items of a matrix with the highest and the lowest mean; empty where intervals do not part them."""
    dimension = scores.dimensions[0]
    ranked = sorted(
        (
            (category, cell.figure("mean"))
            for category in dimension.categories
            if (cell := scores.cell(**{dimension.name: category.code})).figure("mean").value is not None
        ),
        key=lambda pair: pair[1].value or 0.0,
    )
    if len(ranked) < 3:
        return ""
    (low, least), (high, most) = ranked[0], ranked[-1]
    if least.high is None or most.low is None or least.high >= most.low:
        return ""
    name = short_title(title)
    top, bottom = (f"{amount(one, 2)} {interval(one, 1, 2)}" for one in (most, least))
    if language.startswith("zh"):
        return (
            f"{name}：各项的平均分，“{_row(high, language)}”为 {top}，"
            f"高于“{_row(low, language)}”的 {bottom}。"
        )
    return (
        f"{name}: the mean score of “{_row(high, language)}”, {top}, is above that of "
        f"“{_row(low, language)}”, {bottom}."
    )


def _row(item: Category, language: str) -> str:
    """The wording of a matrix's row without that of the matrix, which labels of variables begin with."""
    return item.label.say(language).rpartition(" · ")[2]


def short_title(title: str) -> str:
    """A question's wording inside a sentence: without what is in brackets and without its question mark."""
    return ASIDE.sub("", title).strip().rstrip("？?：:。.")


def _parts(table: ReleasedTable) -> list[TableCell]:
    dimension = table.dimensions[0]
    return [
        table.cell(**{dimension.name: category.code})
        for category in dimension.categories
        if category.missing is None
    ]
