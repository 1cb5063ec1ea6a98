"""The figures of R survey 4.1-1 beside the project: reference.csv and the data it was made from."""

import functools
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("KEWEN_SHARED", ROOT.parent / "shared")) / "data" / "reference"
ABSENT = f"reference data are absent: {SHARED} (set KEWEN_SHARED)"
NINE = 1e-9


def present() -> bool:
    """Whether the figures are there."""
    return (SHARED / "reference.csv").exists()


@functools.cache
def figures() -> pd.DataFrame:
    """All figures, in the order of the file: case, dataset, design, call, domain, term, stat, value."""
    table = pd.read_csv(SHARED / "reference.csv", keep_default_na=False, dtype=str)
    table["value"] = [np.nan if value == "NA" else float(value) for value in table["value"]]
    return table


@functools.cache
def cases() -> tuple[str, ...]:
    """The names of the cases; none where the figures are absent."""
    return tuple(dict.fromkeys(figures().case)) if present() else ()


def figures_of(case: str) -> pd.DataFrame:
    """The figures of one case."""
    return figures()[figures().case == case]


@functools.cache
def data(name: str) -> pd.DataFrame:
    """An input of R, empty cells missing."""
    return pd.read_csv(SHARED / "data" / f"{name}.csv", keep_default_na=False, na_values=[""])


def replicates(case: str) -> np.ndarray:
    """Replicate weights (n, R), whole."""
    return pd.read_csv(SHARED / "repweights" / f"{case}.csv").to_numpy(dtype=float)


def population() -> dict:
    """Counts and totals of all schools (api_population.json)."""
    return json.loads((SHARED / "data" / "api_population.json").read_text("utf-8"))


def margins() -> dict[str, dict[str, float]]:
    """The margins that the survey of 3 000 was raked to."""
    return json.loads((SHARED / "data" / "synth3k_margins.json").read_text("utf-8"))
