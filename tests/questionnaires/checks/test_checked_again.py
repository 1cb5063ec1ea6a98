"""A draft that is judged after each of its changes gets the findings it would get by itself."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import library
from questionnaires.checks import check, possible
from questionnaires.editing import EditError, Set, apply
from questionnaires.model import Questionnaire

FORMS = {name: library.source(name) for name in ("bench", "county_unit")}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "least": st.sampled_from([None, 0, 5, 60]),
    "most": st.sampled_from([None, 1, 5, 100]),
    "required": st.booleans(),
}


@st.composite
def changes(draw: st.DrawFn, questionnaire: Questionnaire) -> Set:
    """A rule or a bound of some question, written anew without looking at what stood there."""
    question = draw(st.sampled_from(questionnaire.questions))
    path = draw(st.sampled_from(["show", "least", "most", "required"]))
    was = getattr(question, path, None)
    if path != "show":
        return Set(target=f"question:{question.name}", path=(path,), was=was, value=draw(VALUES[path]))
    other = draw(st.sampled_from(questionnaire.questions))
    code = draw(st.sampled_from(["1", "2", "97", "zz"]))
    number = draw(st.sampled_from([-1, 0, 3, 60, 10**6]))
    rule = draw(
        st.sampled_from(
            [
                None,
                f"${{{other.name}}} = '{code}'",
                f"selected(${{{other.name}}}, '{code}') and ${{{other.name}}} != ''",
                f"${{{other.name}}} > {number} or ${{{other.name}}} < {number}",
                f"not(${{{other.name}}} >= {number})",
            ]
        )
    )
    return Set(target=f"question:{question.name}", path=("show",), was=was, value=rule)


@given(data=st.data(), name=st.sampled_from(sorted(FORMS)))
@settings(deadline=None)
def test_findings_after_changes_are_those_of_a_first_look(data: st.DataObject, name: str) -> None:
    draft = FORMS[name]
    check(draft)  # so that there is something to remember
    for _step in range(data.draw(st.integers(1, 4))):
        try:
            draft = apply(draft, data.draw(changes(draft))).questionnaire
        except EditError:
            continue
        again = check(draft)
        possible.forget()
        assert again == check(draft)


def test_a_condition_means_something_else_once_its_question_changed() -> None:
    draft = FORMS["bench"]
    asked = next(one for one in draft.questions if one.kind == "number")
    later = draft.questions[-1]
    rule = f"${{{asked.name}}} > 1000000"
    draft = apply(
        draft, Set(target=f"question:{later.name}", path=("show",), was=later.show, value=rule)
    ).questionnaire

    def unreachable() -> bool:
        place = f"question:{later.name}/show"
        return any(one.place == place and one.code == "rule_unreachable" for one in check(draft))

    most = getattr(asked, "most", None)
    draft = apply(
        draft, Set(target=f"question:{asked.name}", path=("most",), was=most, value=10)
    ).questionnaire
    assert unreachable()
    draft = apply(
        draft, Set(target=f"question:{asked.name}", path=("most",), was=10, value=None)
    ).questionnaire
    assert not unreachable()
