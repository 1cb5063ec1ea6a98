"""The commands copies, responses and questionnaire, as people script them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.copies import COMMANDS as COPIES
from survey.cli.entry import Entry
from survey.cli.questionnaire import COMMANDS as QUESTIONNAIRE
from survey.cli.responses import COMMANDS as RESPONSES
from survey.store import copies as stored
from tests.survey.samples import QUESTIONNAIRE as SAMPLE
from tests.survey.samples import answer, small_survey


@pytest.fixture
def run(settings, store, monkeypatch):
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    root = Entry("survey")
    for command in (*COPIES, *RESPONSES, *QUESTIONNAIRE):
        root.add_command(command)

    def invoke(*arguments: object, code: int = 0):
        ended = CliRunner().invoke(root, [str(one) for one in arguments])
        assert ended.exit_code == code, ended.output + str(ended.exception)
        return json.loads(ended.stdout) if "--json" in arguments else ended.stdout

    return invoke


def test_copies_are_issued_from_a_file_listed_and_printed(run, store, tmp_path: Path):
    small_survey(store)
    orders = tmp_path / "orders.csv"
    orders.write_text("stratum,unit,count\nhealth,县医院,3\nschool,,2\n", "utf-8")
    assert run("copies", "issue", "small", "--file", orders, "--json")["issued"] == 5
    assert (
        run("copies", "issue", "small", "--stratum", "other", "--count", "1", "--json")["batches"][0]["batch"]
        == 3
    )
    listed = run("copies", "list", "small", "--batch", "1", "--json")
    assert (listed["count"], listed["copies"][0]["unit"]) == (3, "县医院")
    assert "nonce" not in listed["copies"][0]
    for name in ("slips.pdf", "slips.xlsx"):
        assert run("copies", "slips", "small", "--out", tmp_path / name, "--json")["slips"] == 6
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_a_refusal_names_every_place_and_changes_nothing(run, store):
    small_survey(store)
    refused = run("copies", "issue", "small", "--stratum", "nowhere", "--count", "3", "--json", code=2)
    assert refused["refused"][0]["code"] == "stratum_unknown"
    assert run("copies", "list", "small", "--json")["count"] == 0
    assert run("copies", "slips", "small", "--out", "x.doc", "--json", code=2)["refused"][0]["code"] == "form"


def test_responses_are_imported_listed_and_exported(run, store, tmp_path: Path):
    small_survey(store)
    data = tmp_path / "data.csv"
    data.write_text("consent,sex,hours\n1,1,40\n1,女,oops\n", "utf-8")
    refused = run("responses", "import", "small", data, "--json", code=2)
    assert refused["refused"][0]["place"] == "row 3, column hours"
    done = run(
        "responses", "import", "small", data, "--valid", "--leave-out", tmp_path / "faulty.csv", "--json"
    )
    assert (done["stored"], done["left_out"]) == (1, 1)
    assert run("responses", "list", "small", "--outcome", "valid", "--json")["count"] == 1
    exported = run("responses", "export", "small", "--out", tmp_path / "out.csv", "--json")
    assert exported["rows"] == 1
    assert (tmp_path / "out.codebook.csv").exists()
    assert "= 有效答卷 1 份" in (tmp_path / "out.about.txt").read_text("utf-8-sig")
    run("responses", "export", "small", "--out", tmp_path / "out.xlsx")
    run("responses", "export", "small", "--out", tmp_path / "texts.csv", "--texts")
    for name, ending, beside in (
        ("sav", "sav", {"sps", "codebook.json", "about.txt"}),
        ("dta", "dta", {"do", "codebook.json", "about.txt"}),
        ("parquet", "parquet", {"parquet.json", "about.txt"}),
        ("package", "zip", set()),
        ("ddi", "xml", set()),
    ):
        place = tmp_path / name / f"all.{ending}"
        place.parent.mkdir()
        told = run("responses", "export", "small", "--out", place, "--format", name, "--json")
        assert told["rows"] == 1
        assert {path.name for path in place.parent.iterdir()} == {
            place.name,
            *(f"all.{one}" for one in beside),
        }
        assert {Path(one).name for one in told["files"]} == {path.name for path in place.parent.iterdir()}


def test_an_export_is_protected_as_its_profile_says_and_a_wrong_one_is_refused(run, store, tmp_path: Path):
    small_survey(store)
    data, own = tmp_path / "data.csv", tmp_path / "own.json"
    data.write_text("consent,sex,hours\n1,1,40\n1,2,44\n", "utf-8")
    run("responses", "import", "small", data, "--valid")
    own.write_text(
        json.dumps({"base": "deidentified", "name": "minister", "variables": {"sex": "drop"}}), "utf-8"
    )
    out = tmp_path / "out.csv"
    told = run("responses", "export", "small", "--out", out, "--profile", own, "--json")
    assert told["profile"]["name"] == "minister"
    assert told["anonymity"]["rows"] == 2
    assert "sex" not in out.read_text("utf-8-sig").splitlines()[0].split(",")
    before = {path.name for path in tmp_path.iterdir()}
    (tmp_path / "odd.json").write_text("[1]", "utf-8")
    for given, code in (
        (("--profile", "public"), "profile_unknown"),
        (("--profile", tmp_path / "odd.json"), "profile_unreadable"),
        (("--format", "sas"), "form"),
        (("--format", "sav"), "form"),
    ):
        refused = run("responses", "export", "small", "--out", tmp_path / "no.csv", *given, "--json", code=2)
        assert refused["refused"][0]["code"] == code
    assert {path.name for path in tmp_path.iterdir()} == before | {"odd.json"}


def test_written_files_are_the_owners_alone_and_a_refusal_leaves_none(run, store, tmp_path: Path):
    small_survey(store)
    data, out = tmp_path / "data.csv", tmp_path / "out" / "small.csv"
    out.parent.mkdir()
    data.write_text("consent,sex,hours\n1,1,40\n1,女,oops\n", "utf-8")
    for name in ("small.csv", "small.xlsx"):
        refused = run("responses", "export", "small", "--out", out.with_name(name), "--json", code=2)
        assert refused["refused"][0]["code"] == "no_valid_responses"
    assert list(out.parent.iterdir()) == []
    nowhere = ("responses", "export", "small", "--out", tmp_path / "nowhere" / "a.csv", "--json")
    assert run(*nowhere, code=2)["refused"][0]["code"] == "path"

    out.write_text("of everybody", "utf-8")
    out.chmod(0o644)
    faulty = out.with_name("faulty.csv")
    run("responses", "import", "small", data, "--valid", "--leave-out", faulty)
    run("responses", "export", "small", "--out", out)
    run("responses", "export", "small", "--out", out.with_name("small.xlsx"))
    run("responses", "export", "small", "--out", out.with_name("texts.csv"), "--texts")
    modes = {path.name: path.stat().st_mode & 0o777 for path in out.parent.iterdir()}
    assert modes == dict.fromkeys(
        ["small.csv", "small.codebook.csv", "small.about.txt", "small.xlsx", "texts.csv", "faulty.csv"], 0o600
    )

    faulty.unlink()
    again = run("responses", "import", "small", data, "--leave-out", faulty, "--json", code=2)
    assert again["refused"][0]["code"] == "imported_before"
    assert not faulty.exists()
    assert (
        run("responses", "import", "small", data, "--leave-out", faulty, "--again", "--json")["stored"] == 1
    )


def test_a_questionnaire_is_made_from_a_data_file_checked_and_written_back(run, tmp_path: Path):
    data, mapping = tmp_path / "data.csv", tmp_path / "mapping.yaml"
    data.write_text("S,A_1,A_2,seconds\nMale,Reads,,10\nFemale,,Writes,20\n", "utf-8")
    mapping.write_text(
        "title: {en: Made}\nseconds: seconds\nquestions:\n"
        "  - {name: sex, columns: [S], role: sex}\n  - {name: act, columns: ['A_*'], kind: multiple}\n",
        "utf-8",
    )
    arguments = ("questionnaire", "import", data, "--mapping", mapping, "--name", "made")
    assert run(*arguments, "--dry-run", "--json")["file"] is None
    assert run(*arguments, "--json")["questions"] == 2
    assert run("questionnaire", "check", "made", "--json")["name"] == "made"
    written = tmp_path / "made.yaml"
    run("questionnaire", "export", "made", "--out", written)
    assert "Female" in written.read_text("utf-8")
    assert (
        run("questionnaire", "check", "nothing", "--json", code=2)["refused"][0]["code"]
        == "questionnaire_unknown"
    )


def test_a_broken_questionnaire_file_is_refused_with_places(run, tmp_path: Path):
    broken = tmp_path / "broken.yaml"
    broken.write_text(SAMPLE.replace("kind: number", "kind: numbr"), "utf-8")
    refused = run("questionnaire", "check", broken, "--json", code=2)
    assert "broken.yaml" in refused["refused"][0]["place"]


def test_a_respondents_answers_reach_the_list(run, store):
    sample = small_survey(store)
    run("copies", "issue", "small", "--stratum", "school", "--count", "1")
    with store.reading() as session:
        nonce = stored.listed(session, sample.id)[0].nonce
    answer(store, nonce, {"att": ["2"]})
    assert run("responses", "list", "small", "--flag", "attention", "--json")["count"] == 1
