"""Forms of respondents: one class for each page, built from the kinds of its questions."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import DataRequired

from questionnaires.kinds.lists import ByIdentity
from questionnaires.kinds.reading import clean
from questionnaires.model import Question, Questionnaire
from survey.services.respond import Layout, layout_of
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
    """The answer to one question as it was posted, in as many form fields as its kind has.

    The service reads it (:func:`survey.services.respond.save`), as it does for the script.
    """

    def __init__(self, layout: Layout, question: Question, **options: Any) -> None:
        super().__init__(**options)
        self.layout = layout
        self.question = question
        self.raw: Raw = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was posted for the question."""
        self.process_errors: list[str] = []
        if formdata:
            own = {
                name: formdata.getlist(name)
                for name in formdata
                if (owner := self.layout.owner(name)) is not None and owner.name == self.question.name
            }
            self.raw = as_read(self.layout, own)


class PageForm(PlainForm):
    """What every page of a questionnaire posts besides its answers."""

    class Meta(PlainForm.Meta):
        """The token was checked before any view, for the whole site."""

        csrf = False

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


Forms = dict[tuple[str, ...], type[PageForm]]
# A class for each page, made once: the questions of a version never change.
_forms: ByIdentity[Questionnaire, Forms] = ByIdentity(lambda _questionnaire: {})


def page_form(questionnaire: Questionnaire, questions: Sequence[Question]) -> PageForm:
    """The form of a page with these questions, filled from the request."""
    known, names = _forms(questionnaire), tuple(question.name for question in questions)
    if names not in known:
        layout = layout_of(questionnaire)
        fields = {
            f"answer_{question.name}": AnswerField(layout, question, name=question.name)
            for question in questions
        }
        known[names] = type("QuestionnairePageForm", (PageForm,), fields)
    return known[names]()


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
