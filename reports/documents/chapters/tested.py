"""The tests of a chapter as one family: each crossing made and tested once, p adjusted for all of them (Holm).

A test says no more than its table: where a cell is hidden, a statistic would tell it and is left out. Adjusted p
are given in bands, since one of them may be a multiple of a p that is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from questionnaires.text import Text
from reports.crosstabs import Breakdown, breakdown
from reports.dataset import Dataset
from reports.disclosure import TableCell
from reports.documents.chapters.structure import has
from reports.documents.investigation import Investigation
from reports.errors import ReportError
from reports.templates import Crossed, Part, Tests
from reports.tests import Result, adjusted, association_shown, compare
from reports.tests.wording import LEVEL, band_said, statistic_said

#: What a test is of: the groups, and the question or second feature.
Pair: TypeAlias = tuple[tuple[str, ...], str | None]
NOTHING = Text()
BANDS = (0.001, 0.01, LEVEL)

DIFFER = Text(
    zh="按“{by}”分组，各组的“{name}”差异有统计学意义（{test}{family}）。",
    en="Groups by “{by}” differ in “{name}” to a statistically significant extent ({test}{family}).",
)
ALIKE = Text(
    zh="按“{by}”分组，没有发现各组的“{name}”有差异（{test}{family}）。",
    en="No difference in “{name}” between groups by “{by}” was found ({test}{family}).",
)
FAMILY = Text(
    zh="；{whole} {count} 项检验，Holm 校正后 {band}",
    en="; Holm-adjusted for the {count} tests of the {whole}, {band}",
)
CHAPTER, WHOLE = Text(zh="本章", en="chapter"), Text(zh="全书", en="report")
TOO_SMALL = Text(
    zh="有的组人数太少，检验不足为凭，不就“{name}”的差异下结论。",
    en="Some groups are too small for a test to be trusted: nothing is said about differences in “{name}”.",
)
NOT_TESTED = Text(zh="没有做检验：{reason}{remedy}", en="Not tested: {reason} {remedy}")


@dataclass(frozen=True)
class Tested:
    """A crossing and its test; ``p`` is adjusted for the ``count`` tests of the ``whole``, None where there is none.

    ``made`` is None where the crossing was refused; ``is_open`` says that the statistic may be shown.
    """

    by: tuple[str, ...]
    question: str | None
    made: Breakdown | None = None
    name: Text = NOTHING
    group: Text = NOTHING
    result: Result | None = None
    is_open: bool = False
    refusal: ReportError | None = None
    p: float | None = None
    count: int = 1
    whole: Text = CHAPTER

    @property
    def differs(self) -> bool:
        """Whether a difference may be stated."""
        return self.p is not None and self.p < LEVEL

    @property
    def statistic(self) -> Text:
        """The test with its figures; where cells are hidden only the band of p."""
        if self.result is None:
            return Text()
        return statistic_said(self.result) if self.is_open else band_said(self.result)

    @property
    def sentence(self) -> Text | None:
        """What the test supports after adjustment, None where the crossing is not tested."""
        if self.result is None:
            refused = self.refusal
            if refused is None:
                return None
            return NOT_TESTED.fill(reason=refused.reason, remedy=refused.remedy)
        if self.result.small or self.p is None:
            return TOO_SMALL.fill(name=self.name)
        family = (
            FAMILY.fill(count=self.count, whole=self.whole, band=band(self.p))
            if self.count > 1
            else Text(zh="", en="")
        )
        words = {tag: family.get(tag, "") for tag in ("zh-CN", "en")}
        chosen = DIFFER if self.differs else ALIKE
        return Text(
            {
                tag: chosen[tag].format(
                    by=self.group.say(tag),
                    name=self.name.say(tag),
                    test=self.statistic.say(tag),
                    family=words[tag],
                )
                for tag in chosen
            }
        )


def band(p: float) -> str:
    """The band that p lies in."""
    return next((f"p < {one:g}" for one in BANDS if p < one), f"p ≥ {LEVEL:g}")


def chapters(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """The parts of a template, chapter by chapter: each begins with a heading of the first level."""
    chapter: list[Part] = []
    for part in parts:
        if part.what == "heading" and part.level == 1 and chapter:
            yield tuple(chapter)
            chapter = []
        chapter.append(part)
    if chapter:
        yield tuple(chapter)


def pairs_of(part: Part) -> list[Pair]:
    """What a part tests."""
    match part:
        case Crossed(test=True):
            return [(part.by, part.question)]
        case Tests():
            return [((by,), question) for question in part.questions for by in part.by if question != by]
        case _:
            return []


def family(investigation: Investigation, parts: Iterable[Part]) -> dict[Pair, Tested]:
    """Every test of the parts, p adjusted for all that can found a statement (Holm 1979)."""
    asked = dict.fromkeys(pair for part in parts for pair in pairs_of(part))
    return together({pair: alone(investigation, *pair) for pair in asked})


def together(found: Mapping[Pair, Tested], whole: Text = CHAPTER) -> dict[Pair, Tested]:
    """Tests as one family, that of the ``whole``, whatever family they were of before."""
    able = [(pair, one.result.p) for pair, one in found.items() if one.result and not one.result.small]
    fair = dict(zip((pair for pair, _ in able), adjusted([p for _, p in able]).tolist(), strict=True))
    return {pair: replace(one, p=fair.get(pair), count=len(able), whole=whole) for pair, one in found.items()}


def alone(investigation: Investigation, by: tuple[str, ...], question: str | None) -> Tested:
    """A crossing with its test; without one where a test does not apply: three features, or several variables."""
    base = Tested(by, question)
    dataset, policy = investigation.dataset, investigation.policy
    if question is not None:
        question = question_of(dataset, question)
        if question is None:
            return base
    if not has(investigation, *by):
        return base
    try:
        made = breakdown(dataset, by, investigation.groupings, question, policy)
    except ReportError as refusal:
        return replace(base, refusal=refusal)
    base = replace(base, made=made)
    if len(by) != (2 if question is None else 1) or (question is not None and dataset.group(question)):
        return base
    try:
        if made.figure == "mean":
            return _of_means(investigation, base, question or "", made)
        first, second = (question, by[0]) if question is not None else (by[1], by[0])
        if not any(_is_published(cell, made.figure) and cell.n for cell in made.table.inner()):
            return base
        found = association_shown(dataset, made.table, first, second, investigation.groupings)
    except ReportError as refusal:
        return replace(base, refusal=refusal)
    named = {one.name: one.label for one in made.table.dimensions}
    return replace(base, name=named[first], group=named[second], result=found.result, is_open=found.is_open)


def question_of(dataset: Dataset, name: str) -> str | None:
    """The question or variable of a name, else the one that plays the role of that name; None where there is none."""
    if name in dataset or dataset.group(name) is not None:
        return name
    role = dataset.by_role(name)
    return None if role is None else role.name


def _of_means(investigation: Investigation, base: Tested, question: str, made: Breakdown) -> Tested:
    dataset, policy = investigation.dataset, investigation.policy
    hidden = [str(cell.keys[base.by[0]]) for cell in made.table.inner() if cell.suppressed]
    found = compare(
        dataset,
        question,
        base.by[0],
        investigation.groupings,
        policy=policy,
        adjusting="none",
        hidden=[part for code in hidden for part in (code, *code.split("+"))],
    )
    (dimension,) = [one for one in made.table.dimensions if one.name == base.by[0]]
    compared = {one.code for one in found.groups}
    cells = [cell for cell in made.table.inner() if cell.keys[dimension.name] in compared]
    is_open = len(cells) == len(compared) and all(_is_published(cell, "mean") for cell in cells)
    label = dataset.variable(question).label
    return replace(base, name=label, group=dimension.label, result=found.result, is_open=is_open)


def _is_published(cell: TableCell, figure: str) -> bool:
    return cell.n == 0 or (cell.n is not None and cell.figure(figure).value is not None)
