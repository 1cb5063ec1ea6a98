"""Dense products and inverses in blocks so small that BLAS keeps to one thread.

At a few hundred rows, waking other threads and their waiting for work cost several times what they do, and
a server's cores are busy with other requests.
"""

from __future__ import annotations

import numpy as np

from reports.disclosure.cube import Floats

# OpenBLAS multiplies on one thread up to 2¹⁸ multiplications (interface/gemm.c, SMP_THRESHOLD_MIN).
ONE_THREAD = 2**18
WIDTH = 64


def product(left: Floats, right: Floats) -> Floats:
    """``left @ right``."""
    made = np.zeros((left.shape[0], right.shape[1]))
    for column in range(0, right.shape[1], WIDTH):
        part = right[:, column : column + WIDTH]
        rows = max(1, ONE_THREAD // max(1, part.size))
        for row in range(0, left.shape[0], rows):
            np.matmul(left[row : row + rows], part, out=made[row : row + rows, column : column + WIDTH])
    return made


def inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive definite matrix, by Cholesky's decomposition.

    Stable where the matrix is all but singular, as long as rounding leaves it positive definite.
    """
    size = len(matrix)
    root, back = np.zeros((size, size)), np.zeros((size, size))
    for start in range(0, size, WIDTH):
        here, before, after = slice(start, start + WIDTH), slice(0, start), slice(start + WIDTH, size)
        done = root[here, before]
        corner = np.linalg.cholesky(matrix[here, here] - product(done, done.T))
        turned = np.asarray(np.linalg.inv(corner), dtype=np.float64)
        root[here, here] = corner
        below = matrix[after, here] - product(root[after, before], done.T)
        root[after, here] = product(below, turned.T)
        back[here, here] = turned
        back[here, before] = -product(turned, product(done, back[before, before]))
    made = np.zeros((size, size))
    for start in range(0, size, WIDTH):
        rows = back[start : start + WIDTH, : start + WIDTH]
        made[: start + WIDTH, : start + WIDTH] += product(rows.T, rows)
    return made
