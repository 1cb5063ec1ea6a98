"""``questionnaire check|import|export`` with files of other formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from questionnaires import library
from questionnaires.formats import registry, yaml
from survey.cli.questionnaire import questionnaire
from survey.errors import Refusal
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite
SURVEY = {
    "title": "小调查",
    "pages": [
        {
            "name": "p",
            "elements": [
                {"type": "text", "name": "age", "title": "年龄", "inputType": "number", "min": 0},
                {"type": "comment", "name": "why", "title": "为什么", "visibleIf": "{age} > 60"},
                {"type": "file", "name": "cv", "title": "简历"},
            ],
        }
    ],
}


@pytest.fixture
def run(tmp_path, monkeypatch, database_url):
    monkeypatch.setenv("KEWEN_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)

    def call(*arguments: object):
        return CliRunner().invoke(questionnaire, [str(each) for each in arguments], catch_exceptions=False)

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "小调查.json"
    path.write_text(json.dumps(SURVEY), "utf-8")
    return path


def test_a_dry_run_tells_what_came_over_and_stores_nothing(run, file, tmp_path):
    done = run("import", file, "--dry-run", "--name", "trial")
    assert done.exit_code == 0
    for words in (
        "1 页，2 题",
        "1 page, 2 questions (",
        ", 1 rule, language",
        "没有带过来 Left out",
        "文件上传",
        "a file upload",
        "只检查，未存",
    ):
        assert words in done.output
    assert not (tmp_path / "questionnaires").exists()


def test_json_holds_the_notes_as_data(run, file):
    told = json.loads(run("import", file, "--dry-run", "--json", "--name", "trial").stdout)
    assert (told["name"], told["format"], told["questions"], told["rules"]) == ("trial", "surveyjs", 2, 1)
    assert [(note["fate"], note["code"], note["place"]) for note in told["notes"]] == [
        ("left_out", "kind", "cv")
    ]
    assert told["kinds"] == {"number": 1, "text": 1}


def test_what_was_imported_is_kept_found_by_its_name_and_written_again(run, file, tmp_path):
    assert run("import", file, "--name", "trial").exit_code == 0
    kept = yaml.load((tmp_path / "questionnaires" / "trial.yaml").read_bytes())
    assert [one.name for one in kept.questions] == ["age", "why"]
    assert kept.questions[1].show == "${age} > 60"
    assert run("check", "trial").exit_code == 0
    for kind in registry.writers():
        out = tmp_path / f"out{kind.extensions[0]}"
        assert run("export", "trial", "--format", kind.name, "--out", out).exit_code == 0
        assert registry.reader_for(out.name, out.read_bytes()).name == kind.name
    assert run("export", "trial").stdout == yaml.dump(kept)


def test_a_file_of_another_format_is_checked_without_importing_it(run, file, tmp_path):
    done = run("check", file)
    assert done.exit_code == 0
    assert "2 题，没有错误" in done.output
    assert run("check", file, "--format", "surveyjs").exit_code == 0
    assert not (tmp_path / "questionnaires").exists()


@pytest.mark.parametrize(
    ("name", "content", "arguments", "code"),
    [
        ("a.json", b'{"pages": [', (), "json_broken"),
        ("a.lss", b'{"pages": []}', (), "extension_wrong"),
        ("a.csv", b"a,b\n1,2\n", (), "mapping_missing"),
        ("a.pdf", b"%PDF-1.7", (), "is_pdf"),
        ("a.json", b'{"pages": []}', ("--format", "docbook"), "format_unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code_and_place(
    run, tmp_path, name, content, arguments, code
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        run("import", path, *arguments)
    assert refused.value.code == code
    assert name in refused.value.place or code == "format_unknown"
    assert not (tmp_path / "questionnaires").exists()


def test_an_unknown_format_to_write_is_refused_with_those_there_are(run):
    with pytest.raises(Refusal) as refused:
        run("export", "county_unit", "--format", "qualtrics")
    assert "xlsform" in refused.value.remedy.say("en")


def test_a_text_is_written_in_the_language_asked_for(run):
    english = run("export", "county_unit", "--format", "wenjuanxing", "--language", "en")
    assert english.stdout.startswith(library.source("county_unit").title.say("en")[:8])
    assert "one language, en" in english.stderr
    with pytest.raises(Refusal) as refused:
        run("export", "county_unit", "--format", "wenjuanxing", "--language", "fr")
    assert (refused.value.code, refused.value.place) == ("language_unknown", "fr")


def test_our_own_yaml_is_imported_as_before(run, tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.dump(library.source("county_unit").model_copy(update={"name": "own"})), "utf-8")
    done = run("import", path)
    assert done.exit_code == 0
    assert "own" in done.output
    assert (tmp_path / "questionnaires" / "own.yaml").exists()


def test_the_questionnaire_of_a_survey_is_written_by_its_code(run, make_survey, store):
    from datetime import UTC, datetime

    from survey.services import publication
    from survey.services.events import SYSTEM

    number = make_survey()
    at = datetime(2026, 5, 6, tzinfo=UTC)
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=at, source="library")
    assert yaml.load(run("export", "funing-2026").stdout) == library.source("county_unit")
