"""Paper and codebooks on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.copies import COMMANDS as COPIES
from survey.cli.entry import Entry
from survey.cli.questionnaire import COMMANDS as QUESTIONNAIRE
from survey.services import paper
from tests.survey.samples import small_survey

FILES = {
    "paper-pdf": b"%PDF",
    "paper-docx": b"PK",
    "codebook-html": b"<!doctype html>",
    "codebook-xlsx": b"PK",
    "ddi": b"<?xml",
}


@pytest.fixture
def run(settings, store, monkeypatch):
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    root = Entry("survey")
    for command in (*COPIES, *QUESTIONNAIRE):
        root.add_command(command)

    def invoke(*arguments: object, code: int = 0):
        ended = CliRunner().invoke(root, [str(one) for one in arguments])
        assert ended.exit_code == code, ended.output + str(ended.exception)
        return json.loads(ended.stdout) if "--json" in arguments else ended.stdout

    return invoke


@pytest.mark.parametrize("name", list(FILES))
def test_a_questionnaire_is_exported_as_paper_and_codebook(run, tmp_path: Path, name: str):
    out = tmp_path / "made"
    run("questionnaire", "export", "county_unit", "--format", name, "--language", "en", "--out", out)
    assert out.read_bytes().startswith(FILES[name])


def test_a_language_that_is_not_there_is_refused(run, tmp_path: Path):
    out = tmp_path / "made.pdf"
    run(
        "questionnaire",
        "export",
        "county_unit",
        "--format",
        "paper-pdf",
        "--language",
        "fr",
        "--out",
        out,
        code=2,
    )
    assert not out.exists()


def test_numbered_copies_are_written_into_guarded_files_in_parts(run, store, tmp_path: Path, monkeypatch):
    small_survey(store)
    run("copies", "issue", "small", "--stratum", "school", "--count", "3")
    out = tmp_path / "paper.pdf"
    told = run("copies", "paper", "small", "--batch", "1", "--out", out, "--json")
    assert (told["copies"], told["files"]) == (3, [str(out)])
    assert out.stat().st_mode & 0o077 == 0
    monkeypatch.setitem(paper.MOST_IN_FILE, paper.Kind.PDF, 2)
    told = run("copies", "paper", "small", "--out", out, "--language", "en", "--json")
    assert told["files"] == [str(tmp_path / "paper-1.pdf"), str(tmp_path / "paper-2.pdf")]


def test_numbered_copies_are_written_as_word_when_the_name_says_so(run, store, tmp_path: Path):
    small_survey(store)
    run("copies", "issue", "small", "--stratum", "school", "--count", "2")
    out = tmp_path / "paper.docx"
    told = run("copies", "paper", "small", "--out", out, "--single-sided", "--json")
    assert (told["copies"], told["files"]) == (2, [str(out)])
    assert out.read_bytes().startswith(b"PK")


def test_paper_refuses_another_ending_and_a_batch_that_is_not_there(run, store, tmp_path: Path):
    small_survey(store)
    refused = run("copies", "paper", "small", "--out", tmp_path / "x.odt", "--json", code=2)
    assert refused["refused"][0]["code"] == "form"
    refused = run("copies", "paper", "small", "--batch", "9", "--out", tmp_path / "x.pdf", "--json", code=2)
    assert refused["refused"][0]["code"] == "batch_unknown"
