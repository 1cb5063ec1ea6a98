"""The designer's words and scripts: everything it says is given, in both languages, and nothing more."""

import json
import re
from pathlib import Path

import pytest

import survey.web
from questionnaires.editing.blank import KIND_WORDS
from questionnaires.model import CascadeLevel, Option, Privacy, Questionnaire, Role
from survey.web.design.editor_words import editor_words
from survey.web.language import COOKIE, LANGUAGES

FOLDER = Path(survey.web.__file__).parent / "static" / "design"
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
VENDORED = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "vendor").glob("*.js")}
#: Words whose key is put together from what is chosen: the beginning, and what may follow.
COMPOSED = (
    "link.", "state.", "view.", "mark.", "appearance.", "precision.", "type.", "join.", "op.", "check.", "ending.",
    "findings.", "severity.", "text.", "undo", "redo", "and", "or", "label.", "privacy", "role", "required", "offers",
)  # fmt: skip


@pytest.fixture
def words(app):
    def given(language):
        with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={language}"}):
            return json.loads(editor_words())

    return {language: given(language) for language in LANGUAGES}


def said(script):
    """The keys a script names in full; a choice between two names both."""
    found = set(re.findall(r'say\("([^"]+)"', script))
    for choice in re.findall(r"say\(([^`()]*\?[^`()]*)\)", script):
        found |= set(re.findall(r'[?:] "([^"]+)"', choice))
    return found


def test_every_word_a_script_says_is_given(words):
    given = words["zh-CN"]["words"]
    missing = {(name, key) for name, script in SCRIPTS.items() for key in said(script) if key not in given}
    assert missing == set()


def test_no_word_is_given_that_nothing_says(words):
    named = set().union(*map(said, SCRIPTS.values()))
    given = {key.removesuffix(".one") for key in words["zh-CN"]["words"]}
    unsaid = {key for key in given if key not in named and not key.startswith(COMPOSED)}
    assert unsaid == set()


def test_both_languages_say_everything_in_their_own_words(words):
    chinese, english = words["zh-CN"]["words"], words["en"]["words"]
    assert chinese.keys() == english.keys()
    assert [key for key, word in english.items() if re.search(r"[\u4e00-\u9fff]", word)] == []
    assert all(english.values())
    assert all(chinese.values())


def test_english_speaks_of_one_as_of_one(words):
    english = words["en"]["words"]
    assert (english["bar.findings.one"], english["bar.findings"]) == ("{n} remark", "{n} remarks")
    alike = [
        key for key in english if key.endswith(".one") and english[key] == english[key.removesuffix(".one")]
    ]
    assert alike == []


def test_kinds_roles_and_privacy_are_those_of_the_model(words):
    for given in words.values():
        assert [one["name"] for one in given["kinds"]] == list(KIND_WORDS)
        assert {one["name"] for one in given["roles"]} == set(Role)
        assert {one["name"] for one in given["privacies"]} == set(Privacy)
        missing = Option.model_json_schema()["properties"]["missing"]["anyOf"][0]["enum"]
        assert {one["name"] for one in given["missing"]} == set(missing)


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "ranking", "matrix", "split", "number", "date", "text", "scale"]
)
def test_every_kind_that_asks_has_an_editor(kind):
    editors = re.search(r"export const editors = \{(.*?)\};", SCRIPTS["kinds.js"], re.DOTALL)
    assert editors
    assert re.search(rf"\b{kind}:", editors[1])


def test_imports_are_relative_and_lead_to_files():
    for name, script in {**SCRIPTS, **{f"vendor/{name}": text for name, text in VENDORED.items()}}.items():
        for to in re.findall(r'\b(?:from|import) ?"([\w./@-]+)"', script):
            assert to.startswith("./"), f"{name} imports {to}"
            assert (FOLDER / name).parent.joinpath(to).is_file(), f"{name} imports {to}"


def test_modules_are_small_and_run_nothing_that_was_written_as_text():
    for name, script in SCRIPTS.items():
        assert len(script.splitlines()) < 300, name
    for name, script in {**SCRIPTS, **VENDORED}.items():
        assert not re.search(r"\beval\(|new Function|innerHTML\s*=", script) or name == "preact.js", name


def test_vendored_modules_are_listed_with_version_and_licence():
    listed = (FOLDER / "vendor" / "README.md").read_text(encoding="utf-8")
    for name in VENDORED:
        row = next(line for line in listed.splitlines() if line.startswith(f"| {name} |"))
        assert re.search(r"\| \d+\.\d+\.\d+ \|", row)
        licence = re.search(r"\(([\w.-]+\.txt)\)", row)
        assert licence
        assert (FOLDER / "vendor" / licence[1]).is_file()


def test_texts_that_are_translated_are_those_of_the_model():
    """Every key of the model that holds a Text is offered for translation."""
    named = set(re.findall(r'"(\w+)"', re.search(r"const TEXTS = \[(.*?)\]", SCRIPTS["texts.js"])[1]))
    wanted = set()

    def gather(schema):
        for name, one in schema.get("properties", {}).items():
            if one.get("description", "").startswith("text by language") or one.get("$ref", "").endswith(
                "/Text"
            ):
                wanted.add(name)
        for further in schema.get("$defs", {}).values():
            gather(further)

    gather(Questionnaire.model_json_schema())
    gather(CascadeLevel.model_json_schema())
    assert wanted >= {"label", "hint", "message"}
    assert wanted - named == set()
