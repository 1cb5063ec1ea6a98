"""The breakdown by three variables, in the process: real answers where they are, made-up ones besides."""

from __future__ import annotations

import csv
import io
import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from questionnaires.text import Text
from reports.codebook import LEFT_OUT, DesignInfo, Variable
from reports.crosstabs.breakdown import breakdown
from reports.dataset import Dataset
from tests.reports.samples import county

SHARED = Path(os.environ.get("KEWEN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REAL = SHARED / "data" / "practitioners2018" / "answers.csv.zip"
REAL_COLUMNS = {"Q2": "age", "Q6": "title", "Q7": "sector"}


def run(sizes: tuple[int, ...] = (23_859, 100_000), times: int = 5) -> Iterator[dict[str, Any]]:
    """Seconds of the first breakdown and the median of the following ones, by data."""
    if REAL.exists():
        yield _timed("real", real(), list(REAL_COLUMNS), times)
    for size in sizes:
        yield _timed("made up", county(size), ["age", "title", "sector"], times)


def _timed(source: str, dataset: Dataset, by: list[str], times: int) -> dict[str, Any]:
    taken = []
    for _each in range(max(times, 1)):
        started = time.perf_counter()
        table = breakdown(dataset, by).table
        taken.append(time.perf_counter() - started)
    following = sorted(taken[1:]) or taken
    return {
        "answers": len(dataset),
        "source": source,
        "by": by,
        "cells": [len(dimension.categories) for dimension in table.dimensions],
        "first_seconds": round(taken[0], 3),
        "median_seconds": round(following[len(following) // 2], 3),
    }


def real() -> Dataset:
    """Three questions of the real survey: age band, title and industry."""
    with zipfile.ZipFile(REAL) as archive, archive.open(archive.namelist()[0]) as raw:
        lines = csv.reader(io.TextIOWrapper(raw, "utf-8-sig"))
        heading = next(lines)
        next(lines)
        places = {name: heading.index(name) for name in REAL_COLUMNS}
        rows = [{name: line[place] for name, place in places.items()} for line in lines]
    table = pd.DataFrame(rows)
    variables = []
    for name, role in REAL_COLUMNS.items():
        options = sorted(set(table[name]) - {""})
        codes = {option: str(number) for number, option in enumerate(options, 1)}
        table[name] = table[name].map({**codes, "": LEFT_OUT})
        labels = {code: Text(zh=option, en=option) for option, code in codes.items()}
        variables.append(Variable(name, Text(zh=role, en=role), "code", labels, role=role))
    return Dataset(Text(zh="实测", en="Real"), table, tuple(variables), DesignInfo())
