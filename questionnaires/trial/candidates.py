"""Answers worth trying: those at and beside what a question and the rules that name it say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from questionnaires.expressions.matching import matches
from questionnaires.expressions.regex import END, FORK, JUMP, MATCH, SET, START, compile_pattern
from questionnaires.expressions.tree import Literal, Node, walk
from questionnaires.kinds import Lists, Stored
from questionnaires.kinds.answer import plain_number
from questionnaires.model import (
    Cascade,
    Date,
    Matrix,
    Multiple,
    Number,
    Option,
    Question,
    Ranking,
    Scale,
    Split,
    Words,
)

WRITTEN = "其他情况"
MOST_CODES = 40
MOST_SETS = 24
EARLIEST = date(1920, 1, 1)
LATEST_AHEAD = timedelta(days=366 * 5)
GRID = 24
LONGEST_MADE = 400

Constants = frozenset[float | str]


def constants(nodes: Iterable[Node]) -> Constants:
    """The numbers and texts written in some rules."""
    return frozenset(one.value for node in nodes for one in walk(node) if isinstance(one, Literal))


def candidates(
    question: Question, field: str, lists: Lists, written: Constants, today: date, rng: Random
) -> list[Stored]:
    """Stored values of one field that could make a difference to a rule, in random order."""
    match question:
        case Number() | Scale() | Split():
            found: list[Stored] = list(numbers(question, written))
        case Date():
            found = list(dates(question, written, today))
        case Words():
            found = list(_texts(question, written, rng))
        case Multiple() | Ranking() if field == question.name:
            found = list(_sets(question, lists.options(question), written, rng))
        case Cascade():
            found = list(_entries(question, field, lists, rng))
        case _ if field == question.name or isinstance(question, Matrix):
            found = list(_codes(lists.options(question), written, rng))
        case _:
            found = [WRITTEN]
    rng.shuffle(found)
    return found


def bounds(question: Number | Scale | Split) -> tuple[float, float, float]:
    """Least, most and step of the numbers a question takes; infinite where nothing bounds them."""
    if isinstance(question, Number):
        low = -math.inf if question.least is None else question.least
        high = math.inf if question.most is None else question.most
        return low, high, question.step or 10.0**-question.decimals
    if isinstance(question, Scale):
        return question.least, question.most, 1.0
    return 0.0, question.total, question.step


def fitted(value: float, question: Number | Scale | Split, *, up: bool = False) -> float:
    """The nearest number that a question takes."""
    low, high, step = bounds(question)
    base = low if math.isfinite(low) and isinstance(question, Scale) else 0.0
    steps = (value - base) / step
    whole = math.ceil(steps - 1e-9) if up else math.floor(steps + 1e-9)
    return round(min(max(base + whole * step, low), high), 6)


def numbers(question: Number | Scale | Split, written: Constants) -> Iterator[int | float]:
    """The bounds, the usual bounds, some between, and those at and beside every constant."""
    low, high, step = bounds(question)
    near = {0.0, 1.0, *(bound for bound in (low, high) if math.isfinite(bound))}
    usual = (getattr(question, "usual_least", None), getattr(question, "usual_most", None))
    for value in (*usual, *(one for one in written if isinstance(one, float))):
        if value is not None and abs(value) < 1e12:
            near |= {value + beside * step for beside in (-1, 0, 1)}
    if math.isfinite(low) and math.isfinite(high):
        near |= {low + (high - low) * part / 8 for part in range(1, 8)}
    fit = {fitted(value, question) for value in near}
    yield from (plain_number(value) for value in sorted(fit) if low <= value <= high)


def dates(question: Date, written: Constants, today: date) -> Iterator[str]:
    """A grid between the bounds, and the days a number of years before today that rules name."""
    first, last = date_bounds(question, today)
    days = {first, last}
    span = (last - first).days
    days |= {first + timedelta(days=span * part // GRID) for part in range(GRID)}
    for value in written:
        if isinstance(value, float) and 0 < value < 150:
            for beside in (-366, -1, 0, 1, 366):
                days.update(_beside(today, -round(value * 365.2425) - beside))
        elif isinstance(value, float) and 1000 < value < 3000:
            days |= {date(int(value) + beside, 7, 1) for beside in (-1, 0, 1)}
        elif isinstance(value, str) and (day := _read(value)) is not None:
            days.update(*(_beside(day, beside) for beside in (-366, -31, -1, 0, 1, 31, 366)))
    yield from sorted({as_answer(day, question) for day in days if first <= day <= last})


def _beside(day: date, days: int) -> tuple[date, ...]:
    """The day so many days later; none where the calendar ends before."""
    try:
        return (day + timedelta(days=days),)
    except OverflowError:
        return ()


def date_bounds(question: Date, today: date) -> tuple[date, date]:
    """The first and the last day that may be answered."""
    first = _read(question.earliest or "") or EARLIEST
    last = today if question.latest == "today" else _read(question.latest or "") or today + LATEST_AHEAD
    return first, max(first, last)


def as_answer(day: date, question: Date) -> str:
    """A day as exactly as a question asks for it."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[question.precision]]


def matching(pattern: str, rng: Random) -> str | None:
    """A text that a pattern of the rule language takes; None where none was found soon."""
    program = compile_pattern(pattern)
    place, made = 0, list[str]()
    for _ in range(LONGEST_MADE * 4):
        instruction = program[place]
        match instruction[0]:
            case 0 if instruction[0] == SET:
                made.append(_one_of(instruction[1:], rng))
                place += 1
            case _ if instruction[0] == FORK:
                # Of going on and passing by, both: a loop is left with even chances.
                place += rng.choice((1, instruction[1]))
            case _ if instruction[0] == JUMP:
                place += instruction[1]
            case _ if instruction[0] in (START, END):
                place += 1
            case _ if instruction[0] == MATCH:
                return "".join(made)
        if len(made) > LONGEST_MADE:
            return None
    return None


def _one_of(ranges: tuple[int, ...], rng: Random) -> str:
    """A character of one of the ranges, a plain one where there is a choice."""
    pairs = list(zip(ranges[::2], ranges[1::2], strict=True))
    plain = [(max(low, 48), min(high, 122)) for low, high in pairs if low <= 122 and high >= 48]
    low, high = rng.choice(plain or pairs)
    return chr(rng.randint(low, min(high, low + 40)))


def _read(said: str) -> date | None:
    parts = [*said.split("-"), "1", "1"][:3]
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, TypeError):
        return None


def _texts(question: Words, written: Constants, rng: Random) -> Iterator[str]:
    if question.pattern is not None:
        made = {matching(question.pattern, rng) for _ in range(4)}
        yield from sorted(one for one in made if one)
        program = compile_pattern(question.pattern)
        named = (one for one in written if isinstance(one, str) and len(one) <= question.limit)
        yield from sorted(one for one in named if one and matches(program, one))
        return
    yield WRITTEN[: question.limit]
    for value in sorted(written, key=str):
        if isinstance(value, str) and value.strip():
            yield value[: question.limit]
        elif isinstance(value, float):
            lengths = (int(min(value + beside, question.limit)) for beside in (-1, 0, 1) if value > 1)
            yield from ("字" * length for length in lengths)


def _codes(options: tuple[Option, ...], written: Constants, rng: Random) -> Iterator[str]:
    codes = [option.code for option in options]
    named = [code for code in codes if code in written]
    rest = [code for code in codes if code not in written]
    yield from named
    yield from rng.sample(rest, min(len(rest), MOST_CODES))


def _sets(
    question: Multiple | Ranking, options: tuple[Option, ...], written: Constants, rng: Random
) -> Iterator[list[str]]:
    """Each option that stands alone, each single one, and sets with and without those that rules name."""
    most = question.most if question.most is not None else len(options)
    yield from ([option.code] for option in options if option.exclusive or option.missing)
    free = [option.code for option in options if not (option.exclusive or option.missing)]
    least = min(max(question.least, 1), len(free))
    seen: set[tuple[str, ...]] = set()
    named = [code for code in free if code in written]
    for code in [*named, *free][:MOST_CODES]:
        rest = [one for one in free if one != code]
        seen.add((code, *rng.sample(rest, min(max(least - 1, 0), len(rest)))))
    sizes = range(least, min(most, len(free)) + 1)
    for _ in range(MOST_SETS if sizes else 0):
        seen.add(tuple(rng.sample(free, rng.choice(sizes))))
    if named and len(named) <= most:
        seen.add(tuple(named))
    for chosen in sorted(seen):
        in_order = sorted(chosen, key=free.index) if isinstance(question, Multiple) else list(chosen)
        if in_order:
            yield in_order


def _entries(question: Cascade, field: str, lists: Lists, rng: Random) -> Iterator[str]:
    names = [level.name for level in question.levels]
    if field not in names:
        yield WRITTEN
        return
    levels = lists.entries(question.list).levels
    place = names.index(field)
    codes = list(levels[place]) if place < len(levels) else []
    yield from rng.sample(codes, min(len(codes), MOST_CODES))
