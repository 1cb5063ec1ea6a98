"""SPSS files: every label, every missing code and every answer come back as they were."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyreadstat
import pytest

from reports.exports import parts, spss
from tests.reports.exports.everything import LONG, MISSING, SPEECH, everything, origin


@pytest.fixture
def read(tmp_path: Path):
    dataset = everything()
    (made,) = spss.write(dataset, origin(dataset), tmp_path / "data.sav")
    frame, meta = pyreadstat.read_sav(made, user_missing=True)
    return dataset, frame, meta


def test_every_row_and_code_comes_back_with_its_label(read):
    dataset, frame, meta = read
    assert len(frame) == len(dataset)
    labels = meta.variable_value_labels["sex"]
    assert (labels[1.0], labels[9.0], labels[-9.0]) == ("男", "不愿说明", "未答")
    assert frame["sex"].astype(int).astype(str).tolist() == dataset.table["sex"].tolist()
    assert meta.column_names_to_labels["sex"] == "性别"
    assert meta.file_label == "某县"


def test_all_five_missing_codes_stand_in_the_column_and_are_declared_missing(read, tmp_path: Path):
    _, frame, meta = read
    for name in ("sex", "ind", "polit", "hours", "act_1"):
        assert {float(code) for code in MISSING} <= set(frame[name]), name
        (below,) = [one for one in meta.missing_ranges[name] if one["lo"] != one["hi"]]
        assert below["lo"] <= -9
        assert below["hi"] == -1
    declared, _ = pyreadstat.read_sav(tmp_path / "data.sav")
    assert declared["sex"].dropna().isin([1, 2]).all()
    assert declared["hours"].dropna().min() == 40
    assert declared["polit"].dropna().isin([1, 3, 13]).all()


def test_a_list_of_letters_is_numbered_in_its_order_and_keeps_its_codes_in_the_labels(read):
    dataset, frame, meta = read
    assert meta.variable_value_labels["ind"][2.0] == "B 门类B"
    assert frame["ind"][dataset.table["ind"] == "B"].eq(2).all()
    assert meta.variable_value_labels["polit"][1.0] == "01 党员"


def test_a_second_option_that_counts_as_missing_moves_below_and_says_which_it_was(read):
    dataset, frame, meta = read
    assert frame["polit"][dataset.table["polit"] == "97"].eq(97).all()
    assert frame["polit"][dataset.table["polit"] == "98"].eq(-101).all()
    assert meta.variable_value_labels["polit"][-101.0] == "98 不想说"
    assert {"lo": 97.0, "hi": 97.0} in meta.missing_ranges["polit"]


def test_a_number_that_may_be_a_missing_code_has_its_reasons_beside_it(read):
    dataset, frame, meta = read
    for name in ("change", "drop_of"):
        values = dataset.table[name].to_numpy()
        assert np.array_equal(frame[name].to_numpy(), values, equal_nan=True)
        assert name not in meta.missing_ranges
        why = frame[f"{name}_m"].astype(int).astype(str).tolist()
        expected = dataset.table[f"{name}.missing"].astype("str").tolist()
        assert why == ["0" if isinstance(one, float) and math.isnan(one) else one for one in expected]


def test_texts_and_dates_come_back_whole_within_the_longest_that_spss_keeps(read):
    dataset, frame, _ = read
    words = dataset.table["words"]
    longest = next(text for text in frame["words"] if text.startswith("希望"))
    assert len(longest.encode()) <= 32_767
    assert SPEECH.encode()[:32_000].decode(errors="ignore") == longest.encode()[:32_000].decode(
        errors="ignore"
    )
    assert frame["words"][words.isna()].eq("").all()
    assert frame["born"][dataset.table["born"].notna()].tolist() == dataset.table["born"].dropna().tolist()


def test_a_long_label_is_cut_between_characters_and_stands_whole_in_the_syntax(read, tmp_path: Path):
    dataset, _, meta = read
    label = meta.column_names_to_labels["hours"]
    assert len(label.encode()) <= 256
    assert label.endswith("…")
    assert LONG.startswith(label[:-1])
    value = meta.variable_value_labels["v_with"][1.0]
    assert len(value.encode()) <= 120
    assert value.endswith("…")
    syntax = spss.write_syntax(dataset, origin(dataset), [tmp_path / "data.sav"], tmp_path / "data.sps")
    said = syntax.read_text("utf-8-sig")
    pieces = [
        line.split("('")[1].rpartition("')")[0]
        for line in said.splitlines()
        if line.startswith("  FullLabel")
    ]
    assert "".join(pieces).startswith(LONG)


def test_reserved_words_are_no_names_and_the_syntax_knows_the_sets_of_answers(read, tmp_path: Path):
    dataset, frame, _ = read
    assert "with" not in frame.columns
    said = spss.write_syntax(
        dataset, origin(dataset), [tmp_path / "data.sav"], tmp_path / "data.sps"
    ).read_text("utf-8-sig")
    assert "MRSETS /MDGROUP NAME=$act LABEL='参加过的活动' CATEGORYLABELS=VARLABELS" in said
    assert "MRSETS /MCGROUP NAME=$rank" in said
    assert "WEIGHT BY weight." in said
    assert max(len(line) for line in said.splitlines() if not line.startswith("*")) <= 256


def test_many_rows_make_numbered_parts_with_every_row_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    dataset = everything()
    monkeypatch.setattr(spss, "parted", lambda path, count: parts.parted(path, count, most=25))
    made = spss.write(dataset, origin(dataset), tmp_path / "data.sav")
    assert [path.name for path in made] == ["data-1.sav", "data-2.sav", "data-3.sav"]
    rows = [number for path in made for number in pyreadstat.read_sav(path)[0]["response"].tolist()]
    assert rows == dataset.table["response"].tolist()
    said = spss.write_syntax(dataset, origin(dataset), made, tmp_path / "data.sps").read_text("utf-8-sig")
    assert "ADD FILES FILE=* /FILE='data-3.sav'." in said
