"""What is exported as XLSForm works in ODK by itself and comes back as the same questionnaire."""

import io
import json
import shutil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from questionnaires.checks import Severity, check
from questionnaires.codelists import names as list_names
from questionnaires.formats.xlsform import read, write
from questionnaires.library import names, source
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from tests.questionnaires.formats.drawn import QUESTIONNAIRES

ZH = {"zh-CN": "文字", "en": "Words"}
OPTIONS: list[dict[str, Any]] = [
    {"code": "1", "label": {"zh-CN": "甲", "en": "One"}},
    {"code": "2", "label": {"zh-CN": "乙", "en": "Two"}, "show": "${n} > 3"},
    {"code": "8", "label": {"zh-CN": "其他", "en": "Other"}, "write_in": True},
    {"code": "9", "label": {"zh-CN": "都没有", "en": "None"}, "exclusive": True},
]
PLAIN: list[dict[str, Any]] = [
    {**option, "show": None, "write_in": False, "exclusive": False} for option in OPTIONS
]
ROWS = [
    {"name": "r1", "label": ZH},
    {"name": "r2", "label": ZH, "show": "${n} > 1", "reverse": True},
    {"name": "r3", "label": ZH, "only": "more", "expect": "1"},
]
PARTS = [
    {"name": "p1", "label": ZH},
    {"name": "p2", "label": ZH, "show": "${n} > 1"},
    {"name": "p3", "label": ZH},
]
BOTH = ["refused", "unknown"]


def asked(kind, name, **more):
    return {"kind": kind, "name": name, "label": ZH, **more}


EVERYTHING = Questionnaire.model_validate(
    {
        "name": "everything",
        "title": {"zh-CN": "样样都有", "en": "Everything"},
        "languages": ["zh-CN", "en"],
        "introduction": {"zh-CN": "${survey_title} 您好", "en": "Hello ${survey_title}"},
        "thanks": ZH,
        "settings": [{"name": "more", "label": ZH}, {"name": "less", "label": ZH, "default": True}],
        "complete_when": ["n", "one"],
        "reviews": [{"code": "odd", "when": "${n} > 5 and ${one} = '1'", "label": ZH}],
        "lists": [
            {"name": "places", "title": ZH, "standard": "GB", "version": "1", "levels": ["town", "street"], "entries": [
                {"code": "t1", "label": ZH, "search": "t"}, {"code": "t2", "label": ZH},
                {"code": "s1", "label": ZH, "parent": "t1"}, {"code": "s1", "label": ZH, "parent": "t2"},
            ]},
            {"name": "sexes", "shared": min(list_names())},
            {"name": "marks", "entries": [{"code": "5", "label": ZH}, {"code": "6", "label": ZH}]},
        ],
        "pages": [
            {"name": "first", "title": ZH, "intro": ZH, "questions": [
                asked("consent", "agree", options=PLAIN[:2], statement=ZH, required=True),
                asked("number", "n", least=0, most=10, decimals=1, step=0.5, unit={"zh-CN": "万元", "en": "CNY"},
                      usual_most=9, required=True, offers=BOTH, number="A1", hint=ZH, why=ZH, role="age",
                      origin={"questionnaire": "old", "version": "0" * 64, "question": "number"}),
            ], "endings": [
                {"when": "${agree} = '2'", "outcome": "refused", "reason": "declined", "message": ZH, "ask": ["words"]},
                {"when": "${n} > 9", "outcome": "ineligible", "reason": "too_many", "message": ZH},
            ]},
            {"name": "extra", "only": "less", "questions": [asked("note", "aside")]},
            {"name": "n", "title": ZH, "questions": [
                asked("single", "one", options=OPTIONS, offers=["refused"], required=True, shuffle=True, privacy="sensitive",
                      checks=[{"code": "c1", "require": ". != '1' or ${n} > 2", "message": ZH},
                              {"code": "c2", "require": ". != '2'", "level": "soft", "message": ZH}]),
                asked("multiple", "many", options=OPTIONS, least=2, most=3, offers=BOTH),
                asked("ranking", "order", options=PLAIN, least=1, most=2, offers=["unknown"]),
                asked("single", "down", list="marks", appearance="dropdown"),
                asked("single", "kept", list="marks", offers=["refused"]),
                asked("single", "sex", list="sexes"),
                asked("matrix", "table", rows=ROWS, options=PLAIN, required=True, offers=["unknown"]),
                asked("matrix", "plain", rows=[{"name": "q1", "label": ZH}], options=PLAIN, scale=False),
            ]},
            {"name": "third", "show": "${one} != '' and not(selected(${many}, '9'))", "questions": [
                asked("split", "shares", rows=PARTS, total=100, step=5, show="count(${table}) > 1", offers=["unknown"]),
                asked("split", "halves", rows=[{"name": "h1", "label": ZH}], total=1.5, step=0.5, required=True),
                asked("date", "day", earliest="2000", latest="today", show="selected(${order}, '1')"),
                asked("date", "month", precision="month", earliest="2000-02", latest="2024-02"),
                asked("date", "year", precision="year", checks=[{"code": "c", "require": ". > ${day}", "message": ZH}]),
                asked("text", "words", long=True, limit=500, pattern=r"[^'\"]*", warn_numbers=True, show="${day} < '2020-01'"),
                asked("scale", "mark", least=1, most=7, low_label=ZH, high_label=ZH),
                asked("cascade", "place", list="places", write_in=True, required=True, offers=["refused"],
                      levels=[{"name": "town", "label": ZH, "role": "town"}, {"name": "street", "label": ZH}]),
                asked("note", "told", hint={"zh-CN": "您选了${one}、${n}，${town}", "en": "You chose ${one}, ${n}, ${town}"}),
            ]},
            {"name": "last", "questions": [
                asked("calculated", "total", value="sum(${shares}) + max(${n}, 1) + coalesce(${n}, ${mark}, 0)"),
                asked("calculated", "flag", value="${n} > 3 and ${day} > '2001'", type="boolean"),
                asked("calculated", "said", value="if(${one} = '', 'none', ${one})", type="text", list="marks"),
                asked("text", "end", show="${flag} and ${total} > 1 and ${survey_reference_date} > ${day} and ${one} = ''"),
            ]},
        ],
    }
)  # fmt: skip


def odk(content, *, validate):
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    found = convert(io.BytesIO(content), file_type=".xlsx", validate=validate, warnings=warnings)
    return found.xform, warnings


def test_the_questionnaire_of_this_file_holds_every_kind_and_is_fit_to_publish():
    kinds = {question.kind for question in EVERYTHING.questions}
    assert len(kinds) == 13
    assert [finding.say("en") for finding in check(EVERYTHING) if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("questionnaire", [*map(source, names()), EVERYTHING], ids=[*names(), "everything"])
def test_what_is_written_comes_back_equal_and_without_notes(questionnaire):
    found = read(write(questionnaire).content, name="f.xlsx")
    assert found.questionnaire == questionnaire
    assert found.notes == ()


@pytest.mark.parametrize("questionnaire", [*map(source, names()), EVERYTHING], ids=[*names(), "everything"])
def test_nothing_of_a_sound_questionnaire_needs_the_column_for_what_no_cell_holds(questionnaire):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(write(questionnaire).content))
    headers = [str(cell.value) for sheet in book for cell in sheet[1]]
    assert [header for header in headers if "more" in header] == []


@pytest.mark.parametrize("questionnaire", [*map(source, names()), EVERYTHING], ids=[*names(), "everything"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pyxform_and_odk_validate_accept_what_is_written(questionnaire):
    if shutil.which("java") is None:
        pytest.skip("ODK Validate needs Java, which is not installed here")
    xform, warnings = odk(write(questionnaire).content, validate=True)
    assert "<h:html" in xform
    assert [warning for warning in warnings if "missing the survey" not in warning] == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(QUESTIONNAIRES)
def test_any_draft_survives_writing_and_reading(questionnaire):
    assert read(write(questionnaire).content, name="f.xlsx").questionnaire == questionnaire


def cells(content, sheet="survey"):
    from openpyxl import load_workbook

    rows = load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    header = next(rows)
    return [{key: value for key, value in zip(header, row, strict=True) if value is not None} for row in rows]


def named(content, name):
    return next(row for row in cells(content) if row.get("name") == name)


def test_what_odk_has_another_word_for_is_said_in_its_words():
    content = write(EVERYTHING).content
    assert "not(selected(., '9') and count-selected(.) > 1)" in named(content, "many")["constraint"]
    assert named(content, "table")["appearance"] == "table-list"
    assert named(content, "order")["type"] == "rank order"
    assert "= 100" in named(content, "p1")["constraint"]
    assert named(content, "n")["constraint"].startswith("(. >= 0 and . <= 10)")
    assert named(content, "one_oth")["relevant"] == "selected(${one}, '8')"
    assert named(content, "n_missing")["type"].startswith("select_one offers")
    assert named(content, "street")["choice_filter"] == "parent = ${town}"
    assert named(content, "mark")["parameters"] == "start=1 end=7 step=1"
    assert "1 = 文字" in named(content, "mark")["hint::中文 (zh)"]
    assert named(content, "first_declined")["label::English (en)"] == "Words"
    offered = [row["name"] for row in cells(content, "choices") if row["list_name"] == "one"]
    assert offered == ["1", "2", "8", "9", "-7"]


def test_a_page_of_which_an_ending_still_asks_something_shows_that_alone():
    content = write(EVERYTHING).content
    assert named(content, "third")["relevant"].endswith(") or ${ended_first} = 'declined'")
    assert named(content, "words")["relevant"].endswith(
        "(${ended_first} = '' or ${ended_first} = 'declined')"
    )
    assert named(content, "month")["relevant"] == "${ended_first} = ''"


def test_facts_can_be_given():
    content = write(EVERYTHING, {"survey_title": "It's here"}).content
    assert named(content, "survey_title")["calculation"] == '"It\'s here"'


def edited(content, change):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(sheet, name, header):
    headers = [cell.value for cell in sheet[1]]
    number = next(row[0].row for row in sheet.iter_rows() if row[headers.index("name")].value == name)
    return sheet.cell(number, headers.index(header) + 1)


def test_what_is_changed_in_excel_comes_over_or_is_told():
    def change(book):
        sheet = book["survey"]
        cell(sheet, "one", "label::English (en)").value = "Changed"
        cell(sheet, "n", "kewen::most").value = 12
        cell(sheet, "day", "constraint").value = ". > today()"
        sheet.append(["text", "added", "新题"])
        book["settings"]["A2"].value = "新标题"

    found = read(edited(write(EVERYTHING).content, change), name="f.xlsx")
    questionnaire = found.questionnaire
    assert questionnaire.question_by_name["one"].label["en"] == "Changed"
    assert questionnaire.question_by_name["n"].most == 12
    assert questionnaire.title == Text(zh="新标题", en="Everything")
    assert {note.code for note in found.notes} >= {"changed_for_odk", "row_added"}
    assert "added" not in questionnaire.question_by_name


def test_a_cell_changed_to_nonsense_is_refused_at_its_row():
    from questionnaires.formats.error import FormatError

    def change(book):
        cell(book["survey"], "n", "kewen::decimals").value = "many"

    with pytest.raises(FormatError) as caught:
        read(edited(write(EVERYTHING).content, change), name="f.xlsx")
    assert caught.value.findings[0].place.startswith("survey!")
    assert "decimals" in caught.value.findings[0].reason["en"]


def test_what_odk_cannot_evaluate_is_told_and_kept():
    broken = json.loads(EVERYTHING.model_dump_json())
    broken["pages"][0]["questions"][1]["show"] = "${nowhere} = 1"
    questionnaire = Questionnaire.model_validate(broken)
    found = write(questionnaire)
    assert [note.code for note in found.notes] == ["rule"]
    assert read(found.content, name="f.xlsx").questionnaire == questionnaire


def test_formulas_and_scripts_are_texts():
    label = {"zh-CN": "=cmd|' /C calc'!A0", "en": "<script>alert(1)</script>"}
    questionnaire = Questionnaire.model_validate(
        {"name": "q", "title": label, "languages": ["zh-CN", "en"],
         "pages": [{"name": "p", "questions": [{"kind": "text", "name": "t", "label": label}]}]}
    )  # fmt: skip
    content = write(questionnaire).content
    assert named(content, "t")["label::中文 (zh)"] == label["zh-CN"]
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content))["survey"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert read(content, name="f.xlsx").questionnaire == questionnaire
