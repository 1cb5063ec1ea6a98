"""Hadamard matrices are orthogonal, normal and no larger than needed."""

import numpy as np
import pytest

from reports.weighting.hadamard import hadamard


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 11, 12, 15, 19, 23, 27, 31, 35, 36, 47, 59, 63, 99, 150])
def test_rows_are_orthogonal_and_the_first_is_all_ones(size):
    found = hadamard(size)
    order = len(found)
    assert order > size
    np.testing.assert_array_equal(found @ found.T, order * np.eye(order, dtype=np.int64))
    assert (found[0] == 1).all()
    assert (found[:, 0] == 1).all()


def test_orders_are_the_smallest_that_are_known_to_these_constructions():
    orders = [len(hadamard(size)) for size in (1, 2, 3, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44)]
    assert orders == [2, 4, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48]
