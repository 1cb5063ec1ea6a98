"""The pages of a questionnaire's life: versions, differences, approval, publishing anew; and the trial."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from questionnaires.editing import Insert, Remove, Rename, Set
from survey.services import publication
from survey.services.design import changing, commenting, undoing
from survey.services.events import SYSTEM, staff
from survey.store import Store
from survey.store import versions as stored_versions
from survey.store.tables import Response
from tests.fixtures.databases import only_sqlite
from tests.fixtures.staff import Person
from tests.survey.drafting import NOW, drafted_survey, named, present

pytestmark = only_sqlite
VERSIONS = "/staff/tiny/design/versions"


@pytest.fixture
def survey_id(store: Store) -> int:
    return drafted_survey(store)


@pytest.fixture
def desk(survey_id: int, hire: Callable[..., Person], give_role: Any, desk_of: Any) -> Callable[..., Any]:
    """``desk("wang", "designer")``: a client of somebody with these roles."""

    def sit(login: str, *roles: str) -> Any:
        person = hire(login)
        give_role(survey_id, person, *roles)
        return desk_of(person)

    return sit


def ask(client: Any, door: str, **body: Any) -> tuple[int, Any]:
    """What a door of the designer answers."""
    token = client.get("/staff/tiny/design/draft.json").get_json()["token"]
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    answer = client.post(f"/staff/tiny/design/{door}", json=body, headers=headers)
    return answer.status_code, answer.get_json()


def version_id(store: Store, survey_id: int) -> int:
    with store.reading() as session:
        found = stored_versions.current_id(session, survey_id)
    assert found is not None
    return found


def response_of(survey_id: int, version: int) -> Response:
    """A response that was submitted with a version."""
    return Response(
        token="1" * 32, survey_id=survey_id, version_id=version, mode="phone", language="zh-CN", seed=1,
        answers={}, confirmed=[], timings={}, outcome="submitted", started_at=NOW, saved_at=NOW,
        submitted_at=NOW, device="", revision=1, furthest=1, page="", ending="",
    )  # fmt: skip


def press(client: Any, page: str, action: str, **fields: str) -> Any:
    """Press the button of the form that leads to ``action``."""
    return client.submit(page, fields, action=f"/staff/tiny/design/{action}", follow_redirects=True)


def test_a_draft_goes_from_hand_to_hand(desk: Any) -> None:
    designer, administrator = desk("wang", "designer"), desk("li", "administrator")
    assert "这次调查要先批准再发布" in press(administrator, VERSIONS, "approval/demand").text
    assert "等待审定" in press(designer, VERSIONS, "approval/submit").text
    assert "/approval/approve" not in designer.get(VERSIONS).text
    returned = press(administrator, VERSIONS, "approval/return", words="年龄要问出生年月")
    assert "已退回" in returned.text
    assert "年龄要问出生年月" in designer.get(VERSIONS).text
    press(designer, VERSIONS, "approval/submit")
    assert "已批准" in press(administrator, VERSIONS, "approval/approve").text
    done = designer.submit(
        "/staff/tiny/questionnaire", action="/staff/tiny/questionnaire/publish", follow_redirects=True
    )
    assert "第 1 版已发布" in done.text


def test_publishing_anew_shows_first_what_it_changes(desk: Any, store: Store, survey_id: int) -> None:
    wang = desk("wang", "designer")
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    changing.change(store, survey_id, [named("age", "年龄", "您的出生年份")], actor=SYSTEM, at=NOW)
    page = wang.get("/staff/tiny/design/publishing").text
    assert "您的出生年份" in page
    assert "已收答案要先对应才能合并" in page
    changing.change(store, survey_id, [named("sex", "性别", "男女")], actor=SYSTEM, at=NOW)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    # The draft went on while the page was read: what was not seen is not published.
    stale = press(wang, "/staff/tiny/design/publishing", "publish", seen=seen[1])
    assert "没有发布" in stale.text
    assert "第 2 版已发布" in press(wang, "/staff/tiny/design/publishing", "publish").text
    listed = wang.get(VERSIONS).text
    assert "现行" in listed
    assert "已被取代" in listed


def test_a_later_version_is_not_published_unseen(desk: Any, store: Store, survey_id: int) -> None:
    wang = desk("wang", "designer")
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=SYSTEM, at=NOW)
    token = re.search(r'name="csrf_token" value="([^"]+)"', wang.get(VERSIONS).text)
    assert token is not None
    sent = wang.post("/staff/tiny/questionnaire/publish", data={"csrf_token": token[1]})
    assert sent.headers["Location"].endswith("/design/publishing")
    assert len(publication.versions(store, survey_id)) == 1


def test_what_the_page_offers_is_possible_where_approval_is_demanded(
    desk: Any, store: Store, survey_id: int
) -> None:
    designer, administrator = desk("wang", "designer"), desk("li", "administrator")
    home, publishing = "/staff/tiny/questionnaire", "/staff/tiny/design/publishing"
    press(administrator, VERSIONS, "approval/demand")
    assert "发布第 1 版" not in designer.get(home).text
    press(designer, home, "approval/submit")
    waiting = designer.get(home).text
    assert "等调查负责人批准" in waiting
    assert "approval/submit" not in waiting
    press(administrator, VERSIONS, "approval/approve")
    assert "发布第 1 版" in designer.get(home).text
    designer.submit(home, action=f"{home}/publish")
    changing.change(store, survey_id, [named("age", "年龄", "几岁")], actor=SYSTEM, at=NOW)
    # The second version: what changes is shown, and what can be done with it.
    assert "看过了" not in designer.get(publishing).text
    assert "等待审定" in press(designer, publishing, "approval/submit").text
    assert "送审已撤回" in press(designer, VERSIONS, "approval/withdraw").text
    press(designer, publishing, "approval/submit")
    changing.change(store, survey_id, [named("age", "几岁", "多大")], actor=SYSTEM, at=NOW)
    assert "要重新送审" in designer.get(publishing).text
    assert "要重新送审" in administrator.get(VERSIONS).text
    assert "approval/withdraw" in designer.get(VERSIONS).text
    assert "/approval/approve" not in administrator.get(VERSIONS).text


def test_the_designer_decides_on_what_it_shows(desk: Any) -> None:
    designer, administrator = desk("wang", "designer"), desk("li", "administrator")
    assert ask(designer, "submit")[1]["approval"]["state"] == "submitted"
    shown = administrator.get("/staff/tiny/design/draft.json").get_json()["approval"]
    assert (shown["may_decide"], shown["overtaken"]) == (True, False)
    assert ask(administrator, "decide", approve=True)[1]["code"] == "submitted_anew"
    status, found = ask(administrator, "decide", approve=True, number=shown["number"])
    assert (status, found["approval"]["state"]) == (200, "approved")


def test_answers_to_versions_before_the_current_one_are_told_too(
    desk: Any, store: Store, survey_id: int
) -> None:
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    first = version_id(store, survey_id)
    unit = Set(target="question:age", path=("unit",), value={"zh-CN": "月"})
    changing.change(store, survey_id, [unit], actor=SYSTEM, at=NOW)
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    changing.change(store, survey_id, [named("work", "工作", "职业")], actor=SYSTEM, at=NOW)
    wang = desk("wang", "designer")
    assert "更早的版本收到的答案" not in wang.get("/staff/tiny/design/publishing").text
    with store.writing() as session:
        session.add(response_of(survey_id, first))
    page = wang.get("/staff/tiny/design/publishing").text
    told = page[page.index("更早的版本收到的答案") :]
    assert re.findall(r'<td class="number">(\d+)</td>', told) == ["1", "1", "0", "1", "1"]
    assert "before=1" in told


@pytest.mark.parametrize("pair", ["before=1&after=draft", "before=draft&after=1", "before=1&after=1"])
def test_any_two_versions_are_compared(desk: Any, store: Store, survey_id: int, pair: str) -> None:
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    assert desk("zhao", "analyst").get(f"/staff/tiny/design/differences?{pair}").status_code == 200


@pytest.mark.parametrize(
    "pair",
    [
        "before=9&after=1",
        "before=x&after=1",
        "before=1&after=99999999999",
        "before=²&after=1",
        "before=1&after=٣",
        "",
    ],
)
def test_versions_that_are_not_there_are_not_found(
    desk: Any, store: Store, survey_id: int, pair: str
) -> None:
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    assert desk("zhao", "analyst").get(f"/staff/tiny/design/differences?{pair}").status_code == 404


def test_what_changes_no_question_can_be_published_too(desk: Any, store: Store, survey_id: int) -> None:
    """Such as the words said to somebody whose answer a check refuses."""
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    check = {"code": "C1", "require": ". < 100", "message": {"zh-CN": "超过一百岁了"}}
    insert = Insert(target="question:age", path=("checks",), part=check)
    changing.change(store, survey_id, [insert], actor=SYSTEM, at=NOW)
    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    said = Set(
        target="question:age",
        path=("checks", "C1", "message", "zh-CN"),
        was="超过一百岁了",
        value="请核对年龄",
    )
    changing.change(store, survey_id, [said], actor=SYSTEM, at=NOW)
    wang = desk("wang", "designer")
    page = wang.get("/staff/tiny/design/publishing").text
    assert "请核对年龄" in page
    assert "内容完全相同" not in page
    assert "第 3 版已发布" in press(wang, "/staff/tiny/design/publishing", "publish").text


def test_open_comments_are_listed_and_closed(
    desk: Any, store: Store, survey_id: int, hire: Callable[..., Person]
) -> None:
    author = staff(hire("zhou").account_id)
    first = commenting.say(store, survey_id, "question:age", "周岁还是虚岁", actor=author, at=NOW)
    wang = desk("wang", "reviewer")
    assert "周岁还是虚岁" in wang.get(VERSIONS).text
    assert "周岁还是虚岁" not in press(wang, VERSIONS, f"comments/{first}/done").text


def test_a_comment_goes_along_with_its_question_and_stays_when_that_is_gone(
    desk: Any, store: Store, survey_id: int, hire: Callable[..., Person]
) -> None:
    author = staff(hire("zhou").account_id)
    commenting.say(store, survey_id, "question:age", "周岁还是虚岁", actor=author, at=NOW)
    commenting.say(store, survey_id, "question:age_group", "不是这一题", actor=author, at=NOW)
    rename = Rename(what="question", was="age", to="years")
    changing.change(store, survey_id, [rename], actor=author, at=NOW)
    wang = desk("wang", "reviewer")
    said = re.search(r"([^>]*) · zhou老师[^<]*</p><p>周岁还是虚岁", wang.get(VERSIONS).text)
    assert said is not None
    assert said[1] == "年龄"
    undoing.undo(store, survey_id, actor=author, at=NOW)
    with store.reading() as session:
        places = [one.place for one in commenting.comments(session, survey_id, 0)]
    assert places == ["question:age", "question:age_group"]
    wish = present(store, survey_id).document["pages"][1]["questions"][1]
    gone = Remove(target="page:second", path=("questions",), key="wish", was=wish)
    changing.change(store, survey_id, [gone], actor=author, at=NOW)
    commenting.say(store, survey_id, "question:wish", "为什么删", actor=author, at=NOW)
    assert '<span class="code">question:wish</span>（已删除）' in wang.get(VERSIONS).text


def test_the_preview_is_the_real_page_in_a_frame_of_ours(desk: Any, store: Store) -> None:
    wang = desk("wang", "designer")
    token = wang.get("/staff/tiny/design/draft.json").get_json()["token"]
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    found = wang.post("/staff/tiny/design/preview", json={"question": "age"}, headers=headers).get_json()
    assert found == {"address": "/r/first-page#q-age", "shown": True, "why": ""}
    page = wang.get("/r/first-page")
    assert page.status_code == 200
    assert "试填，不计入调查" in page.text
    assert 'id="q-age"' in page.text
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in wang.get("/staff/tiny/design").headers["Content-Security-Policy"]
    assert wang.get(VERSIONS).headers["X-Frame-Options"] == "DENY"


def test_pages_of_a_survey_itself_are_never_framed(desk: Any, store: Store, survey_id: int) -> None:
    from survey.services import copies, frame
    from survey.services.secrets import link_of
    from survey.store.tables import Copy

    publication.publish(store, survey_id, actor=SYSTEM, at=NOW)
    frame.save_stratum(store, survey_id, frame.StratumFacts("s", "层"), actor=SYSTEM, at=NOW)
    copies.issue(store, b"k" * 32, survey_id, [copies.Order("s", 1)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonce = session.scalars(sa.select(Copy.nonce)).one()
    page = desk("wang", "designer").get(f"/q/{link_of(b'k' * 32, nonce)}", follow_redirects=True)
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "试填" not in page.text


def test_a_test_run_is_opened_tried_counted_and_cleared(desk: Any, client: Any, store: Store) -> None:
    wang = desk("wang", "designer")
    trial = "/staff/tiny/design/trial"
    page = press(wang, trial, "trial/open").text
    assert "<svg" in page
    link = re.search(r'href="(/q/[^"]+)"', page)
    assert link is not None
    client.get(link[1], follow_redirects=True)
    client.submit("/r", {"sex": "1", "age": "30"}, follow_redirects=True)
    assert "开始试填 1 份，其中提交 0 份" in wang.get(trial).text
    assert "已清除 1 份试填" in press(wang, trial, "trial/clear").text
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0
    # The phone that held the cleared copy begins anew.
    assert client.get("/r", follow_redirects=True).status_code == 200


def test_only_designers_open_and_clear_a_test_run(desk: Any) -> None:
    reviewer = desk("wang", "reviewer")
    assert "trial/open" not in reviewer.get("/staff/tiny/design/trial").text
