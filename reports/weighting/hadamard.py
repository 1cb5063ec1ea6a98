"""Hadamard matrices, the patterns of balanced half samples."""

from __future__ import annotations

import numpy as np

from reports.weighting.validity import Ints


def hadamard(size: int) -> Ints:
    """A matrix of 1 and -1 with orthogonal rows and columns, first row and column 1, of an order above ``size``.

    The smallest order that doubling (Sylvester 1867) or a prime p = order − 1 or order/2 − 1 (Paley 1933)
    gives; for fewer than 4 the one R's ``hadamard`` gives.
    """
    order = 1
    while True:
        if order > size and (found := _of_order(order)) is not None:
            return found
        order = 2 if order == 1 else 4 if order == 2 else order + 4


def _of_order(order: int) -> Ints | None:
    if order <= 2:
        return np.array([[1, 1], [1, -1]], dtype=np.int64)[:order, :order]
    if order % 4:
        return None
    if order & (order - 1) and _prime(order - 1):
        return _normal(_paley_one(order - 1))
    half = _of_order(order // 2)
    if half is not None:
        return np.block([[half, half], [half, -half]])
    prime = order // 2 - 1
    return _normal(_paley_two(prime)) if prime % 4 == 1 and _prime(prime) else None


def _jacobsthal(prime: int) -> Ints:
    """Quadratic characters of the differences of residues, (p, p)."""
    character = np.full(prime, -1, dtype=np.int64)
    character[np.arange(1, prime) ** 2 % prime] = 1
    character[0] = 0
    residue = np.arange(prime)
    return np.asarray(character[(residue[:, None] - residue[None, :]) % prime], dtype=np.int64)


def _paley_one(prime: int) -> Ints:
    """Order p + 1 for a prime p that leaves 3 when divided by 4."""
    found = np.ones((prime + 1, prime + 1), dtype=np.int64)
    found[1:, 1:] = _jacobsthal(prime) + np.eye(prime, dtype=np.int64)
    found[1:, 0] = -1
    return found


def _paley_two(prime: int) -> Ints:
    """Order 2(p + 1) for a prime p that leaves 1 when divided by 4."""
    core = np.ones((prime + 1, prime + 1), dtype=np.int64)
    core[0, 0] = 0
    core[1:, 1:] = _jacobsthal(prime)
    one = np.array([[1, 1], [1, -1]], dtype=np.int64)
    zero = np.array([[1, -1], [-1, -1]], dtype=np.int64)
    return np.asarray(np.kron(core, one) + np.kron(np.eye(prime + 1, dtype=np.int64), zero))


def _normal(matrix: Ints) -> Ints:
    """The same with ones in the first row and column."""
    matrix = matrix * matrix[:, :1]
    return matrix * matrix[:1, :]


def _prime(number: int) -> bool:
    return number > 2 and all(number % factor for factor in range(2, int(number**0.5) + 1))
