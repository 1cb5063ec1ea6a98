"""``regression`` on the command line: what it prints, what it refuses, that it stands in the ledger."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from survey.cli import command_line
from survey.store.tables import Release
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey

pytestmark = only_sqlite


@pytest.fixture
def run(store, settings, monkeypatch):
    """``run("regression", …)``: the command on the test's database."""
    analysed_survey(store, 240)
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return lambda *arguments: CliRunner().invoke(command_line(), ["regression", "county", *arguments])


def test_a_model_is_printed_and_entered_in_the_ledger(run, store):
    ended = run("--outcome", "age", "--by", "hours,title4", "--against", "title4=none", "--json")
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert found["model"] == "linear"
    assert [row["term"] for row in found["rows"]][:2] == ["(Intercept)", "hours"]
    assert all(row["low"] < row["coefficient"] < row["high"] for row in found["rows"])
    assert [one["predictor"] for one in found["tests"]] == ["hours", "title4"]
    with store.reading() as session:
        (line,) = session.scalars(sa.select(Release)).all()
    assert (line.features, line.question, line.outlet) == ("regression,hours,title4", "age", "command")


def test_an_answer_is_explained_by_odds_and_said_in_words(run):
    ended = run("--outcome", "job_all", "--part", "4", "--by", "age")
    assert ended.exit_code == 0, ended.output
    assert "优势比" in ended.stdout
    assert "不能据此说哪个是原因" in ended.stdout


def test_what_is_refused_has_a_remedy(run, store):
    for arguments in (
        ("--outcome", "move", "--by", "sex"),
        ("--outcome", "hours", "--by", "sex", "--against", "2"),
    ):
        ended = run(*arguments, "--json")
        assert ended.exit_code == 2
        assert json.loads(ended.stdout)
    with store.reading() as session:
        assert session.scalars(sa.select(Release)).all() == []
