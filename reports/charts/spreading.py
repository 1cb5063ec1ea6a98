"""Labels beside the ends of lines, moved apart as little as possible so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles of labels of these sizes between ``low`` and ``high``, as near the wanted ones as can be.

    Least squares under the order of the wanted places, by pooling of adjacent violators (Barlow et al. 1972).
    Where there is no room for all, they overlap evenly.
    """
    count = len(wanted)
    if count == 0:
        return []
    order = sorted(range(count), key=lambda place: wanted[place])
    room, needed = high - low, sum(sizes)
    shrink = min(1.0, room / needed) if needed > 0 else 1.0
    held = [sizes[place] * shrink for place in order]
    offsets = [sum(held[:rank]) + held[rank] / 2 for rank in range(count)]
    pools: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        mean, size = wanted[place] - offsets[rank], 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        pools.append((mean, size))
    level = [mean for mean, size in pools for _ in range(size)]
    found = [0.0] * count
    for rank, place in enumerate(order):
        found[place] = min(max(level[rank], low), high - sum(held)) + offsets[rank]
    return found
