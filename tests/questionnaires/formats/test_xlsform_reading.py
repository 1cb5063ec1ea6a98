"""XLSForms of others: what comes over, what is noted, what is refused with its cell."""

import io
import os
from pathlib import Path

import pytest

from questionnaires.checks import Severity, check
from questionnaires.formats.carried import Fate
from questionnaires.formats.error import FormatError
from questionnaires.formats.xlsform import read
from questionnaires.text import Text

SHARED = (
    Path(os.environ.get("KEWEN_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data" / "xlsform"
)
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason=f"reference XLSForms are absent: {SHARED} (set KEWEN_SHARED)"
)
SURVEY = ("type", "name", "label")
CHOICES = ("list_name", "name", "label")
YES_NO = (CHOICES, ("yn", "1", "Yes"), ("yn", "2", "No"))


def workbook(**sheets):
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write(number, place, cell)
    return out.getvalue()


def carried(*rows, header=SURVEY, choices=YES_NO, **sheets):
    return read(workbook(survey=(header, *rows), choices=choices, **sheets), name="f.xlsx")


def only(found):
    (question,) = found.questionnaire.questions
    return question


def codes(found):
    return [note.code for note in found.notes]


def refused(content, name="f.xlsx"):
    with pytest.raises(FormatError) as caught:
        read(content, name=name)
    for finding in caught.value.findings:
        assert finding.reason["zh-CN"]
        assert finding.reason["en"]
        assert finding.remedy["zh-CN"]
        assert finding.remedy["en"]
    return [(finding.code, finding.place) for finding in caught.value.findings]


def pages(questionnaire):
    return " ".join(
        f"{page.name}[{' '.join(f'{each.name}:{each.kind}' for each in page.questions)}]"
        for page in questionnaire.pages
    )


def test_choices_bounds_and_texts():
    found = carried(
        ("select_one yn", "q1", "Well?", "", ""),
        ("integer", "age", "Age", ". >= 0 and . < 121", ""),
        ("text", "id", "Number", "regex(., '[0-9]{4}')", "Four digits, please"),
        ("select_multiple yn", "m", "Which?", "not(selected(., '2') and count-selected(.) > 1)", ""),
        ("rank yn", "r", "Order", "", ""),
        ("decimal", "d", "Depth", "", ""),
        header=(*SURVEY, "constraint", "constraint_message"),
    )
    q1, age, number, many, rank, depth = found.questionnaire.questions
    assert [option.code for option in q1.options] == ["1", "2"]
    assert (age.least, age.most, age.decimals) == (0, 120, 0)
    assert number.checks[0].require == "regex(., '[0-9]{4}')"
    assert number.checks[0].message == Text(en="Four digits, please")
    assert [option.exclusive for option in many.options] == [False, True]
    assert (rank.kind, rank.most) == ("ranking", 2)
    assert depth.decimals == 6
    assert codes(found) == []


def test_numbers_in_cells_are_the_codes_that_are_seen():
    choices = (CHOICES, ("yn", 1.0, "Yes"), ("yn", 2, "No"), ("yn", True, "Maybe"))
    found = carried(("select_one yn", "q", 5), choices=choices)
    assert [option.code for option in only(found).options] == ["1", "2", "TRUE"]
    assert only(found).label.say("en") == "5"


def test_languages_by_tag_by_name_and_by_default():
    found = carried(
        ("text", "q", "名字", "Name", "Nom"),
        header=("type", "name", "label::中文 (zh)", "label::English", "label::French (fr)"),
    )
    assert only(found).label == Text({"zh-CN": "名字", "en": "Name", "fr": "Nom"})
    assert found.questionnaire.languages == ("zh-CN", "en", "fr")
    plain = carried(("text", "q", "名字"))
    assert plain.questionnaire.languages == ("zh-CN",)
    told = carried(
        ("text", "q", "Name"), settings=(("form_title", "default_language"), ("T", "Deutsch (de)"))
    )
    assert told.questionnaire.languages == ("de",)
    made = carried(("text", "q", "x"), header=("type", "name", "label::Shire tongue"))
    assert made.of(Fate.GUESSED)[0].code == "language"


def test_rules_are_turned_where_the_languages_differ():
    found = carried(
        ("select_one yn", "q1", "A", ""),
        ("select_multiple yn", "m", "B", ""),
        ("integer", "n-1", "C", ""),
        ("text", "t1", "D", "${q1} = 1"),
        ("text", "t2", "E", "${m} = '2'"),
        ("text", "t3", "F", "${n-1} > '5' and selected(${m}, 1)"),
        ("text", "t4", "G", "“x” = ${t1} or contains(${t1}, 'a.b')"),
        ("text", "t5", "H", "string-length(${t1}) > 0"),
        ("text", "t6", "I", "${q1}"),
        header=(*SURVEY, "relevant"),
    )
    shows = {question.name: question.show for question in found.questionnaire.questions}
    assert shows["t1"] == "${q1} = '1'"
    assert shows["t2"] == "selected(${m}, '2') and count-selected(${m}) = 1"
    assert shows["t3"] == "${n_1} > 5 and selected(${m}, '1')"
    assert shows["t4"] == "'x' = ${t1} or regex(${t1}, '(.|\\n)*a\\.b(.|\\n)*')"
    assert shows["t5"] == "string-length(${t1}) > 0"
    assert shows["t6"] == "${q1} != ''"
    assert codes(found) == ["loose_questions", "renamed"]


@pytest.mark.parametrize(
    "rule",
    [
        "pulldata('f', 'a', 'b', 'c') = 1",
        "position(..) = 1",
        "/data/q = 1",
        "${g} != ''",
        "once(1) = 1",
        "${q} +",
        "${later} = '1'",
    ],
)
def test_a_rule_without_an_equal_is_quoted_and_the_question_always_shows(rule):
    found = carried(
        ("geopoint", "g", "Where", ""), ("text", "q", "Q", ""), ("text", "x", "X", rule), ("select_one yn", "later", "L", ""),
        header=(*SURVEY, "relevant"),
    )  # fmt: skip
    assert found.questionnaire.question_by_name["x"].show is None
    (note,) = [note for note in found.notes if note.code in ("relevant_left_out", "rule")]
    assert note.fate is Fate.LEFT_OUT
    assert note.place.startswith("survey!")
    assert rule in note.what["en"]


def test_groups_become_pages_and_nested_ones_conditions():
    found = carried(
        ("begin_group", "g", "Section", "", ""),
        ("integer", "n", "N", "", ""),
        ("begin_group", "inner", "Inner", "${n} > 1", ""),
        ("begin_group", "deep", "", "${n} < 9", ""),
        ("text", "t", "T", "${n} != 5", ""),
        ("end_group", "", "", "", ""),
        ("end_group", "", "", "", ""),
        ("end_group", "", "", "", ""),
        ("begin repeat", "rep", "Child", "", ""),
        ("text", "child", "Name", "", ""),
        ("end repeat", "", "", "", ""),
        header=(*SURVEY, "relevant", "appearance"),
    )
    assert pages(found.questionnaire) == "g[n:number] inner[t:text] rep[child:text]"
    assert found.questionnaire.page_by_name["inner"].show == "${n} > 1"
    assert found.questionnaire.question_by_name["t"].show == "${n} < 9 and ${n} != 5"
    assert codes(found) == ["repeat", "unused_list"]


def test_tables_become_matrices():
    group = ("begin_group", "g", "Table", "table-list"), ("end_group", "", "", "")
    rows = (group[0], ("select_one yn", "r1", "Row 1", ""), ("select_one yn", "r2", "Row 2", ""), group[1])
    matrix = only(carried(*rows, header=(*SURVEY, "appearance")))
    assert (matrix.kind, [row.name for row in matrix.rows], len(matrix.options)) == (
        "matrix",
        ["r1", "r2"],
        2,
    )
    assert matrix.label == Text(en="Table")


def test_choice_filters_become_conditions_of_options_or_a_cascade():
    choices = [(*CHOICES, "above"), ("a", "x", "X", ""), ("a", "y", "Y", "")]
    few = [("b", "1", "One", "x"), ("b", "2", "Two", "y"), ("b", "3", "Three", "z")]
    rows = (("select_one a", "q1", "A", ""), ("select_one b", "q2", "B", "above = ${q1}"))
    header = (*SURVEY, "choice_filter")
    found = carried(*rows, header=header, choices=[*choices, *few])
    assert [option.show for option in found.questionnaire.questions[1].options] == [
        "${q1} = 'x'",
        "${q1} = 'y'",
    ]
    assert codes(found) == ["options_never_shown"]
    many = [("b", f"{number}", f"No {number}", "xy"[number % 2]) for number in range(100, 160)]
    cascade = carried(*rows, ("text", "t", "T", ""), header=header, choices=[*choices, *many]).questionnaire
    question = cascade.questions[0]
    assert (question.kind, [level.name for level in question.levels]) == ("cascade", ["q1", "q2"])
    assert len(cascade.lists[0].entries) == 62
    assert [finding for finding in check(cascade) if finding.severity is Severity.ERROR] == []


def test_types_without_an_equal_are_left_out_with_words():
    kinds = [
        "geopoint",
        "geotrace",
        "geoshape",
        "image",
        "audio",
        "video",
        "file",
        "barcode",
        "background-audio",
        "deviceid",
        "audit",
        "hidden",
    ]
    found = carried(
        *((kind, "" if kind == "audit" else f"q{place}", "Q") for place, kind in enumerate(kinds)),
        ("text", "t", "T"),
    )
    assert [question.name for question in found.questionnaire.questions] == ["t"]
    assert len([note for note in found.notes if note.code == "type_left_out"]) == len(kinds)


def test_what_nothing_is_made_of_is_noted_once_for_each_kind():
    rows = [("text", f"q{number}", "Q", "x.png", "5", "w1", "blue") for number in range(30)]
    found = carried(
        *rows,
        header=(*SURVEY, "image", "default", "appearance", "my colour"),
        settings=(("form_title", "public_key"), ("T", "key")),
    )
    assert sorted(codes(found)) == [
        "appearance", "column", "default", "loose_questions", "media", "setting", "unused_list",
    ]  # fmt: skip
    assert "+27" in next(note.place for note in found.notes if note.code == "column")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("selct_one yn", "q", "Q")], ("type_unknown", "survey!A2")),
        ([("text", "", "Q")], ("name_missing", "survey!B2")),
        ([("text", "a b", "Q")], ("name_wrong", "survey!B2")),
        ([("text", "a", "Q"), ("text", "a", "R")], ("name_repeated", "survey!B3")),
        ([("", "a", "Q")], ("type_missing", "survey!A2")),
        ([("begin_group", "g", "G"), ("text", "a", "Q")], ("begin_unclosed", "survey!A2")),
        ([("text", "a", "Q"), ("end_group", "", "")], ("end_unmatched", "survey!A3")),
        ([("begin_group", "g", "G"), ("end_repeat", "", "")], ("end_unmatched", "survey!A3")),
        ([("select_one nolist", "a", "Q")], ("list_unknown", "survey!A2")),
        ([("text", "a", "Hello ${nobody}")], ("reference_unknown", "survey!C2")),
        ([("text", "a", "Hello ${a")], ("reference_broken", "survey!C2")),
        ([("calculate", "a", "")], ("calculation_missing", "survey!2")),
    ],
)  # fmt: skip
def test_a_broken_form_is_refused_with_sheet_row_column_and_remedy(rows, expected):
    assert expected in refused(workbook(survey=(SURVEY, *rows), choices=YES_NO))


def test_all_that_is_wrong_is_said_at_once():
    rows = (("selct_one yn", "q", "Q"), ("text", "", "Q"), ("select_one other", "z", "Z"))
    found = refused(
        workbook(survey=(SURVEY, *rows), choices=(*YES_NO, ("yn", "1", "Again"), ("yn", "", "None")))
    )
    assert found == [
        ("type_unknown", "survey!A2"), ("name_missing", "survey!B3"), ("choice_repeated", "choices!B4"),
        ("choice_name_missing", "choices!B5"), ("list_unknown", "survey!A4"),
    ]  # fmt: skip


def test_a_file_without_a_survey_or_its_columns_is_refused():
    assert refused(workbook(questions=(SURVEY,), more=(SURVEY,))) == [("sheet_missing", "survey")]
    assert refused(workbook(survey=(("question", "text"), ("a", "b")), choices=YES_NO)) == [
        ("header_missing", "survey!1")
    ]
    assert refused(workbook(survey=(SURVEY,), choices=YES_NO)) == [("survey_empty", "survey")]
