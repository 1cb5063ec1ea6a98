"""The cells of a table that are hidden for their own sake."""

from __future__ import annotations

from reports.disclosure.cube import Bools, Cube
from reports.disclosure.policy import PUBLIC

#: That of the public policy.
THRESHOLD = PUBLIC.threshold


def primary(cube: Cube, threshold: int = THRESHOLD) -> Bools:
    """Cells and margins whose own count is under the threshold and not 0, and those that are sensitive."""
    counts = cube.counts
    return ((counts > 0) & (counts < threshold)) | cube.closed
