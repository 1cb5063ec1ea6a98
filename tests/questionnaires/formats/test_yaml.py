"""Reading and writing questionnaires as YAML."""

import json
import re
from importlib.resources import files

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.formats import nodes
from questionnaires.formats.canonical import canonical, version_hash
from questionnaires.formats.error import FormatError
from questionnaires.formats.schema import SCHEMA_FILE, schema, schema_text
from questionnaires.formats.yaml import dump, load
from questionnaires.library import names, source
from questionnaires.model import (
    Check,
    CodeList,
    Entry,
    Number,
    Option,
    Page,
    Questionnaire,
    Single,
    Split,
    Words,
)
from questionnaires.text import Text

SMALL = """
name: small
title: {zh-CN: 小问卷, en: Small}
languages: [zh-CN, en]
pages:
  - name: one
    questions:
      - name: sex
        kind: single
        label: {zh-CN: 性别, en: Sex}
        options:
          - {code: '1', label: {zh-CN: 男, en: Male}}
          - {code: '01', label: {zh-CN: 女, en: Female}}
"""


def refused(content):
    with pytest.raises(FormatError) as caught:
        load(content)
    for finding in caught.value.findings:
        assert finding.reason.say("zh-CN")
        assert finding.reason["en"]
        assert finding.remedy.say("zh-CN")
        assert finding.remedy["en"]
        assert not re.search(r"\{[a-z_]+\}", finding.say("en") + finding.say("zh-CN"))
    return caught.value.findings


def page(question):
    return f"name: q\ntitle: {{zh-CN: 题}}\npages:\n  - name: p\n    questions:\n      - {question}\n"


def test_a_small_file_is_read():
    found = load(SMALL)
    assert found.question_by_name["sex"].label == Text(zh="性别", en="Sex")
    assert [option.code for option in found.questions[0].options] == ["1", "01"]


def test_bytes_with_a_byte_order_mark_are_read():
    assert load(b"\xef\xbb\xbf" + SMALL.encode()) == load("\ufeff" + SMALL) == load(SMALL)


@pytest.mark.parametrize("name", names())
def test_a_shipped_file_is_in_the_fixed_form(name):
    questionnaire = source(name)
    written = dump(questionnaire)
    assert load(written) == questionnaire
    assert dump(load(written)) == written
    assert files("questionnaires.library").joinpath(f"{name}.yaml").read_text("utf-8") == written


def test_an_option_stands_in_one_line_and_defaults_are_left_out():
    written = dump(load(SMALL))
    assert "- {code: '1', label: {zh-CN: 男, en: Male}}" in written
    assert "required" not in written
    assert "shuffle" not in written


texts = st.dictionaries(
    st.sampled_from(["zh-CN", "en", "no"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20),
    max_size=2,
).map(Text)
codes = st.from_regex(r"-?[A-Za-z0-9][A-Za-z0-9_.]{0,6}", fullmatch=True)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000).map(float)


@st.composite
def questionnaires(draw):
    options = tuple(
        Option(code=code, label=draw(texts), exclusive=draw(st.booleans()))
        for code in draw(st.lists(codes, max_size=4))
    )
    words = draw(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
    check = Check(code="c", require=words, message=draw(texts))
    questions = (
        Single(kind="single", name="no", label=draw(texts), options=options, checks=(check,)),
        Number(kind="number", name="n", least=draw(numbers), most=draw(numbers), hint=draw(texts)),
        Split(kind="split", name="yes", rows=(), total=draw(st.floats(1, 1e6))),
        Words(
            kind="text",
            name="w",
            pattern=draw(
                st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=9)
            ),
        ),
    )
    entry = Entry(code=draw(codes), label=draw(texts), parent=draw(st.none() | codes), search=words)
    return Questionnaire(
        name="q",
        title=draw(texts),
        pages=(Page(name="p", title=draw(texts), questions=questions),),
        lists=(CodeList(name="l", version=words, entries=(entry,)),),
    )


@settings(max_examples=150, deadline=None)
@given(questionnaires())
def test_any_questionnaire_survives_writing_and_reading(questionnaire):
    written = dump(questionnaire)
    assert load(written) == questionnaire
    assert dump(load(written)) == written
    assert Questionnaire.model_validate_json(canonical(questionnaire)) == questionnaire


@pytest.mark.parametrize(
    ("code", "read_as"),
    [("01", "the number 1"), ("no", "true or false"), ("2020-01-01", "a date"), ("1", "the number 1")],
)
def test_a_code_without_quotes_is_refused_with_the_quotes_to_write(code, read_as):
    content = page(f"{{kind: single, name: s, options: [{{code: {code}, label: {{zh-CN: 甲}}}}]}}")
    (finding,) = refused(content)
    assert finding.code == "unquoted"
    assert finding.place == "pages[0].questions[0].options[0].code"
    assert finding.line == 6
    assert read_as in finding.reason["en"]
    assert f"'{code}'" in finding.remedy["zh-CN"]


def test_all_problems_are_reported_at_once_with_their_lines():
    content = """name: q
title: {zh-CN: 题, en: yes}
pages:
  - name: a b
    questions:
      - {kind: number, name: number, least: five, decimals: 9}
      - {kind: x, name: s}
      - {name: s}
      - {kind: single, name: s, ofers: [refused], offers: [never]}
  - name: without
name: again
"""
    assert [(finding.code, finding.line) for finding in refused(content)] == [
        ("unquoted", 2),
        ("pattern", 4),
        ("less_than_equal", 6),
        ("not_number", 6),
        ("union_tag_invalid", 7),
        ("union_tag_not_found", 8),
        ("literal_error", 9),
        ("unknown_key", 9),
        ("missing", 10),
        ("key_repeated", 11),
    ]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("{kind: single}", "missing"),
        ("{kind: single, name: s, required: maybe}", "not_boolean"),
        ("{kind: multiple, name: s, least: 1.5}", "not_whole"),
        ("{kind: multiple, name: s, most: 0}", "greater_than_equal"),
        ("{kind: number, name: s, step: 0}", "greater_than"),
        ("{kind: single, name: s, options: 5}", "not_list"),
        ("{kind: single, name: s, label: 男}", "not_mapping"),
        ("{kind: single, name: s, label: {zh-CN: [甲]}}", "not_text"),
        ("{kind: single, name: s, role: king}", "enum"),
        ("{kind: date, name: s, earliest: soon}", "pattern"),
        ("{kind: number, name: s, least: .inf}", "number_not_finite"),
        ("{kind: text, name: s, limit: 99999}", "less_than_equal"),
        ("{kind: consent, name: s, options: []}", "too_short"),
        (f"{{kind: note, name: s, show: '{'x' * 4001}'}}", "string_too_long"),
        ("5", "not_mapping"),
    ],
)
def test_what_the_model_refuses_is_said_in_words(question, code):
    assert code in {finding.code for finding in refused(page(question))}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a: &x 1\nb: *x", "anchor"),
        ("a: [", "yaml_syntax"),
        ("a: b: c", "yaml_syntax"),
        ("\ta: 1", "yaml_syntax"),
        ("a: \x07", "yaml_syntax"),
        ("", "file_empty"),
        ("# nothing", "file_empty"),
        ("- 1", "not_mapping"),
        ("a: !!python/object:os.system x", "tag"),
        (b"\xff\xfe", "not_utf8"),
        (b"PK\x03\x04\x14\x00\x08\xff", "not_a_text"),
        ("[" * 60, "too_deep"),
        ("? [a]\n: b", "key_not_text"),
        ("a: 1\n---\nb: 1", "second_document"),
        ("a: " + "x" * nodes.MAX_BYTES, "file_too_large"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(content, code):
    assert refused(content)[0].code == code


@pytest.mark.parametrize("escape", ["\\0", "\\x00", "\\u0000"])
def test_a_text_that_no_database_keeps_is_refused_at_its_place(escape):
    (found,) = [one for one in refused(f'title:\n  zh-CN: "a{escape}b"\n') if one.code == "text_unstorable"]
    assert (found.place, found.line) == ("title.zh-CN", 2)


def test_a_code_that_no_database_keeps_is_quoted_as_it_can_be_shown():
    options = 'options: [{code: "2\\0", text: {zh-CN: a}}]'
    text = f"name: a\ntitle: {{zh-CN: a}}\npages: [{{name: p, questions: [{{name: q, kind: single, {options}}}]}}]"
    (found,) = [one for one in refused(text) if one.code == "pattern"]
    assert found.reason.say("en") == "“2\ufffd” cannot be a code."


def test_a_billion_laughs_is_refused_before_it_grows():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert refused("\n".join(lines))[0].code == "anchor"


def test_too_many_values_are_refused(monkeypatch):
    monkeypatch.setattr(nodes, "MAX_NODES", 50)
    assert refused("a: [" + "1, " * 60 + "1]")[0].code == "too_many_nodes"


def test_equal_questionnaires_have_one_hash_whatever_the_file():
    reordered = (
        "pages"
        + SMALL.split("pages")[1]
        + SMALL.split("pages", maxsplit=1)[0].replace("zh-CN: 小问卷, en: Small", "en: Small, zh-CN: 小问卷")
    )
    assert version_hash(load(reordered)) == version_hash(load(SMALL))
    assert len(version_hash(load(SMALL))) == 64


def test_a_changed_wording_changes_the_hash():
    assert version_hash(load(SMALL.replace("Male", "Man", 1))) != version_hash(load(SMALL))


def test_canonical_bytes_are_sorted_and_hold_no_defaults():
    content = json.loads(canonical(load(SMALL)))
    assert list(content) == sorted(content)
    assert "settings" not in content


def test_the_schema_in_the_file_is_current():
    assert SCHEMA_FILE.read_text("utf-8") == schema_text(), "run python -m questionnaires.formats.schema"


@pytest.mark.parametrize("name", names())
def test_a_shipped_file_is_valid_by_the_schema(name):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is a test requirement")
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    assert list(validator.iter_errors(pyyaml.safe_load(dump(source(name))))) == []
    assert list(validator.iter_errors({"name": "x", "title": {}, "pages": [{"name": "p", "quetsions": []}]}))
