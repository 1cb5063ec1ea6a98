"""``questionnaire walk``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from questionnaires.formats.yaml import dump
from survey.cli.walking import walk
from tests.questionnaires.kinds.tiny import ask, form, options, page


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("KEWEN_INSTANCE", str(tmp_path))

    def called(*arguments):
        return CliRunner().invoke(walk, arguments, catch_exceptions=True)

    return called


def test_a_shipped_questionnaire_is_walked_and_summed_up(run):
    result = run("county_unit")
    assert result.exit_code == 0
    assert "121/122" in result.output
    assert "review:U8_sum" in result.output


def test_a_file_is_walked_and_what_is_never_reached_is_in_the_json(run, tmp_path):
    file = tmp_path / "own.yaml"
    questionnaire = form(
        page("a", ask("single", "s", options=options("1", "2"))),
        page("b", ask("text", "t", show="${s} = '3'")),
    )
    file.write_text(dump(questionnaire), "utf-8")
    found = json.loads(run(str(file), "--json").output)
    assert [one["place"] for one in found["unreached"]] == ["question:t"]
    assert found["unreached"][0]["rule"] == "${s} = '3'"
    assert found["goals"] == found["reached"] + 1
    assert found["dead_ends"] == []


def test_its_bounds_hold(run):
    found = json.loads(run("county_person", "--respondents", "2", "--json").output)
    assert (found["respondents"], found["stopped"]) == (2, "respondents")


def test_a_setting_that_does_not_exist_is_refused(run):
    result = run("county_person", "--setting", "nothing")
    assert result.exit_code != 0
