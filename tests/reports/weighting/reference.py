"""Reference data of R survey 4.1-1 beside the project, and R's figures of a case."""

import functools
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from questionnaires.text import Text
from reports.estimates import Design
from reports.weighting.cells import Cells

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "reference"
SHARED = Path(os.environ.get("KEWEN_SHARED", ROOT.parent / "shared")) / "data" / "reference"
needs_shared = pytest.mark.skipif(
    not (SHARED / "reference.csv").exists(), reason=f"reference data are absent: {SHARED} (set KEWEN_SHARED)"
)
NINE = 1e-9
STYPE = {"E": 4421.0, "H": 755.0, "M": 1018.0}
SCH_WIDE = {"No": 1072.0, "Yes": 5122.0}
SCHOOLS = 6194.0
API99 = 3914069.0


@functools.cache
def _reference() -> pd.DataFrame:
    table = pd.read_csv(SHARED / "reference.csv", keep_default_na=False, dtype={"case": "category"})
    return table.assign(value=pd.to_numeric(table.value, errors="coerce"))


def figures(case: str) -> pd.DataFrame:
    table = _reference()
    return table[table.case == case]


def data(name: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / f"{name}.csv")


def weights_of(case: str) -> np.ndarray:
    return pd.read_csv(SHARED / "weights" / f"{case}.csv").w.to_numpy()


def replicates_of(case: str) -> np.ndarray:
    return pd.read_csv(SHARED / "repweights" / f"{case}.csv").to_numpy(dtype=float)


def table_of(kind: str) -> pd.DataFrame:
    """The sample of schools: ``srs``, ``strat``, ``clus1``, ``clus1_nofpc``, ``clus2``."""
    return data("api" + kind.removesuffix("_nofpc"))


def api(kind: str) -> Design:
    """Its design as in make_reference.R, ``D$srs`` … ``D$clus2``."""
    table = table_of(kind)
    weights = base_weights(table, kind)
    if kind == "srs":
        return Design.of(weights, population=table.fpc)
    if kind == "strat":
        return Design.of(weights, table.stype, population=table.fpc)
    if kind == "strat_nofpc":
        return Design.of(weights, table.stype)
    if kind == "clus2":
        return Design.of(weights, psu=table.dnum, population=table.fpc1, further=[(table.snum, table.fpc2)])
    return Design.of(weights, psu=table.dnum, population=None if kind == "clus1_nofpc" else table.fpc)


def base_weights(table: pd.DataFrame, kind: str) -> np.ndarray:
    """``svydesign`` without weights takes 1/π from the fpc, with them the weights as they stand."""
    if kind == "srs":
        return (table.fpc / 200.0).to_numpy(dtype=float)
    if kind == "clus2":
        schools = table.groupby("dnum").dnum.transform("size")
        return (table.fpc1 / 40.0 * table.fpc2 / schools).to_numpy(dtype=float)
    return table.pw.to_numpy(dtype=float)


def said(word: str) -> Text:
    return Text(zh=word, en=word)


def by_type(table: pd.DataFrame) -> Cells:
    return Cells.of("stype", table.stype, STYPE)


def by_target(table: pd.DataFrame) -> Cells:
    return Cells.of("sch.wide", table["sch.wide"], SCH_WIDE)
