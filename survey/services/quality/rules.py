"""What of one response gives a flag. Pure: answers in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.interview import Interview
from questionnaires.model import Matrix, Words
from survey.services.quality import kinds
from survey.services.quality.identifying import find_identifying

FEWEST_ROWS = 3
SAME_ANSWERS = 20
SAME_SHARE = 0.9
MOST_SUBMITS = 5


@dataclass(frozen=True)
class Finding:
    """A flag to raise, with what a reviewer needs to judge it; never an answer's text."""

    code: str
    detail: Mapping[str, Any]


def findings(interview: Interview, confirmed: tuple[str, ...]) -> Iterator[Finding]:
    """What the answers of one response say by themselves.

    ``confirmed`` are the soft problems that stand and that the person confirmed.
    """
    straight = [question.name for question in _matrices(interview) if _is_straight(question, interview)]
    if straight:
        yield Finding(kinds.STRAIGHT, {"questions": straight})
    wrong = list(_wrong_attention(interview))
    if wrong:
        yield Finding(kinds.ATTENTION, {"rows": wrong})
    if confirmed:
        yield Finding(kinds.CONFIRMED, {"checks": list(confirmed)})
    numbers = list(_fields_with_numbers(interview))
    if numbers:
        yield Finding(kinds.NUMBERS, {"fields": numbers})
    for review in interview.reviews():
        yield Finding(review.code, {})


def _matrices(interview: Interview) -> Iterator[Matrix]:
    for question in interview.questionnaire.questions:
        if isinstance(question, Matrix) and interview.shown(question):
            yield question


def _is_straight(question: Matrix, interview: Interview) -> bool:
    """Whether a scale of at least three shown rows has one answer throughout; attention rows do not count."""
    if not question.scale:
        return False
    rows = [row.name for row in interview.shown_rows(question) if row.expect is None]
    given = [interview.counted.get(name) for name in rows]
    return len(rows) >= FEWEST_ROWS and isinstance(given[0], str) and all(one == given[0] for one in given)


def _wrong_attention(interview: Interview) -> Iterator[str]:
    for question in _matrices(interview):
        for row in interview.shown_rows(question):
            given = interview.counted.get(row.name)
            if row.expect is not None and given is not None and given != row.expect:
                yield row.name


def _fields_with_numbers(interview: Interview) -> Iterator[str]:
    texts = {question.name for question in interview.questionnaire.questions if isinstance(question, Words)}
    for name, value in interview.counted.items():
        is_text = name in texts or "_oth" in name
        if is_text and isinstance(value, str) and find_identifying(value):
            yield name


def is_too_fast(seconds: float, threshold: float) -> bool:
    """Whether a response took less than the frozen threshold, a third of the median of its mode."""
    return 0 < seconds < threshold


def same_answers(first: Mapping[str, Any], second: Mapping[str, Any]) -> int:
    """How many answers two responses share, or 0 where they differ too much to be copies of one another.

    They count as copies with at least 20 equal answers that make up nine tenths of what
    either answered: two colleagues at one computer often agree on twenty.
    """
    equal = sum(second.get(name) == value for name, value in first.items())
    whole = max(len(first), len(second))
    return equal if equal >= SAME_ANSWERS and equal >= SAME_SHARE * whole else 0
