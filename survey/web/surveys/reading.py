"""A questionnaire as a person reads it through: pages, questions, options, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from questionnaires.editing.blank import KIND_WORDS
from questionnaires.model import (
    FACTS,
    Cascade,
    Matrix,
    Note,
    Option,
    OptionsBase,
    Page,
    Question,
    Questionnaire,
    Split,
)
from questionnaires.text import Text
from survey.services.selection import sentence_of
from survey.services.surveys import Facts

LONGEST_LIST = 40


@dataclass(frozen=True)
class Line:
    """A question in reading form; ``more`` options of a long list are only counted."""

    question: Question
    kind: Text
    options: Sequence[tuple[str, Text]]
    more: int
    rows: Sequence[Text]


@dataclass(frozen=True)
class PageLines:
    """A page in reading form."""

    page: Page
    lines: Sequence[Line]


@dataclass(frozen=True)
class Summary:
    """A questionnaire in figures."""

    pages: Sequence[tuple[Page, int]]
    questions: int
    required: int
    conditional: int
    languages: Sequence[str]


def filled(text: str, facts: Facts, language: str) -> str:
    """A text with what it quotes about the survey; quotations of answers stay as they are."""
    for name in FACTS:
        fact = getattr(facts, name.removeprefix("survey_"))
        if name == "survey_selection":
            fact = sentence_of(fact)
        known = fact.say(language) if isinstance(fact, Text) else str(fact or "")
        text = text.replace(f"${{{name}}}", known or "〔　〕")
    return text


def shipped_title(title: str) -> str:
    """The title of a questionnaire of the library, which names a place that no survey has given yet."""
    return title.replace("${survey_place}", _("某县"))


def summary_of(questionnaire: Questionnaire) -> Summary:
    """How many pages and questions there are, and of which sort; notes ask nothing."""
    asked = [one for one in questionnaire.questions if not isinstance(one, Note) and one.kind != "calculated"]
    return Summary(
        pages=[(page, sum(one in asked for one in page.questions)) for page in questionnaire.pages],
        questions=len(asked),
        required=sum(one.required for one in asked),
        conditional=sum(one.show is not None for one in asked),
        languages=questionnaire.languages,
    )


def pages_of(questionnaire: Questionnaire) -> list[PageLines]:
    """Every page with its questions."""
    return [
        PageLines(page, [_line(questionnaire, question) for question in page.questions])
        for page in questionnaire.pages
    ]


def _line(questionnaire: Questionnaire, question: Question) -> Line:
    options = _options(questionnaire, question)
    rows = [row.label for row in question.rows] if isinstance(question, Matrix | Split) else []
    if isinstance(question, Cascade):
        rows = [level.label for level in question.levels]
    return Line(
        question, KIND_WORDS[question.kind], options[:LONGEST_LIST], max(0, len(options) - LONGEST_LIST), rows
    )


def _options(questionnaire: Questionnaire, question: Question) -> list[tuple[str, Text]]:
    options: tuple[Option, ...] = getattr(question, "options", ())
    if options:
        return [(option.code, option.label) for option in options]
    listed = (
        questionnaire.list_by_name.get(question.list or "") if isinstance(question, OptionsBase) else None
    )
    return [(entry.code, entry.label) for entry in listed.entries] if listed else []
