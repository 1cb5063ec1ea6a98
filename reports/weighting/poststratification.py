"""Post-stratification: weights that add up to the known size of every class."""

from __future__ import annotations

import numpy as np

from reports.weighting.adjustments import PostStratified
from reports.weighting.cells import Cells
from reports.weighting.steps import Step
from reports.weighting.validity import Floats, require_weights


def post_stratify(weights: Floats, cells: Cells) -> tuple[Floats, PostStratified, Step]:
    """Weights w·N_g/N̂_g by class g, their adjustment of the variance, and the log (R: ``postStratify``).

    Refused: bad weights; classes with people and without answers, or the reverse. Holt and Smith (1979),
    J. R. Statist. Soc. A 142, 33–46.
    """
    before = require_weights(weights)
    known = cells.resolved(before).checked(before)
    after = post_stratified(before, known)
    return (
        after,
        PostStratified(known.codes, before, after),
        Step.between("poststratification", before, after),
    )


def post_stratified(weights: Floats, cells: Cells) -> Floats:
    """The weights alone, unchecked: a class without any weight stays as it is."""
    known = cells.resolved(weights)
    sums = known.sums(weights)
    factor = np.divide(known.totals, sums, out=np.ones_like(sums), where=sums > 0)
    return weights * factor[known.codes]
