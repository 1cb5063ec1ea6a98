"""Loads the data of this folder with labels, missing codes and the survey design. Needs pandas and numpy only.

from data import answers, reasons, labels, mean, share
answers["sex"]            codes as a Categorical, numbers as numbers; missing ones are NaN
reasons["sex"]            why there is no answer: -1 not shown, -3 not applicable, -7 refused, -8 don't know,
                          -9 left out, or an option that counts as missing
labels("sex")             what the codes say
mean(answers["hours"])    weighted mean with its standard error under the design
share(answers["sex"], "1")  weighted share with its standard error
replicated_mean(answers["hours"])  the same mean with the error of the replicate weights, where the folder has them
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).resolve().parent
NUMBERS = ("number", "indicator")


def _read_codebook() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "codebook.json").read_text("utf-8"))
    return found


def _read_cells() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "data.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")


def _missing_codes(variable: dict[str, Any]) -> list[str]:
    return [*STANDARD, *(code for code in variable["missing"] if code not in STANDARD)]


def _column(variable: dict[str, Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """The answers of a variable and the reasons where there is none."""
    name, cells = variable["name"], CELLS[variable["name"]]
    beside = f"{name}.missing"
    gone = CELLS[beside].ne("") if beside in CELLS else cells.isin(_missing_codes(variable))
    why = CELLS.get(beside, cells).where(gone)
    if variable["kind"] in NUMBERS:
        return pd.to_numeric(cells.where(~gone)).astype("float64"), why
    values = cells.where(~gone)
    if variable["kind"] == "code":
        known = [code for code, _ in variable["codes"] if code not in _missing_codes(variable)]
        return pd.Series(pd.Categorical(values, categories=known), name=name), why
    return values, why


STANDARD = ("-1", "-3", "-7", "-8", "-9")
CODEBOOK = _read_codebook()
CELLS = _read_cells()
VARIABLES: dict[str, dict[str, Any]] = {one["name"]: one for one in CODEBOOK["variables"]}
DESIGN: dict[str, Any] = CODEBOOK["design"]

_columns = {name: _column(variable) for name, variable in VARIABLES.items()}
answers = pd.DataFrame({name: pair[0] for name, pair in _columns.items()})
reasons = pd.DataFrame({name: pair[1] for name, pair in _columns.items()})
weights = pd.to_numeric(CELLS["weight"]).to_numpy(dtype=np.float64)
strata = CELLS["stratum"].to_numpy(dtype=object)
units = CELLS["psu"].to_numpy(dtype=object) if DESIGN["clustered"] else np.arange(len(CELLS))
_size = "units" if DESIGN["clustered"] else "population"
#: Units (persons, where no units were drawn) of each stratum in the population; None where unknown.
population: dict[str, float | None] = {one["code"]: one[_size] for one in DESIGN["strata"]}
#: Replicate weights, a row for each answer, and what makes a variance of them; None where there are none.
REPLICATES: dict[str, Any] | None = CODEBOOK.get("replicates")
replicates = None if REPLICATES is None else pd.read_csv(FOLDER / REPLICATES["file"]).to_numpy(np.float64)


def labels(name: str, language: str = "zh-CN") -> dict[str, str]:
    """The codes of a variable and what they say."""
    found = VARIABLES[name]["codes"]
    return {code: said.get(language) or next(iter(said.values()), code) for code, said in found}


def share(values: pd.Series[Any], code: str) -> tuple[float, float]:
    """The weighted share of a code among those who answered, and its standard error."""
    chosen = values.eq(code).astype("float64")
    return mean(chosen.where(values.notna()))


def mean(values: pd.Series[Any]) -> tuple[float, float]:
    """The weighted mean of those who answered and its standard error.

    By linearisation: the others count with nothing, they are not cut away (Särndal, Swensson and
    Wretman 1992, sec. 5.5 and 5.8).
    """
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    there = np.isfinite(numbers)
    whole = float(weights[there].sum())
    if not whole:
        return float("nan"), float("nan")
    found = float((weights[there] * numbers[there]).sum() / whole)
    scores = np.zeros(len(numbers))
    scores[there] = weights[there] * (numbers[there] - found) / whole
    return found, float(np.sqrt(_variance(scores)))


def replicated_mean(values: pd.Series[Any]) -> tuple[float, float]:
    """The weighted mean of those who answered and its standard error by replicate weights."""
    if REPLICATES is None or replicates is None:
        raise LookupError("this folder has no replicate weights: export the package with them")
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    there = np.isfinite(numbers)
    found = float(np.average(numbers[there], weights=weights[there]))
    each = replicates[there].T @ numbers[there] / replicates[there].sum(axis=0)
    rscales = np.asarray(REPLICATES["rscales"], dtype=np.float64)
    middle = found if REPLICATES["mse"] else each[rscales > 0].mean()
    return found, float(np.sqrt(REPLICATES["scale"] * (rscales * (each - middle) ** 2).sum()))


def _variance(scores: Any) -> float:
    """The variance of a total of scores over strata and units, with the correction where the population is known."""
    totals = pd.DataFrame({"stratum": strata, "unit": units, "score": scores})
    by_unit = totals.groupby(["stratum", "unit"], sort=False)["score"].sum()
    middle, found, alone, several = float(by_unit.mean()), 0.0, 0, 0
    for stratum, own in by_unit.groupby(level=0, sort=False):
        count, size = len(own), population.get(str(stratum))
        left = 1.0 if size is None else max(0.0, 1 - count / size)
        if count > 1:
            found += left * count / (count - 1) * float(((own - own.mean()) ** 2).sum())
            several += 1
        elif left:
            alone += 1
            found += left * float((own.iloc[0] - middle) ** 2) if DESIGN["single_psu"] == "adjust" else 0.0
    if alone and DESIGN["single_psu"] == "average" and several:
        return found * (several + alone) / several
    if alone and DESIGN["single_psu"] not in ("adjust", "remove", "certainty"):
        return float("nan")
    return found
