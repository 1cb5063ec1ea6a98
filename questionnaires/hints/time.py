"""How long a questionnaire takes to answer.

Reading: 260 characters a minute in Chinese, 238 words a minute in English (Brysbaert 2019,
Journal of Memory and Language 109, 104047, tables 1 and 6, non-fiction), which long texts
of a notice are given in full. Answering: seconds a tap or a typed character takes on a
phone, rounded up for people who do it seldom; they are estimates of ours and say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.kinds import Lists
from questionnaires.model import (
    Calculated,
    Cascade,
    Date,
    Matrix,
    Question,
    Questionnaire,
    Ranking,
    Split,
    Words,
)
from questionnaires.text import Text

CHARACTERS_A_SECOND = 260 / 60
WORDS_A_SECOND = 238 / 60
TAP = 2.0
TYPED_NUMBER = 5.0
TYPED_LINE = 12.0
TYPED_PARAGRAPH = 60.0
PART_OF_DATE = 4.0
PAGE_TURN = 3.0
# Of a long list people read what is near their answer, not all of it.
OPTIONS_READ = 12
CHOSEN_OF_SEVERAL = 3
# Half of those who are shown an open question pass it by.
SHARE_WRITING = 0.5
# Seconds for one answer, one row, one level or one rank.
SECONDS = {
    "note": 0.0,
    "consent": TAP,
    "single": TAP,
    "multiple": TAP * CHOSEN_OF_SEVERAL,
    "ranking": TAP * 2,
    "matrix": TAP * 1.5,
    "split": TYPED_NUMBER,
    "number": TYPED_NUMBER,
    "scale": TAP * 1.5,
    "cascade": TAP * 3,
}
HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class Minutes:
    """The time to answer: everything that stands there, and without what a rule may hide."""

    longest: float
    shortest: float


def minutes(questionnaire: Questionnaire, language: str) -> Minutes:
    """The time from the first page to the last, in minutes."""
    lists = Lists.of(questionnaire)
    longest = shortest = _reading(questionnaire.introduction, language)
    for page in questionnaire.pages:
        turn = PAGE_TURN + _reading(page.title, language) + _reading(page.intro, language)
        longest += turn
        shortest += 0 if page.show else turn
        for question in page.questions:
            taken = seconds(question, lists, language)
            longest += taken
            shortest += 0 if page.show or question.show else taken
    return Minutes(longest / 60, shortest / 60)


def seconds(question: Question, lists: Lists, language: str) -> float:
    """The time one question takes, in seconds."""
    if isinstance(question, Calculated):
        return 0.0
    texts = (question.label, question.hint, question.why, getattr(question, "statement", Text()))
    reading = sum(_reading(text, language) for text in texts)
    options = [] if isinstance(question, Cascade) else lists.options(question)
    reading += sum(_reading(option.label, language) for option in options[:OPTIONS_READ])
    rows = question.rows if isinstance(question, Matrix | Split) else ()
    reading += sum(_reading(row.label, language) for row in rows)
    return reading + _answering(question)


def _answering(question: Question) -> float:
    """What giving the answer takes once everything was read."""
    if isinstance(question, Words):
        return TYPED_PARAGRAPH * SHARE_WRITING if question.long else TYPED_LINE
    if isinstance(question, Date):
        return PART_OF_DATE * {"year": 1, "month": 2, "day": 3}[question.precision]
    return SECONDS[question.kind] * _times(question)


def _times(question: Question) -> int:
    """How often the person does what the kind asks for."""
    if isinstance(question, Matrix | Split):
        return len(question.rows)
    if isinstance(question, Cascade):
        return len(question.levels)
    return question.most if isinstance(question, Ranking) else 1


def _reading(text: Text, language: str) -> float:
    said = text.say(language)
    return len(HAN.findall(said)) / CHARACTERS_A_SECOND + len(WORD.findall(said)) / WORDS_A_SECOND
