"""A walk through any questionnaire: an answer to every question that comes up, by its kind.

What a person would say is a :class:`Persona`; where it says nothing, answers are drawn at
random within what the question allows. The walk answers all that is shown, looks what its
answers bring up, and goes on until nothing is left; what a check stops is answered anew,
and what it asks to confirm is confirmed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from questionnaires.expressions import parse, references
from questionnaires.interview import Interview
from questionnaires.kinds import ProblemLevel, kind_of, write_in_fields
from questionnaires.kinds.answer import number_words
from questionnaires.model import (
    Cascade,
    Consent,
    Date,
    Matrix,
    Multiple,
    Number,
    Option,
    Question,
    Ranking,
    Scale,
    Single,
    Split,
    Words,
)
from survey.demonstration.chance import chance

Post = dict[str, list[str]]
ROUNDS = 300
# What cannot be answered so that a check is met is left out after so many tries, where that may be.
PATIENCE = 30
SOMETHING = "其他情况"


@dataclass(frozen=True)
class Persona:
    """How somebody answers, by posted name.

    ``given`` is said as it stands. ``weights`` are relative chances of codes, by question or
    by row of a matrix (a code that is not named has 0; a question that is not named leaves
    all codes equal). ``picks`` are how many options of a multiple choice or a ranking are
    chosen. ``left_out`` and ``refuses`` are the chances of leaving out what is not required,
    and of choosing an offered missing answer.
    """

    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    picks: Mapping[str, int] = field(default_factory=dict)
    left_out: float = 0.0
    refuses: float = 0.0


@dataclass(frozen=True)
class Step:
    """A page of a walk: the questions that stood on it, what is posted, and what was confirmed."""

    page: str
    questions: tuple[str, ...]
    posted: Post
    confirmed: tuple[str, ...]


class StuckError(Exception):
    """No answer was found that the questionnaire takes; ``problems`` are those that stand."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = tuple(problems)


def walk(interview: Interview, rng: random.Random, persona: Persona) -> tuple[Step, ...]:
    """The pages that somebody goes through from the answers of ``interview`` on, to the end or to an ending.

    The same numbers from ``rng`` give the same walk; each question has random numbers of
    its own, so that an answer does not hang on what else was asked. Questions that an
    ending still asks are not answered.

    :raises StuckError: a hard problem stands after many tries (such as a pattern no random text meets).
    """
    key = rng.getrandbits(64)
    posts: dict[str, Post] = {}
    tries: Counter[str] = Counter()
    for _ in range(ROUNDS):
        wanted = _unanswered(interview, posts) or _stopped(interview, tries)
        if not wanted:
            return tuple(_steps(interview, posts))
        # All that is shown is answered at once: looking at the path is what takes time.
        values: dict[str, Any] = {}
        for question in wanted:
            tries[question.name] += 1
            own = chance(key, question.name, tries[question.name])
            chosen = (
                persona if tries[question.name] == 1 else Persona(left_out=tries[question.name] > PATIENCE)
            )
            posts[question.name] = answer(interview, question, own, chosen)
            # What was answered before and is left out now is taken back.
            values |= dict.fromkeys(kind_of(question).stored_fields(question, interview.code_lists))
            values.update(interview.read(question, posts[question.name]).values)
        interview = interview.changed(values)
    raise StuckError([problem.key for problem in interview.all_problems])


def _unanswered(interview: Interview, posts: Mapping[str, Post]) -> list[Question]:
    return [
        question
        for page in interview.path
        for question in page.questions
        if question.name not in posts and kind_of(question).asks
    ]


def _stopped(interview: Interview, tries: Mapping[str, int]) -> list[Question]:
    """The questions that a hard problem stands at.

    Where no answer to one of them has met its checks in many tries, an unlikely answer before it
    may leave none (a birth year of last year and the years at work): what its checks name, and
    what a soft problem stands at, is answered anew with it.
    """
    stopped = _with_problem(interview, ProblemLevel.HARD)
    hopeless = [question for question in stopped if tries[question.name] > PATIENCE]
    if not hopeless:
        return stopped
    named = {name for question in hopeless for check in question.checks for name in _names(check.require)}
    further = [one for page in interview.path for one in page.questions if one.name in named]
    return list(dict.fromkeys([*stopped, *further, *_with_problem(interview, ProblemLevel.SOFT)]))


def _names(rule: str) -> tuple[str, ...]:
    return references(parse(rule))


def _with_problem(interview: Interview, level: ProblemLevel) -> list[Question]:
    return [
        question
        for page in interview.path
        for question in page.questions
        if any(problem.level is level for problem in interview.problems_of(question))
    ]


def _steps(interview: Interview, posts: Mapping[str, Post]) -> Iterator[Step]:
    for page in interview.path:
        names = tuple(question.name for question in page.questions if kind_of(question).asks)
        posted = {name: values for question in names for name, values in posts[question].items()}
        confirmed = tuple(
            problem.key for problem in interview.problems(page) if problem.level is ProblemLevel.SOFT
        )
        yield Step(page.name, names, posted, confirmed)


def answer(interview: Interview, question: Question, rng: random.Random, persona: Persona) -> Post:
    """What somebody posts for one question as it is shown now; empty where it is left out."""
    fields = kind_of(question).stored_fields(question, interview.code_lists)
    given = {name: list(persona.given[name]) for name in fields if name in persona.given}
    if question.offers and rng.random() < persona.refuses:
        return {f"{question.name}.missing": [rng.choice(question.offers)]}
    if not question.required and rng.random() < persona.left_out:
        return {}
    return given or _BY_KIND[question.kind](interview, question, rng, persona)


def _single(interview: Interview, question: Single | Consent, rng: random.Random, persona: Persona) -> Post:
    options = interview.part(question).options
    chosen = _one(options, persona.weights.get(question.name), rng)
    if isinstance(question, Consent) and question.name not in persona.weights:
        chosen = next(option for option in options if option.code == question.agree)
    return {question.name: [chosen.code], **_written(question, options, [chosen.code], persona)}


def _several(
    interview: Interview, question: Multiple | Ranking, rng: random.Random, persona: Persona
) -> Post:
    options = interview.part(question).options
    most = min(question.most or 3, len(options))
    least = min(max(question.least, 1), most)
    count = min(max(persona.picks.get(question.name, rng.randint(least, most)), least), most)
    weights, chosen = persona.weights.get(question.name), list[str]()
    left = list(options)
    while left and len(chosen) < count:
        one = _one(left, weights, rng)
        alone = one.exclusive or one.missing is not None
        if alone and not chosen:
            return {question.name: [one.code]}
        left = [option for option in left if option.code != one.code]
        if not alone:
            chosen.append(one.code)
    return {question.name: chosen, **_written(question, options, chosen, persona)}


def _one(options: Sequence[Option], weights: Mapping[str, float] | None, rng: random.Random) -> Option:
    chances = [weights.get(option.code, 0.0) if weights else 1.0 for option in options]
    return rng.choices(options, chances if any(chances) else None)[0]


def _written(question: Question, options: Sequence[Option], chosen: Sequence[str], persona: Persona) -> Post:
    """Words beside the chosen options that ask for them."""
    return {
        name: list(persona.given.get(name, [SOMETHING]))
        for name, option in write_in_fields(question.name, tuple(options)).items()
        if option.code in chosen
    }


def _matrix(interview: Interview, question: Matrix, rng: random.Random, persona: Persona) -> Post:
    shown = interview.part(question)
    found: Post = {}
    for row in shown.rows:
        expected = [option for option in shown.options if option.code == row.expect]
        weights = persona.weights.get(row.name)
        options = expected if expected and not weights else shown.options
        found[row.name] = [_one(options, weights, rng).code]
    return found


def _number(_: Interview, question: Number, rng: random.Random, persona: Persona) -> Post:
    low = _first(question.usual_least, question.least, 0.0)
    high = _first(question.usual_most, question.most, low + 100.0)
    step = question.step or 10.0**-question.decimals
    number = round(rng.randint(round(low / step), round(high / step)) * step, 6)
    return {question.name: [number_words(number)]}


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)


def _split(interview: Interview, question: Split, rng: random.Random, persona: Persona) -> Post:
    rows = [row.name for row in interview.part(question).rows]
    shares = Counter(rng.choices(rows, k=round(question.total / question.step)))
    return {name: [number_words(shares[name] * question.step)] for name in rows}


def _scale(_: Interview, question: Scale, rng: random.Random, persona: Persona) -> Post:
    points = range(question.least, question.most + 1)
    weights = persona.weights.get(question.name)
    chances = [weights.get(str(point), 0.0) for point in points] if weights else None
    return {question.name: [str(rng.choices(points, chances)[0])]}


def _date(interview: Interview, question: Date, rng: random.Random, persona: Persona) -> Post:
    earliest = _day(question.earliest or "1950", interview.today)
    latest = _day(question.latest or "today", interview.today)
    day = date.fromordinal(rng.randint(earliest.toordinal(), max(earliest, latest).toordinal()))
    length = {"year": 4, "month": 7, "day": 10}[question.precision]
    return {question.name: [day.isoformat()[:length]]}


def _day(words: str, today: date) -> date:
    return today if words == "today" else date.fromisoformat(f"{words}-01-01"[:10])


def _words(_: Interview, question: Words, rng: random.Random, persona: Persona) -> Post:
    if question.pattern is not None or (not question.required and rng.random() < 0.5):
        return {}
    return {question.name: [f"{SOMETHING} {rng.randrange(1000)}"[: question.limit]]}


def _cascade(interview: Interview, question: Cascade, rng: random.Random, persona: Persona) -> Post:
    entries = interview.code_lists.entries(question.list)
    found: Post = {}
    above: str | None = None
    for place, level in enumerate(question.levels):
        below = entries.below(place, above)
        if not below:
            if question.write_in and place == len(question.levels) - 1:
                found[f"{level.name}_oth"] = [SOMETHING]
            break
        above = rng.choice(below).code
        found[level.name] = [above]
    return found


_BY_KIND: Mapping[str, Callable[..., Post]] = {
    "single": _single,
    "consent": _single,
    "multiple": _several,
    "ranking": _several,
    "matrix": _matrix,
    "number": _number,
    "split": _split,
    "scale": _scale,
    "date": _date,
    "text": _words,
    "cascade": _cascade,
}
