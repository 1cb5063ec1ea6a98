"""Exports of made-up answers: CPU seconds, bytes and peak memory, each format in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from questionnaires.text import Text
from reports.codebook import DesignInfo, Kind, Stratum, Variable
from reports.dataset import Dataset

EVERY = ("csv", "xlsx", "sav", "dta", "parquet", "package")
#: Rows, questions and formats; the last is the size of the real survey of practitioners.
SIZES = (
    (100_000, 60, EVERY),
    (1_000_000, 60, ("csv", "sav", "parquet")),
    (23_859, 395, ("csv", "xlsx", "sav")),
)

KINDS: tuple[Kind, ...] = ("number", "indicator", "date")


def run(sizes: Sequence[tuple[int, int, Sequence[str]]] = SIZES) -> Iterator[dict[str, Any]]:
    """CPU and wall seconds of applying the profile for others and writing, with the peak of memory."""
    for rows, questions, formats in sizes:
        for name in formats:
            done = subprocess.run(
                [sys.executable, "-m", "bench.exports", str(rows), str(questions), name],
                check=True,
                capture_output=True,
                text=True,
            )
            yield json.loads(done.stdout)


def made_up(rows: int, questions: int, seed: int = 1) -> Dataset:
    """Answers of which three in four are codes, and the others numbers, ticks and dates."""
    draw = np.random.default_rng(seed)
    options = [str(code) for code in range(1, 7)]
    columns: dict[str, Any] = {"stratum": draw.choice(list("12345"), rows)}
    variables = []
    for number in range(questions):
        name, label = f"q{number}", Text(zh=f"第{number}题：您对下列情况是否满意", en=f"Question {number}")
        kind = KINDS[number // 4 % 3] if number % 4 == 3 else "code"
        privacy = "quasi_identifying" if number < 3 else "plain"
        codes = (
            {code: Text(zh=f"选项{code}", en=f"Option {code}") for code in options} if kind == "code" else {}
        )
        variables.append(Variable(name, label, kind, codes, privacy=privacy))
        gone = draw.random(rows) < 0.05
        if kind == "code":
            places = np.where(gone, 9, draw.integers(0, 6, rows)).astype(np.int8)
            columns[name] = pd.Categorical.from_codes(places, categories=pd.Index(variables[-1].categories))
            continue
        reasons = pd.Index(variables[-1].missing_kinds)
        columns[f"{name}.missing"] = pd.Categorical.from_codes(np.where(gone, 3, -1), categories=reasons)
        values = draw.integers(0, 2, rows) if kind == "indicator" else np.round(draw.normal(46, 9, rows), 1)
        if kind == "date":
            columns[name] = pd.Series(draw.choice(["1980-03", "1991-11"], rows), dtype="str").mask(gone)
        else:
            columns[name] = pd.Series(values, dtype="float64").mask(gone)
    strata = tuple(Stratum(code, Text(zh=code, en=code), rows * 2.0) for code in "12345")
    return Dataset(Text(zh="测速", en="Bench"), pd.DataFrame(columns), tuple(variables), DesignInfo(strata))


def measured(rows: int, questions: int, name: str) -> dict[str, Any]:
    """One export in this process."""
    from reports.exports.deidentify import deidentified
    from reports.exports.files import FORMATS, Place, write_package
    from reports.exports.origin import Origin
    from reports.exports.profile import OTHERS

    dataset = made_up(rows, questions)
    before = _peak()
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = time.perf_counter(), time.process_time()
        released, profile, anonymity, _ = deidentified(dataset, OTHERS)
        origin = Origin("bench", datetime.now(UTC), profile, anonymity)
        place = Place(Path(folder))
        if name == "package":
            made = [write_package(released, origin, place.data("zip"))]
        else:
            made = FORMATS[name].write(released, origin, place, "zh-CN")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        size = sum(path.stat().st_size for path in made)
    return {
        "rows": rows,
        "questions": questions,
        "format": name,
        "cpu_seconds": round(cpu, 2),
        "seconds": round(wall, 2),
        "files": len(made),
        "MB": round(size / 1e6, 3),
        "peak_MB": round(_peak()),
        "peak_before_MB": round(before),
    }


def _peak() -> float:
    """The most memory this process has held, in MB; what its parent held is not counted, as getrusage would."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
