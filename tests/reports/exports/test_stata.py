"""Stata files: extended missing values with labels, Chinese, and the design declared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyreadstat
import pytest

from reports.exports import stata
from tests.reports.exports.everything import LONG, everything, origin


@pytest.fixture
def read(tmp_path: Path):
    dataset = everything()
    (made,) = stata.write(dataset, origin(dataset), tmp_path / "data.dta")
    frame, meta = pyreadstat.read_dta(made, user_missing=True)
    return dataset, frame, meta


def test_each_missing_code_is_a_missing_value_of_its_own_with_its_label(read):
    dataset, frame, meta = read
    letters = {"-1": "a", "-7": "b", "-8": "c", "-9": "d", "-3": "e"}
    for code, letter in letters.items():
        assert frame["sex"][dataset.table["sex"] == code].eq(letter).all()
        assert frame["hours"][dataset.table["hours.missing"] == code].eq(letter).all()
    labels = meta.variable_value_labels["sex"]
    assert (labels[1], labels["a"], labels["d"], labels["f"]) == ("男", "未显示", "未答", "不愿说明")


def test_answers_come_back_and_no_number_is_taken_for_a_missing_code(read):
    dataset, frame, _ = read
    given = dataset.table["change"].notna()
    assert frame["change"][given].astype(float).tolist() == dataset.table["change"].dropna().tolist()
    assert frame["change"][~given].isin(list("abcde")).all()
    assert "change_m" not in frame.columns
    assert np.array_equal(frame["weight"].astype(float), dataset.weights)


def test_stata_itself_counts_them_as_missing(read, tmp_path: Path):
    plain, _ = pyreadstat.read_dta(tmp_path / "data.dta")
    assert plain["sex"].dropna().isin([1, 2]).all()
    assert plain["hours"].dropna().min() == 40


def test_the_do_file_notes_long_labels_and_declares_the_design(read, tmp_path: Path):
    dataset, _, meta = read
    assert len(meta.column_names_to_labels["hours"]) <= 80
    said = stata.write_do(dataset, origin(dataset), [tmp_path / "data.dta"], tmp_path / "data.do").read_text(
        "utf-8"
    )
    assert f"note hours: {LONG}" in said
    assert "replace fpc = 1500 if stratum == 2" in said
    assert "svyset _n [pweight=weight], strata(stratum) fpc(fpc)" in said
