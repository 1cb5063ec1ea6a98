"""A draft made fit to be answered: what cannot be read is left out, the rest stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from questionnaires import library
from questionnaires.editing.document import document_of
from questionnaires.editing.runnable import runnable
from questionnaires.interview import Interview
from questionnaires.model import Questionnaire

BROKEN = "${q1 ="


def questionnaire(*pages: dict[str, object], **more: object) -> Questionnaire:
    return Questionnaire.model_validate({"name": "x", "title": {"zh-CN": "问卷"}, "pages": pages, **more})


def text(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "kind": "text", "label": {"zh-CN": name}, **more}


@pytest.mark.parametrize("name", library.names())
def test_a_questionnaire_without_errors_stays_as_it_is(name: str) -> None:
    assert runnable(library.source(name)) == library.source(name)


def test_what_cannot_be_read_is_left_out() -> None:
    ending = {"when": BROKEN, "outcome": "ineligible", "reason": "r", "message": {"zh-CN": "再见"}}
    check = {"code": "V1", "require": BROKEN, "message": {"zh-CN": "错"}}
    option = {"code": "1", "label": {"zh-CN": "一"}, "show": BROKEN}
    draft = questionnaire(
        {"name": "empty", "questions": []},
        {
            "name": "first",
            "show": BROKEN,
            "endings": [ending],
            "questions": [
                text("q1", show=BROKEN, checks=[check], pattern="[a"),
                text("q1"),
                {"name": "q2", "kind": "single", "label": {"zh-CN": "选"}, "options": [option]},
                {"name": "q3", "kind": "calculated", "value": BROKEN, "type": "text"},
            ],
        },
        reviews=[{"code": "R", "when": BROKEN, "label": {"zh-CN": "看"}}],
    )
    found = runnable(draft)
    (page,) = document_of(found)["pages"]
    assert [one["name"] for one in page["questions"]] == ["q1", "q2", "q3"]
    assert BROKEN not in str(page)
    assert "reviews" not in document_of(found) or document_of(found)["reviews"] == []
    interview = Interview(found, {}, start=datetime(2026, 1, 1, tzinfo=UTC))
    assert [one.name for one in interview.path[0].questions] == ["q1", "q2"]


def test_nothing_may_be_left() -> None:
    assert runnable(questionnaire()).pages == ()
