"""Our figures beside published ones: above, below, or no difference that the errors would bear out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from questionnaires.text import Text
from reports.disclosure import ReleasedTable
from reports.errors import ReportError
from reports.estimates import Estimate
from reports.estimates.intervals import t_quantile
from reports.published.figures import WEIGHTINGS, PublishedTable, Value
from reports.tests.distributions import t_tails
from reports.tests.multiplicity import adjusted

LEVEL = 0.05
Verdict = Literal["above", "below", "alike", "unknown"]

VERDICTS: dict[Verdict, Text] = {
    "above": Text(zh="高于", en="above"),
    "below": Text(zh="低于", en="below"),
    "alike": Text(zh="没有发现差异", en="no difference found"),
    "unknown": Text(zh="无法比较", en="not comparable"),
}
AS_FIXED = Text(
    zh="“{source}”没有公布样本量，按没有误差的数比较，差异可能被夸大。",
    en="No base is published for “{source}”: its figures are taken as free of error, and differences may be "
    "overstated.",
)
OTHER_BASIS = Text(
    zh="口径不同：{basis}（{weighting}）；本表为加权结果。差异可能只是口径造成的。",
    en="Another basis: {basis} ({weighting}); ours is weighted. A difference may come from that alone.",
)


@dataclass(frozen=True)
class Beside:
    """A category with our figure and the published one; ``difference`` is ours less theirs.

    ``p`` is that of no difference, None where there is no error to set it against.
    """

    code: str
    label: Text
    ours: Estimate
    theirs: float
    difference: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    p: float | None = None


@dataclass(frozen=True)
class Comparison:
    """A released table beside a published one, with what to know, and categories only one of them has."""

    rows: tuple[Beside, ...]
    notes: tuple[Text, ...]
    only_ours: tuple[str, ...]
    only_theirs: tuple[Text, ...]


def beside(table: ReleasedTable, theirs: PublishedTable, figure: str = "share") -> Comparison:
    """Put a released table of one dimension beside published shares, category by category.

    The published share p of n answers has the error √(p(1−p)/n) of a simple random sample, none where n is
    not published (a note says so) or where all were counted. A difference is stated where its 95 % interval
    leaves out 0. Hidden figures stay hidden. Refused: tables of several features, and tables that have no
    category in common.
    """
    if len(table.dimensions) != 1:
        raise ReportError(
            "published.dimensions",
            table.title.say("zh-CN"),
            Text(
                zh="只有单个变量的表能与公布的数据对照。", en="Only a table of one feature can be compared."
            ),
            Text(zh="请选择一个分组。", en="Choose one grouping."),
        )
    (dimension,) = table.dimensions
    known = {one.code: one for one in theirs.values if one.code is not None}
    ours = [category for category in dimension.categories if category.missing is None]
    common = [category for category in ours if category.code in known]
    if not common:
        raise ReportError(
            "published.categories",
            theirs.name,
            Text(zh="两张表没有相同的类别。", en="The two tables have no category in common."),
            Text(
                zh="请换成与公布数据相同的分组：{name}。",
                en="Use the grouping of the published table: {name}.",
            ).fill(name=theirs.name),
        )
    rows = tuple(
        _row(
            category.code,
            category.label,
            table.cell(**{dimension.name: category.code}).figure(figure),
            known[category.code],
            theirs,
            table.base.n,
        )
        for category in common
    )
    return Comparison(
        rows,
        _notes(theirs),
        tuple(category.code for category in ours if category.code not in known),
        tuple(one.label for one in theirs.values if one.code not in {c.code for c in common}),
    )


def _row(
    code: str, label: Text, ours: Estimate, theirs: Value, table: PublishedTable, n: int | None
) -> Beside:
    if ours.value is None:
        return Beside(code, label, ours, theirs.value, None, None, None, "unknown")
    difference = ours.value - theirs.value
    own = _own_error(ours, theirs.value, n)
    if own is None or ours.df is None or not ours.df > 0:
        return Beside(code, label, ours, theirs.value, difference, None, None, "unknown")
    error = float(np.hypot(own, _error(theirs.value, table)))
    half = t_quantile(ours.df) * error
    verdict: Verdict = "alike" if abs(difference) <= half else "above" if difference > 0 else "below"
    p = t_tails(difference / error, ours.df) if error > 0 else float(not difference)
    return Beside(
        code, label, ours, theirs.value, difference, difference - half, difference + half, verdict, p
    )


def _own_error(ours: Estimate, theirs: float, n: int | None) -> float | None:
    """The error of our share of ``n`` answers; None where it has none.

    Where nobody or everybody gave the answer the design knows none: it is that of the published share in as many
    answers (the score test, Wilson 1927), so that none of twelve is not held to be below one in ten.
    """
    if ours.value not in (0.0, 1.0) or ours.se:
        return ours.se
    return float(np.sqrt(theirs * (1 - theirs) / n)) if n else None


def settled(compared: Sequence[Comparison]) -> list[Comparison]:
    """Comparisons as one family: a difference is stated where p is below 0.05 after Holm for all rows together."""
    given = [row.p for one in compared for row in one.rows if row.p is not None]
    fair = iter(adjusted(given).tolist())
    return [replace(one, rows=tuple(_settled(row, fair) for row in one.rows)) for one in compared]


def _settled(row: Beside, fair: Iterator[float]) -> Beside:
    if row.p is None:
        return row
    p = next(fair)
    verdict: Verdict = "alike" if p >= LEVEL else "above" if (row.difference or 0.0) > 0 else "below"
    return replace(row, verdict=verdict, p=p)


def _error(share: float, table: PublishedTable) -> float:
    """The error of a published share; none of a full count, and none where no base is known."""
    if table.source.weighting == "census" or not table.base or not 0 < share < 1:
        return 0.0
    return float(np.sqrt(share * (1 - share) / table.base))


def _notes(theirs: PublishedTable) -> tuple[Text, ...]:
    source = theirs.source
    found = [Text(zh=f"对照：{source.say('zh-CN')}。", en=f"Compared with {source.say('en')}.")]
    if source.weighting != "weighted":
        found.append(
            Text(
                {
                    language: words.format(
                        basis=source.basis.say(language), weighting=WEIGHTINGS[source.weighting].say(language)
                    )
                    for language, words in OTHER_BASIS.items()
                }
            )
        )
    if theirs.base is None and source.weighting != "census":
        found.append(
            Text(
                {
                    language: words.format(source=source.title.say(language))
                    for language, words in AS_FIXED.items()
                }
            )
        )
    return tuple(found)


def sentence(compared: Comparison, theirs: PublishedTable) -> Text:
    """Which categories lie above and below the published figures, and that the others were not found to differ."""
    source = theirs.source
    parts = {
        verdict: [row for row in compared.rows if row.verdict == verdict] for verdict in ("above", "below")
    }
    chinese = [_listed(rows, verdict, "zh-CN") for verdict, rows in parts.items() if rows]
    english = [_listed(rows, verdict, "en") for verdict, rows in parts.items() if rows]
    zh, en = source.title.say("zh-CN"), source.title.say("en")
    if not chinese:
        return Text(
            zh=f"与《{zh}》（{source.year}年）相比，没有发现差异。",
            en=f"Compared with {en} ({source.year}) no difference was found.",
        )
    return Text(
        zh=f"与《{zh}》（{source.year}年）相比，" + "；".join(chinese) + "。",
        en=f"Compared with {en} ({source.year}): " + "; ".join(english) + ".",
    )


def _listed(rows: Sequence[Beside], verdict: str, language: str) -> str:
    said = [
        f"{row.label.say(language)}（{_percent(row.ours.value)}，公布 {_percent(row.theirs)}）"
        if language.startswith("zh")
        else f"{row.label.say(language)} ({_percent(row.ours.value)} against {_percent(row.theirs)})"
        for row in rows
        if row.ours.value is not None
    ]
    if language.startswith("zh"):
        return "、".join(said) + ("偏高" if verdict == "above" else "偏低")
    return f"{verdict} it: " + ", ".join(said)


def _percent(share: float) -> str:
    """A fraction as reports write it, as in the table below the sentence."""
    return f"{share * 100:.1f} %"
