"""The design-based covariance of sums of scores, on which every linearised estimate and test rests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from reports.estimates.adjustments import Floats, residuals
from reports.estimates.design import Design
from reports.estimates.replicates import ReplicateDesign
from reports.estimates.stages import Bools, Ints, Stage, sum_columns
from reports.estimates.sums import lending, pair_totals

# Cells whose scores are spread out over all rows at a time, so that memory stays bounded.
_NUMBERS = 4_000_000


def covariance(design: Design | ReplicateDesign, scores: npt.ArrayLike, rows: Bools | None = None) -> Floats:
    """Covariance (k, k) of the column sums of ``scores``, (n,) or (n, k), already multiplied by the weights.

    ``rows`` (n,) says which rows are in the domain; scores outside it count as 0, so that a domain is
    never cut out of the design. Linearised designs: Särndal, Swensson and Wretman (1992), eq. 5.5.9, and
    4.3.10 for several stages. Replicate designs: each replicate re-weighs the scores. NaN scores give NaN.
    """
    given = np.asarray(scores, dtype=np.float64)
    table = given[:, None] if given.ndim == 1 else given
    if rows is not None:
        table = np.where(rows[:, None], table, 0.0)
    if isinstance(design, ReplicateDesign):
        return design.spread(design.sums(table), table.sum(axis=0))
    table = residuals(design.adjustments, table)
    if design.joint is not None:
        return design.joint.spread(design.stages[0].sums(table))
    # Calibration spreads a domain over the whole sample: nothing is lonely in it.
    held = rows if design.plain else None
    parts = [_of_stage(stage, table, held, design.single_in_domains) for stage in design.stages]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _of_stage(stage: Stage, table: Floats, rows: Bools | None, in_domains: bool) -> Floats:
    """One stage's part: Σ over strata of factor · Σ(t − t̄)(t − t̄)', with single units as the design says."""
    sums = stage.sums(table)
    mean = sum_columns(stage.stratum, sums, stage.strata)
    present = stage.present(rows)
    lonely = (present == 1) & (stage.counts > 1) if in_domains else np.zeros(stage.strata, dtype=bool)
    centred = stage.centred & ~lonely if stage.single_psu == "adjust" else stage.centred
    mean *= (centred / np.maximum(stage.counts, 1))[:, None]
    alone = stage.single | lonely if stage.single_psu == "average" else stage.single
    factor = stage.factor
    if stage.single_psu == "average":
        factor = np.where(alone[stage.stratum], 0.0, factor)
    apart = sums - mean[stage.stratum]
    strata, able = (present > 0).sum(), ((present > 0) & ~alone).sum()
    lent = lending(stage, np.array([strata]), np.array([able]))[0]
    return np.asarray((apart * factor[:, None]).T @ apart * lent, dtype=np.float64)


def cell_variances(design: Design, linear: Floats, cell: Ints, cells: int) -> Floats:
    """Variance of the sum of ``linear`` (n,) over the rows of each cell, (cells,).

    ``linear`` is already multiplied by the weights; rows with a negative cell are in none.
    """
    if design.plain:
        lonely = design.single_in_domains
        parts = [pair_totals(stage, linear, cell, cells, lonely).variance() for stage in design.stages]
        return np.asarray(np.sum(parts, axis=0), dtype=np.float64)

    def spread_out(wanted: Ints) -> Floats:
        table = np.zeros((len(linear), len(wanted)))
        rows = np.flatnonzero((cell >= wanted[0]) & (cell <= wanted[-1]))
        table[rows, cell[rows] - wanted[0]] = linear[rows]
        return table

    return column_variances(design, spread_out, cells)


def column_variances(
    design: Design, columns: Callable[[Ints], Floats], count: int, rows: Bools | None = None
) -> Floats:
    """Variance of the sums of ``count`` columns of scores, made block by block so that memory is bounded.

    ``columns`` gives the scores (n, k) of k consecutive positions; ``rows`` as in :func:`covariance`.
    """
    found = np.zeros(count)
    step = max(1, _NUMBERS // max(len(design), 1))
    for start in range(0, count, step):
        wanted = np.arange(start, min(start + step, count))
        found[wanted] = np.diag(covariance(design, columns(wanted), rows))
    return found
