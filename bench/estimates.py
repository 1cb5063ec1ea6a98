"""Estimates by three groupings with standard errors, beside a plain sum of the same cells and beside a peer.

The peer is the library ``svy``, in an environment of its own that is no part of the project:
``python -m venv .bench/svy && .bench/svy/bin/pip install svy``. Where it is absent the line says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reports.estimates import Design, means

BY = {"age": 6, "title": 5, "sector": 8}
PEER = Path(".bench/svy/bin/python")
# CPU seconds of R survey 4.1-1 for this breakdown by rows, measured once on two cores (R 4.2.2).
R_SECONDS = {100_000: 5.7, 1_000_000: 170.0}
ROW_GROUP = 1_000_000


def made_up(rows: int, seed: int = 1, psus: int = 20_000) -> pd.DataFrame:
    """A clustered survey: 40 strata, up to so many PSUs, weights, an answer, three groupings."""
    draw = np.random.default_rng(seed)
    psu = draw.integers(0, min(psus, max(80, rows // 100)), rows)
    columns = {name: draw.integers(0, size, rows, dtype=np.int16) for name, size in BY.items()}
    answer = (draw.random(rows) < 0.4).astype(np.float64)
    return pd.DataFrame(
        {"stratum": psu % 40, "psu": psu, "w": draw.uniform(1, 5, rows), "y": answer, **columns}
    )


def run(sizes: tuple[int, ...] = (100_000, 1_000_000), times: int = 5) -> Iterator[dict[str, Any]]:
    """CPU seconds of the breakdown in memory: ours with setting the design up, the floor, the peers."""
    for size in sizes:
        data = made_up(size)
        floor = _cpu(partial(_floor, data), times)
        ours = _cpu(partial(_ours, data), times)
        peer = _peer(data)
        yield {
            "rows": size,
            "cells": int(np.prod(list(BY.values()))),
            "cpu": round(ours, 4),
            "floor": round(floor, 4),
            "x floor": round(ours / floor, 2),
            "svy": peer if peer is not None else f"absent ({PEER})",
            "svy/ours": round(peer / ours, 1) if peer is not None else "",
            "R/ours": round(R_SECONDS[size] / ours) if size in R_SECONDS else "",
        }


def run_reduced(rows: int = 10_000_000) -> Iterator[dict[str, Any]]:
    """A Parquet file reduced to sums and estimated: CPU and wall seconds and peak memory, each on its own.

    The rows of a PSU lie anywhere in the file. With small clusters there are nearly as many sums as rows.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        for way in ("floor", "clusters", "elements", "small clusters"):
            if way in ("floor", "small clusters"):
                _write(path, rows, 20_000 if way == "floor" else 100_000)
            done = subprocess.run(
                [sys.executable, "-m", "bench.reduction", way.split()[-1], str(path)],
                check=True,
                capture_output=True,
                text=True,
            )
            yield {"rows": rows, "way": way, **json.loads(done.stdout)}


def _ours(data: pd.DataFrame) -> None:
    design = Design.of(data["w"], data["stratum"], data["psu"])
    cell = np.zeros(len(data), dtype=np.int64)
    for name, size in BY.items():
        cell = cell * size + data[name].to_numpy()
    means(design, data["y"], cell, int(np.prod(list(BY.values()))), proportion=True)


def _floor(data: pd.DataFrame) -> None:
    """The weighted sums of the same cells, which any breakdown needs and which has no standard error."""
    data.assign(wy=data["w"] * data["y"]).groupby(list(BY))[["wy", "w"]].sum()


def _cpu(work: Callable[[], None], times: int) -> float:
    taken = []
    for _each in range(times):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return sorted(taken)[len(taken) // 2]


def _peer(data: pd.DataFrame) -> float | None:
    if not PEER.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        data.to_parquet(path, index=False)
        script = Path(__file__).with_name("svy_peer.py")
        done = subprocess.run(
            [str(PEER.absolute()), str(script), str(path), *BY], check=True, capture_output=True, text=True
        )
    return round(float(done.stdout.split()[-1]), 3)


def _write(path: Path, rows: int, psus: int) -> None:
    writer = None
    for start in range(0, rows, ROW_GROUP):
        part = made_up(min(ROW_GROUP, rows - start), seed=start + 1, psus=psus)
        table = pa.Table.from_pandas(part, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()
