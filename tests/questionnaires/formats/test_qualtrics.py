"""Qualtrics files: kinds, flow, logic, validation, translations, what is left out, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from questionnaires.formats import qualtrics
from questionnaires.formats.error import FormatError
from tests.questionnaires.formats.carrying import codes, errors, said, show, shown
from tests.questionnaires.formats.qsf import EARLIER, choices, expr, logic, q, qsf, read


def test_every_kind_becomes_one_of_ours():
    carried = read(
        *EARLIER,
        q(
            6,
            "MC",
            "NPS",
            Choices=[{"Display": str(point)} for point in range(11)],
            ColumnLabels=[{"Display": "low"}, {"Display": "high"}],
        ),
        q(7, "MC", "DL", **choices("A", "B")),
        q(8, "DB", "TB"),
        q(9, "RO", "DND", **choices("A", "B", "C")),
        q(10, "CS", "VRTL", settings={"Type": "ChoicesTotal", "ChoiceTotal": "100"}, **choices("A", "B")),
        q(11, "Slider", "HSLIDER", Configuration={"CSSliderMin": 0, "CSSliderMax": 10}, **choices("A", "B")),
        q(
            12,
            "SBS",
            "SBSMatrix",
            AdditionalQuestions={
                "1": {
                    "QuestionText": "Col 1",
                    "QuestionType": "Matrix",
                    "Selector": "Likert",
                    "SubSelector": "SingleAnswer",
                    "Answers": {"1": {"Display": "x"}, "2": {"Display": "y"}},
                },
                "2": {
                    "QuestionText": "Col 2",
                    "QuestionType": "Matrix",
                    "Selector": "TE",
                    "SubSelector": "Short",
                    "Answers": {"1": {"Display": "why"}},
                },
            },
            **choices("r", "s"),
        ),
        q(
            13,
            "Matrix",
            "Likert",
            SubSelector="MultipleAnswer",
            Answers={"1": {"Display": "x"}},
            **choices("r"),
        ),
        q(14, "TE", "FORM", **choices("Name", "Town")),
        q(15, "TE", "SL", settings={"Type": "ContentType", "ContentType": "ValidDate"}),
        q(16, "FileUpload", "FileUpload"),
        q(17, "Timing", "PageTimer"),
    )
    kinds = {one.name: one.kind for one in carried.questionnaire.questions}
    assert kinds == {
        "Q1": "single",
        "Q2": "multiple",
        "Q3": "number",
        "Q4": "text",
        "Q5": "matrix",
        "Q6": "scale",
        "Q7": "single",
        "Q8": "note",
        "Q9": "ranking",
        "Q10": "split",
        "Q11_1": "number",
        "Q11_2": "number",
        "Q12_1": "matrix",
        "Q12_2_1_1": "text",
        "Q12_2_2_1": "text",
        "Q13_1": "multiple",
        "Q14_1": "text",
        "Q14_2": "text",
        "Q15": "date",
    }
    by_name = carried.questionnaire.question_by_name
    assert [option.code for option in by_name["Q2"].options] == ["10", "20", "30"], (
        "recode values are the codes"
    )
    assert by_name["Q2"].options[2].exclusive
    assert by_name["Q1"].options[1].write_in
    assert (by_name["Q3"].least, by_name["Q3"].most, by_name["Q3"].decimals) == (0, 120, 0)
    assert (by_name["Q6"].least, by_name["Q6"].most, by_name["Q6"].high_label.say("en")) == (0, 10, "high")
    assert by_name["Q10"].total == 100
    assert by_name["Q12_1"].label.say("en") == "Question 12 – Col 1"
    assert {"a file upload", "a timer"} <= {
        word for word in ("a file upload", "a timer") if word in said(carried, "kind")
    }
    assert errors(carried) == []


def test_a_question_of_a_block_without_its_number_is_told():
    given = [{"Type": "Question", "QuestionID": EARLIER[0]["QuestionID"]}, {"Type": "Question"}]
    carried = read(EARLIER[0], blocks=[{"Type": "Default", "ID": "BL_1", "BlockElements": given}])
    (told,) = [note for note in carried.notes if note.what.say("en") == "A question that is not in the file"]
    assert told.place == "QuestionID"


def test_page_breaks_skips_and_ends_shape_the_path():
    elements = [
        {
            "Type": "Question",
            "QuestionID": "QID1",
            "SkipLogic": [
                {
                    "Locator": "q://QID1/SelectableChoice/2",
                    "ChoiceLocator": "q://QID1/SelectableChoice/2",
                    "Condition": "Selected",
                    "SkipToDestination": "QID4",
                }
            ],
        },
        {"Type": "Page Break"},
        {"Type": "Question", "QuestionID": "QID2"},
        {
            "Type": "Question",
            "QuestionID": "QID3",
            "SkipLogic": [
                {
                    "Locator": "q://QID3/ChoiceTextEntryValue",
                    "Condition": "LessThan",
                    "RightOperand": "18",
                    "SkipToDestination": "ENDOFSURVEY",
                }
            ],
        },
        {"Type": "Page Break"},
        {"Type": "Question", "QuestionID": "QID4"},
    ]
    carried = read(*EARLIER[:4], blocks=[{"Type": "Default", "ID": "BL_1", "BlockElements": elements}])
    pages = carried.questionnaire.pages
    assert [[one.name for one in page.questions] for page in pages] == [["Q1"], ["Q2", "Q3"], ["Q4"]]
    assert show(carried, "Q2") == "not(${Q1} = '2')"
    assert show(carried, "Q4") == "not(${Q3} < 18)"
    (ending,) = pages[1].endings
    assert (ending.when, ending.outcome) == ("${Q3} < 18", "ineligible")
    assert any(note.fate == "guessed" and note.code == "ending" for note in carried.notes)
    assert shown(carried, {"Q1": "2"}) == {"Q1", "Q4"}
    assert shown(carried, {"Q1": "1", "Q3": 40}) == {"Q1", "Q2", "Q3", "Q4"}
    assert errors(carried) == []


def test_the_flow_gives_the_order_and_the_conditions_of_blocks():
    blocks = [
        {"Type": "Default", "ID": "BL_1", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]},
        {
            "Type": "Standard",
            "ID": "BL_2",
            "Description": "Second",
            "BlockElements": [{"Type": "Question", "QuestionID": "QID4"}],
            "Options": {"Looping": "Static", "RandomizeQuestions": "Advanced"},
        },
        {
            "Type": "Standard",
            "ID": "BL_3",
            "Description": "Third",
            "BlockElements": [{"Type": "Question", "QuestionID": "QID2"}],
        },
        {
            "Type": "Standard",
            "ID": "BL_4",
            "Description": "Unused",
            "BlockElements": [{"Type": "Question", "QuestionID": "QID3"}],
        },
        {"Type": "Trash", "ID": "BL_5", "BlockElements": [{"Type": "Question", "QuestionID": "QID5"}]},
    ]
    flow = [
        {
            "Type": "EmbeddedData",
            "EmbeddedData": [
                {"Field": "group", "Value": "a"},
                {"Field": "from_address", "Type": "Recipient"},
            ],
        },
        {"Type": "Block", "ID": "BL_1"},
        {"Type": "EmbeddedData", "EmbeddedData": [{"Field": "wave", "Value": "first"}]},
        {
            "Type": "Branch",
            "BranchLogic": logic(expr("q://QID1/SelectableChoice/2")),
            "Flow": [{"Type": "EndSurvey"}],
        },
        {
            "Type": "Branch",
            "BranchLogic": logic(expr("q://QID1/SelectableChoice/1")),
            "Flow": [{"Type": "Standard", "ID": "BL_3"}],
        },
        {"Type": "Randomizer", "Flow": [{"Type": "Block", "ID": "BL_2"}]},
        {"Type": "WebService", "URL": "https://example.org"},
    ]
    carried = read(*EARLIER, blocks=blocks, flow=flow)
    pages = carried.questionnaire.pages
    assert [[one.name for one in page.questions] for page in pages] == [["Q1", "wave"], ["Q2"], ["Q4"]]
    assert [page.show for page in pages] == [None, "${Q1} = '1'", None]
    assert [ending.when for ending in pages[0].endings] == ["${Q1} = '2'"]
    assert carried.questionnaire.question_by_name["wave"].value == "'first'"
    assert {"loop", "randomisation", "flow", "embedded_data", "unused_block"} <= codes(carried)
    assert "from_address" in said(carried, "embedded_data")
    assert errors(carried) == []


def test_piping_translations_and_html():
    carried = read(
        *EARLIER,
        q(
            8,
            "TE",
            "SL",
            QuestionText="You said ${q://QID1/ChoiceGroup/SelectedChoices}, "
            "<b>${q://QID4/ChoiceTextEntryValue}</b> ${e://Field/id} ${x}",
            Language={"ZH-S": {"QuestionText": "您选了 ${q://QID1/ChoiceGroup/SelectedChoices}<br>对吗？"}},
        ),
        q(
            9,
            "MC",
            "SAVR",
            Language={
                "ZH-S": {
                    "QuestionText": "第九题",
                    "Choices": {"1": {"Display": "甲"}, "2": {"Display": "乙"}},
                }
            },
            **choices("A", "B"),
        ),
    )
    by_name = carried.questionnaire.question_by_name
    assert carried.questionnaire.languages == ("en", "zh-CN")
    assert by_name["Q8"].label.say("en") == "You said ${Q1}, ${Q4} 〔…〕 $ {x}"
    assert by_name["Q8"].label.say("zh-CN") == "您选了 ${Q1}\n对吗？"
    assert by_name["Q9"].options[1].label.say("zh-CN") == "乙"
    assert "${e://Field/id}" in said(carried, "piping")
    assert {finding.code for finding in errors(carried)} == {"translation_missing"}, "as in the file"


def test_validation_carried_forward_choices_and_hidden_questions():
    custom = {
        "Type": "CustomValidation",
        "CustomValidation": {
            "Logic": logic(expr("q://QID6/ChoiceTextEntryValue", "MatchesRegex", "^[0-9]{6}$")),
            "Message": {"description": "Six digits"},
        },
    }
    carried = read(
        *EARLIER[:2],
        q(6, "TE", "SL", settings=custom | {"ForceResponse": "ON"}),
        q(
            7,
            "MC",
            "MAVR",
            settings={
                "Type": "ChoiceRange",
                "MinChoices": "1",
                "MaxChoices": "2",
                "ForceResponse": "RequestResponse",
            },
            **choices("A", "B", "C"),
        ),
        q(
            8,
            "MC",
            "MAVR",
            DynamicChoices={"Locator": "q://QID2/ChoiceGroup/SelectedChoices"},
            Choices={},
            ChoiceOrder=[],
        ),
        q(9, "TE", "SL", DataVisibility={"Hidden": True}),
        q(
            10,
            "MC",
            "SAVR",
            Randomization={"Type": "All"},
            QuestionJS="alert(1)",
            **choices("A", "B", c1={"DisplayLogic": logic(expr("q://QID1/SelectableChoice/1"))}),
        ),
    )
    by_name = carried.questionnaire.question_by_name
    assert by_name["Q6"].required
    assert by_name["Q6"].checks[0].require == "regex(${Q6}, '(.|\\n)*(^[0-9]{6}$)(.|\\n)*')"
    assert by_name["Q6"].checks[0].message.say("en") == "Six digits"
    assert (by_name["Q7"].least, by_name["Q7"].most, by_name["Q7"].required) == (1, 2, False)
    assert [option.show for option in by_name["Q8"].options] == [
        f"selected(${{Q2}}, '{code}')" for code in (10, 20, 30)
    ]
    assert "Q9" not in by_name
    assert by_name["Q10"].shuffle
    assert by_name["Q10"].options[0].show == "${Q1} = '1'"
    assert {"hidden", "carry_forward", "request_response", "QuestionJS"} <= codes(carried)
    assert errors(carried) == []


def test_every_property_that_is_not_carried_is_told():
    carried = read(q(1, "TE", "SL", Wonder={"x": 1}), options={"SurveyTitle": "T", "BackButton": "true"})
    assert "Wonder" in said(carried, "property")
    assert "BackButton" in said(carried, "settings")


BROKEN = {
    "empty": b"",
    "other json": b'{"pages": []}',
    "no questions": b'{"SurveyEntry": {}, "SurveyElements": []}',
    "nothing to carry": qsf(q(1, "FileUpload", "FileUpload")),
    "cut": qsf(q(1, "TE", "SL"))[:-30],
    "deep": b'{"SurveyElements": ' + b"[" * 3000 + b"]" * 3000 + b"}",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_with_place_and_remedy(kind):
    with pytest.raises(FormatError) as refused:
        qualtrics.read(BROKEN[kind], name="trial")
    assert all(finding.place == "trial.qsf" and finding.remedy for finding in refused.value.findings)


ODD: list[Any] = [None, True, 7, -1.5, "x", "${", [], {}, [None], {"a": [1]}, {"0": {"0": {}}}, "9" * 30]
WHOLE = json.loads(
    qsf(
        *EARLIER,
        q(6, "TE", "SL", DisplayLogic=logic(expr("q://QID1/SelectableChoice/1"))),
        flow=[
            {
                "Type": "Branch",
                "BranchLogic": logic(expr("q://QID1/SelectableChoice/1")),
                "Flow": [{"Type": "Block", "ID": "BL_1"}],
            }
        ],
    )
)


def places(value: Any, path: tuple[Any, ...] = ()):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_odd_value_anywhere_is_read_or_refused(odd):
    for path in list(places(WHOLE)):
        changed = json.loads(json.dumps(WHOLE))
        holder = changed
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = odd
        try:
            carried = qualtrics.read(json.dumps(changed).encode(), name="trial")
        except FormatError:
            continue
        assert carried.questionnaire.questions
