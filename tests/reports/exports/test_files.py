"""CSV, XLSX, Parquet and the package: what is in them is what was frozen."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from reports.columns import DESIGN_COLUMNS
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.exports import columnar, delimited, files, workbook
from reports.exports.files import FORMATS, Place
from reports.exports.profile import OTHERS
from tests.reports.exports.everything import LONG, everything, let_out, origin


def test_csv_has_every_code_in_place_and_no_formula(tmp_path: Path):
    dataset = everything()
    path = delimited.write_data(dataset, tmp_path / "data.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == len(dataset)
    assert [row["sex"] for row in rows] == dataset.table["sex"].astype("str").tolist()
    assert {row["hours"] for row in rows} >= {"40", "46.5", "-9", "-1"}
    assert [row["change.missing"] or "-" for row in rows] == [
        one if isinstance(one, str) else "-" for one in dataset.table["change.missing"].tolist()
    ]
    assert "'=1+1" in {row["words"] for row in rows}
    assert list(rows[0])[:5] == list(DESIGN_COLUMNS)


def test_a_workbook_has_words_numbers_as_numbers_and_texts_as_texts(tmp_path: Path):
    dataset = everything()
    path = workbook.write(dataset, origin(dataset), tmp_path / "data.xlsx")
    assert [one.name for one in tmp_path.iterdir()] == ["data.xlsx"]
    book = load_workbook(path)
    assert book.sheetnames == ["说明", "数据", "编码手册"]
    header, *rows = book["数据"].iter_rows(values_only=True)
    assert header == (*DESIGN_COLUMNS, *(one.name for one in dataset.variables))
    assert len(rows) == len(dataset)
    found = pd.DataFrame(rows, columns=list(header))
    assert set(found["sex"]) == {"男", "女", "不愿说明", "未显示", "不适用", "不愿回答", "不清楚", "未答"}
    assert found["hours"][0] == 40
    assert "未答" in set(found["hours"])
    assert set(found["act_1"]) >= {"是", "否"}
    assert "=1+1" in set(found["words"])
    assert all(cell.data_type == "s" for cell in book["数据"]["R"][1:])
    assert set(found["mode"]) == {"手机", "纸质"}
    assert np.allclose(found["weight"].astype(float), dataset.weights)
    assert book["编码手册"]["A2"].value == "sex"


def test_a_workbook_holds_what_xml_does_not(tmp_path: Path):
    dataset = everything(6)
    table = dataset.table.assign(words="a\x0b<b>&'\"_x0041_ ")
    table.loc[table["words.missing"].notna(), "words"] = None
    odd = Dataset(dataset.title, table, dataset.variables, dataset.design)
    book = load_workbook(workbook.write(odd, origin(odd), tmp_path / "data.xlsx"))
    place = [cell.value for cell in book["数据"][1]].index("words") + 1
    cells = {book["数据"].cell(row, place).value for row in range(2, 8)}
    assert "a〓<b>&'\"_x0041_ " in {one.replace("_x005F_", "_") for one in cells}


def test_more_than_a_sheet_holds_is_refused_before_anything_is_written(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 59)
    with pytest.raises(ReportError) as refused:
        workbook.write(everything(), origin(everything()), tmp_path / "data.xlsx")
    assert refused.value.code == "export.sheet"
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_a_dataset_again_and_carries_its_codebook(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(columnar, "ROW_GROUP", 25)
    dataset = everything()
    path, book = columnar.write(dataset, tmp_path / "data.parquet")
    assert Dataset.load(path).hash == dataset.hash
    inside = json.loads(parquet.read_schema(path).metadata[columnar.KEY])
    assert inside == json.loads(book.read_text("utf-8"))
    assert parquet.ParquetFile(path).num_row_groups == 3


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_says_which_snapshot_it_is_and_how_many_rows(name, tmp_path: Path):
    dataset = everything()
    made = FORMATS[name].write(dataset, origin(dataset), Place(tmp_path, "out", "out."), "en")
    assert made[0].name == f"out.{FORMATS[name].suffix}"
    assert all(one.name.startswith("out") for one in made)
    if name != "xlsx":
        about = (tmp_path / "out.about.txt").read_text("utf-8-sig")
        assert "60 rows exported = 60 responses counted as valid" in about
        assert "20261121T020000Z-abc" in about


def unpacked(tmp_path: Path, dataset: Dataset) -> Path:
    released, told = let_out(dataset, OTHERS)
    path = files.write_package(released, told, tmp_path / "package.zip", more={"ddi.xml": b"<codeBook/>"})
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def test_a_package_holds_data_codebook_scripts_and_what_was_done(tmp_path: Path):
    folder = unpacked(tmp_path, everything())
    assert {one.name for one in folder.iterdir()} == {
        "README.txt", "codebook.csv", "codebook.json", "data.R", "data.csv", "data.py", "data.sav", "data.sps",
        "ddi.xml", "profile.json",
    }  # fmt: skip
    readme = (folder / "README.txt").read_text("utf-8-sig")
    assert "k-anonymity: the quasi-identifiers (ind, polit, born, stratum)" in readme
    assert "对外提供（去标识化）" in readme
    kept = json.loads((folder / "profile.json").read_text("utf-8"))
    assert kept["anonymity"]["rows"] == 60
    assert kept["profile"]["variables"]["born"] == {"how": "coarsen", "grouping": "age10"}
    book = json.loads((folder / "codebook.json").read_text("utf-8"))
    assert next(one for one in book["columns"] if one["name"] == "hours")["label"]["zh-CN"] == LONG


def test_the_python_script_gives_labels_missing_codes_and_the_same_mean_and_error(tmp_path: Path):
    dataset = everything()
    folder = unpacked(tmp_path, dataset)
    code = (
        "import json, data\n"
        "print(json.dumps([data.mean(data.answers['hours']), data.labels('sex')['1'], "
        "int(data.answers['hours'].isna().sum()), sorted(set(data.reasons['sex'].dropna())), "
        "data.share(data.answers['sex'], '1')]))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    (mean, error), male, gone, reasons, (share, _) = json.loads(run.stdout)
    values, weights = dataset.numbers("hours"), dataset.weights
    there = np.isfinite(values)
    assert mean == pytest.approx(np.average(values[there], weights=weights[there]), rel=1e-12)
    assert error == pytest.approx(linearised(dataset, values, mean), rel=1e-9)
    assert (male, gone) == ("男", int((~there).sum()))
    assert reasons == ["-1", "-3", "-7", "-8", "-9", "9"]
    answered = dataset.table["sex"].isin(["1", "2"])
    assert share == pytest.approx(
        np.average(dataset.table["sex"][answered] == "1", weights=weights[answered])
    )


def linearised(dataset: Dataset, values: np.ndarray, mean: float) -> float:
    """Stratified sample of persons: R survey::svymean with svydesign(ids = ~1, strata, fpc, weights)."""
    there = np.isfinite(values)
    weights = dataset.weights
    scores = np.where(there, weights * (np.nan_to_num(values) - mean), 0) / weights[there].sum()
    found = 0.0
    for stratum in dataset.design.strata:
        own = scores[(dataset.table["stratum"] == stratum.code).to_numpy()]
        found += (1 - len(own) / stratum.population) * len(own) * own.var(ddof=1)
    return float(np.sqrt(found))
