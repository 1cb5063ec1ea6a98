"""Hints on wording: what people trip over when they read a question on a phone.

After the rules of thumb of questionnaire design (Bradburn, Sudman and Wansink 2004, Asking
Questions, chapters 2 to 5; Dillman, Smyth and Christian 2014, chapter 4). A hint may be
wrong: it proposes a second look and forbids nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.hints.advice import Hint, advise
from questionnaires.hints.choices import choices
from questionnaires.hints.wording import phrases, wording
from questionnaires.kinds import Lists
from questionnaires.model import Calculated, Matrix, Multiple, Question, Questionnaire, Ranking, Single
from questionnaires.text import Text

MOST_ROWS = 10


def hints(questionnaire: Questionnaire, language: str) -> tuple[Hint, ...]:
    """Advice on the wording in one language, in the order of the questions."""
    lists = Lists.of(questionnaire)
    found: list[Hint] = []
    for question in questionnaire.questions:
        if not isinstance(question, Calculated):
            found += _once(_question(question, lists, language))
    return tuple(found)


def _once(found: Iterator[Hint]) -> Iterator[Hint]:
    """An abbreviation is told once for a question, where it stands first."""
    told: set[Text] = set()
    for hint in found:
        if hint.code != "abbreviation" or hint.reason not in told:
            told.add(hint.reason)
            yield hint


def _question(question: Question, lists: Lists, language: str) -> Iterator[Hint]:
    yield from wording(question, language)
    if isinstance(question, Matrix):
        rows = [row for row in question.rows if row.expect is None]
        if len(rows) > MOST_ROWS:
            yield advise("many_rows", f"question:{question.name}", question, n=len(rows))
        for row in rows:
            at = f"question:{question.name}/row:{row.name}"
            yield from phrases(row.label.say(language), at, question, language)
    if isinstance(question, Single | Multiple | Ranking | Matrix):
        yield from choices(question, lists.options(question), language)
