"""Importing a questionnaire in the browser: shown before anything is stored, then taken or put away."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from questionnaires import library
from questionnaires.formats import registry
from survey.errors import Refusal
from survey.services import publication, staging
from survey.services.events import SYSTEM
from survey.store.tables import DraftImport, Event
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import form_of

pytestmark = only_sqlite
AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
PAGE = "/staff/funing-2026/questionnaire/import"
SURVEYJS = {
    "title": "科技工作者小调查",
    "pages": [
        {
            "name": "p1",
            "elements": [
                {
                    "type": "text",
                    "name": "age",
                    "title": "年龄<script>alert(1)</script>",
                    "inputType": "number",
                },
                {
                    "type": "radiogroup",
                    "name": "why",
                    "title": "为什么？",
                    "choices": ["a", "b"],
                    "visibleIf": "{age} >= 60",
                },
                {"type": "file", "name": "cv", "title": "简历"},
                {
                    "type": "dropdown",
                    "name": "town",
                    "title": "乡镇",
                    "choicesByUrl": {"url": "https://example.org/"},
                },
            ],
        }
    ],
}


@pytest.fixture
def number(make_survey):
    return make_survey()


@pytest.fixture
def designer(number, hire, give_role, desk_of):
    person = hire("li")
    give_role(number, person, "designer")
    return desk_of(person)


def file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def send(designer, content: bytes = b"", name: str = "", text: str = "", **more: str):
    designer.get(PAGE)
    fields: dict[str, object] = {"text": text, "format": "", "language": "zh-CN", **more}
    if name:
        fields["file"] = file(content, name)
    return designer.submit(PAGE, fields)


def send_surveyjs(designer) -> str:
    sent = send(designer, json.dumps(SURVEYJS).encode(), "问卷.json")
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def rows(store, table):
    with store.reading() as session:
        return session.query(table).all()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_file_is_shown_with_what_came_over_and_what_did_not(designer, number, store, language):
    designer.set_cookie("language", language)
    shown = designer.get(send_surveyjs(designer)).text
    assert "科技工作者小调查" in shown
    assert "${age} &gt;= 60" in shown
    for zh, en in (("文件上传", "a file upload"), ("选项不在文件里", "The choices are not in the file")):
        assert (zh if language == "zh-CN" else en) in shown
    assert "<script>alert" not in shown
    assert "alert(1)" not in shown
    assert publication.draft_of(store, number) is None, "shown, not stored"


def test_taking_it_makes_it_the_draft_and_putting_it_away_changes_nothing(designer, number, store):
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    address = send_surveyjs(designer)
    page = designer.get(address).text
    assert f"{len(library.source('county_unit').questions)} 题" in page, (
        "says what happens to the present draft"
    )
    away = designer.submit(address, action=f"{address}/drop", follow_redirects=True)
    assert "草稿没有改动" in away.text
    assert publication.draft_of(store, number).whole.name == "county_unit"
    assert designer.get(address).status_code == 404
    address = send_surveyjs(designer)
    taken = designer.submit(address, action=f"{address}/take", follow_redirects=True)
    assert "已成为草稿" in taken.text
    assert [one.name for one in publication.draft_of(store, number).whole.questions] == ["age", "why", "town"]
    assert rows(store, DraftImport) == []
    assert [event.detail for event in rows(store, Event) if event.action == "questionnaire.drafted"][-1][
        "source"
    ] == "surveyjs"


def test_taking_it_twice_tells_that_it_is_gone_and_keeps_the_draft(designer, number, store):
    address = send_surveyjs(designer)
    shown = designer.get(address)
    assert shown.status_code == 200
    designer.submit(address, action=f"{address}/take")
    import_id = int(address.rsplit("/", 1)[1])
    with pytest.raises(Refusal) as refused:
        staging.take(store, number, import_id, actor=SYSTEM, at=AT)
    assert refused.value.code == "import_gone"
    assert publication.draft_of(store, number).whole.questions[0].name == "age"


def test_pasted_text_is_read_and_kept_in_the_form_where_it_cannot_be(designer, number, store):
    text = "小调查\n\n1. 您的性别[单选题]\n男\n女\n\n2. 您的意见[填空题]\n"
    sent = send(designer, text=text)
    assert sent.status_code == 303
    assert "您的性别" in designer.get(sent.headers["Location"]).text
    refused = send(designer, text='{"pages": [')
    assert refused.status_code == 422
    assert "{&#34;pages&#34;: [" in refused.text
    assert "草稿没有改动" in refused.text


def test_what_was_read_waits_is_offered_again_and_goes_after_a_day(designer, number, store):
    address = send_surveyjs(designer)
    assert address in designer.get(PAGE).text
    second = send_surveyjs(designer)
    assert [f"{PAGE}/{row.id}" for row in rows(store, DraftImport)] == [second], "one at a time"
    import_id = int(second.rsplit("/", 1)[1])
    later = rows(store, DraftImport)[0].at + timedelta(days=1, minutes=1)
    assert staging.staged(store, number, import_id, at=later) is None
    with pytest.raises(Refusal):
        staging.take(store, number, import_id, actor=SYSTEM, at=later)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>'
WRONG = {
    "empty": (b"", "empty.lss"),
    "nothing chosen": (b"", ""),
    "pdf": (b"%PDF-1.7 ...", "form.pdf"),
    "picture": (b"\x89PNG\r\n\x1a\n", "form.docx"),
    "other extension": (json.dumps(SURVEYJS).encode(), "form.lss"),
    "unknown extension": (json.dumps(SURVEYJS).encode(), "form.xyz"),
    "data": (b"a,b\n1,2\n", "data.csv"),
    "zip bomb": (bomb(), "form.docx"),
    "entities": (ENTITIES, "form.lss"),
    "deep": (b"[" * 100_000, "form.json"),
    "nul": (b'{"pages": "\x00"}', "form.json"),
    "broken": (b'{"pages": [', "form.json"),
    "no questions": (b'{"SurveyElements": []}', "form.qsf"),
    "too large": (b"1. a\n" * 5_000, "form.txt"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_answered_with_a_page_in_words_and_nothing_is_lost(
    designer, number, store, kind, monkeypatch
):
    if kind == "too large":
        monkeypatch.setattr(registry, "LARGEST", 20_000)
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    content, name = WRONG[kind]
    sent = send(designer, content, name)
    assert sent.status_code == 422
    assert "草稿没有改动" in sent.text
    assert 'class="mend"' in sent.text
    assert rows(store, DraftImport) == []
    assert publication.draft_of(store, number).whole.name == "county_unit"


def test_the_name_of_a_file_is_kept_without_control_characters(store, number):
    made = staging.stage(
        store, number, "问卷\u3000a\x00b\ud800\u202e.txt", "1. 意见[填空题]\n".encode(), actor=SYSTEM, at=AT
    )
    assert staging.staged(store, number, made, at=AT).name == "问卷\u3000a\ufffdb\ufffd\ufffd.txt"


def test_a_format_can_be_named_where_the_file_does_not_show_it(designer, store):
    sent = send(designer, json.dumps(SURVEYJS).encode(), "form.xyz", format="surveyjs")
    assert sent.status_code == 303
    assert "科技工作者小调查" in designer.get(sent.headers["Location"]).text


def test_a_new_survey_can_begin_with_an_import(hire, desk_of):
    desk = desk_of(hire("wang", is_administrator=True))
    address = "/staff/new"
    fields = {"title": "新调查", "code": "new-2026", "questionnaire": "-import"}
    sent = desk.submit(address, fields)
    assert sent.headers["Location"] == "/staff/new-2026/questionnaire/import"
    assert desk.get(sent.headers["Location"]).status_code == 200


@pytest.mark.parametrize("kind", [one.name for one in registry.writers()])
def test_the_draft_and_versions_can_be_fetched_in_every_format(designer, number, store, kind):
    address = f"/staff/funing-2026/questionnaire/export/{kind}"
    assert designer.get(address).status_code == 404, "there is no draft yet"
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    fetched = designer.get(f"{address}?seen=1")
    assert fetched.status_code == 200
    assert "attachment; filename=funing-2026-draft." in fetched.headers["Content-Disposition"]
    assert len(fetched.data) > 100
    assert address in designer.get("/staff/funing-2026/questionnaire").text
    assert designer.get(f"{address}?version=1").status_code == 404
    assert designer.get("/staff/funing-2026/questionnaire/export/surveyjs").status_code == 404


def test_what_a_format_has_no_room_for_is_shown_before_the_file_is_fetched(designer, number, store):
    publication.draft(store, number, library.source("county_person"), actor=SYSTEM, at=AT, source="library")
    shown = designer.get("/staff/funing-2026/questionnaire/export/wenjuanxing")
    assert "这种格式装不下的地方" in shown.text
    assert "没有带过来的" in shown.text
    assert "/questionnaire/export/wenjuanxing?seen=1" in shown.text
    assert "Content-Disposition" not in shown.headers
    plain = designer.get("/staff/funing-2026/questionnaire/export/yaml")
    assert "attachment" in plain.headers["Content-Disposition"]


def test_what_one_designer_read_in_others_of_the_survey_may_look_at_and_nobody_else(
    designer, number, make_survey, hire, give_role, desk_of
):
    address = send_surveyjs(designer)
    colleague, stranger, reviewer = hire("wang"), hire("zhao"), hire("sun")
    elsewhere = make_survey("elsewhere-2026")
    give_role(number, colleague, "designer")
    give_role(elsewhere, stranger, "designer")
    give_role(number, reviewer, "reviewer")
    assert "科技工作者小调查" in desk_of(colleague).get(address).text
    assert desk_of(stranger).get(address).status_code == 404
    assert desk_of(stranger).get(address.replace("funing-2026", "elsewhere-2026")).status_code == 404
    assert desk_of(reviewer).get(address).status_code == 403
    assert designer.get(address).status_code == 200, "looking at it takes nothing away"


def test_the_page_of_an_earlier_file_in_another_tab_never_takes_the_later_one(designer, number, store):
    first = send_surveyjs(designer)
    designer.get(first)
    later = {"title": "另一份", "elements": [{"type": "text", "name": "other", "title": "别的"}]}
    second = send(designer, json.dumps(later).encode(), "b.json").headers["Location"]
    assert first != second
    _, fields = form_of(designer.get(second).text, f"{second}/take")
    taken = designer.post(f"{first}/take", data=fields, follow_redirects=True)
    assert "这次导入已经放入草稿、放弃" in taken.text
    assert publication.draft_of(store, number) is None
    assert "另一份" in designer.get(second).text


def test_the_place_of_a_broken_line_names_the_file_once(designer):
    shown = send(designer, b'{"pages": [}', "broken.json").text
    assert "broken.json (1)" in shown
    assert "broken.json: broken.json" not in shown
