"""What the phone's script is given."""

from __future__ import annotations

import json

from questionnaires.interview import browser_rules
from tests.questionnaires.kinds.tiny import ask, form, option, options, page, row, text

CHECK = {"code": "even", "require": ". mod 2 = 0", "message": text("请填写偶数", "Even, please")}
BETWEEN = "请填写 0 到 9 之间的数"
WHOLE = ["<", ["abs", ["-", ["div", ["."], 1], ["round", ["div", ["."], 1]]]], 0.000001]
QUESTIONNAIRE = form(
    page(
        "a",
        ask(
            "single",
            "q",
            options=[option("1"), option("98", write_in=True, show="${survey_place} = '甲'")],
            required=True,
        ),
        ask("number", "n", least=0, most=9, checks=[CHECK], offers=["refused"], unit=text("年", "years")),
        endings=[
            {"when": "${q} = '1'", "reason": "r", "outcome": "refused", "message": text("谢谢"), "ask": ["n"]}
        ],
    ),
    page(
        "b",
        ask(
            "matrix",
            "m",
            rows=[row("m_1"), row("m_2", expect="1"), row("m_3", show="${n} > 1")],
            options=options("1"),
        ),
        ask("calculated", "c", value="1 + 1"),
        show="${n} > 3",
    ),
)


def test_the_script_is_given_rules_bounds_and_fields_and_nothing_empty():
    first, second = browser_rules(QUESTIONNAIRE)["pages"]
    assert first == {
        "name": "a",
        "questions": [
            {
                "name": "q",
                "kind": "single",
                "fields": ["q", "q_oth"],
                "required": 1,
                "options": {"98": {"show": ["=", ["$", "survey_place"], "甲"], "write_in": "q_oth"}},
            },
            {
                "name": "n",
                "kind": "number",
                "offers": ["refused"],
                "checks": [
                    ["out_of_bounds", "hard", ["and", [">=", ["."], 0], ["<=", ["."], 9]], BETWEEN],
                    ["decimals", "hard", WHOLE, "请填写整数"],
                    ["even", "hard", ["=", ["mod", ["."], 2], 0], "请填写偶数"],
                ],
                "units": ["years", "年"],
            },
        ],
        "endings": [[["=", ["$", "q"], "1"], "r", "refused", ["n"]]],
    }
    assert str(first).count("9.0") == 0
    assert second["show"] == [">", ["$", "n"], 3]
    assert second["questions"][0]["rows"] == [["m_1"], ["m_2", None, 1], ["m_3", [">", ["$", "n"], 1]]]
    assert second["questions"][1] == {
        "name": "c",
        "kind": "calculated",
        "value": ["+", 1, 1],
        "type": "number",
    }


def test_messages_are_in_the_language_asked_for():
    checks = browser_rules(QUESTIONNAIRE, "en")["pages"][0]["questions"][1]["checks"]
    assert checks[-1][-1] == "Even, please"
    assert json.dumps(browser_rules(QUESTIONNAIRE, "en"), allow_nan=False)
