"""Forms of respondents: one class for each page, built from the kinds of its questions."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import DataRequired

from questionnaires.interview import Interview
from questionnaires.kinds import Reading
from questionnaires.kinds.reading import clean
from questionnaires.model import Question
from survey.services.respond import layout_of
from survey.web.respond.posts import Raw, as_read

KEY = re.compile(r"[!-~]{1,64}")
MOST_CONFIRMED, LONGEST_CONFIRMED = 100, 200


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A form that reads nothing but form fields: no files, and no JSON in their place."""

    class Meta:
        """Flask-WTF would read files and JSON too, whose values are no texts."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The fields that were posted."""
            return request.form if request.method == "POST" else None


class AnswerField(Field):  # type: ignore[misc]
    """The answer to one question, in as many form fields as its kind has."""

    def __init__(self, interview: Interview, question: Question, **options: Any) -> None:
        super().__init__(**options)
        self.interview = interview
        self.question = question
        self.raw: Raw = {}
        self.data: Reading = Reading()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was posted for the question and have its kind read it."""
        self.process_errors: list[str] = []
        if formdata:
            layout = layout_of(self.interview.questionnaire)
            own = {
                name: formdata.getlist(name)
                for name in formdata
                if (owner := layout.owner(name)) is not None and owner.name == self.question.name
            }
            self.raw = as_read(self.interview.questionnaire, own)
            self.data = self.interview.read(self.question, self.raw)


class PageForm(PlainForm):
    """What every page of a questionnaire posts besides its answers."""

    key = HiddenField()
    revision = HiddenField()
    started = HiddenField()
    seen = HiddenField()

    @property
    def answers(self) -> list[AnswerField]:
        """The fields that hold answers."""
        return [field for field in self if isinstance(field, AnswerField)]

    @property
    def raw(self) -> Raw:
        """What was posted of answers, for showing it again and for reading it."""
        return {name: texts for field in self.answers for name, texts in field.raw.items()}

    @property
    def whole(self) -> list[str]:
        """The questions that stood on the form."""
        return [field.question.name for field in self.answers]

    @property
    def save_key(self) -> str:
        """The key that makes a repeat harmless; a form without one is given one."""
        return sound_key(self.key.data)

    @property
    def seen_revision(self) -> int:
        """The revision the form was made on."""
        typed = str(self.revision.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def page_form(interview: Interview, questions: Sequence[Question]) -> PageForm:
    """The form of a page with these questions, filled from the request."""
    fields: Mapping[str, Any] = {
        f"answer_{question.name}": _Unbound(interview, question) for question in questions
    }
    kind: type[PageForm] = type("QuestionnairePageForm", (PageForm,), dict(fields))
    return kind()


def _Unbound(interview: Interview, question: Question) -> Any:  # noqa: N802
    return AnswerField(interview, question, name=question.name)


class CodeForm(PlainForm):
    """A typed answer code or receipt code."""

    code = StringField(validators=[DataRequired()])


class ConfirmForm(PlainForm):
    """A step that was asked for twice."""

    code = HiddenField()
    sure = HiddenField()


def sound_key(sent: object) -> str:
    """The key that a form or the script sent, where it can be one; else a new one."""
    return sent if isinstance(sent, str) and KEY.fullmatch(sent) else new_key()


def sound_confirmations(sent: Sequence[object]) -> tuple[str, ...]:
    """The keys of soft problems that were confirmed, without what can be none."""
    return tuple(
        one
        for one in sent[:MOST_CONFIRMED]
        if isinstance(one, str) and len(one) <= LONGEST_CONFIRMED and one == clean(one)
    )


def new_key() -> str:
    """A random key for one save or one submit; nothing is written for it."""
    return secrets.token_urlsafe(12)
