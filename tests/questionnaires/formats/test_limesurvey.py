"""LimeSurvey files: kinds, conditions, texts, what is left out, and what is refused."""

from __future__ import annotations

import pytest

from questionnaires.formats import limesurvey
from questionnaires.formats.error import FormatError
from questionnaires.formats.limesurvey.rules import from_conditions
from tests.questionnaires.formats.carrying import codes, errors, files_of, needs, said, show, shown
from tests.questionnaires.formats.lime import LANGUAGES, answer, attribute, lss, question, sub

FILES = files_of("limesurvey", "*.lss")
EXPECTED = {
    "answers.lss": {"Q01": "multiple", "Q02": "matrix"},
    "blank-survey.lss": {"Q00": "text"},
    "limesurvey_survey_432535.lss": {"G01Q01": "scale", "G01Q02": "text"},
    "survey-one-question-two-languages.lss": {"Q1": "text"},
    "survey.lss": {"G01Q01": "text", "G01Q02": "scale", "G02Q04": "single"},
}


def read(*parts, **more):
    return limesurvey.read(lss(*parts, **more), name="trial")


@needs("limesurvey")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_shared_data_comes_over(path):
    carried = limesurvey.read(path.read_bytes(), name="trial")
    assert {one.name: one.kind for one in carried.questionnaire.questions} == EXPECTED[path.name]
    left = {finding.code for finding in errors(carried)}
    assert left <= {"translation_missing"}, "only what the file lacks itself"


@needs("limesurvey")
def test_texts_in_two_languages_and_what_one_file_leaves_out_are_told():
    by_name = {path.name: limesurvey.read(path.read_bytes(), name="trial") for path in FILES}
    two = by_name["survey-one-question-two-languages.lss"].questionnaire
    assert two.languages == ("en", "et")
    assert set(two.questions[0].label) == {"en", "et"}
    assert "a file upload" in said(by_name["survey.lss"], "kind")
    first = by_name["survey.lss"].questionnaire.questions[0]
    assert first.label.say("en") == "Text for first question", "HTML became plain text"
    assert first.hint.say("en") == "This is a question help text."
    assert by_name["survey.lss"].questionnaire.questions[1].required


def test_every_kind_becomes_one_of_ours_and_its_fields_are_known_to_rules():
    carried = read(
        question("L1", "L", other="Y"), answer("L1", "A1"), answer("L1", "-9"),
        question("O1", "!"), answer("O1", "x y"), answer("O1", "b"), answer("O1", "c"),
        question("M1", "M"), sub("M1", "SQ1"), sub("M1", "SQ2"), attribute("M1", "exclude_all_others", "SQ2"),
        attribute("M1", "max_answers", "1"),
        question("F1", "F"), sub("F1", "r1"), sub("F1", "r2"), answer("F1", "1"), answer("F1", "2"),
        question("K1", "K"), sub("K1", "a"), sub("K1", "b"), attribute("K1", "equals_num_value", "100"),
        question("N1", "N"), attribute("N1", "num_value_int_only", "1"), attribute("N1", "max_num_value_n", "120"),
        question("D1", "D"), attribute("D1", "date_format", "yyyy-mm"),
        question("R1", "R"), answer("R1", "1"), answer("R1", "2"),
        question("Y1", "Y"), question("G1", "G"), question("X1", "X"), question("S1", "S"), question("T1", "T"),
        question("E1", "*", text="{N1.NAOK + 1}"),
        question("W1", "1"), sub("W1", "r"), answer("W1", "1", scale=0), answer("W1", "9", scale=1),
        question("Q1", "Q"), sub("Q1", "x"), question("U1", ":"), sub("U1", "y"), sub("U1", "z", scale=1),
    )  # fmt: skip
    kinds = {one.name: one.kind for one in carried.questionnaire.questions}
    assert kinds == {
        "L1": "single", "O1": "single", "M1": "multiple", "F1": "matrix", "K1": "split", "N1": "number",
        "D1": "date", "R1": "ranking", "Y1": "single", "G1": "single", "X1": "note", "S1": "text", "T1": "text",
        "E1": "calculated", "W1_0": "matrix", "W1_1": "matrix", "Q1_x": "text", "U1_y_z": "number",
    }  # fmt: skip
    by_name = carried.questionnaire.question_by_name
    assert [option.code for option in by_name["L1"].options] == ["A1", "m9", "other"]
    assert by_name["L1"].options[2].write_in
    assert "-9 → m9" in said(carried, "codes"), "a code of the platform is changed and told"
    assert by_name["M1"].options[1].exclusive
    assert by_name["M1"].most == 1
    assert [row.name for row in by_name["F1"].rows] == ["F1_r1", "F1_r2"]
    assert (by_name["K1"].total, by_name["N1"].decimals, by_name["N1"].most) == (100, 0, 120)
    assert by_name["D1"].precision == "month"
    assert by_name["E1"].value == "${N1} + 1"
    assert errors(carried) == []


CONDITIONS = {
    "L1.NAOK == 'A1'": "${L1} = 'A1'",
    'L1 != "A1"': "${L1} != 'A1'",
    "M1_SQ1.NAOK == 'Y'": "selected(${M1}, 'SQ1')",
    "M1_SQ1 == ''": "not(selected(${M1}, 'SQ1'))",
    "!is_empty(M1_SQ1) or is_empty(N1)": "selected(${M1}, 'SQ1') or ${N1} = ''",
    "N1.NAOK >= 60 && N1.NAOK lt 70": "${N1} >= 60 and ${N1} < 70",
    "F1_r1.NAOK > 1": "number(${F1_r1}) > 1",
    "(L1 == 'A1' and N1 > 3) or Y1 == 'N'": "${L1} = 'A1' and ${N1} > 3 or ${Y1} = 'N'",
    "count(M1_SQ1, M1_SQ2) > 1": "count(if(selected(${M1}, 'SQ1'), 'Y', ''), if(selected(${M1}, 'SQ2'), 'Y', '')) > 1",
    "sum(N1, 2) == 4": "sum(coalesce(${N1}, 0), coalesce(2, 0)) = 4",
    "if(N1 > 3, 'a', 'b') == 'a'": "if(${N1} > 3, 'a', 'b') = 'a'",
    "D1 < '2020-05-01'": "${D1} < '2020-05-01'",
    "regexMatch('/^a+$/', S1)": "regex(${S1}, 'a+')",
    "123X1X5 == 'A1'": "${L1} = 'A1'",
    "L1_other == 'x'": "${L1_oth} = 'x'",
}
EARLIER = (
    *(question("L1", "L", other="Y"), answer("L1", "A1"), answer("L1", "A2")),
    *(question("M1", "M"), sub("M1", "SQ1"), sub("M1", "SQ2"), question("N1", "N"), question("Y1", "Y")),
    *(question("F1", "F"), sub("F1", "r1"), answer("F1", "1"), answer("F1", "2"), question("D1", "D")),
    question("S1", "S"),
)


@pytest.mark.parametrize("written", CONDITIONS)
def test_a_condition_becomes_a_rule(written):
    name = written.replace("123X1X5", f"123X1X{EARLIER[0]['qid']}")
    carried = read(*EARLIER, question("LAST", "T", relevance=name))
    assert show(carried, "LAST") == CONDITIONS[written]
    assert errors(carried) == []


NOT_TURNED = [
    "L1 == 'nothing'", "unknown == 1", "strpos(S1, 'a') > 1", "L1 ==", "L1 = 'A1'; evil()", "((((N1 > 3",
    "self == 1", "M1 == 'x'", "LATER == 'Y'", "'" * 20, "N1 > " + "9" * 400, "{" * 200, "(" * 500 + "N1",
]  # fmt: skip


@pytest.mark.parametrize("written", NOT_TURNED)
def test_a_condition_that_cannot_be_turned_is_quoted_and_the_question_is_always_shown(written):
    carried = read(*EARLIER, question("LAST", "T", relevance=written), question("LATER", "Y"))
    assert show(carried, "LAST") is None
    told = said(carried, "rule")
    assert written[:40] in told or "${LATER} = 'Y'" in told
    assert errors(carried) == []


def test_the_old_table_of_conditions_counts_scenarios_and_values_of_one_field_as_alternatives():
    rows = [
        {"cfieldname": "L1", "method": "==", "value": "A1", "scenario": "1"},
        {"cfieldname": "L1", "method": "==", "value": "A2", "scenario": "1"},
        {"cfieldname": "N1", "method": ">", "value": "3", "scenario": "1"},
        {"cfieldname": "+S1", "method": "RX", "value": "/^x$/", "scenario": "2"},
    ]
    assert (
        from_conditions(rows) == "((L1 == 'A1' or L1 == 'A2') and (N1 > '3')) or ((regexMatch('/^x$/', S1)))"
    )
    carried = read(
        *EARLIER, question("LAST", "T"), *({"table": "conditions", "of": "LAST", **row} for row in rows)
    )
    assert show(carried, "LAST") == "(${L1} = 'A1' or ${L1} = 'A2') and ${N1} > 3 or regex(${S1}, 'x')"


def test_the_path_is_that_of_the_source():
    carried = read(*EARLIER, question("LAST", "T", relevance="M1_SQ1 == 'Y' and !is_empty(N1)"))
    assert "LAST" not in shown(carried, {"M1": ["SQ2"], "N1": 3})
    assert "LAST" not in shown(carried, {"M1": ["SQ1"]})
    assert "LAST" in shown(carried, {"M1": ["SQ1", "SQ2"], "N1": 3})


def test_a_group_is_a_page_with_its_condition_and_an_array_filter_shows_rows():
    carried = read(
        question("M1", "M"), sub("M1", "a"), sub("M1", "b"),
        question("F1", "F", gid="2"), sub("F1", "a"), sub("F1", "b"), answer("F1", "1"), answer("F1", "2"),
        attribute("F1", "array_filter", "M1"),
        groups={"1": "", "2": "M1_a == 'Y'"},
    )  # fmt: skip
    first, second = carried.questionnaire.pages
    assert (first.show, second.show) == (None, "selected(${M1}, 'a')")
    assert [row.show for row in second.questions[0].rows] == ["selected(${M1}, 'a')", "selected(${M1}, 'b')"]


def test_texts_lose_their_html_and_quote_earlier_answers():
    label = "<p>您选了 {L1.shown}，<b>为什么</b>？</p><script>alert(1)</script> ${evil} {N1 + 1} {{x}}"
    carried = read(*EARLIER, question("LAST", "T", text=label, tip="&lt;b&gt;"))
    last = carried.questionnaire.question_by_name["LAST"]
    assert last.label.say("en").startswith("您选了 ${L1}，为什么？")
    assert "script" not in last.label.say("en")
    assert "${evil}" not in last.label.say("en")
    assert last.hint.say("en") == "<b>"
    assert {"text_markup", "text_script", "piping"} <= codes(carried)
    assert errors(carried) == []


def test_what_has_no_word_here_is_told_once_for_each_kind():
    carried = read(
        question("A", "T"), attribute("A", "time_limit", "30"), attribute("A", "cssclass", "x"),
        question("B", "T"), attribute("B", "time_limit", "20"), attribute("B", "hidden", "1"),
        question("C", "T", relevance="0"), question("D", "|"), question("E", "T", mandatory="S"),
        settings={"adminemail": "person@example.org", "format": "G"},
        quota=2,
    )  # fmt: skip
    assert {"property", "looks", "hidden", "kind", "soft_mandatory", "settings", "table"} <= codes(carried)
    assert [one.name for one in carried.questionnaire.questions] == ["A", "E"]
    assert "person@example.org" not in "".join(note.say("en") for note in carried.notes)


def test_languages_of_every_way_of_writing_come_to_our_tags():
    carried = read(question("A", "T"), languages=LANGUAGES)
    assert carried.questionnaire.languages == ("zh-CN", "en", "zh-TW")


TABS = """id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\tmandatory\tother\tmax_answers
\t\tS\t\tlanguage\t\tzh-Hans
\t\tS\t\tadditional_languages\t\ten
\t\tSL\t\tsurveyls_title\t\t小调查\t\tzh-Hans
\t\tSL\t\tsurveyls_title\t\tSmall survey\t\ten
\t\tG\tG0\t第一组\t1\t说明\t\tzh-Hans
\t\tQ\tM\tact\t1\t参加过什么？\t可多选\tzh-Hans\t\tY\tN\t2
\t\tSQ\t0\ta\t\t科普\t\tzh-Hans
\t\tSQ\t0\tb\t\t专利\t\tzh-Hans
\t\tQ\tN\tage\tact_a == "Y"\t年龄\t\tzh-Hans
\t\tG\tG0\tFirst\t1\tText\t\ten
\t\tQ\tM\tact\t1\tWhat did you do?\tSeveral\ten\t\tY\tN\t2
\t\tSQ\t0\ta\t\tOutreach\t\ten
\t\tSQ\t0\tb\t\tPatents\t\ten
\t\tQ\tN\tage\tact_a == "Y"\tAge\t\ten
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_tab_separated_form_is_read_in_any_encoding(encoding):
    carried = limesurvey.read(TABS.encode(encoding), name="trial")
    questionnaire = carried.questionnaire
    assert questionnaire.languages == ("zh-CN", "en")
    assert dict(questionnaire.title) == {"zh-CN": "小调查", "en": "Small survey"}
    act, age = questionnaire.questions
    assert dict(act.label) == {"zh-CN": "参加过什么？", "en": "What did you do?"}
    assert [dict(option.label)["en"] for option in act.options] == ["Outreach", "Patents"]
    assert (act.required, act.most, age.show) == (True, 2, "selected(${act}, 'a')")
    assert len(questionnaire.pages) == 1
    assert errors(carried) == []


HOSTILE = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><document>&lol;</document>',
    "outside": b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>',
    "cut": lss(question("A", "T"))[:-40],
    "other": b"<html><body>hello</body></html>",
    "part": b"<document><LimeSurveyDocType>Question</LimeSurveyDocType></document>",
    "no questions": lss(),
    "deep": b"<document>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</document>",
    "empty": b"",
    "no header": b"class\tname\nS\tx\n",
    "nul": TABS.encode() + b"\x00\x00",
    "only a header": TABS.split("\n", maxsplit=1)[0].encode(),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_broken_or_hostile_file_is_refused_with_place_and_remedy(kind):
    with pytest.raises(FormatError) as refused:
        limesurvey.read(HOSTILE[kind], name="trial")
    for finding in refused.value.findings:
        assert finding.place.startswith("trial.")
        assert finding.remedy.say("zh-CN")


def test_too_many_questions_are_refused_not_endured(monkeypatch):
    monkeypatch.setattr("questionnaires.formats.settling.MOST_QUESTIONS", 3)
    with pytest.raises(FormatError) as refused:
        read(*(question(f"q{number}", "T") for number in range(4)))
    assert refused.value.findings[0].code == "too_many_questions"
