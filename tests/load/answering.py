"""What a made-up respondent is going to answer: any questionnaire, drawn through its kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Lists, ProblemLevel, kind_of, write_in_fields
from questionnaires.model import (
    Cascade,
    Consent,
    Date,
    Matrix,
    Multiple,
    Number,
    Option,
    Page,
    Question,
    Questionnaire,
    Ranking,
    Scale,
    Single,
    Split,
    Words,
)
from survey.web.respond.posts import Raw, as_raw

#: How often a page is drawn anew before the walker gives up on it.
TRIES = 200
WORDS = "希望增加培训机会，减少填表。More training, fewer forms."
Drawn = dict[str, Any]


class StuckError(Exception):
    """No answers were found with which a page can be left."""


@dataclass(frozen=True)
class Answered:
    """The answers of one respondent: stored values by field, and what a form posts, by page."""

    values: Mapping[str, Any]
    pages: Mapping[str, Raw]

    def posted(self, page: str) -> Raw:
        """What is posted on a page."""
        return self.pages.get(page, {})


def answer_all(
    questionnaire: Questionnaire,
    seed: int,
    facts: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Answered:
    """Answers that lead through the whole questionnaire to its end, the same for the same seed.

    Nothing is left out, and nothing asks for a confirmation, so that every respondent goes a
    whole way. ``facts`` are the texts about the survey, ``at`` is when the response begins.
    """
    random = Random(seed)
    look = Interview(questionnaire, {}, start=at or datetime.now(UTC), facts=facts or {})
    for page in questionnaire.pages:
        look = _page(random, look, page)
    posted: dict[str, Raw] = {}
    for page in questionnaire.pages:
        posted[page.name] = {}
        for question in page.questions:
            if kind_of(question).asks and look.shown(question):
                posted[page.name].update(as_raw(question, look.answers, look.code_lists))
    return Answered(dict(look.answers), posted)


def _page(random: Random, look: Interview, page: Page) -> Interview:
    """The interview once a page is answered so that nothing stops there and nothing ends it."""
    for _attempt in range(TRIES):
        found = look
        for question in page.questions:
            if kind_of(question).asks and found.shown(question):
                found = found.changed(draw(random, found, question))
        if found.page(page.name) is None or (found.ending is None and not _stopping(found, page.name)):
            return found
    raise StuckError(f"{look.questionnaire.name}: {page.name}")


def _stopping(look: Interview, page: str) -> bool:
    return any(problem.level is not ProblemLevel.LEFT_OUT for problem in look.problems(page))


def draw(random: Random, look: Interview, question: Question) -> Drawn:
    """An answer to one question as it is shown, in stored values by field."""
    made: Drawn = dict.fromkeys(kind_of(question).stored_fields(question, look.code_lists))
    return {**made, **_DRAWERS[question.kind](random, look, question)}


def _plain(options: tuple[Option, ...]) -> list[Option]:
    """Options that answer something; all of them where none does."""
    found = [option for option in options if option.missing is None and not option.exclusive]
    return found or list(options)


def _words_beside(question: Question, options: tuple[Option, ...], chosen: list[str]) -> Drawn:
    fields = write_in_fields(question.name, options)
    return {name: "其他情况" for name, option in fields.items() if option.code in chosen}


def _consent(random: Random, look: Interview, question: Consent) -> Drawn:
    return {question.name: question.agree}


def _single(random: Random, look: Interview, question: Single) -> Drawn:
    code = random.choice(_plain(look.shown_options(question))).code
    return {question.name: code, **_words_beside(question, look.code_lists.options(question), [code])}


def _multiple(random: Random, look: Interview, question: Multiple) -> Drawn:
    options = _plain(look.shown_options(question))
    most = min(question.most or 4, len(options))
    count = random.randint(min(max(question.least, 1), most), most)
    chosen = {option.code for option in random.sample(options, count)}
    codes = [option.code for option in look.code_lists.options(question) if option.code in chosen]
    return {question.name: codes, **_words_beside(question, look.code_lists.options(question), codes)}


def _ranking(random: Random, look: Interview, question: Ranking) -> Drawn:
    options = _plain(look.shown_options(question))
    codes = [option.code for option in random.sample(options, min(question.most, len(options)))]
    return {question.name: codes, **_words_beside(question, look.code_lists.options(question), codes)}


def _matrix(random: Random, look: Interview, question: Matrix) -> Drawn:
    options = _plain(look.shown_options(question))
    return {row.name: row.expect or random.choice(options).code for row in look.shown_rows(question)}


def _number(random: Random, look: Interview, question: Number) -> Drawn:
    bounds = [bound for bound in (question.least, question.usual_least) if bound is not None]
    least = max(bounds, default=0.0)
    bounds = [bound for bound in (question.most, question.usual_most) if bound is not None]
    most = max(min(bounds, default=least + 100.0), least)
    step = question.step or 10**-question.decimals
    value = round(least + random.randint(0, int((most - least) / step)) * step, question.decimals)
    return {question.name: int(value) if value == int(value) else value}


def _split(random: Random, look: Interview, question: Split) -> Drawn:
    rows = [row.name for row in look.shown_rows(question)]
    parts = round(question.total / question.step)
    cuts = sorted(random.randint(0, parts) for _ in rows[1:])
    sizes = [high - low for low, high in zip([0, *cuts], [*cuts, parts], strict=True)]
    return {
        row: int(size * question.step) if float(size * question.step).is_integer() else size * question.step
        for row, size in zip(rows, sizes, strict=True)
    }


def _date(random: Random, look: Interview, question: Date) -> Drawn:
    earliest = _day(question.earliest, date(1962, 1, 1))
    latest = look.today if question.latest in {None, "today"} else _day(question.latest, look.today)
    first = max(earliest, date(1962, 1, 1)) if latest > date(1962, 1, 1) else earliest
    day = first + timedelta(days=random.randint(0, max((latest - first).days, 0)))
    length = {"year": 4, "month": 7, "day": 10}[question.precision]
    return {question.name: day.isoformat()[:length]}


def _day(given: str | None, otherwise: date) -> date:
    if not given:
        return otherwise
    year, month, day = (*given.split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))


def _text(random: Random, look: Interview, question: Words) -> Drawn:
    if question.pattern is not None and not look.matches(WORDS, question.pattern):
        return {}
    return {question.name: WORDS[: min(question.limit, random.randint(8, len(WORDS)))].strip()}


def _scale(random: Random, look: Interview, question: Scale) -> Drawn:
    return {question.name: random.randint(question.least, question.most)}


def _cascade(random: Random, look: Interview, question: Cascade) -> Drawn:
    entries = Lists.of(look.questionnaire, look.lists).entries(question.list)
    found: Drawn = {}
    above: str | None = None
    for place, level in enumerate(question.levels):
        below = entries.below(place, above)
        if not below:
            break
        above = random.choice(below).code
        found[level.name] = above
    return found


_DRAWERS: Mapping[str, Any] = {
    "consent": _consent,
    "single": _single,
    "multiple": _multiple,
    "ranking": _ranking,
    "matrix": _matrix,
    "number": _number,
    "split": _split,
    "date": _date,
    "text": _text,
    "scale": _scale,
    "cascade": _cascade,
}
