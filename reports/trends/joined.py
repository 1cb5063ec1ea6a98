"""The figures of several waves in one released table, along the dimension ``wave``.

Each wave gives the table that its own pages show, so that nothing is published here that is not published
there; then the waves are made alike (:mod:`reports.disclosure.aligned`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from questionnaires.text import Text
from reports.classification import Category, of_variable
from reports.crosstabs.breakdown import breakdown, require_enough
from reports.crosstabs.frequencies import frequencies
from reports.crosstabs.grid import grid_of
from reports.crosstabs.merging import hidden_in, together
from reports.crosstabs.one_way import hidden_of, tells_answered
from reports.crosstabs.unanswered import GIVEN
from reports.dataset import Dataset
from reports.disclosure import (
    PUBLIC,
    Base,
    Dimension,
    Policy,
    RawTable,
    ReleasedTable,
    join,
    release,
)
from reports.disclosure.aligned import aligned
from reports.disclosure.release import HIDDEN
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.sample_design import design_of
from reports.trends.harmonised import Harmonised

WAVE = Text(zh="轮次", en="Wave")
INDEPENDENT = Text(
    zh="各轮调查按相互独立的样本计算：差值的方差是各轮方差之和。若有些单位或个人前后都答过（掩码编号各轮不同，认不出来），"
    "两轮的误差多半同向，这样算出的区间一般偏宽、检验偏保守，宁可少说有变化。",
    en="Waves are reckoned as independent samples: the variance of a difference is the sum of theirs. Where units "
    "or persons answered in both (masked numbers differ from wave to wave and do not tell), errors mostly go the "
    "same way: intervals are then too wide and tests cautious, on the safe side.",
)
ALIKE = Text(
    zh="有一轮不公布的类，各轮都不公布：别轮的数会帮人猜出隐去的数。",
    en="What one wave hides is hidden in all: a figure of another wave helps to guess a hidden one.",
)
OF_ALL = Text(
    zh="占比是占全部有效答卷；没有回答的单列一类。",
    en="Shares are of all valid answers; who did not answer is a category of its own.",
)
ANSWERED = Text(
    zh="占比是占回答了该题的人；没有回答的不在内。", en="Shares are of those who answered the question."
)


@dataclass(frozen=True, eq=False)
class Wave:
    """One wave: a short name, what it is called, its data."""

    code: str
    label: Text
    dataset: Dataset


@dataclass(frozen=True, eq=False)
class Trend:
    """Waves side by side: ``table`` has the dimensions ``wave`` and ``name``; ``parts`` the table of each wave."""

    table: ReleasedTable
    parts: tuple[ReleasedTable, ...]
    name: str
    figure: str


def question_trend(waves: Sequence[Wave], question: Harmonised, name: str, policy: Policy = PUBLIC) -> Trend:
    """A harmonised question in every wave: shares of those who answered, or the mean of a number.

    :raises ReportError: fewer than two waves, or too few answers in one of them.
    """
    _require_several(waves)
    tables, codes = [], []
    for wave, variable, mapping in zip(waves, question.names, question.codes, strict=True):
        table, own = _table_of(wave.dataset, variable, mapping, question, policy)
        tables.append(table)
        codes.append(own)
    figure = {"code": "valid_share", "multiple": "share", "number": "mean"}[question.kind]
    listed = tuple(Category(code, words) for code, words in question.categories.items())
    if question.kind == "number":
        listed = (Category(GIVEN.code, question.label),)
    notes = (*question.notes, *(() if question.kind == "number" else (ANSWERED,)))
    named = "mean" if question.kind == "number" else "share"
    return _joined(waves, Dimension(name, question.label, listed), (tables, codes), (figure, named), notes)


def feature_trend(
    waves: Sequence[Wave], name: str, notes: tuple[Text, ...] = (), policy: Policy = PUBLIC
) -> Trend:
    """The structure by one feature in every wave, by the same classification: shares of all.

    Grouped codes must be the platform's own groupings, which mean the same in every wave.

    :raises ReportError: fewer than two waves, or the feature lacks in one of them.
    """
    _require_several(waves)
    tables = [breakdown(wave.dataset, (name,), policy=policy).table for wave in waves]
    listed: dict[str, Category] = {}
    for table in reversed(tables):
        listed |= {one.code: one for one in table.dimensions[0].categories if one.code not in listed}
    ordered = _in_order(tables, listed)
    codes = [{one.code: one.code for one in table.dimensions[0].categories} for table in tables]
    dimension = Dimension(name, tables[-1].dimensions[0].label, ordered)
    return _joined(waves, dimension, (tables, codes), ("share", "share"), (*notes, OF_ALL))


def _table_of(
    dataset: Dataset, variable: str, mapping: Mapping[str, str], question: Harmonised, policy: Policy
) -> tuple[ReleasedTable, Mapping[str, str]]:
    """The table of one wave, and the common code of each of its categories."""
    if question.kind == "number":
        return frequencies(dataset, variable, policy)[0], {GIVEN.code: GIVEN.code}
    one_to_one = len(set(mapping.values())) == len(mapping)
    if question.kind == "multiple" or (one_to_one and not _is_rounded(dataset, variable, policy)):
        return frequencies(dataset, variable, policy)[0], mapping
    return _merged(dataset, variable, mapping, policy)


def _is_rounded(dataset: Dataset, name: str, policy: Policy) -> bool:
    """Whether shares of those who answered are told rounded or not at all: no changes are worked out from such."""
    return tells_answered(dataset, of_variable(dataset, dataset.variable(name)), policy)


def _merged(
    dataset: Dataset, name: str, mapping: Mapping[str, str], policy: Policy
) -> tuple[ReleasedTable, Mapping[str, str]]:
    """Answers with codes put together.

    What the frequencies of the question hide decides: a group is published where all its parts are, or where it
    holds everything hidden, so that it tells no more than they and the total do.
    """
    require_enough(dataset, policy)
    one = of_variable(dataset, dataset.variable(name))
    places: dict[str, list[int]] = {}
    for place, category in enumerate(one.categories):
        places.setdefault(mapping.get(category.code, f"={category.code}"), []).append(place)
    groups = [tuple(group) for group in places.values()]
    given = hidden_in(hidden_of(dataset, one, policy), groups)
    made, _ = together(one, groups)
    grid = grid_of(design_of(dataset), [made], [given])
    shares = grid.shares(made.valid, within=True)
    if tells_answered(dataset, one, policy):
        shares = [share.suppress(HIDDEN.fill(threshold=policy.threshold)) for share in shares]
    cube = grid.cube()
    raw = RawTable(
        title=one.label,
        dimensions=(Dimension(made.name, made.label, made.categories),),
        cube=cube,
        weighted=grid.weighted(),
        figures={"valid_share": shares},
        base=Base(len(dataset), float(dataset.weights.sum())),
        base_n=np.broadcast_to(cube.counts[-1:], cube.counts.shape),
        notes=dataset.design.notes,
        source=dataset.hash,
        step=step_of(dataset.weights),
    )
    common = {
        category.code: code
        for category, code in zip(made.categories, places, strict=True)
        if not code.startswith("=")
    }
    return release(raw, policy), common


def _joined(
    waves: Sequence[Wave],
    dimension: Dimension,
    made: tuple[Sequence[ReleasedTable], Sequence[Mapping[str, str]]],
    figure: tuple[str, str],
    notes: tuple[Text, ...],
) -> Trend:
    tables, codes = made
    parts = aligned(tables, dimension, codes, *figure)
    wave = Dimension("wave", WAVE, tuple(Category(one.code, one.label) for one in waves))
    joined = replace(join(dimension.label, wave, parts), base=_base(parts))
    hidden = (ALIKE,) if any(cell.suppressed for cell in joined.cells) else ()
    said = dict.fromkeys((*notes, INDEPENDENT, *hidden, *(note for part in parts for note in part.notes)))
    return Trend(replace(joined, notes=tuple(said)), parts, dimension.name, figure[1])


def _base(parts: Sequence[ReleasedTable]) -> Base:
    """The answers of all waves together; none where one of them is hidden."""
    counts = [part.base.n for part in parts]
    weighted = [part.base.weighted_n for part in parts]
    if None in counts or None in weighted:
        return Base(None, None)
    return Base(sum(one or 0 for one in counts), sum(one or 0.0 for one in weighted))


def _in_order(tables: Sequence[ReleasedTable], listed: Mapping[str, Category]) -> tuple[Category, ...]:
    """Categories in the order of the tables, those of any wave at their place; missing ones last."""
    order: list[str] = []
    for table in reversed(tables):
        at = 0
        for one in table.dimensions[0].categories:
            if one.code in order:
                at = order.index(one.code) + 1
            else:
                order.insert(at, one.code)
                at += 1
    found = [listed[code] for code in order]
    return tuple(sorted(found, key=lambda one: one.missing is not None))


def _require_several(waves: Sequence[Wave]) -> None:
    if len({wave.code for wave in waves}) == len(waves) and len(waves) > 1:
        return
    raise ReportError(
        "trends.waves",
        ", ".join(wave.code for wave in waves),
        Text(zh="比较需要至少两轮不同的调查。", en="A comparison needs at least two different waves."),
        Text(zh="请再选一轮调查。", en="Choose another wave."),
    )
