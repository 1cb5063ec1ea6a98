"""Pages that others have overtaken meanwhile: told without scripts too, and looked at before sending."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from questionnaires.formats import yaml
from survey.store import Store
from survey.store.tables import Response, Submission
from tests.fixtures.applications import CheckingClient
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import form_of
from tests.survey.investigations import investigation

pytestmark = only_sqlite

TWO = """
name: two
title: {zh-CN: 两页}
pages:
  - name: begin
    questions:
      - {name: start, kind: single, label: {zh-CN: 开始}, options: [{code: '1', label: {zh-CN: 好}}]}
  - name: main
    questions:
      - name: sex
        kind: single
        label: {zh-CN: 性别}
        options: [{code: '1', label: {zh-CN: 男}}, {code: '2', label: {zh-CN: 女}}]
      - {name: job, kind: text, label: {zh-CN: 工作}}
"""


@pytest.fixture
def inside(client: CheckingClient, store: Store) -> CheckingClient:
    client.get(f"/q/{investigation(store, yaml.load(TWO)).slips[0].link}")
    client.submit("/r", {"start": "1"})
    return client


def answered_elsewhere(inside: CheckingClient, **fields: str) -> None:
    token = inside.get("/r/token").json["token"]
    sent = {"key": "elsewhere", "revision": 9, "fields": fields}
    assert inside.post("/r/save", json=sent, headers={"X-CSRFToken": token}).status_code == 200


def test_a_form_sent_again_after_another_device_shows_the_answer_that_counts(inside):
    target, filled = form_of(inside.get("/r/main").text)
    filled |= {"sex": "1", "job": "医生"}
    assert inside.post(target, data=filled).status_code == 303
    answered_elsewhere(inside, sex="2")
    again = inside.post(target, data=filled)
    assert again.status_code == 200
    assert "现在以那边的“女”为准" in again.text
    shown = form_of(again.text)[1]
    assert (shown["sex"], shown["job"]) == (["2"], ["医生"])
    assert inside.post(target, data=shown).location == "/r/review"


def test_a_repeat_to_the_script_says_what_stands_now(inside):
    token = inside.get("/r/token").json["token"]
    sent = {"key": "phone", "revision": 1, "fields": {"sex": "1"}}
    inside.post("/r/save", json=sent, headers={"X-CSRFToken": token})
    answered_elsewhere(inside, sex="2")
    again = inside.post("/r/save", json=sent, headers={"X-CSRFToken": token})
    assert again.json["elsewhere"] == [{"question": "sex", "now": "女", "fields": {"sex": ["2"]}}]


def test_nothing_is_sent_that_was_changed_after_the_last_look(inside, store):
    inside.submit("/r/main", {"sex": "1", "job": "医生"})
    target, filled = form_of(inside.get("/r/review").text)
    answered_elsewhere(inside, sex="2")
    again = inside.post(target, data=filled)
    assert "还没有提交" in again.text
    assert "女" in again.text
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0
    target, filled = form_of(again.text)
    assert inside.post(target, data=filled).location == "/r/done"
    with store.reading() as session:
        assert session.scalars(sa.select(Response.outcome)).one() == "submitted"
