"""A draft may hold anything; checking it never breaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.checks import check
from questionnaires.model import Questionnaire

PIECES = st.sampled_from(
    ["${a}", "${m}", "${n}", "${x}", "${k}", ".", "'1'", "''", "1", "0.5", " = ", " != ", " < ", " and ", " or ",
     " + ", " div ", "-", "(", ")", ",", "not(", "selected(", "count-selected(", "if(", "sum(", "true()", "regex(",
     "format-date(", "'%Y'", "today()"]
)  # fmt: skip
RULES = st.lists(PIECES, min_size=1, max_size=9).map("".join)
ZH = {"zh-CN": "文字"}
OPTIONS = [{"code": code, "label": ZH} for code in ("1", "2")]


@settings(max_examples=300, deadline=None)
@given(RULES, RULES, RULES, st.text(max_size=40))
def test_any_rule_and_any_wording_can_be_checked(show, require, value, wording):
    questions = [
        {"kind": "single", "name": "a", "label": {"zh-CN": wording}, "options": OPTIONS, "show": show},
        {"kind": "multiple", "name": "m", "label": ZH, "options": OPTIONS, "show": value},
        {"kind": "calculated", "name": "k", "value": value},
        {"kind": "matrix", "name": "x", "label": ZH, "options": OPTIONS, "rows": [{"name": "r", "label": ZH}]},
        {"kind": "number", "name": "n", "label": ZH, "show": show,
         "checks": [{"code": "c", "require": require, "message": {"zh-CN": wording}}]},
    ]  # fmt: skip
    page = {"name": "p", "show": show, "questions": questions}
    questionnaire = Questionnaire.model_validate(
        {"name": "q", "title": ZH, "pages": [page, {**page, "name": "o"}]}
    )
    for finding in check(questionnaire):
        assert finding.say("zh-CN")
        assert finding.say("en")
