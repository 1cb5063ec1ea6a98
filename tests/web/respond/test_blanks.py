"""Questions that are made once and filled in: the same as their template, and nobody's answers kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask, current_app

from questionnaires import library
from questionnaires.formats import yaml
from questionnaires.interview import Interview
from questionnaires.model import Question
from survey.web.respond.blanks import question_html
from survey.web.respond.pages import asking
from survey.web.respond.posts import Raw, as_raw
from survey.web.respond.showing import Shower
from survey.web.respond.telling import FormView, Told
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite
START = datetime(2026, 6, 30, 4, tzinfo=UTC)
SECRET = '王<小>明 "13812345678" \0000\0'

OWN = """
name: own
title: {zh-CN: 各有不同, en: Own}
pages:
  - name: all
    questions:
      - {name: name, kind: text, limit: 40, label: {zh-CN: 姓名, en: Name}}
      - name: quoting
        kind: single
        label: {zh-CN: "${name}，您好", en: "Hello ${name}"}
        options: [{code: '1', label: {zh-CN: 好, en: Fine}}]
      - name: ruled
        kind: single
        label: {zh-CN: 选一项, en: Choose}
        options: [{code: '1', label: {zh-CN: 甲, en: A}}, {code: '2', label: {zh-CN: 乙, en: B}, show: "${name} = ''"}]
      - name: shuffled
        kind: single
        shuffle: true
        label: {zh-CN: 再选一项, en: Again}
        options: [{code: '1', label: {zh-CN: 甲, en: A}}, {code: '2', label: {zh-CN: 乙, en: B}}]
      - {name: born, kind: date, precision: year, label: {zh-CN: 出生年, en: Born}}
      - {name: late, kind: text, limit: 40, label: {zh-CN: 后来的, en: Late}, show: "${name} != ''"}
"""


@pytest.fixture
def within(app: Flask) -> Iterator[None]:
    with app.test_request_context("/r"):
        yield


def _rendered(shower: Shower, question: Question, form: FormView) -> str:
    template = current_app.jinja_env.get_template("respond/body.html")
    return str(template.module.question(shower.item(question), form))  # type: ignore[attr-defined]


def _filled(interview: Interview, question: Question, random: Random) -> Raw:
    """Any form fields a question can have, some chosen and some written in."""
    fields = as_raw(question, interview.answers, interview.code_lists)
    options = [option.code for option in interview.code_lists.options(question)]
    for row in getattr(question, "rows", ()):
        fields[row.name] = [random.choice([*options, SECRET])]
    fields[question.name] = random.sample([*options, SECRET, "3", ""], 2)
    fields.update({f"{question.name}_oth": [SECRET], f"{question.name}.2": options[:1]})
    fields.update({f"{question.name}.missing": [code] for code in question.offers[:1]})
    return fields


@pytest.mark.parametrize("name", library.names())
@pytest.mark.usefixtures("within")
def test_a_question_filled_in_is_what_its_template_renders(name: str) -> None:
    questionnaire, random, kept = library.load(name), Random(1), 0
    for answers in ({}, {"a2": "1"}):
        interview = Interview(questionnaire, answers, start=START)
        for question in asking(questionnaire.questions):
            shower = Shower(interview, "zh-CN")
            for raw in ({}, _filled(interview, question, random), _filled(interview, question, random)):
                form = FormView(raw)
                html = question_html(shower, question, form)
                kept += html is not None
                assert html is None or html == _rendered(shower, question, form)
    assert kept > len(questionnaire.questions)


@pytest.mark.usefixtures("within")
def test_what_differs_between_people_is_rendered_for_each() -> None:
    questionnaire = yaml.load(OWN)
    interview = Interview(questionnaire, {"name": SECRET}, start=START)
    shower = Shower(interview, "zh-CN")
    found = {one.name: question_html(shower, one, FormView()) for one in questionnaire.questions}
    assert {name for name, html in found.items() if html is None} == {"quoting", "ruled", "shuffled", "born"}


@pytest.mark.usefixtures("within")
def test_one_persons_answers_are_not_in_the_next_persons_page() -> None:
    questionnaire = yaml.load(OWN)
    question = questionnaire.question_by_name["name"]
    shower = Shower(Interview(questionnaire, {}, start=START), "zh-CN")
    first = question_html(shower, question, FormView({"name": ["张三"]}))
    second = question_html(shower, question, FormView())
    assert "张三" in str(first)
    assert "张三" not in str(second)


@pytest.mark.usefixtures("within")
def test_a_question_that_answers_hide_and_show_follows_them() -> None:
    questionnaire = yaml.load(OWN)
    question = questionnaire.question_by_name["late"]
    hidden, shown = (
        str(question_html(Shower(Interview(questionnaire, answers, start=START), "en"), question, FormView()))
        for answers in ({}, {"name": "x"})
    )
    assert 'data-kind="text" hidden>' in hidden
    assert 'data-kind="text">' in shown


@pytest.mark.usefixtures("within")
def test_a_question_with_something_wrong_is_rendered_with_it() -> None:
    questionnaire = yaml.load(OWN)
    question = questionnaire.question_by_name["name"]
    told = Told("name", "name", "name:required", "hard", "请回答这一题", "name")
    shower = Shower(Interview(questionnaire, {}, start=START), "zh-CN")
    assert question_html(shower, question, FormView({}, [told])) is None
