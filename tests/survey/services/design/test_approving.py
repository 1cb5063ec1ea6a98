"""Approval of a draft by the hash of what would be published, and comments at its places."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from questionnaires.editing import Change, Insert, Remove, Rename
from survey.errors import Refusal
from survey.services import publication
from survey.services.design import approving, changing, commenting, comparing, undoing
from survey.services.design.approval import Approval, approval_of, history
from survey.services.events import Actor
from survey.store import Store
from survey.store.tables import Event
from tests.survey.drafting import NOW, colleague, drafted_survey, named


def approval(store: Store, survey_id: int) -> Approval:
    with store.reading() as session:
        return approval_of(store, session, survey_id)


def decide(store: Store, survey_id: int, actor: Actor, *, approve: bool = True, words: str = "") -> None:
    """Decide on what was put forward last, as somebody who looks at it now."""
    with store.reading() as session:
        number = history(session, survey_id)[0].number
    approving.decide(store, survey_id, number=number, approve=approve, words=words, actor=actor, at=NOW)


def code_of(act: object, *given: object, **more: object) -> str:
    with pytest.raises(Refusal) as refused:
        act(*given, **more)
    return refused.value.code


def test_a_draft_is_submitted_approved_and_published(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.demand(store, survey_id, demanded=True, actor=li, at=NOW)
    assert code_of(publication.publish, store, survey_id, actor=wang, at=NOW) == "not_approved"
    approving.submit(store, survey_id, actor=wang, at=NOW)
    assert (approval(store, survey_id).state, approval(store, survey_id).submitted_by) == (
        "submitted",
        "wang老师",
    )
    decide(store, survey_id, li)
    assert approval(store, survey_id).state == "approved"
    assert publication.publish(store, survey_id, actor=wang, at=NOW) == 1
    assert approval(store, survey_id).state == "published"
    with store.reading() as session:
        told = [one for one in session.scalars(sa.select(Event.action)) if "questionnaire" in one]
    assert told[1:] == [
        "questionnaire.approval_demanded", "questionnaire.submitted", "questionnaire.approved", "questionnaire.published",
    ]  # fmt: skip


def test_nobody_approves_their_own_draft_where_approval_is_demanded(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    approving.demand(store, survey_id, demanded=True, actor=wang, at=NOW)
    approving.submit(store, survey_id, actor=wang, at=NOW)
    assert code_of(decide, store, survey_id, wang) == "own_draft"
    approving.demand(store, survey_id, demanded=False, actor=wang, at=NOW)
    decide(store, survey_id, wang)
    assert approval(store, survey_id).state == "approved"
    # What one approved oneself while nobody asked for it does not count once somebody does.
    approving.demand(store, survey_id, demanded=True, actor=wang, at=NOW)
    assert approval(store, survey_id).state == "draft"
    assert code_of(publication.publish, store, survey_id, actor=wang, at=NOW) == "not_approved"
    approving.submit(store, survey_id, actor=wang, at=NOW)
    decide(store, survey_id, colleague(store, "li"))
    assert publication.publish(store, survey_id, actor=wang, at=NOW) == 1


def test_a_draft_changed_after_it_was_approved_is_not_published_in_its_name(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.demand(store, survey_id, demanded=True, actor=li, at=NOW)
    approving.submit(store, survey_id, actor=wang, at=NOW)
    decide(store, survey_id, li)
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert approval(store, survey_id) == Approval("draft", is_demanded=True, is_overtaken=True)
    assert code_of(publication.publish, store, survey_id, actor=wang, at=NOW) == "not_approved"
    # Taken back, it is what was approved, whatever the number of the step.
    undoing.undo(store, survey_id, actor=wang, at=NOW)
    assert approval(store, survey_id).state == "approved"
    assert code_of(approving.submit, store, survey_id, actor=wang, at=NOW) == "approved_already"
    assert publication.publish(store, survey_id, actor=wang, at=NOW) == 1
    assert code_of(approving.submit, store, survey_id, actor=wang, at=NOW) == "unchanged"


def test_another_setting_is_another_draft_than_was_approved(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    publication.publish(store, survey_id, actor=wang, at=NOW)
    assert approval(store, survey_id).state == "published"
    publication.set_settings(store, survey_id, {"extended": True}, actor=wang, at=NOW)
    assert approval(store, survey_id).state == "draft"
    approving.submit(store, survey_id, actor=wang, at=NOW)
    publication.set_settings(store, survey_id, {"extended": False}, actor=wang, at=NOW)
    assert code_of(decide, store, survey_id, li) == "draft_changed"
    publication.set_settings(store, survey_id, {"extended": True}, actor=wang, at=NOW)
    decide(store, survey_id, li)
    publication.set_settings(store, survey_id, {"extended": False}, actor=wang, at=NOW)
    assert approval(store, survey_id).state == "published"


def test_what_was_approved_once_and_returned_later_is_not_approved(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.submit(store, survey_id, actor=wang, at=NOW)
    decide(store, survey_id, wang)
    approving.demand(store, survey_id, demanded=True, actor=li, at=NOW)
    approving.submit(store, survey_id, actor=li, at=NOW)
    decide(store, survey_id, wang, approve=False, words="还要改")
    assert approval(store, survey_id).state == "returned"
    assert code_of(publication.publish, store, survey_id, actor=wang, at=NOW) == "not_approved"


def test_a_decision_is_on_what_was_looked_at(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.submit(store, survey_id, actor=wang, at=NOW)
    seen = approval(store, survey_id).number
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    approving.submit(store, survey_id, actor=wang, at=NOW)
    for approve in (True, False):
        late = {"number": seen, "approve": approve, "words": "好", "actor": li, "at": NOW}
        assert code_of(approving.decide, store, survey_id, **late) == "submitted_anew"
    decide(store, survey_id, li)
    assert approval(store, survey_id).state == "approved"


def test_what_was_put_forward_is_withdrawn(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.submit(store, survey_id, actor=wang, at=NOW)
    approving.withdraw(store, survey_id, actor=wang, at=NOW)
    assert approval(store, survey_id) == Approval("draft", is_demanded=False)
    assert code_of(decide, store, survey_id, li) == "nothing_submitted"
    assert code_of(approving.withdraw, store, survey_id, actor=wang, at=NOW) == "nothing_submitted"
    approving.submit(store, survey_id, actor=wang, at=NOW)
    assert approval(store, survey_id).state == "submitted"
    # What was changed since can be taken back too: nobody can approve it any more.
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    approving.withdraw(store, survey_id, actor=wang, at=NOW)
    assert not approval(store, survey_id).is_waiting


def test_what_was_changed_while_it_waited_is_not_approved(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.submit(store, survey_id, actor=wang, at=NOW)
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    assert approval(store, survey_id).is_overtaken
    assert approval(store, survey_id).is_waiting
    assert code_of(decide, store, survey_id, li) == "draft_changed"
    approving.submit(store, survey_id, actor=wang, at=NOW)
    decide(store, survey_id, li)
    with store.reading() as session:
        assert [one.state for one in history(session, survey_id)] == ["approved", "withdrawn"]


def test_a_draft_is_returned_with_words_which_stay_while_it_is_mended(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    approving.submit(store, survey_id, actor=wang, at=NOW)
    assert code_of(approving.submit, store, survey_id, actor=wang, at=NOW) == "submitted_already"
    assert code_of(decide, store, survey_id, li, approve=False, words=" ") == "words"
    assert code_of(decide, store, survey_id, li, approve=False, words="长" * 2001) == "words"
    decide(store, survey_id, li, approve=False, words="年龄要问出生年月")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    found = approval(store, survey_id)
    assert (found.state, found.words, found.decided_by) == ("draft", "年龄要问出生年月", "li老师")
    assert code_of(decide, store, survey_id, li, approve=False, words="x") == "nothing_submitted"


def test_a_draft_with_errors_is_not_put_forward(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    changing.change(store, survey_id, [named("age", "年龄", "${nothing}")], actor=wang, at=NOW)
    assert code_of(approving.submit, store, survey_id, actor=wang, at=NOW) == "quote_unknown"


def test_a_draft_that_was_not_looked_at_is_not_published(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    draft = publication.draft_of(store, survey_id)
    assert draft is not None
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    publish = {"actor": wang, "at": NOW}
    assert code_of(publication.publish, store, survey_id, seen=draft.digest, **publish) == "draft_changed"
    draft = publication.draft_of(store, survey_id)
    assert draft is not None
    assert publication.publish(store, survey_id, seen=draft.digest, **publish) == 1  # type: ignore[arg-type]


def test_comments_are_answered_closed_and_opened_again(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    first = commenting.say(store, survey_id, "question:age", "问周岁吗", actor=wang, at=NOW)
    reply = commenting.say(store, survey_id, "", "周岁", answers=first, actor=li, at=NOW)
    commenting.say(store, survey_id, "", "好", answers=reply, actor=wang, at=NOW)
    with store.reading() as session:
        found = commenting.comments(session, survey_id, wang.account_id or 0)
    assert [(one.place, one.answers, one.is_own) for one in found] == [
        ("question:age", None, True), ("question:age", first, False), ("question:age", first, True),
    ]  # fmt: skip
    commenting.close(store, survey_id, reply, actor=li, at=NOW)
    with store.reading() as session:
        closed = commenting.comments(session, survey_id, 0)[0]
    assert (closed.closed_at, closed.closed_by) == (NOW, "li老师")
    commenting.say(store, survey_id, "", "还有一点", answers=first, actor=li, at=NOW)
    with store.reading() as session:
        assert commenting.comments(session, survey_id, 0)[0].closed_at is None


WISH = {"name": "wish", "kind": "text", "label": {"zh-CN": "愿望"}}
WITHOUT_WISH = Remove(target="page:second", path=("questions",), key="wish", was=WISH)


def places(store: Store, survey_id: int) -> list[str]:
    with store.reading() as session:
        return [one.place for one in commenting.comments(session, survey_id, 0)]


def test_comments_on_a_deleted_question_do_not_mix_with_those_on_one_that_takes_its_name(
    store: Store,
) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")

    def change(one: Change) -> None:
        changing.change(store, survey_id, [one], actor=wang, at=NOW)

    commenting.say(store, survey_id, "question:wish/label", "不要了", actor=wang, at=NOW)
    change(WITHOUT_WISH)
    aside, _ = places(store, survey_id)[0].split("/")
    assert aside != "question:wish"
    commenting.say(store, survey_id, "question:sex", "留着", actor=wang, at=NOW)
    change(Rename(what="question", was="sex", to="wish"))
    assert places(store, survey_id) == [f"{aside}/label", "question:wish"]
    change(Rename(what="question", was="wish", to="sex"))
    assert places(store, survey_id) == [f"{aside}/label", "question:sex"]


def test_a_new_question_has_no_comments_of_the_deleted_one_whose_name_it_bears(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    with_wish = Insert(target="page:second", path=("questions",), part=WISH)
    commenting.say(store, survey_id, "question:wish", "不要了", actor=wang, at=NOW)
    changing.change(store, survey_id, [WITHOUT_WISH], actor=wang, at=NOW)
    commenting.say(store, survey_id, "question:wish", "为什么删", actor=wang, at=NOW)
    changing.change(store, survey_id, [with_wish], actor=wang, at=NOW)
    assert "question:wish" not in places(store, survey_id)
    with store.reading() as session:
        parts = {one.part for one in commenting.comments(session, survey_id, 0)}
    assert parts == {"question:wish"}
    commenting.say(store, survey_id, "question:wish", "这回要", actor=wang, at=NOW)
    assert [one == "question:wish" for one in places(store, survey_id)] == [False, False, True]


def test_comments_come_back_with_the_question_whose_deletion_is_undone_and_go_with_it_again(
    store: Store,
) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")

    def is_there() -> list[bool]:
        return [one == "question:wish" for one in places(store, survey_id)]

    commenting.say(store, survey_id, "question:wish", "不要了", actor=wang, at=NOW)
    changing.change(store, survey_id, [WITHOUT_WISH], actor=wang, at=NOW)
    changing.change(
        store,
        survey_id,
        [Insert(target="page:second", path=("questions",), part=WISH)],
        actor=wang,
        at=NOW,
    )
    commenting.say(store, survey_id, "question:wish", "这回要", actor=wang, at=NOW)
    assert is_there() == [False, True]
    for _ in range(2):
        undoing.undo(store, survey_id, actor=wang, at=NOW)
        assert is_there() == [False, False]
        undoing.undo(store, survey_id, actor=wang, at=NOW)
        assert is_there() == [True, False]
        undoing.redo(store, survey_id, actor=wang, at=NOW)
        assert is_there() == [False, False]
        undoing.redo(store, survey_id, actor=wang, at=NOW)
        assert is_there() == [False, True]


@pytest.mark.parametrize("words", ["", "  ", "\x00", "长" * 2001])
def test_a_comment_says_something(store: Store, words: str) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    assert code_of(commenting.say, store, survey_id, "", words, actor=wang, at=NOW) == "words"


def test_comments_of_another_survey_are_out_of_reach(store: Store) -> None:
    survey_id, other, wang = drafted_survey(store), drafted_survey(store, "other"), colleague(store, "wang")
    first = commenting.say(store, survey_id, "question:age", "问周岁吗", actor=wang, at=NOW)
    assert code_of(commenting.close, store, other, first, actor=wang, at=NOW) == "not_found"
    more = {"answers": first, "actor": wang, "at": NOW}
    assert code_of(commenting.say, store, other, "", "x", **more) == "not_found"


def test_versions_and_the_draft_are_compared(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    publication.publish(store, survey_id, actor=wang, at=NOW)
    assert comparing.compare(store, survey_id, "1", "2") is None
    changing.change(store, survey_id, [named("age", "年龄", "您的出生年份")], actor=wang, at=NOW)
    found = comparing.compare(store, survey_id, "1", "draft")
    assert found is not None
    assert [str(group.label) for group in found.groups] == ["您的出生年份"]
    assert (sum(found.counts.values()), found.begun, found.returned) == (1, 0, 0)
    publication.publish(store, survey_id, actor=wang, at=NOW)
    assert [(one.number, one.is_current) for one in comparing.versions(store, survey_id)] == [
        (2, True),
        (1, False),
    ]
    again = comparing.compare(store, survey_id, "2", "draft")
    assert again is not None
    assert again.groups == []
