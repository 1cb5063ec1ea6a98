"""Undo and redo: one's own steps, never over what another made since."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from questionnaires.editing import Change, Insert, Recode, Remove, Rename, Set
from questionnaires.editing.document import document_of
from questionnaires.formats import yaml
from survey.errors import Refusal
from survey.services import publication
from survey.services.design import changing, composing, undoing
from survey.services.design.standing import standing
from survey.services.events import Actor
from survey.store import Store
from survey.store import surveys as surveys_stored
from tests.survey.drafting import NOW, blank_survey, colleague, drafted_survey, label, named, present
from tests.survey.racing import just_before


def document(store: Store, survey_id: int) -> object:
    return present(store, survey_id).document


def refusal_of(act: Callable[..., object], store: Store, survey_id: int, actor: Actor) -> str:
    with pytest.raises(Refusal) as refused:
        act(store, survey_id, actor=actor, at=NOW)
    return refused.value.code


STEPS: dict[str, list[Change]] = {
    "text": [named("age", "年龄", "几岁")],
    "default": [Set(target="question:age", path=("required",), was=None, value=True)],
    "default written out": [
        Set(target="question:age", path=("required",), was=None, value=True),
        Set(target="question:age", path=("required",), was=True, value=False),
        named("age", "年龄", "几岁"),
    ],
    "insert": [
        Insert(
            target="page:first",
            path=("questions",),
            before="age",
            part={"name": "town", "kind": "text", "required": False, "label": {"zh-CN": "乡镇"}},
        )
    ],
    "remove": [
        Remove(
            target="page:first",
            path=("questions",),
            key="age",
            was={"name": "age", "kind": "number", "label": {"zh-CN": "年龄"}, "least": 0.0, "most": 120.0},
        )
    ],
    "rename": [Rename(what="question", was="age", to="years"), named("years", "年龄", "几岁")],
    "recode": [
        Recode(target="question:sex", was="2", to="9"),
        Recode(target="question:sex", was="1", to="2"),
    ],
}


@pytest.mark.parametrize("steps", STEPS)
def test_undo_and_redo_restore_the_draft_exactly(store: Store, steps: str) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    before = document(store, survey_id)
    changing.change(store, survey_id, STEPS[steps], actor=wang, at=NOW)
    after = document(store, survey_id)
    assert after != before
    for _time in range(2):
        undoing.undo(store, survey_id, actor=wang, at=NOW)
        assert document(store, survey_id) == before
        undoing.redo(store, survey_id, actor=wang, at=NOW)
        assert document(store, survey_id) == after


def test_steps_are_undone_last_first_and_made_again_first_first(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    words = ["年龄", "几岁", "岁数", "年纪"]
    for was, value in itertools.pairwise(words):
        changing.change(store, survey_id, [named("age", was, value)], actor=wang, at=NOW)
    for word in ("岁数", "几岁", "年龄"):
        undoing.undo(store, survey_id, actor=wang, at=NOW)
        assert label(store, survey_id, "age") == word
    assert refusal_of(undoing.undo, store, survey_id, wang) == "nothing_to_undo"
    for word in words[1:]:
        undoing.redo(store, survey_id, actor=wang, at=NOW)
        assert label(store, survey_id, "age") == word
    assert refusal_of(undoing.redo, store, survey_id, wang) == "nothing_to_undo"


def test_after_something_new_nothing_is_made_again(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    changing.change(store, survey_id, [named("sex", "性别", "男女")], actor=wang, at=NOW)
    assert refusal_of(undoing.redo, store, survey_id, wang) == "nothing_to_undo"
    told = standing(store, survey_id, wang.account_id or 0, after=None, at=NOW)
    assert (told.can_undo, told.can_redo) == (True, False)


def test_the_steps_of_others_stay(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    changing.change(store, survey_id, [named("sex", "性别", "男女")], actor=li, at=NOW)
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    assert (label(store, survey_id, "age"), label(store, survey_id, "sex")) == ("年龄", "男女")


def test_what_another_changed_since_is_not_undone(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    changing.change(store, survey_id, [named("age", "几岁", "岁数")], actor=li, at=NOW)
    assert refusal_of(undoing.undo, store, survey_id, wang) == "changed_since"
    assert label(store, survey_id, "age") == "岁数"


def test_undo_does_not_reach_over_a_replaced_questionnaire(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    publication.choose(store, survey_id, "county_person", actor=li, at=NOW)
    assert refusal_of(undoing.undo, store, survey_id, wang) == "replaced"
    undoing.undo(store, survey_id, actor=li, at=NOW)
    assert label(store, survey_id, "age") == "几岁"
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    assert label(store, survey_id, "age") == "年龄"


def test_a_replacement_is_not_undone_over_what_was_made_since(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    publication.choose(store, survey_id, "county_person", actor=li, at=NOW)
    changing.compose(store, survey_id, composing.page(None), actor=wang, at=NOW)
    assert refusal_of(undoing.undo, store, survey_id, li) == "changed_since"
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    undoing.undo(store, survey_id, actor=li, at=NOW)
    assert present(store, survey_id).questionnaire.name == "tiny"
    undoing.redo(store, survey_id, actor=li, at=NOW)
    assert present(store, survey_id).questionnaire.name == "county_person"


def test_the_same_step_undone_in_two_windows_is_undone_once(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)

    def other() -> None:
        undoing.undo(store, survey_id, actor=wang, at=NOW)

    with just_before(changing, "_worked", other):
        assert refusal_of(undoing.undo, store, survey_id, wang) == "nothing_to_undo"
    found = present(store, survey_id)
    assert (found.revision, document_of(found.questionnaire)) == (3, found.document)


def chosen(store: Store, survey_id: int) -> dict[str, bool]:
    with store.reading() as session:
        return dict(surveys_stored.without_draft(session, survey_id).settings)


def test_undoing_a_replacement_brings_back_what_was_chosen_for_its_settings(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    publication.set_settings(store, survey_id, {"extended": True}, actor=wang, at=NOW)
    publication.draft(store, survey_id, yaml.load(OTHER), actor=wang, at=NOW)
    publication.set_settings(store, survey_id, {"short": True}, actor=wang, at=NOW)
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    assert chosen(store, survey_id) == {"extended": True}
    undoing.redo(store, survey_id, actor=wang, at=NOW)
    assert chosen(store, survey_id) == {"short": True}
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    assert chosen(store, survey_id) == {"extended": True}


def test_a_first_draft_that_is_undone_leaves_the_empty_questionnaire_called_as_the_survey(
    store: Store,
) -> None:
    survey_id, wang = blank_survey(store), colleague(store, "wang")
    publication.draft(store, survey_id, yaml.load(OTHER), actor=wang, at=NOW)
    undone = undoing.undo(store, survey_id, actor=wang, at=NOW)
    assert (undone.drafted.is_begun, undone.drafted.questionnaire.pages) == (False, ())
    assert present(store, survey_id).questionnaire.pages == ()
    assert present(store, survey_id).questionnaire.title["zh-CN"] == "调查"
    undoing.redo(store, survey_id, actor=wang, at=NOW)
    assert present(store, survey_id).questionnaire.name == "other"


OTHER = """
name: other
title: {zh-CN: 另一份}
settings: [{name: short, label: {zh-CN: 短卷}}]
pages: [{name: a, questions: [{name: q1, kind: text, label: {zh-CN: 甲}, only: short}, {name: q2, kind: text, label: {zh-CN: 乙}}]}]
"""
