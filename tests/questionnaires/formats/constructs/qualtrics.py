"""Constructs of Qualtrics files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from questionnaires.formats.carried import Fate
from tests.questionnaires.formats import qsf
from tests.questionnaires.formats.constructs.case import CARRIED, REFUSED, C, Case, G, L


def cases() -> Iterable[Case]:
    abc = qsf.choices("a", "b")
    likert = {
        "SubSelector": "SingleAnswer",
        "Answers": {"1": {"Display": "bad"}, "2": {"Display": "good"}},
        **abc,
    }

    def one(
        construct: str, fate: Fate | str, code: str, kind: str, selector: str, becomes: str = "", **more: Any
    ) -> Case:
        return Case(
            "qualtrics",
            construct,
            qsf.qsf(*qsf.EARLIER, qsf.q(6, kind, selector, **more)),
            fate,
            code,
            becomes,
        )

    def beside(construct: str, code: str, element: dict[str, Any]) -> Case:
        whole = json.loads(qsf.qsf(*qsf.EARLIER))
        whole["SurveyElements"].append(element)
        return Case("qualtrics", construct, json.dumps(whole).encode(), L, code)

    yield one(
        "multiple choice, one answer (`SAVR`, `DL` …)", CARRIED, "", "MC", "SAVR", "single choice", **abc
    )
    yield one("several answers (`MAVR` …)", CARRIED, "", "MC", "MAVR", "multiple choice", **abc)
    yield one("`NPS`", CARRIED, "", "MC", "NPS", "scale 0 to 10", **abc)
    yield one("text entry", CARRIED, "", "TE", "SL", "text; number or date by its validation")
    yield one("form of several lines", C, "fields", "TE", "FORM", **abc)
    yield one("matrix", CARRIED, "", "Matrix", "Likert", "matrix", **likert)
    yield one(
        "matrix of check boxes", C, "boxes", "Matrix", "Likert", **{**likert, "SubSelector": "MultipleAnswer"}
    )
    yield one("matrix of texts or sums", C, "cells", "Matrix", "TE", **likert)
    yield one("matrix of ranks, best and worst", L, "kind", "Matrix", "MaxDiff", **likert)
    yield one(
        "side by side",
        C,
        "side_by_side",
        "SBS",
        "SBSMatrix",
        AdditionalQuestions={"1": {"Selector": "Likert", **likert}},
        **abc,
    )
    yield one("rows at random", L, "row_order", "Matrix", "Likert", Randomization={"Type": "All"}, **likert)
    yield one(
        "lines beside rows",
        L,
        "row_text",
        "Matrix",
        "Likert",
        **{**likert, **qsf.choices("a", "b", c2={"TextEntry": "true"})},
    )
    yield one("a picture", L, "text_media", "DB", "GRB")
    yield one("`${…}` that quotes no question", L, "piping", "TE", "SL", QuestionText="Dear ${m://FirstName}")
    yield one(
        "choices carried forward",
        C,
        "carry_forward",
        "MC",
        "SAVR",
        DynamicChoices={"Locator": "q://QID2/ChoiceGroup/SelectedChoices"},
        **abc,
    )
    yield one("rank order", CARRIED, "", "RO", "DND", "ranking", **abc)
    yield one(
        "constant sum with a fixed total",
        CARRIED,
        "",
        "CS",
        "HBAR",
        "split",
        settings={"Type": "ChoicesTotal", "ChoiceTotal": "100"},
        **abc,
    )
    yield one("slider", C, "slider", "Slider", "HSLIDER", **abc)
    for kind, words in (
        ("FileUpload", "file upload"),
        ("Timing", "timing"),
        ("HeatMap", "heat map"),
        ("DD", "drill down"),
    ):
        yield one(words, L, "kind", kind, "X")
    yield one("an unknown type", L, "kind", "New", "X")
    yield one("hidden", L, "hidden", "TE", "SL", DataVisibility={"Hidden": True})
    yield one(
        "display logic",
        CARRIED,
        "",
        "TE",
        "SL",
        "condition of showing",
        DisplayLogic=qsf.logic(qsf.expr("q://QID1/SelectableChoice/1")),
    )
    yield one(
        "display logic without an equal here",
        L,
        "rule",
        "TE",
        "SL",
        DisplayLogic=qsf.logic(qsf.expr("ed://Panel", LogicType="EmbeddedField")),
    )
    yield one("forced response", CARRIED, "", "TE", "SL", "required", settings={"ForceResponse": "ON"})
    yield one(
        "requested response", C, "request_response", "TE", "SL", settings={"ForceResponse": "RequestResponse"}
    )
    yield one(
        "a content type without an equal here",
        L,
        "content_type",
        "TE",
        "SL",
        settings={"Type": "ContentType", "ContentType": "ValidUSPhone"},
    )
    yield one(
        "validation of a kind that is not read",
        L,
        "property",
        "MC",
        "DL",
        settings={"MinChoices": "2"},
        **abc,
    )
    yield one(
        "answers chosen beforehand",
        L,
        "DefaultChoices",
        "MC",
        "SAVR",
        DefaultChoices={"1": {"Selected": True}},
        **abc,
    )
    yield one("scores of choices", L, "GradingData", "MC", "SAVR", GradingData=[{"ChoiceID": "1"}], **abc)
    yield one("a script", L, "QuestionJS", "TE", "SL", QuestionJS="alert()")
    yield one(
        "a list offered while typing",
        L,
        "SearchSource",
        "TE",
        "SL",
        SearchSource={"AllowFreeResponse": "true"},
    )
    yield one(
        "validation of the line beside a choice, and any other property",
        L,
        "property",
        "MC",
        "SAVR",
        **qsf.choices("a", "b", c2={"TextEntry": "true", "TextEntryValidation": "ValidNumber"}),
    )
    yield one(
        "pictures of choices",
        L,
        "Choices.*.Image",
        "MC",
        "SAVR",
        **qsf.choices("a", "b", c2={"Image": {"ImageLocation": "IM"}}),
    )
    yield one(
        "advanced randomisation", L, "randomisation", "MC", "SAVR", Randomization={"Type": "Advanced"}, **abc
    )
    yield one(
        "`Configuration`, `InputWidth` and other looks",
        L,
        "looks",
        "TE",
        "SL",
        Configuration={"TextPosition": "inline"},
    )
    yield one(
        "numbers and descriptions that Qualtrics keeps for itself",
        L,
        "own_records",
        "TE",
        "SL",
        QuestionDescription="Question 6",
    )
    yield one("repeated recode values", C, "recodes", "MC", "SAVR", RecodeValues={"1": "5", "2": "5"}, **abc)
    for code, words in (
        ("QO", "quotas"),
        ("QG", "groups of quotas"),
        ("TR", "triggers"),
        ("ED", "the list of embedded data"),
        ("ZZ", "any other element"),
    ):
        yield beside(words, "element", {"Element": code, "Payload": {"a": 1}})
    yield beside("scoring", "element", {"Element": "SCO", "Payload": {"ScoringCategories": [{"ID": "SC_1"}]}})
    yield beside(
        "project, statistics, counts, sets of responses (`PROJ`, `STAT`, `QC`, `RS`)",
        "own_records",
        {"Element": "STAT", "Payload": {}},
    )
    yield beside("remarks (`NT`)", "notes", {"Element": "NT", "Payload": {}})
    yield beside(
        "a question whose number is there before",
        "repeated",
        {"Element": "SQ", "Payload": qsf.q(1, "TE", "SL")},
    )
    yield beside(
        "a question of no block, or in the trash",
        "unused_question",
        {"Element": "SQ", "Payload": qsf.q(9, "TE", "SL")},
    )
    every = [{"Type": "Question", "QuestionID": one["QuestionID"]} for one in qsf.EARLIER]

    def blocks(
        construct: str, fate: Fate, code: str, *, options: Any = None, more: Any = (), flow: Any = None
    ) -> Case:
        block = {
            "Type": "Default",
            "ID": "BL_1",
            "Description": "B",
            "BlockElements": [*every, *more],
            "Options": options or {},
        }
        return Case("qualtrics", construct, qsf.qsf(*qsf.EARLIER, blocks=[block], flow=flow), fate, code)

    yield blocks("loop and merge", L, "loop", options={"Looping": "Static"})
    yield blocks("questions at random", L, "randomisation", options={"RandomizeQuestions": "true"})
    yield blocks(
        "a question that is not in the file",
        L,
        "question",
        more=[{"Type": "Question", "QuestionID": "QID99"}],
    )
    yield blocks("another option of a block", L, "property", options={"Password": "x"})
    yield blocks("another element of a block", L, "block_element", more=[{"Type": "Weird"}])
    start = {"Type": "Standard", "ID": "BL_1", "FlowID": "F0"}
    yield blocks(
        "randomizer", L, "randomisation", flow=[{"Type": "BlockRandomizer", "FlowID": "F", "Flow": [start]}]
    )
    yield blocks("a block that comes again", L, "block_again", flow=[start, start])
    yield blocks(
        "web service, authenticator, quota check …",
        L,
        "flow",
        flow=[start, {"Type": "WebService", "FlowID": "F"}],
    )
    yield blocks(
        "embedded data from outside",
        L,
        "embedded_data",
        flow=[start, {"Type": "EmbeddedData", "EmbeddedData": [{"Field": "x"}]}],
    )
    end = {
        "Type": "Branch",
        "FlowID": "F",
        "BranchLogic": qsf.logic(qsf.expr("q://QID1/SelectableChoice/1")),
        "Flow": [{"Type": "EndSurvey", "FlowID": "F2", "Options": {"EOSMessage": "MS"}}],
    }
    yield blocks("an end on a condition", G, "ending", flow=[start, end])
    yield blocks("words and addresses of an end", L, "end_options", flow=[start, end])
    yield blocks(
        "an end with more behind it", G, "end_of_flow", flow=[{"Type": "EndSurvey", "FlowID": "F"}, start]
    )
    yield Case(
        "qualtrics",
        "a block that the flow does not use",
        qsf.qsf(
            *qsf.EARLIER,
            flow=[{"Type": "Group", "Flow": [start]}],
            blocks=[
                {"Type": "Default", "ID": "BL_1", "BlockElements": every[:1]},
                {"Type": "Default", "ID": "BL_2", "BlockElements": every[1:]},
            ],
        ),
        L,
        "unused_block",
    )
    yield Case(
        "qualtrics",
        "options of the survey",
        qsf.qsf(*qsf.EARLIER, options={"SurveyTitle": "T", "SaveAndContinue": "true"}),
        L,
        "settings",
    )
    yield Case(
        "qualtrics",
        "description of the survey",
        qsf.qsf(*qsf.EARLIER, SurveyDescription="About"),
        L,
        "description",
    )
    yield Case("qualtrics", "JSON that is no survey", b'{"a": 1}', REFUSED, "not_qualtrics")
