"""One reduction of a Parquet file in a process of its own, so that its peak memory is its own.

``python -m bench.reduction floor|clusters|elements FILE`` prints seconds and megabytes as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.estimates import BY
from reports.estimates.reduced import Reduced
from reports.estimates.reducing import Reduction, reduce_parquet, sums_of


def main() -> None:
    """Reduce, estimate, and print what it took."""
    way, path = sys.argv[1], Path(sys.argv[2])
    before, wall, cpu = _memory(), time.perf_counter(), time.process_time()
    if way == "floor":
        _floor(path)
    else:
        reduction = Reduction(tuple(BY), "w", "y", "stratum", "psu" if way == "clusters" else None)
        table = reduce_parquet(path, reduction)
        sums, sizes = sums_of(table, reduction, {name: range(size) for name, size in BY.items()})
        Reduced(sums, int(np.prod(sizes)), {}).means(proportion=True)
    found = {
        "cpu": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - wall, 2),
        "peak MB": round(_memory()),
        "MB before": round(before),
    }
    sys.stdout.write(json.dumps(found))


def _floor(path: Path) -> None:
    """The plain weighted sums of the cells, row group by row group."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=["w", "y", *BY])
            table = table.append_column("wy", pc.multiply(table["w"], table["y"]))
            table.group_by(list(BY)).aggregate([("wy", "sum"), ("w", "sum")])


def _memory() -> float:
    """Megabytes at most so far; of this process alone, where the system says so (Linux)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
