"""How long a questionnaire takes to answer on a phone.

Reading: 238 words a minute in English, silently, non-fiction (Brysbaert 2019, Journal of Memory
and Language 109, 104047). Chinese was measured aloud, 255 characters a minute where English is
228 words (Trauzettel-Klosinski and Dietz 2012, Investigative Ophthalmology & Visual Science 53,
5452-5461, table 2); silent reading is faster than reading aloud by 238 to 183 (Brysbaert), which
makes 330 characters a minute. Long texts of a notice are given in full, though many skip them.

Answering: seconds a tap or a typed character takes on a phone, estimates of ours. They are set so
that an ordinary question with its text and options comes to about 10 seconds, which is what a
panel of many years measures (Pew Research Center 2022, How we keep our online surveys from running
too long: 10 seconds or so, 85 such questions in 15 minutes). Time grows with the clauses of a
question and with its answers (Yan and Tourangeau 2008, Applied Cognitive Psychology 22, 51-68), and
phones take longer than computers, by a fifth where pages are made for them (Andreadis 2015,
methods, data, analyses 9, 213-228) to two fifths (Antoun and Cernat 2020, Social Science Computer
Review 38, 477-489), mostly for scrolling in grids (Couper and Peterson 2017, Social Science Computer
Review 35, 357-377), which here are shown row by row. A pretest measures; this is a guess until then.
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
    Page,
    Question,
    Questionnaire,
    Ranking,
    Split,
    Words,
)
from questionnaires.text import Text

CHARACTERS_A_SECOND = 330 / 60
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
        turn = page_seconds(page, language)
        longest += turn
        shortest += 0 if page.show else turn
        for question in page.questions:
            taken = seconds(question, lists, language)
            longest += taken
            shortest += 0 if page.show or question.show else taken
    return Minutes(longest / 60, shortest / 60)


def page_seconds(page: Page, language: str) -> float:
    """The time a page takes beside its questions, in seconds: turning to it and reading its head."""
    return PAGE_TURN + _reading(page.title, language) + _reading(page.intro, language)


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
