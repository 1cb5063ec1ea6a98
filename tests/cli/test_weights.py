"""``weights``: sets made from a file of totals, frozen, used by ``breakdown --weights``."""

from __future__ import annotations

import json
import zipfile

import pytest
from click.testing import CliRunner

from survey.cli import command_line
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small

TOTALS = "variable,category,total\nsex,1,1900\nsex,2,1595\n"


@pytest.fixture
def run(settings, monkeypatch):
    """``run("weights", …)``: the command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))

    def invoke(*arguments):
        return CliRunner().invoke(command_line(), [str(one) for one in arguments])

    return invoke


@only_sqlite
def test_a_set_is_made_from_a_file_frozen_and_taken_by_breakdown(run, store, tmp_path):
    analysed_survey(store, 240, questionnaire=small())
    file = tmp_path / "totals.csv"
    file.write_text(TOTALS, "utf-8")
    assert "base" in run("weights", "list", "county").output
    made = run("weights", "make", "county", "sexes", "--label", "按性别", "--totals", file, "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    assert (told["state"], [step["kind"] for step in told["log"]]) == (
        "draft",
        ["base", "poststratification"],
    )
    refused = run("breakdown", "county", "--by", "stratum", "--weights", "sexes", "--json")
    assert (refused.exit_code, "weights_draft" in refused.stdout) == (2, True)
    assert run("weights", "freeze", "county", "sexes").exit_code == 0
    rows = {
        name: json.loads(run("breakdown", "county", "--by", "stratum", "--weights", name, "--json").stdout)
        for name in ("base", "sexes")
    }
    assert rows["base"]["rows"] != rows["sexes"]["rows"]
    assert run("weights", "usual", "county", "sexes").exit_code == 0
    assert json.loads(run("breakdown", "county", "--by", "stratum", "--json").stdout) == rows["sexes"]
    assert "frozen" in run("weights", "list", "county").output
    entered = json.loads(run("releases", "county", "--json").stdout)["releases"]
    assert [one["weights"] for one in entered] == ["sexes", "base"]  # the third was the second again
    assert len({one["version"] for one in entered}) == 1  # one data version, whatever its weights


@only_sqlite
def test_what_cannot_be_made_is_refused_and_nothing_is_kept(run, store, tmp_path):
    analysed_survey(store, 240, questionnaire=small())
    file = tmp_path / "totals.csv"
    file.write_text(TOTALS.replace("2,1595", "7,3"), "utf-8")
    for arguments in (
        ["sexes", "--label", "x", "--totals", file],
        ["sexes", "--label", "x", "--classes", "strata"],
        ["base", "--label", "x"],
    ):
        refused = run("weights", "make", "county", *arguments)
        assert refused.exit_code == 2, refused.output
    assert json.loads(run("weights", "list", "county", "--json").stdout) == {"weights": []}


@only_sqlite
def test_a_package_is_exported_with_replicate_weights(run, store, tmp_path):
    analysed_survey(store, 56, questionnaire=small())
    out = tmp_path / "data.zip"
    export = ("responses", "export", "county", "--format", "package", "--json", "--out")
    made = run(*export, out, "--replicates", "jkn")
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["replicates"] == {"method": "JKn", "number": 56}
    with zipfile.ZipFile(out) as package:
        assert package.read("replicates.csv").startswith(b"rep1,rep2,")
    for given in (("JKn", "--rho", "0.5"), ("Fay", "--rho", "2"), ("JK9",), ("BRR",)):
        refused = run(*export, tmp_path / "no.zip", "--replicates", *given)
        assert (refused.exit_code, (tmp_path / "no.zip").exists()) == (2, False)
