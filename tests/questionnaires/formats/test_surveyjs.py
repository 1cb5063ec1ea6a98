"""SurveyJS files: kinds, conditions, languages, what is left out, and what is refused."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.formats import surveyjs
from questionnaires.formats.error import FormatError
from tests.questionnaires.formats.carrying import SHARED, codes, errors, needs, said, show, shown

JSON_CASES = sorted((SHARED / "hostile" / "json").glob("*.json"))


def read(*elements: dict[str, Any], language: str = "zh-CN", **survey: Any):
    content = {"pages": [{"name": "p1", "elements": list(elements)}], **survey}
    return surveyjs.read(json.dumps(content).encode(), name="trial", language=language)


def el(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "title": name, **more}


@needs("surveyjs")
def test_the_example_of_the_shared_data_comes_over_with_everything_told():
    carried = surveyjs.read((SHARED / "surveyjs" / "example.json").read_bytes(), name="trial")
    questions = carried.questionnaire.questions
    assert carried.questionnaire.languages == ("en",), "no Chinese character: taken as English"
    assert [one.kind for one in questions] == ["note", "text", *["single"] * 6]
    assert questions[1].required
    assert [one.name for one in questions[2:6]] == ["civilwar", "civilwar_2", "civilwar_3", "civilwar_4"]
    assert [option.code for option in questions[2].options] == ["1", "2", "3", "4"]
    assert questions[6].shuffle
    assert "correctAnswer" in said(carried, "property")
    assert "timeLimit" in said(carried, "settings")
    assert errors(carried) == []


@needs("surveyjs")
def test_every_property_of_the_format_is_carried_or_told():
    schema = json.loads((SHARED / "surveyjs" / "schema.json").read_text("utf-8"))
    for kind in (
        "text",
        "checkbox",
        "dropdown",
        "matrix",
        "rating",
        "boolean",
        "ranking",
        "comment",
        "slider",
    ):
        for name in _properties(schema, kind):
            if name in ("type", "name", "title", "visible", "readOnly"):
                continue
            plain = read(el(kind, "q", choices=["a", "b"], columns=["a", "b"], rows=["r", "s"]))
            value: Any = [{"type": "odd"}] if name == "validators" else 7
            more = {"choices": ["a", "b"], "columns": ["a", "b"], "rows": ["r", "s"], name: value}
            carried = read(el(kind, "q", **more))
            changed = carried.questionnaire != plain.questionnaire or carried.notes != plain.notes
            assert changed or name in _SAYS_NOTHING, f"{kind}.{name} went without a word"


#: properties whose value 7 says nothing, or only belongs to a value that is not there
_SAYS_NOTHING = frozenset(
    {
        *("choicesByUrl", "otherText", "noneText", "refuseText", "dontKnowText", "choicesFromQuestionMode"),
        *(
            "choiceTextsFromQuestion",
            "choiceValuesFromQuestion",
            "choicesVisibleIf",
            "choicesEnableIf",
            "step",
        ),
        *(
            "showNoneItem",
            "showRefuseItem",
            "showDontKnowItem",
            "choicesOrder",
            "cellType",
            "rateValues",
            "rows",
        ),
        *("columns", "choices", "description", "valueName", "inputType", "eachRowRequired", "sliderType"),
        *("valueTrue", "valueFalse", "labelTrue", "labelFalse", "minRateDescription", "maxRateDescription"),
        *("maxSelectedChoices", "minSelectedChoices", "min", "max", "selectToRankEnabled", "rowsVisibleIf"),
    }
)


def _properties(schema: dict[str, Any], kind: str) -> set[str]:
    found: set[str] = set()
    waiting = [kind]
    while waiting:
        held = schema["definitions"].get(waiting.pop(), {})
        for part in held.get("allOf", [held]):
            if "$ref" in part:
                waiting.append(part["$ref"].strip("#/").split("/")[-1])
            found |= set(part.get("properties", {}))
    return found


CONDITIONS = {
    "{age} >= 60": "${age} >= 60",
    "60 < {age}": "${age} > 60",
    "{one} = 'a' and {age} notempty": "${one} = 'a' and ${age} != ''",
    "{one} == 'a' || {one} == 'b'": "${one} = 'a' or ${one} = 'b'",
    "{one} <> 'a' && ({age} > 3 or {age} empty)": "${one} != 'a' and (${age} > 3 or ${age} = '')",
    "{act} contains 'x y'": "selected(${act}, 'x_y')",
    "{act} anyof ['p', 2]": "selected(${act}, 'p') or selected(${act}, '2')",
    "{act} allof ['p', 2]": "selected(${act}, 'p') and selected(${act}, '2')",
    "{act} noneof ['p']": "not(selected(${act}, 'p'))",
    "{act} = ['p']": "selected(${act}, 'p') and count-selected(${act}) = 1",
    "!({act} contains 'p')": "not(selected(${act}, 'p'))",
    "{yes} = true": "${yes} = 'true'",
    "{yes} = false": "${yes} = 'false'",
    "{m.r1} = 'c1'": "${m_r1} = 'c1'",
    "{AGE} > 3": "${age} > 3",
    "{born} > '2000-01-31'": "${born} > '2000-01-31'",
    "{age} + 2 * {age} > 9": "${age} + 2 * ${age} > 9",
    "iif({age} > 3, 'x', 'y') = 'x'": "if(${age} > 3, 'x', 'y') = 'x'",
    "{one} = item1": None,
    "{one} = b": "${one} = 'b'",
    "{one-Comment} notempty": "${one_oth} != ''",
    "age({born}) >= 18": "int((today() - ${born}) div 365.25) >= 18",
    "{words} contains 'a.b'": "regex(${words}, '(.|\\n)*a\\.b(.|\\n)*')",
}
EARLIER = (
    el("text", "age", inputType="number"),
    el("radiogroup", "one", choices=["a", "b"], showOtherItem=True),
    el("checkbox", "act", choices=["p", 2, "x y"]),
    el("boolean", "yes"),
    el("matrix", "m", rows=["r1"], columns=["c1", "c2"]),
    el("text", "born", inputType="date"),
    el("text", "words"),
)


@pytest.mark.parametrize("written", CONDITIONS)
def test_a_condition_becomes_a_rule(written):
    carried = read(*EARLIER, el("text", "last", visibleIf=written))
    assert show(carried, "last") == CONDITIONS[written]
    assert errors(carried) == []
    if CONDITIONS[written] is None:
        assert written in said(carried, "rule")


NOT_TURNED = [
    "{nothing} = 1",
    "{age} >",
    "customFunction({age}) = 1",
    "{age} + {later} = 1",
    "{row.x} = 1",
    "((({age} > 3",
    "{one} > 'a'",
    "{m} = 'c1'",
    "[1, 2] = {act}" * 300,
    "(" * 3000,
    "{" * 500,
    "'" * 9,
    "{act} > 2",
]


@pytest.mark.parametrize("written", NOT_TURNED)
def test_a_condition_that_cannot_be_turned_is_quoted_and_the_question_is_always_shown(written):
    carried = read(*EARLIER, el("text", "last", visibleIf=written), el("text", "later", inputType="number"))
    assert show(carried, "last") is None
    told = said(carried, "rule")
    assert written[:30] in told or "${later}" in told
    assert errors(carried) == []


def test_the_path_is_that_of_the_source():
    carried = read(*EARLIER, el("text", "last", visibleIf="{act} anyof ['p', 2] and {age} >= 60"))
    assert "last" in shown(carried, {"act": ["2"], "age": 60})
    assert "last" not in shown(carried, {"act": ["2"], "age": 59})
    assert "last" not in shown(carried, {"act": ["x_y"], "age": 60})


def test_every_kind_becomes_one_of_ours():
    carried = read(
        *EARLIER,
        el("dropdown", "d", choices=[{"value": 1, "text": "One"}, 2], showNoneItem=True, showRefuseItem=True),
        el("tagbox", "t", choices=["a", "b"], maxSelectedChoices=1, showNoneItem=True),
        el("ranking", "r", choices=["a", "b", "c"]),
        el("rating", "s", rateMax=10, minRateDescription="low"),
        el("rating", "s2", rateValues=[{"value": 1, "text": "bad"}, {"value": 2, "text": "good"}]),
        el("comment", "c", maxLength=300),
        el(
            "multipletext",
            "mt",
            items=[{"name": "x", "isRequired": True}, {"name": "y", "inputType": "number"}],
        ),
        el("html", "h", html="<p>Hello</p>"),
        el("expression", "e", expression="{age} * 2"),
        el("slider", "sl", max=10),
        el(
            "matrixdropdown",
            "md",
            rows=["A"],
            columns=[
                {"name": "k", "cellType": "dropdown", "choices": ["x", "y"]},
                {"name": "n", "cellType": "text"},
            ],
        ),
        el("matrix", "boxes", cellType="checkbox", rows=["r"], columns=["c"]),
        el("text", "month", inputType="month"),
    )
    kinds = {one.name: one.kind for one in carried.questionnaire.questions[7:]}
    assert kinds == {
        "d": "single",
        "t": "multiple",
        "r": "ranking",
        "s": "scale",
        "s2": "single",
        "c": "text",
        "mt_x": "text",
        "mt_y": "number",
        "h": "note",
        "e": "calculated",
        "sl": "number",
        "md_k": "matrix",
        "md_A_n": "text",
        "boxes_r": "multiple",
        "month": "date",
    }
    by_name = carried.questionnaire.question_by_name
    assert [option.missing for option in by_name["d"].options] == [None, None, None, "refused"]
    assert (by_name["d"].appearance, by_name["t"].options[2].exclusive, by_name["t"].most) == (
        "dropdown",
        True,
        1,
    )
    assert (by_name["r"].most, by_name["s"].most, by_name["c"].limit) == (3, 10, 300)
    assert by_name["mt_x"].required
    assert errors(carried) == []


def test_panels_dynamic_panels_and_choices_from_another_question():
    carried = read(
        *EARLIER,
        {
            "type": "panel",
            "name": "inner",
            "title": "Part",
            "visibleIf": "{age} > 3",
            "elements": [el("text", "a"), el("text", "b", visibleIf="{one} = 'a'", enableIf="{yes} = true")],
        },
        {
            "type": "paneldynamic",
            "name": "kids",
            "templateElements": [el("text", "kid"), el("text", "school", visibleIf="{panel.kid} notempty")],
        },
        el("checkbox", "again", choicesFromQuestion="act", choicesFromQuestionMode="selected"),
        el("checkbox", "some", choices=["p", "q"], choicesVisibleIf="{act} contains {item}"),
    )
    assert show(carried, "a") == "${age} > 3"
    assert show(carried, "b") == "((${one} = 'a') and (${yes} = 'true')) and (${age} > 3)"
    assert show(carried, "school") == "${kid} != ''"
    by_name = carried.questionnaire.question_by_name
    assert [option.show for option in by_name["again"].options] == [
        "selected(${act}, 'p')",
        "selected(${act}, '2')",
        "selected(${act}, 'x_y')",
    ]
    assert by_name["some"].options[0].show == "selected(${act}, 'p')"
    assert by_name["some"].options[1].show is None
    assert {"repeat", "choices_from", "enable_if"} <= codes(carried)
    assert errors(carried) == []


def test_validators_become_bounds_patterns_and_checks():
    carried = read(
        el("text", "n", inputType="number", validators=[{"type": "numeric", "minValue": 1, "maxValue": 9}]),
        el(
            "text",
            "w",
            validators=[
                {"type": "text", "minLength": 2, "maxLength": 40},
                {"type": "email"},
                {"type": "regex", "regex": "^[a-z]+$", "text": "letters"},
            ],
        ),
        el(
            "checkbox",
            "c",
            choices=["a", "b", "c"],
            validators=[{"type": "answercount", "minCount": 1, "maxCount": 2}],
        ),
        el(
            "text",
            "x",
            inputType="number",
            validators=[{"type": "expression", "expression": "{x} > {n}", "text": "more"}],
        ),
        el("text", "z", validators=[{"type": "regex", "regex": "(?=look)"}, {"type": "custom"}]),
    )
    by_name = carried.questionnaire.question_by_name
    assert (by_name["n"].least, by_name["n"].most) == (1, 9)
    assert by_name["w"].limit == 40
    assert [check.require for check in by_name["w"].checks] == [
        "string-length(.) >= 2",
        "regex(., '[^@ ]+@[^@ ]+[.][^@ ]+')",
        "regex(., '(.|\\n)*(^[a-z]+$)(.|\\n)*')",
    ]
    assert (by_name["c"].least, by_name["c"].most) == (1, 2)
    assert by_name["x"].checks[0].require == "${x} > ${n}"
    assert "custom" in said(carried, "validator")
    assert errors(carried) == []


def test_languages_piping_calculated_values_and_required_if():
    carried = read(
        el("text", "age", inputType="number", title={"default": "Age", "zh-cn": "年龄", "de": "Alter"}),
        {
            "type": "radiogroup",
            "name": "why",
            "title": {"default": "{age}: why? ${x}", "zh-cn": "{age} 岁，为什么？", "de": "{age}: warum?"},
            "choices": ["a", "b"],
            "requiredIf": "{age} > 3",
            "visibleIf": "{age} > 3",
        },
        el("comment", "more", requiredIf="{age} > 3", title={"default": "M", "zh-cn": "补", "de": "M"}),
        title={"default": "T", "zh-cn": "题", "de": "T"},
        locale="en",
        calculatedValues=[{"name": "old", "expression": "iif({age} > 60, 'yes', 'no')"}],
        triggers=[{"type": "skip", "expression": "{age} < 3"}],
        completedHtml={"default": "<h3>Thanks</h3>", "zh-cn": "谢谢", "de": "Danke"},
    )
    whole = carried.questionnaire
    assert whole.languages == ("en", "zh-CN", "de")
    assert dict(whole.questions[0].label) == {"en": "Age", "zh-CN": "年龄", "de": "Alter"}
    assert whole.question_by_name["why"].label.say("zh-CN") == "${age} 岁，为什么？"
    assert "${x}" not in whole.question_by_name["why"].label.say("en")
    assert whole.thanks.say("en") == "Thanks"
    assert whole.question_by_name["old"].value == "if(${age} > 60, 'yes', 'no')"
    assert whole.question_by_name["why"].required, "required whenever it is shown"
    assert not whole.question_by_name["more"].required
    assert "{age} > 3" in said(carried, "required_if")
    assert "{age} < 3" in said(carried, "trigger")
    assert errors(carried) == []


def test_choices_from_the_net_are_not_fetched_but_put_to_the_person():
    carried = read(el("dropdown", "town", choicesByUrl={"url": "https://example.org/towns"}))
    assert carried.questionnaire.questions[0].kind == "text"
    (note,) = (note for note in carried.notes if note.code == "no_choices")
    assert note.fate == "guessed"
    assert "https://example.org/towns" in note.what.say("en")


def test_nul_in_an_escape_is_kept_nowhere():
    carried = read(el("radiogroup", "town", title="a\x00b", choices=["\x00", "c"]))
    assert carried.questionnaire.questions[0].label.say("en") == "a\ufffdb"
    assert "\x00" not in repr(carried).replace("\\x00", "\x00")


BROKEN = {
    "empty": b"",
    "no object": b"[1, 2]",
    "no pages": b'{"title": "x"}',
    "no questions": b'{"pages": [{"name": "p", "elements": []}]}',
    "cut": b'{"pages": [{"name": "p", "ele',
    "deep": b'{"pages": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "very deep": b"[" * 1_000_000,
    "long number": b'{"pages": [' + b"9" * 10_000 + b"]}",
    "nul": b'{"pages": "\x00"}',
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_with_place_and_remedy(kind):
    with pytest.raises(FormatError) as refused:
        surveyjs.read(BROKEN[kind], name="trial")
    assert all(finding.place == "trial.json" and finding.remedy for finding in refused.value.findings)


@needs("hostile")
@pytest.mark.parametrize("path", JSON_CASES, ids=lambda path: path.name)
def test_json_of_every_sort_is_refused_in_words_or_read(path):
    with pytest.raises(FormatError):
        surveyjs.read(path.read_bytes(), name="trial")


@needs("hostile")
def test_naughty_texts_and_scripts_become_inert_text():
    naughty = json.loads((SHARED / "hostile" / "naughty-strings.json").read_text("utf-8"))
    naughty += (SHARED / "hostile" / "xss.txt").read_text("utf-8").splitlines()
    for start in range(0, len(naughty), 40):
        part = naughty[start : start + 40]
        elements = [
            {
                "type": "radiogroup",
                "name": text or "x",
                "title": text,
                "visibleIf": text,
                "choices": [text, "b"],
            }
            for text in part
        ]
        carried = read(*elements)
        assert {finding.code for finding in errors(carried)} <= {"rule_always_false"}, "a condition such as 0"
        labels = [question.label.say("en") for question in carried.questionnaire.questions]
        assert all(labels), "each has words"
        assert not any("\x00" in label for label in labels)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["{a} = 1", "text", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "name",
                    "title",
                    "choices",
                    "rows",
                    "columns",
                    "visibleIf",
                    "elements",
                    "value",
                    "validators",
                    "items",
                    "text",
                    "default",
                    "expression",
                    "rateValues",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
KINDS = [
    "text",
    "checkbox",
    "matrix",
    "matrixdropdown",
    "multipletext",
    "rating",
    "panel",
    "boolean",
    "expression",
]


@settings(
    max_examples=int(os.environ.get("KEWEN_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from(KINDS)},
            optional=dict.fromkeys(
                (
                    "name",
                    "title",
                    "choices",
                    "rows",
                    "columns",
                    "visibleIf",
                    "items",
                    "elements",
                    "validators",
                    "expression",
                    "rateMin",
                    "rateMax",
                    "min",
                    "maxLength",
                    "hasOther",
                ),
                VALUES,
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_stands_where_something_else_should_it_is_read_or_refused(elements):
    content = json.dumps({"pages": [{"elements": elements}]}).encode()
    try:
        carried = surveyjs.read(content, name="trial")
    except FormatError:
        return
    assert carried.questionnaire.questions
