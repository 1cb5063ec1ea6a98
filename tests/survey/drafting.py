"""For tests: a survey with a small draft, and the people who work on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from questionnaires.editing import Set
from questionnaires.formats import yaml
from questionnaires.text import Text
from survey.services import publication, surveys
from survey.services.design import drafts
from survey.services.design.drafts import Drafted
from survey.services.events import SYSTEM, Actor, staff
from survey.services.surveys import Facts
from survey.store import Store
from survey.store import accounts as stored_accounts

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
KEY = b"k" * 32

TINY = """
name: tiny
title: {zh-CN: 小问卷}
settings: [{name: extended, label: {zh-CN: 扩展}}]
pages:
  - name: first
    questions:
      - {name: sex, kind: single, label: {zh-CN: 性别}, options: [{code: '1', label: {zh-CN: 男}}, {code: '2', label: {zh-CN: 女}}]}
      - {name: age, kind: number, label: {zh-CN: 年龄}, least: 0, most: 120}
  - name: second
    questions:
      - {name: work, kind: text, label: {zh-CN: 工作}, show: "${age} >= 60 and ${sex} = '2'"}
      - {name: wish, kind: text, label: {zh-CN: 愿望}}
  - name: third
    only: extended
    questions:
      - {name: more, kind: text, label: {zh-CN: 还有}}
"""


def blank_survey(store: Store, code: str = "tiny") -> int:
    """A survey that has no draft yet."""
    return surveys.create(store, code, Facts(title=Text(zh="调查")), actor=SYSTEM, at=NOW)


def drafted_survey(store: Store, code: str = "tiny", content: str = TINY) -> int:
    """A survey with the tiny questionnaire as its draft."""
    survey_id = blank_survey(store, code)
    publication.draft(store, survey_id, yaml.load(content), actor=SYSTEM, at=NOW, source="file")
    return survey_id


def colleague(store: Store, login: str) -> Actor:
    """A member of staff, as one who acts."""
    with store.writing() as session:
        account = stored_accounts.add(session, login=login, name=f"{login}老师", created_at=NOW)
        assert account is not None
        return staff(account.id)


def present(store: Store, survey_id: int) -> Drafted:
    """The draft as it stands, read from the store."""
    with store.reading() as session:
        return drafts.read(store, session, survey_id)


def label(store: Store, survey_id: int, question: str) -> Any:
    """The Chinese label of a question of the draft."""
    return present(store, survey_id).questionnaire.question_by_name[question].label["zh-CN"]


def named(name: str, was: str | None, value: str) -> Set:
    """A change of the Chinese label of a question."""
    return Set(target=f"question:{name}", path=("label", "zh-CN"), was=was, value=value)
