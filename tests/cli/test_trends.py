"""``trends`` on the command line: waves compared, what a person declared, what is refused, the ledger."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from survey.cli import command_line
from survey.services import trends
from survey.store.tables import Release
from tests.fixtures.databases import only_sqlite
from tests.survey.two_waves import changed, two_waves

pytestmark = only_sqlite
NOW = {"name": "theme", "label": {"zh-CN": "您最关心什么", "en": "What matters most"}}


@pytest.fixture
def run(store, settings, monkeypatch):
    """``run(…)``: the command on two waves, the later of which asks ``topic`` as ``theme``."""
    two_waves(store, second=changed(topic=NOW))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return lambda *arguments: CliRunner().invoke(command_line(), ["trends", "county", *arguments])


def test_more_waves_than_are_compared_are_refused_and_none_is_dropped_unsaid(run, monkeypatch):
    monkeypatch.setattr(trends, "MOST_WAVES", 1)
    ended = run("--feature", "sex", "--wave", "county23", "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "trends.many"


def test_a_pair_that_says_nothing_is_refused_with_an_example_of_its_own_option(run):
    for option, example in (("--same", "--same worktime=hours"), ("--into", "--into 5=4")):
        ended = run("--question", "theme", option, "1", "--json")
        assert ended.exit_code == 2
        assert example in json.loads(ended.stdout)["refused"][0]["remedy"]["en"], option


def test_waves_are_compared_and_entered_in_the_ledger_once_a_person_decided(run, store, tmp_path):
    assert "sex\tsame" in run().stdout
    refused = {
        "trends.not_asked": ("--question", "theme"),
        "trends.same": ("--question", "theme", "--same", "theme=nothing"),
        "trends.pair": ("--question", "theme", "--same", "theme"),
        "trends.wave": ("--feature", "sex", "--wave", "nothing"),
        "trends.waves": ("--feature", "sex", "--wave", "county"),
        "path": ("--feature", "sex", "--out", str(tmp_path / "trend.docx")),
    }
    for code, arguments in refused.items():
        ended = run(*arguments, "--json")
        assert ended.exit_code == 2, arguments
        assert json.loads(ended.stdout)["refused"][0]["code"] == code
    with store.reading() as session:
        assert session.scalars(sa.select(Release)).all() == []
    out = tmp_path / "trend.xlsx"
    ended = run("--question", "theme", "--same", "theme=topic", "--out", str(out))
    assert ended.exit_code == 0, ended.output
    assert out.stat().st_mode & 0o777 == 0o600
    assert "当时的题名是“topic”，由分析人员指定为同一道题" in ended.stdout
    assert "变化" in ended.stdout
    with store.reading() as session:
        lines = session.scalars(sa.select(Release)).all()
    assert [(one.question, one.outlet) for one in lines] == [("theme", "command")] * 2
    ended = run("--feature", "sex", "--json")
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert {one["before"] for one in found["changes"]} == {"county23"}
