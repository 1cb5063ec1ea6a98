"""``account``, ``survey``, ``backup``, ``restore`` and ``verify`` as scripts use them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli import command_line
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite

CREATE = ("survey", "create", "funing-2026", "--title", "阜宁县", "--questionnaire", "county_person")
FACTS = (
    *("--place", "阜宁县", "--organiser", "阜宁县科协", "--contact", "王敏", "--phone", "0515-80000000"),
    *("--selection", "probability", "--reference-date", "2026-06-30"),
    *("--link-destroyed-on", "2098-12-31", "--answers-kept-until", "2099-12-31"),
)
UNITS = "单位名称,层,乡镇街道,单位类型\n县医院,health,阜城街道,医院\n"


@pytest.fixture
def run(tmp_path, database_url, monkeypatch):
    """``run("survey", "list")``: exit code and what ``--json`` printed."""
    for name, value in {
        "KEWEN_INSTANCE": str(tmp_path),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "k" * 32,
        "PUBLIC_URL": "https://diaocha.example.org",
    }.items():
        monkeypatch.setenv(name, value)

    def invoke(*arguments):
        done = CliRunner().invoke(command_line(), [*arguments, "--json"])
        return done.exit_code, json.loads(done.stdout)

    return invoke


def refusals(answer):
    code, result = answer
    assert code == 2
    for one in result["refused"]:
        assert one["reason"]["zh-CN"]
        assert one["remedy"]["en"]
    return [one["code"] for one in result["refused"]]


def test_an_account_is_made_listed_and_disabled(run):
    code, made = run("account", "create", "Wang", "--name", "王主任", "--administrator")
    assert code == 0
    assert made["link"].startswith("https://diaocha.example.org/staff/link/")
    assert refusals(run("account", "create", "wang")) == ["login_taken"]
    code, listed = run("account", "list")
    (account,) = listed["accounts"]
    assert (account["login"], account["administrator"], account["has_password"]) == ("wang", True, False)
    assert refusals(run("account", "disable", "wang")) == ["last_administrator"]
    assert refusals(run("account", "disable", "nobody")) == ["not_found"]
    run("account", "create", "li")
    assert run("account", "disable", "li") == (0, {"login": "li", "disabled": True})


@pytest.fixture
def frame(run, tmp_path):
    """``frame("funing-2026")``: one stratum and one unit, from files."""
    (tmp_path / "strata.csv").write_text("代号,名称,总体人数\nhealth,卫生,5900\n", encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    files = ("--strata", str(tmp_path / "strata.csv"), "--units", str(tmp_path / "units.csv"))
    return lambda code: run("frame", "import", code, *files)


def test_a_survey_is_made_published_opened_and_closed(run, frame):
    code, made = run(*CREATE, "--setting", "extended", *FACTS)
    assert (code, made["state"], made["version"]) == (0, "draft", None)
    code, imported = frame("funing-2026")
    assert (code, imported["strata"]["added"], imported["units"]["added"]) == (0, 1, 1)
    code, published = run("survey", "publish", "funing-2026")
    assert (code, published["version"], len(published["hash"])) == (0, 1, 64)
    assert refusals(run("survey", "publish", "funing-2026")) == ["unchanged"]
    assert refusals(run("survey", "close", "funing-2026")) == ["never_open"]
    later = run("survey", "open", "funing-2026", "--at", "2099-05-06 09:00")[1]
    assert (later["state"], later["opens_at"]) == ("published", "2099-05-06T01:00:00+00:00")
    code, opened = run("survey", "open", "funing-2026")
    assert (code, opened["state"]) == (0, "open")
    code, closed = run("survey", "close", "funing-2026")
    assert (code, closed["state"]) == (0, "closed")
    code, listed = run("survey", "list")
    assert [(one["code"], one["state"]) for one in listed["surveys"]] == [("funing-2026", "closed")]


@pytest.mark.parametrize(
    "more",
    [
        ("--questionnaire", "nothing"),
        ("--setting", "nothing"),
        ("--time-zone", "Mars"),
        ("--questionnaire", "no.yaml"),
    ],
)
def test_a_survey_that_cannot_be_made_leaves_nothing_behind(run, more):
    code, result = run(*CREATE, *more)
    assert code == 2
    assert result["refused"]
    assert run("survey", "list") == (0, {"surveys": []})


def test_a_questionnaire_comes_from_a_file_and_its_faults_are_all_told(run, tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("name: 1\ntitle: {zh-CN: 题}\npage: []\n", encoding="utf-8")
    assert len(refusals(run("survey", "create", "own-1", "--title", "题", "--questionnaire", str(path)))) == 3


def test_an_unknown_survey_is_refused(run):
    for command in ("publish", "open", "close"):
        assert refusals(run("survey", command, "nowhere")) == ["not_found"]


def test_a_backup_is_written_verified_and_restored(run, tmp_path):
    run(*CREATE)
    code, made = run("backup", "--out", str(tmp_path / "kept.tar"))
    assert (code, made["rows"]["survey"]) == (0, 1)
    assert Path(made["path"]).stat().st_size == made["size"]
    assert run("verify", made["path"])[1]["rows"] == made["rows"]
    assert run("verify")[0] == 0
    assert refusals(run("restore", made["path"])) == ["not_empty"]
    code, restored = run("restore", made["path"], "--force")
    assert (code, restored["rows"]["survey"]) == (0, 1)


def test_strata_and_units_are_listed_with_what_belongs_to_them(run, tmp_path):
    run(*CREATE)
    assert run("survey", "strata", "funing-2026") == (0, {"strata": []})
    strata, units = tmp_path / "strata.csv", tmp_path / "units.csv"
    strata.write_text("代号,名称,总体人数\nhealth,卫生,5900\nschool,教育,\n", encoding="utf-8")
    units.write_text("单位名称,层,乡镇街道\n县医院,health,阜城街道\n一中,教育,\n", encoding="utf-8")
    run("frame", "import", "funing-2026", "--strata", str(strata), "--units", str(units))
    _code, listed = run("survey", "strata", "funing-2026")
    assert [(one["code"], one["population"], one["units"]) for one in listed["strata"]] == [
        ("health", 5900, 1),
        ("school", None, 1),
    ]
    _code, listed = run("survey", "units", "funing-2026", "--stratum", "health")
    assert [(one["name"], one["town"]) for one in listed["units"]] == [("县医院", "阜城街道")]
    assert refusals(run("survey", "units", "nowhere")) == ["not_found"]


def test_a_survey_that_lacks_what_its_questionnaire_quotes_is_not_opened(run):
    run(*CREATE)
    run("survey", "publish", "funing-2026")
    code, result = run("survey", "open", "funing-2026")
    assert code == 2
    found = [(one["code"], one["place"]) for one in result["refused"]]
    assert ("fact_missing", "link_destroyed_on") in found
    assert ("fact_missing", "selection") in found
    assert ("sample_units", "questionnaire") in found
    assert run("survey", "list")[1]["surveys"][0]["state"] == "published"


def test_link_table_and_answers_go_when_the_code_is_given_once_more(run, frame):
    run(*CREATE, *FACTS)
    frame("funing-2026")
    run("survey", "publish", "funing-2026")
    run("survey", "open", "funing-2026")
    run("survey", "close", "funing-2026")
    assert refusals(run("survey", "unlink", "funing-2026", "--confirm", "another")) == ["not_confirmed"]
    assert run("survey", "unlink", "funing-2026", "--confirm", "funing-2026") == (
        0,
        {"code": "funing-2026", "copies": 0},
    )
    assert refusals(run("survey", "erase", "funing-2026", "--confirm", "funing-2026")) == ["kept_until"]
    assert refusals(run("survey", "open", "funing-2026")) == ["link_destroyed"]
