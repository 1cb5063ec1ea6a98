"""The trial of a survey: the draft on the real pages, and nothing of it anywhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from questionnaires.editing import EditError, Remove, Set
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import grants, opening, publication, respond, retention, surveys, waves
from survey.services.design import changing, trying
from survey.services.events import SYSTEM
from survey.services.respond import Posting
from survey.services.surveys import Facts
from survey.settings import Settings
from survey.store import Store
from survey.store.tables import Copy, Response, Save, Survey, Version
from tests.survey.drafting import KEY, NOW, TINY, colleague, drafted_survey, named


def look(store: Store, survey_id: int, account: int | None, question: str, **more: object) -> trying.Preview:
    return trying.preview(
        store,
        KEY,
        survey_id,
        account or 0,
        language="zh-CN",
        at=NOW,
        question=question,
        **more,  # type: ignore[arg-type]
    )


def own(store: Store, found: trying.Preview) -> Response:
    with store.reading() as session:
        token = session.scalars(sa.select(Copy.response_token).where(Copy.id == found.copy_id)).one()
        return session.scalars(sa.select(Response).where(Response.token == token)).one()


def answer(store: Store, found: trying.Preview, **values: str) -> None:
    response = own(store, found)
    posted = {name: [value] for name, value in values.items()}
    posting = Posting(posted, response.revision, f"k{response.revision}", page="first", whole=list(values))
    respond.save(store, KEY, response.token, posting, at=NOW)


def test_a_question_is_shown_on_its_page(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    found = look(store, survey_id, wang.account_id, "age")
    assert (found.page, found.question, found.is_shown, str(found.why)) == ("first", "age", True, "")


def test_why_a_question_is_hidden_is_said_with_the_answers_that_decide(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    found = look(store, survey_id, wang.account_id, "work")
    assert not found.is_shown
    assert found.why["zh-CN"] == (
        "因为“年龄”还没有填，“性别”还没有填，而显示条件要求“年龄”至少为 60，且“性别”为“女”。"
    )
    answer(store, found, sex="2", age="45")
    found = look(store, survey_id, wang.account_id, "work")
    assert found.why["zh-CN"] == "因为“年龄”现在是“45”，而显示条件要求“年龄”至少为 60。"
    assert found.why["en"] == "Because “年龄” is “45”, and it is shown when “年龄” is at least 60."
    answer(store, found, age="60")
    assert look(store, survey_id, wang.account_id, "work").is_shown


def test_a_part_that_a_setting_leaves_out_is_explained(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    assert "扩展" in look(store, survey_id, wang.account_id, "more").why["zh-CN"]
    publication.set_settings(store, survey_id, {"extended": True}, actor=wang, at=NOW)
    assert look(store, survey_id, wang.account_id, "more").is_shown


def test_the_answers_of_a_person_move_to_the_changed_draft(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    found = look(store, survey_id, wang.account_id, "age")
    answer(store, found, sex="2", age="45")
    former = own(store, found).version_id
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=wang, at=NOW)
    again = look(store, survey_id, wang.account_id, "age")
    response = own(store, again)
    assert (again.copy_id, response.answers) == (found.copy_id, {"sex": "2", "age": 45})
    assert response.version_id > former
    with store.reading() as session:
        assert session.scalars(sa.select(Version.id)).all() == [response.version_id]
    assert own(store, look(store, survey_id, wang.account_id, "age", anew=True)).answers == {}


def test_each_person_has_answers_of_their_own(store: Store) -> None:
    survey_id, wang, li = drafted_survey(store), colleague(store, "wang"), colleague(store, "li")
    answer(store, look(store, survey_id, wang.account_id, "age"), age="45")
    found = look(store, survey_id, li.account_id, "age")
    assert own(store, found).answers == {}


def test_who_submitted_the_trial_can_go_on_trying(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    found = look(store, survey_id, wang.account_id, "age")
    answer(store, found, sex="2", age="45")
    respond.submit(store, KEY, own(store, found).token, form_key="f", at=NOW)
    assert own(store, found).outcome == "submitted"
    again = look(store, survey_id, wang.account_id, "work")
    assert (own(store, again).outcome, own(store, again).answers) == ("opened", {"sex": "2", "age": 45})


def test_a_draft_with_errors_can_be_tried(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    broken = [
        Set(target="question:age", path=("show",), was=None, value="${sex} ="),
        Set(target="question:wish", path=("pattern",), was=None, value="[a"),
        Set(target="page:second", path=("show",), was=None, value="((("),
    ]
    changing.change(store, survey_id, broken, actor=wang, at=NOW)
    assert look(store, survey_id, wang.account_id, "age").is_shown
    assert look(store, survey_id, wang.account_id, "wish").is_shown


def test_nothing_to_try_and_what_is_not_there_are_refused(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    with pytest.raises(EditError):
        look(store, survey_id, wang.account_id, "nothing")
    empty = surveys.create(store, "empty", Facts(title=Text(zh="空")), actor=SYSTEM, at=NOW)
    with pytest.raises(Refusal) as refused:
        look(store, empty, wang.account_id, "x")
    assert refused.value.code == "nothing_to_try"
    opening.archive(store, survey_id, actor=SYSTEM, at=NOW)
    with pytest.raises(Refusal) as refused:
        look(store, survey_id, wang.account_id, "age")
    assert refused.value.code == "archived"


def test_colleagues_try_by_a_link_are_counted_and_cleared(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    assert trying.test_run(store, KEY, survey_id) is None
    trying.open_run(store, KEY, survey_id, at=NOW)
    run = trying.test_run(store, KEY, survey_id)
    assert run is not None
    for number in range(3):
        held = respond.by_link(store, KEY, run.link)
        assert held is not None
        posting = Posting({"sex": ["1"], "age": ["30"]}, 0, f"b{number}", page="first", whole=["sex", "age"])
        agreed = respond.agree(store, KEY, held, posting, at=NOW, language="zh-CN", device=f"d{number}")
        assert agreed.token is not None
        if number:
            respond.submit(store, KEY, agreed.token, form_key="f", at=NOW)
    look(store, survey_id, wang.account_id, "age")  # one's own preview is no test run
    found = trying.test_run(store, KEY, survey_id)
    assert found is not None
    assert (found.begun, found.submitted) == (3, 2)
    assert trying.clear_run(store, survey_id) == 4
    found = trying.test_run(store, KEY, survey_id)
    assert found is not None
    assert (found.link, found.begun, found.submitted) == (run.link, 0, 0)
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0
        # A phone knows its copy by number: none may ever become another survey's.
        assert session.scalar(sa.select(sa.func.count()).select_from(Copy)) == 4


def test_the_trial_of_an_archived_survey_takes_no_answers_and_can_still_be_cleared(store: Store) -> None:
    survey_id = drafted_survey(store)
    trying.open_run(store, KEY, survey_id, at=NOW)
    run = trying.test_run(store, KEY, survey_id)
    assert run is not None
    held = respond.by_link(store, KEY, run.link)
    assert held is not None
    posting = Posting({"sex": ["1"], "age": ["30"]}, 0, "b", page="first", whole=["sex", "age"])
    respond.agree(store, KEY, held, posting, at=NOW, language="zh-CN", device="d")
    opening.archive(store, survey_id, actor=SYSTEM, at=NOW)
    with pytest.raises(Refusal) as refused:
        respond.agree(store, KEY, held, replace(posting, key="c"), at=NOW, language="zh-CN", device="e")
    assert refused.value.code == "survey_not_open"
    assert trying.clear_run(store, survey_id) == 1
    opening.take_out(store, survey_id, actor=SYSTEM, at=NOW)
    assert respond.agree(store, KEY, held, posting, at=NOW, language="zh-CN", device="f").token is not None


def test_a_trial_is_in_no_list_and_under_no_code(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    grants.set_roles(store, survey_id, wang.account_id or 0, ["designer"], actor=SYSTEM, at=NOW)
    look(store, survey_id, wang.account_id, "age")
    with store.reading() as session:
        codes = {row[0]: row[1] for row in session.execute(sa.select(Survey.code, Survey.trial_of))}
    (trial,) = [code for code, of in codes.items() if of == survey_id]
    assert surveys.find(store, trial, at=NOW) is None
    assert [one.code for one in surveys.listed(store, at=NOW)] == ["tiny"]
    assert [one.code for one in surveys.listed_for(store, wang.account_id or 0, at=NOW)] == ["tiny"]
    with pytest.raises(Refusal):
        surveys.create(store, trial, Facts(title=Text(zh="同名")), actor=SYSTEM, at=NOW)


def test_versions_of_a_survey_and_of_its_trial_do_not_mix(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    look(store, survey_id, wang.account_id, "age")
    content = TINY.replace("- {name: wish, kind: text, label: {zh-CN: 愿望}}", "")
    publication.draft(store, survey_id, publication.read_file(content.encode()), actor=wang, at=NOW)
    number = publication.publish(store, survey_id, actor=wang, at=NOW)
    assert number == 1
    assert [one.number for one in publication.versions(store, survey_id)] == [1]
    look(store, survey_id, wang.account_id, "age")
    assert [one.number for one in publication.versions(store, survey_id)] == [1]
    cloned = waves.clone(store, survey_id, "next", Text(zh="下一轮"), actor=wang, at=NOW)
    with store.reading() as session:
        assert session.get_one(Survey, cloned).trial_of is None


def test_a_removed_question_leaves_its_answer_behind(store: Store) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    found = look(store, survey_id, wang.account_id, "age")
    answer(store, found, sex="2", age="45")
    was = {
        "name": "work",
        "kind": "text",
        "label": {"zh-CN": "工作"},
        "show": "${age} >= 60 and ${sex} = '2'",
    }
    age = {"name": "age", "kind": "number", "label": {"zh-CN": "年龄"}, "least": 0, "most": 120}
    changes = [
        Remove(target="page:second", path=("questions",), key="work", was=was),
        Remove(target="page:first", path=("questions",), key="age", was=age),
    ]
    changing.change(store, survey_id, changes, actor=wang, at=NOW)
    again = look(store, survey_id, wang.account_id, "wish")
    assert again.is_shown
    respond.submit(store, KEY, own(store, again).token, form_key="f", at=NOW)


def test_the_database_with_a_trial_is_found_whole(store: Store, tmp_path: Path, database_url: str) -> None:
    from survey.services import verifying

    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    look(store, survey_id, wang.account_id, "age")
    settings = Settings(instance=tmp_path, database_url=database_url, secret_key="k" * 32)
    assert verifying.verify(settings).rows["survey"] == 2


def test_what_was_tried_goes_with_the_answers_of_the_survey(store: Store, tmp_path: Path) -> None:
    survey_id, wang = drafted_survey(store), colleague(store, "wang")
    answer(store, look(store, survey_id, wang.account_id, "age"), sex="2", age="45")
    with store.writing() as session:
        session.get_one(Survey, survey_id).answers_kept_until = NOW.date() - timedelta(days=2)
    assert retention.erase_answers(store, tmp_path, survey_id, actor=SYSTEM, at=NOW) == 0
    with store.reading() as session:
        for table in (Response, Save):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert own(store, look(store, survey_id, wang.account_id, "age")).answers == {}
