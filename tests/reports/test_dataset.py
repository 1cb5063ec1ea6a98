"""A dataset keeps every value, label and kind of missing, and proves that it has not changed."""

import json

import numpy as np
import pandas as pd
import pytest

from questionnaires.text import Text
from reports.codebook import DesignInfo, Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from tests.reports.samples import county, said


def small(**columns) -> Dataset:
    """Three answers to a coded and a number question."""
    table = pd.DataFrame(
        {"q": ["1", "-7", "2"], "x": [1.5, None, 3.0], "x.missing": [None, "-8", None]} | columns
    )
    return Dataset(
        said("small"),
        table,
        (
            Variable("q", said("q"), "code", {"1": said("yes"), "2": said("no")}),
            Variable("x", said("x"), "number"),
        ),
    )


def test_a_saved_dataset_comes_back_exactly_with_the_same_hash(tmp_path):
    dataset = county(300)
    loaded = Dataset.load(dataset.save(tmp_path / "snapshot.parquet"))
    assert loaded.hash == dataset.hash
    pd.testing.assert_frame_equal(loaded.table, dataset.table)
    assert loaded.variables == dataset.variables
    assert loaded.groups == dataset.groups
    assert loaded.design == dataset.design
    assert loaded.title == Text(zh="某县", en="A county")


def test_the_hash_tells_any_change_of_value_label_or_design():
    hashes = {
        small().hash,
        small(q=["1", "-7", "1"]).hash,
        small(q=["1", "-8", "2"]).hash,
        small(**{"x.missing": [None, "-7", None]}).hash,
        small(weight=[1.0, 1.0, 1.0000001]).hash,
        small().with_columns(DesignInfo(reference_date="2026-01-01")).hash,
    }
    assert len(hashes) == 6


def test_the_hash_does_not_depend_on_the_order_of_rows_or_the_types_of_columns():
    table = pd.DataFrame(
        {"response": [3, 1, 2], "q": ["2", "1", "-7"], "x": [3, 1.5, np.nan], "x.missing": [None, None, "-8"]}
    )
    assert Dataset(said("small"), table, small().variables).hash == small().hash


def test_a_value_that_is_no_option_is_refused_by_name():
    with pytest.raises(ReportError) as refusal:
        small(q=["1", "5", "2"])
    assert refusal.value.code == "dataset.code"
    assert "5" in refusal.value.reason.say("zh-CN")


@pytest.mark.parametrize("why", [["-8", "-8", None], [None, None, None]])
def test_a_value_and_a_reason_for_its_absence_exclude_each_other(why):
    with pytest.raises(ReportError) as refusal:
        small(**{"x.missing": why})
    assert refusal.value.code == "dataset.missing"


def test_kinds_of_missing_stay_apart():
    dataset = small(q=["-1", "-7", "-9"])
    assert dataset.column("q").tolist() == ["-1", "-7", "-9"]
    assert dataset.column("x.missing").tolist()[1] == "-8"


def test_a_snapshot_never_changes(tmp_path):
    path = tmp_path / "snapshot.parquet"
    small().save(path)
    small().save(path)
    with pytest.raises(ReportError) as refusal:
        small(q=["1", "1", "1"]).save(path)
    assert refusal.value.code == "dataset.exists"
    assert Dataset.load(path).hash == small().hash


def test_an_altered_snapshot_is_refused(tmp_path):
    path = tmp_path / "snapshot.parquet"
    small().save(path)
    book = tmp_path / "snapshot.parquet.json"
    data = json.loads(book.read_text("utf-8"))
    data["design"]["clustered"] = True
    book.write_text(json.dumps(data), "utf-8")
    with pytest.raises(ReportError) as refusal:
        Dataset.load(path)
    assert refusal.value.code == "dataset.hash"


@pytest.mark.parametrize("name", ["snapshot.parquet", "snapshot.parquet.json"])
def test_a_snapshot_cut_short_is_refused_as_an_altered_one(tmp_path, name):
    small().save(tmp_path / "snapshot.parquet")
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-9])
    with pytest.raises(ReportError) as refusal:
        Dataset.load(tmp_path / "snapshot.parquet")
    assert refusal.value.code == "dataset.hash"


def test_half_a_snapshot_is_refused_and_can_be_written_again(tmp_path):
    path = tmp_path / "snapshot.parquet"
    small().save(path)
    (tmp_path / "snapshot.parquet.json").unlink()
    with pytest.raises(ReportError) as refusal:
        Dataset.load(path)
    assert refusal.value.code == "dataset.incomplete"
    small().save(path)
    assert Dataset.load(path).hash == small().hash


def test_nothing_is_left_beside_a_snapshot(tmp_path):
    small().save(tmp_path / "snapshot.parquet")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["snapshot.parquet", "snapshot.parquet.json"]
