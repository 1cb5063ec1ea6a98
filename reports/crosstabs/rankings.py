"""A ranking: how many placed an option, how high, and its weighted points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.crosstabs.breakdown import require_enough
from reports.crosstabs.by_unit import require_others
from reports.crosstabs.placements import CHOSEN, Placements, placements
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Base, Policy, RawTable, ReleasedTable, hide, only, release
from reports.disclosure.cube import Bools, Cube, Floats, Ints, with_margins
from reports.disclosure.release import HIDDEN
from reports.disclosure.rounding import step_of
from reports.errors import ReportError
from reports.estimates import Estimate, means, proportions

NO_PLACES = Text(zh="没有人选", en="Nobody placed it")
POINTS = Text(
    zh="得分：各名次依次记 {zh} 分，未排入的记 0 分，按全部作答者平均；“平均名次（排入者）”只算排入该项的人，"
    "“平均名次（全体）”把未排入的记为剩余名次的平均数 {rest}。",
    en="Score: {en} points for the places in order, 0 for options not placed, the mean over all who answered; the "
    "mean rank of those who placed an option counts them alone, that of all gives those who did not place it "
    "the mean of the ranks left, {rest}.",
)


def ranking_scores(
    dataset: Dataset,
    name: str,
    points: Sequence[float] | None = None,
    policy: Policy = PUBLIC,
    title: Text | None = None,
) -> ReleasedTable:
    """The options of a ranking as a released table, over those who answered it.

    Figures: ``share`` who placed the option, ``first`` who put it first, ``score`` the mean points (by
    default k for the first of k places down to 1, 0 for options not placed), ``mean_rank`` over those who
    placed it, ``mean_rank_all`` over everybody, options not placed taking the mean of the ranks left.
    The last four are withheld where they would tell how few put an option at some place. Points that
    do not fit the places or rise with the rank are refused.
    """
    require_enough(dataset, policy)
    require_others(dataset, policy)
    held = placements(dataset, name, "ranking")
    rank = ranks_of(held)
    cube = held.cube(policy)
    count = len(held.question.variables)
    chosen = _points(points, count, name)
    rest = (count + 1 + len(held.options)) / 2
    hidden = hide(cube, policy.threshold)[:-1, 0]
    closed = closed_options(rank[held.held], count, hidden, policy.threshold)
    figures = _figures(held, rank, chosen, rest)
    for kind in ("first", "score", "mean_rank", "mean_rank_all"):
        figures[kind] = [
            one.suppress(HIDDEN.fill(threshold=policy.threshold)) if closed[index] else one
            for index, one in enumerate(figures[kind])
        ]
    answered = int(held.held.sum())
    raw = RawTable(
        title=title or held.question.label,
        dimensions=held.dimensions(),
        cube=cube,
        weighted=held.weighted(),
        figures={kind: held.figures(found) for kind, found in figures.items()},
        base=Base(answered, float(dataset.weights[held.held].sum())),
        base_n=np.full((len(held.options) + 1, 3), answered, dtype=np.int64),
        notes=(
            *dataset.design.notes,
            POINTS.fill(
                zh="、".join(f"{one:g}" for one in chosen),
                en=", ".join(f"{one:g}" for one in chosen),
                rest=f"{rest:g}",
            ),
        ),
        source=dataset.hash,
        step=step_of(dataset.weights),
    )
    return only(release(raw, policy), {"chosen": CHOSEN}, inner=held.question.name)


def ranks_of(held: Placements) -> Ints:
    """The place of every option, (n, m), 0 where it was not placed."""
    found = np.zeros(held.hits.shape, dtype=np.int64)
    codes = [option.code for option in held.options]
    for place, variable in enumerate(held.question.variables, start=1):
        at, categories = held.dataset.codes(variable)
        position = np.array(
            [codes.index(code) if code in codes else -1 for code in categories], dtype=np.int64
        )
        option = position[at]
        rows = np.flatnonzero((option >= 0) & held.held)
        free = rows[found[rows, option[rows]] == 0]
        found[free, option[free]] = place
    return found


def _points(points: Sequence[float] | None, count: int, name: str) -> Floats:
    given = np.arange(count, 0, -1.0) if points is None else np.asarray(points, dtype=np.float64)
    if (
        len(given) == count
        and np.isfinite(given).all()
        and (given >= 0).all()
        and (np.diff(given) <= 0).all()
    ):
        return given
    raise ReportError(
        "crosstabs.points",
        name,
        Text(
            zh="分值必须与{count}个名次一一对应，不为负，并且不随名次后移而增大。",
            en="There must be one number of points for each of the {count} places, none negative, none above "
            "that of the place before.",
        ).fill(count=count),
        Text(zh="例如三个名次用 3、2、1。", en="For example 3, 2, 1 for three places."),
    )


def _figures(held: Placements, rank: Ints, points: Floats, rest: float) -> dict[str, list[Estimate]]:
    found: dict[str, list[Estimate]] = {
        kind: [] for kind in ("share", "first", "score", "mean_rank", "mean_rank_all")
    }
    scale = np.append(0.0, points)
    for place in rank.T:
        placed = np.where(held.held, (place > 0) * 1.0, np.nan)
        ranked = np.where(place > 0, place * 1.0, np.nan)
        values = {
            "share": proportions(held.design, placed)[0],
            "first": proportions(held.design, np.where(held.held, (place == 1) * 1.0, np.nan))[0],
            "score": means(held.design, np.where(held.held, scale[place], np.nan))[0],
            "mean_rank": means(held.design, ranked)[0],
            "mean_rank_all": means(
                held.design, np.where(held.held, np.where(place > 0, place, rest), np.nan)
            )[0],
        }
        if not (place > 0).any():
            values["mean_rank"] = values["mean_rank"].none(NO_PLACES)
        for kind, estimate in values.items():
            found[kind].append(estimate)
    return found


def closed_options(rank: Ints, count: int, hidden: Bools, threshold: int) -> Bools:
    """Options of which the number at some place is hidden, (m,), all options and places protected together.

    ``rank`` (n, m) are the places given by those who answered. Of the options that are ``hidden`` (m,) nothing is
    published, of the others how many placed them; how many filled each place is known where everybody did.
    """
    counts = np.array([np.bincount(place, minlength=count + 1)[1:] for place in rank.T], dtype=np.int64)
    is_full = bool((counts.sum(axis=0) == len(rank)).all())
    places = np.zeros(count, dtype=bool) if is_full else None
    cube = Cube(with_margins(counts[None], 1), np.ones(1), (hidden, places))
    found = hide(cube, threshold)
    if found[-1, :-1].any() and is_full:
        return np.ones(len(counts), dtype=bool)
    return np.asarray(found[:-1, :-1].any(axis=1) | hidden, dtype=bool)
