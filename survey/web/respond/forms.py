"""Forms of respondents, as they are posted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired

from questionnaires.kinds.reading import clean
from questionnaires.model import Question, Questionnaire
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


@dataclass(frozen=True)
class PageForm:
    """What a page of a questionnaire posts: answers, and what every page posts besides them.

    The service reads the answers (:func:`survey.services.respond.save`), as it does for the
    script; the token was checked before any view, for the whole site.
    """

    questions: tuple[Question, ...]
    """The questions that stood on the form."""
    answers: Raw
    """What was posted of answers, by the name of the form field."""
    posted: Mapping[str, str]

    @property
    def raw(self) -> Raw:
        """The answers as they were posted, for showing them again and for reading them."""
        return dict(self.answers)

    @property
    def whole(self) -> list[str]:
        """The names of the questions that stood on the form."""
        return [question.name for question in self.questions]

    @property
    def save_key(self) -> str:
        """The key that makes a repeat harmless; a form without one is given one."""
        return sound_key(self.posted.get("key"))

    @property
    def seen_revision(self) -> int:
        """The revision the form was made on."""
        typed = self.posted.get("revision", "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def page_form(questionnaire: Questionnaire, questions: Sequence[Question]) -> PageForm:
    """The form of a page with these questions, filled from the request."""
    layout, names = layout_of(questionnaire), {question.name for question in questions}
    own = {
        name: texts
        for name, texts in request.form.lists()
        if (owner := layout.owner(name)) is not None and owner.name in names
    }
    return PageForm(tuple(questions), as_read(layout, own), request.form)


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
