"""``changes`` prints what moved between two reports that were made on the command line."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from survey.cli import command_line
from survey.store.tables import Response
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small


@pytest.fixture
def run(store, settings, monkeypatch):
    """``run("report", …)``: the command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return lambda *arguments: CliRunner().invoke(command_line(), arguments)


@only_sqlite
def test_two_reports_of_the_command_line_are_compared(run, store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    out = str(tmp_path / "r.xlsx")
    assert run("report", "county", "--out", out, "--template", "brief").exit_code == 0
    ended = run("changes", "county", "--template", "brief", "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "changes.two"
    with store.writing() as session:
        some = session.scalars(sa.select(Response.id).limit(3)).all()
        session.execute(sa.update(Response).where(Response.id.in_(some)).values(outcome="invalid"))
    assert run("report", "county", "--out", out, "--template", "brief").exit_code == 0
    ended = run("changes", "county", "--template", "brief", "--json")
    assert ended.exit_code == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["reasons"][0]["en"].startswith("3 responses that were valid no longer count")
    assert {"table", "caption", "row", "column", "before", "after"} <= set(found["moved"][0])
    assert "3 份原来有效的答卷" in run("changes", "county", "--template", "brief").stdout
