"""``breakdown`` and ``report`` on the command line: what they print, what they refuse, how they end."""

from __future__ import annotations

import json

import docx
import pytest
from click.testing import CliRunner

from survey.cli import command_line
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small

FIGURES = ["n", "weighted_n", "share", "se", "low", "high", "suppressed"]


@pytest.fixture
def run(store, settings, monkeypatch):
    """``run("breakdown", …)``: the command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return lambda *arguments: CliRunner().invoke(command_line(), arguments)


def test_breakdown_prints_base_and_rows_as_the_design_says(run, store):
    analysed_survey(store, 120, questionnaire=small())
    ended = run("breakdown", "county", "--by", "sex,stratum", "--json")
    assert ended.exit_code == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert set(found) == {"base", "rows"}  # of which every cell is hidden, so that nothing is tested
    assert found["base"]["n"] == 120
    assert found["base"]["weighted_n"] == pytest.approx(3495)
    for row in found["rows"]:
        assert list(row) == ["sex", "stratum", *FIGURES]
        if row["suppressed"]:
            assert [row[name] for name in FIGURES[:-1]] == [None] * 6
        elif row["n"]:
            assert row["share"] == pytest.approx(row["weighted_n"] / 3495, abs=0.01)
            assert row["low"] < row["share"] < row["high"]
    shown = [
        row["share"]
        for row in json.loads(run("breakdown", "county", "--by", "stratum", "--json").stdout)["rows"]
    ]
    assert None in shown or sum(shown) == pytest.approx(1.0, abs=0.01)


@only_sqlite
def test_with_a_question_every_row_names_its_value_and_shares_are_within_the_group(run, store):
    analysed_survey(store, 1200, questionnaire=small())
    ended = run("breakdown", "county", "--by", "mode", "--question", "topic", "--json")
    rows = json.loads(ended.stdout)["rows"]
    assert list(rows[0]) == ["mode", "value", *FIGURES]
    shares = [row["share"] for row in rows if row["mode"] == "phone"]
    assert None not in shares
    assert sum(shares) == pytest.approx(1.0, abs=0.01)


@only_sqlite
def test_two_features_are_tested_below_the_table_and_under_a_key_of_their_own(run, store):
    analysed_survey(store, 1200)
    found = json.loads(run("breakdown", "county", "--by", "sex,title4", "--json").stdout)
    assert set(found) == {"base", "rows", "test"}
    test = found["test"]
    assert test["method"] == "f"
    assert 0 <= test["p"] <= 1
    assert test["difference"] is (test["p"] < 0.05)
    printed = run("breakdown", "county", "--by", "sex,title4").stdout
    assert test["sentence"]["zh-CN"] in printed
    assert f"F({test['df'][0]:.4g}" in printed
    pairs = json.loads(run("breakdown", "county", "--by", "age3", "--question", "age", "--json").stdout)
    assert {one["p_holm"] < 0.05 for one in pairs["test"]["pairs"]} == {True}


@only_sqlite
def test_the_grouping_of_a_role_is_chosen_by_name(run, store):
    analysed_survey(store, 240)
    ended = run("breakdown", "county", "--by", "age", "--grouping", "age=age_cadre", "--json")
    ages = {row["age"] for row in json.loads(ended.stdout)["rows"]}
    assert {"-35", "36-45", "46-54", "55-"} <= ages


@only_sqlite
def test_without_json_a_table_is_printed_for_people(run, store):
    analysed_survey(store, 120, questionnaire=small(), is_simulated=True)
    ended = run("breakdown", "county", "--by", "sex")
    assert ended.exit_code == 0
    assert "性别" in ended.stdout
    assert "95 % 区间" in ended.stdout
    assert "模拟数据" in ended.stdout + ended.stderr


@only_sqlite
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nothing", "--by", "sex"], "not_found"),
        (["county", "--by", "nothing"], "dataset.variable"),
        (["county", "--by", "sex", "--weights", "raked"], "weights_unknown"),
        (["county", "--by", "sex", "--grouping", "sex=nothing"], "grouping_unknown"),
        (["county", "--by", "sex", "--question", "nothing"], "dataset.variable"),
        (["county", "--by", "sex,sex"], "breakdown.by"),
        (["county"], "usage"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_how_to_mend_it(run, store, arguments, code):
    analysed_survey(store, 60, questionnaire=small())
    ended = run("breakdown", *arguments, "--json")
    assert ended.exit_code == 2
    (refused,) = json.loads(ended.stdout)["refused"]
    assert refused["code"] == code
    assert refused["remedy"]["zh-CN"]


@only_sqlite
def test_the_base_weights_are_accepted_by_name(run, store):
    analysed_survey(store, 60, questionnaire=small())
    assert run("breakdown", "county", "--by", "sex", "--weights", "base").exit_code == 0


def test_report_writes_a_word_file_that_opens(run, store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    ended = run("report", "county", "--out", str(tmp_path / "报告.docx"), "--json")
    assert ended.exit_code == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["rows"] == 120
    assert docx.Document(str(tmp_path / "报告.docx")).tables


@only_sqlite
@pytest.mark.parametrize("out", ["nowhere/report.docx", "report.html"])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_frozen(run, store, tmp_path, out):
    analysed_survey(store, 60, questionnaire=small())
    ended = run("report", "county", "--out", str(tmp_path / out), "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "path"
    assert not list(tmp_path.glob("snapshots/**/*.parquet"))


@only_sqlite
def test_the_report_of_a_survey_without_valid_answers_is_refused(run, make_survey, tmp_path):
    make_survey("empty")
    ended = run("report", "empty", "--out", str(tmp_path / "r.docx"), "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "no_valid_responses"
    assert not (tmp_path / "r.docx").exists()


@only_sqlite
def test_frequencies_give_the_median_and_quartiles_of_a_number_beside_its_mean_and_enter_the_ledger(
    run, store
):
    analysed_survey(store, 1200)
    ended = run("frequencies", "county", "--question", "age", "--json")
    assert ended.exit_code == 0, ended.output
    (table,) = json.loads(ended.stdout)["tables"]
    figures = table["rows"][0]["figures"]
    assert figures["q1"]["value"] < figures["median"]["value"] < figures["q3"]["value"]
    assert figures["median"]["low"] <= figures["median"]["value"] <= figures["median"]["high"]
    printed = run("frequencies", "county", "--question", "age").stdout
    assert "中位数" in printed
    assert f"{figures['median']['value']:.0f}" in printed
    (line,) = json.loads(run("releases", "county", "--json").stdout)["releases"]
    assert (line["question"], line["outlet"]) == ("age", "Command")
    refused = run("frequencies", "county", "--question", "suggest")
    assert refused.exit_code == 2
    assert "开放题" in refused.stderr
