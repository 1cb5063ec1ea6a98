"""Logic of Qualtrics as rules, and what of it has no equal."""

from __future__ import annotations

import pytest

from tests.questionnaires.formats.carrying import codes, errors, show
from tests.questionnaires.formats.qsf import EARLIER, expr, logic, q, read

LOGIC = {
    "selected": (logic(expr("q://QID1/SelectableChoice/1")), "${Q1} = '1'"),
    "not selected": (logic(expr("q://QID1/SelectableChoice/1", "NotSelected")), "${Q1} != '1'"),
    "of several": (logic(expr("q://QID2/SelectableChoice/2")), "selected(${Q2}, '20')"),
    "number": (logic(expr("q://QID3/ChoiceTextEntryValue", "GreaterThanOrEqual", "60")), "${Q3} >= 60"),
    "empty": (logic(expr("q://QID4/ChoiceTextEntryValue", "Empty")), "${Q4} = ''"),
    "contains": (
        logic(expr("q://QID4/ChoiceTextEntryValue", "Contains", "a.b")),
        "regex(${Q4}, '(.|\\n)*a\\.b(.|\\n)*')",
    ),
    "row": (logic(expr("q://QID5/SelectableChoice/1/2")), "${Q5_1} = '2'"),
    "any row": (logic(expr("q://QID5/SelectableAnswer/2")), "${Q5} = '2'"),
    "recode": (logic(expr("q://QID5/SelectedAnswerRecode/1", "GreaterThan", "1")), "number(${Q5_1}) > 1"),
    "written beside": (logic(expr("q://QID1/ChoiceTextEntryValue/2", "EqualTo", "x")), "${Q1_oth} = 'x'"),
    "count": (logic(expr("q://QID2/SelectedChoicesCount", "GreaterThan", "1")), "count-selected(${Q2}) > 1"),
    "and before or": (
        logic(
            expr("q://QID1/SelectableChoice/1"),
            expr("q://QID2/SelectableChoice/1", joint="Or"),
            expr("q://QID3/ChoiceTextEntryValue", "LessThan", "9", joint="And"),
        ),
        "${Q1} = '1' or selected(${Q2}, '10') and ${Q3} < 9",
    ),
    "sets": (
        logic(
            expr("q://QID1/SelectableChoice/1"),
            expr("q://QID1/SelectableChoice/2", joint="Or"),
            **{"1": {"0": expr("q://QID2/SelectableChoice/1"), "Type": "AndIf"}},
        ),
        "(${Q1} = '1' or ${Q1} = '2') and selected(${Q2}, '10')",
    ),
}


@pytest.mark.parametrize("case", LOGIC)
def test_display_logic_becomes_a_rule(case):
    written, rule = LOGIC[case]
    carried = read(*EARLIER, q(9, "TE", "SL", DisplayLogic=written))
    assert show(carried, "Q9") == rule
    assert errors(carried) == []


NOT_TURNED = [
    expr("q://QID1/ChoiceDisplayed/1", "Displayed"),
    expr("q://QID77/SelectableChoice/1"),
    expr("nonsense"),
    expr("q://QID1/SelectableChoice/99"),
    expr("x", LogicType="DeviceType"),
    expr("m://Email", LogicType="PanelData"),
    expr("group", "EqualTo", "a", LogicType="EmbeddedField"),
    expr("q://QID3/ChoiceTextEntryValue", "LessThan", "abc"),
    expr("q://QID9/ChoiceTextEntryValue", "NotEmpty"),
    {},
]


@pytest.mark.parametrize("expression", NOT_TURNED, ids=range(len(NOT_TURNED)))
def test_logic_that_cannot_be_turned_is_quoted_and_the_question_is_always_shown(expression):
    carried = read(*EARLIER, q(8, "TE", "SL", DisplayLogic=logic(expression)), q(9, "TE", "SL"))
    assert show(carried, "Q8") is None
    assert "rule" in codes(carried)
    assert errors(carried) == []
