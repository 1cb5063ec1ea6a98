"""Steps of a draft: one transaction each, on what they saw, told part by part."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from questionnaires.checks import check
from questionnaires.editing import Change, ConflictError, EditError, Insert, Remove, Rename, Set
from questionnaires.editing.document import document_of
from questionnaires.library import source
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import opening, publication, surveys
from survey.services.design import changing, composing, drafts, undoing
from survey.services.design.standing import standing
from survey.services.events import SYSTEM
from survey.services.surveys import Facts
from survey.store import Store
from survey.store.tables import DraftChange, Event
from tests.survey.drafting import NOW, colleague, drafted_survey, label, named, present
from tests.survey.racing import just_before


def test_a_step_is_kept_with_what_undoes_it_and_raises_the_revision(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    step = changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert step.drafted.revision == present(store, survey_id).revision == 2
    assert label(store, survey_id, "age") == "几岁"
    with store.reading() as session:
        row = session.scalars(sa.select(DraftChange).where(DraftChange.step == 2)).one()
    assert (row.account_id, row.parts) == (wang.account_id, ["page:first"])
    assert (row.change["value"], row.inverse["value"]) == ("几岁", "年龄")


def test_of_several_changes_all_are_made_or_none(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    changes = [named("age", "年龄", "几岁"), named("sex", "别的", "男女")]
    with pytest.raises(ConflictError) as refused:
        changing.change(store, survey_id, changes, actor=wang, at=NOW)
    assert refused.value.current == "性别"
    assert (present(store, survey_id).revision, label(store, survey_id, "age")) == (1, "年龄")


def test_a_request_that_comes_twice_makes_one_step(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    for _time in range(2):
        step = changing.compose(store, survey_id, composing.page(None), actor=wang, at=NOW, key="once")
    assert step.drafted.revision == 2
    assert [page.name for page in present(store, survey_id).questionnaire.pages][-1] == "page1"


def test_a_change_that_comes_twice_is_no_conflict_with_itself(store: Store) -> None:
    """The answer to the first was lost on the way; what the second saw is gone by its own doing."""
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    part = {"name": "new", "kind": "note"}
    changes: list[Change] = [
        named("age", "年龄", "几岁"),
        Insert(target="page:first", path=("questions",), part=part),
        Rename(what="question", was="sex", to="gender"),
    ]
    for _time in range(2):
        step = changing.change(store, survey_id, changes, actor=wang, at=NOW, key="once")
    assert (step.drafted.revision, label(store, survey_id, "age")) == (2, "几岁")


def test_an_undo_that_comes_twice_takes_back_one_step(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    for _time in range(2):
        undoing.undo(store, survey_id, actor=wang, at=NOW, key="back")
    assert label(store, survey_id, "age") == "年龄"


def test_a_list_that_is_there_already_is_named_all_the_same(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    found = [
        changing.compose(store, survey_id, composing.shared_list("gbt2261_1"), actor=wang, at=NOW).made
        for _time in range(2)
    ]
    assert found == ["list:gbt2261_1"] * 2


def test_what_changes_nothing_is_no_step(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    change = Set(target="question:age", path=("required",), was=None, value=False)
    assert changing.change(store, survey_id, [change], actor=wang, at=NOW).drafted.revision == 1


def test_the_first_step_begins_a_draft_where_there_is_none(store: Store) -> None:
    survey_id = surveys.create(store, "2026-a", Facts(title=Text(zh="新")), actor=SYSTEM, at=NOW)
    wang = colleague(store, "wang")
    assert not present(store, survey_id).is_begun
    step = changing.compose(store, survey_id, composing.page(None), actor=wang, at=NOW)
    assert step.made == "page:page1"
    found = present(store, survey_id)
    assert (found.is_begun, found.revision, found.questionnaire.name) == (True, 1, "q_2026_a")


def test_an_archived_survey_keeps_its_draft(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    opening.archive(store, survey_id, actor=SYSTEM, at=NOW)
    with pytest.raises(Refusal) as refused:
        changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert refused.value.code == "archived"
    assert label(store, survey_id, "age") == "年龄"


def test_a_change_that_cannot_stand_is_refused_at_its_place(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    changes = [
        named("age", "年龄", "几岁"),
        Set(target="question:age", path=("decimals",), was=None, value=99),
    ]
    with pytest.raises(EditError) as refused:
        changing.change(store, survey_id, changes, actor=wang, at=NOW)
    assert refused.value.place == "question:age/decimals"


def test_two_people_at_different_questions_both_succeed(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")

    def other() -> None:
        changing.change(store, survey_id, [named("sex", "性别", "男女")], actor=li, at=NOW)

    with just_before(changing, "_worked", other):
        step = changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert step.drafted.revision == 3
    assert (label(store, survey_id, "sex"), label(store, survey_id, "age")) == ("男女", "几岁")


def test_of_two_people_at_the_same_text_the_second_is_told(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")

    def other() -> None:
        changing.change(store, survey_id, [named("age", "年龄", "岁数")], actor=li, at=NOW)

    with just_before(changing, "_worked", other), pytest.raises(ConflictError) as refused:
        changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert (refused.value.current, label(store, survey_id, "age")) == ("岁数", "岁数")


def test_a_name_given_meanwhile_is_mended_in_what_comes_after(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")

    def other() -> None:
        rename = Rename(what="question", was="age", to="years")
        changing.change(store, survey_id, [rename], actor=li, at=NOW)

    with just_before(changing, "_worked", other):
        changing.change(store, survey_id, [named("wish", "愿望", "心愿")], actor=wang, at=NOW)
    found = present(store, survey_id).questionnaire
    assert found.question_by_name["work"].show == "${years} >= 60 and ${sex} = '2'"


def test_who_is_overtaken_again_and_again_still_gets_through(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    real = changing._worked
    done: list[None] = []

    def after_another(*arguments: Any) -> Any:
        worked = real(*arguments)
        if len(done) < changing.TRIES:
            done.append(None)
            count = len(done)
            with pytest.MonkeyPatch.context() as inner:
                inner.setattr(changing, "_worked", real)
                was, value = ("性别", "男女0") if count == 1 else (f"男女{count - 2}", f"男女{count - 1}")
                changing.change(store, survey_id, [named("sex", was, value)], actor=li, at=NOW)
        return worked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changing, "_worked", after_another)
        changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert len(done) == changing.TRIES
    assert (label(store, survey_id, "sex"), label(store, survey_id, "age")) == ("男女3", "几岁")


def test_the_log_tells_of_a_sitting_once(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    words = ["年龄", "几岁", "岁数", "年纪"]
    for number, (was, value) in enumerate(itertools.pairwise(words)):
        at = NOW + timedelta(minutes=number * 40)
        changing.change(store, survey_id, [named("age", was, value)], actor=wang, at=at)
    later = NOW + timedelta(hours=5)
    changing.change(store, survey_id, [named("age", "年纪", "年龄")], actor=wang, at=later)
    with store.reading() as session:
        moments = session.scalars(sa.select(Event.at).where(Event.action == "questionnaire.changed")).all()
    assert list(moments) == [NOW, later]


def test_only_the_parts_that_differ_are_told(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    account = wang.account_id or 0
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    told = standing(store, survey_id, account, after=1, at=NOW)
    assert set(told.parts) == {"page:first"}
    assert not standing(store, survey_id, account, after=2, at=NOW).parts
    whole = standing(store, survey_id, account, after=None, at=NOW).parts
    assert {"questionnaire", "order", "lists", "page:first", "page:third"} <= set(whole)
    assert standing(store, survey_id, account, after=99, at=NOW).parts == whole


def test_a_page_that_is_gone_is_missing_from_the_order(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    part = {"name": "fourth", "questions": []}
    changing.change(
        store,
        survey_id,
        [Insert(target="questionnaire", path=("pages",), before="first", part=part)],
        actor=wang,
        at=NOW,
    )
    told = standing(store, survey_id, wang.account_id or 0, after=1, at=NOW).parts
    assert set(told) == {"page:fourth", "order"}
    assert told["order"] == ["fourth", "first", "second", "third"]


def test_choosing_another_questionnaire_is_a_step_of_its_own(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    publication.choose(store, survey_id, "county_person", actor=wang, at=NOW)
    found = present(store, survey_id)
    assert (found.revision, found.questionnaire) == (2, source("county_person"))
    told = standing(store, survey_id, wang.account_id or 0, after=1, at=NOW)
    assert told.parts == drafts.parts_of(found.document)


def test_findings_are_those_of_the_checker_after_every_step(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    rule = Set(target="question:wish", path=("show",), was=None, value="${age} > 200")
    step = changing.change(store, survey_id, [rule], actor=wang, at=NOW)
    assert step.drafted.findings == check(step.drafted.questionnaire)
    assert "rule_unreachable" in {one.code for one in step.drafted.findings}
    assert step.drafted.document == document_of(step.drafted.questionnaire)
    assert step.drafted.document == present(store, survey_id).document


def test_a_choice_whose_setting_was_taken_out_stands_in_nobodys_way(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    publication.set_settings(store, survey_id, {"extended": True}, actor=wang, at=NOW)
    was = present(store, survey_id).document["settings"][0]
    changes: list[Change] = [
        Set(target="page:third", path=("only",), was="extended", value=None),
        Remove(target="questionnaire", path=("settings",), key="extended", was=was),
    ]
    changing.change(store, survey_id, changes, actor=wang, at=NOW)
    draft = publication.draft_of(store, survey_id)
    assert draft is not None
    assert (draft.settings, draft.errors) == ({}, [])
    assert publication.publish(store, survey_id, actor=wang, at=NOW) == 1
    # Undone, the setting is there again with the choice that was made.
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    draft = publication.draft_of(store, survey_id)
    assert draft is not None
    assert draft.settings == {"extended": True}
