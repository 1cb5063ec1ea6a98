"""What a simulated respondent answers: any answer a question allows, of those given least so far."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from questionnaires.kinds import Lists, Shown, Stored, as_missing, write_in_fields
from questionnaires.kinds.answer import plain_number
from questionnaires.model import (
    Cascade,
    Consent,
    Date,
    Matrix,
    Missing,
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
from questionnaires.trial.candidates import (
    WRITTEN,
    Constants,
    as_answer,
    bounds,
    candidates,
    date_bounds,
    fitted,
    matching,
)

Answer = dict[str, Stored | None]
# The chance of an answer beside a constant of some rule, where there are such.
BESIDE_A_RULE = 0.4
AGREES = 0.85
MOST_PICKED = 4
UNBOUNDED = 100.0


class Answerer:
    """Draws answers; ``written`` are the constants of the rules that name a field.

    Who is ``eager`` agrees, and picks no option that says nothing or excludes the others.
    """

    def __init__(
        self,
        lists: Lists,
        written: Mapping[str, Constants],
        today: date,
        rng: Random,
        *,
        eager: bool = False,
    ) -> None:
        self.eager = eager
        self.lists = lists
        self.written = written
        self.today = today
        self.rng = rng
        self.given: Counter[tuple[str, str]] = Counter()

    def answer(self, question: Question, shown: Shown, fields: Sequence[str]) -> Answer:
        """An answer to all ``fields`` of a question as it is shown; None where one stays empty."""
        drawn = _BY_KIND[question.kind](self, question, shown)
        for name, value in drawn.items():
            for code in value if isinstance(value, list) else [value]:
                self.given[name, str(code)] += 1
        return {**dict.fromkeys(fields), **drawn}

    def nothing(self, question: Question, fields: Sequence[str]) -> Answer | None:
        """No answer: an offered missing one, else none at all where it may be left out; else None."""
        empty: Answer = dict.fromkeys(fields)
        if not fields or not question.required:
            return empty
        return {**empty, fields[0]: as_missing(Missing(question.offers[0]))} if question.offers else None

    def completed(self, question: Question, answer: Answer, wanted: Answer) -> Answer:
        """An answer with some fields as wished, and the others as these demand."""
        whole = answer | wanted
        if isinstance(question, Cascade):
            return {**dict.fromkeys(whole), **self._line(question, wanted)}
        if isinstance(question, Split):
            return {**whole, **self._rest(question, whole, wanted)}
        options = self.lists.options(question)
        for name, option in write_in_fields(question.name, options).items() if options else ():
            if wanted.get(name) and question.name not in wanted:
                several = isinstance(whole.get(question.name), list)
                whole[question.name] = [option.code] if several else option.code
        chosen = whole.get(question.name)
        codes = chosen if isinstance(chosen, list) else [chosen]
        return {**whole, **self._words(question, [str(code) for code in codes if code])}

    def _rest(self, question: Split, whole: Answer, wanted: Answer) -> Answer:
        """What is left of the total after the parts wished for, divided over the others."""
        others = [name for name in whole if wanted.get(name) is None]
        given = sum(value for value in wanted.values() if isinstance(value, int | float))
        if not others or given > question.total:
            return {}
        return self._divided(others, question.total - given, question.step)

    def _divided(self, rows: Sequence[str], total: float, step: float) -> Answer:
        steps = max(math.floor(total / step + 1e-9), 0)
        cuts = sorted(self.rng.randint(0, steps) for _ in rows[1:])
        sizes = [high - low for low, high in zip([0, *cuts], [*cuts, steps], strict=True)]
        return {row: plain_number(round(size * step, 6)) for row, size in zip(rows, sizes, strict=True)}

    def _line(self, question: Cascade, wanted: Answer) -> Answer:
        """The entries above the deepest one that is wished for, and some below it."""
        entries = self.lists.entries(question.list)
        names = [level.name for level in question.levels]
        places = [place for place, name in enumerate(names) if wanted.get(name)]
        found: Answer = {}
        words = f"{names[-1]}_oth"
        if wanted.get(words):
            drawn = self.cascade(question, Shown((), (), self.lists))
            return {**drawn, names[-1]: None, words: wanted[words]}
        if not places:
            return wanted
        code: str | None = str(wanted[names[places[-1]]])
        for place in range(places[-1], -1, -1):
            entry = entries.find(place, code or "")
            found[names[place]] = code
            code = entry.parent if entry else None
        for place in range(places[-1] + 1, len(names)):
            below = entries.below(place, str(found[names[place - 1]]))
            if not below:
                break
            found[names[place]] = self.rng.choice(below).code
        return found

    def one(self, name: str, options: Sequence[Option]) -> Option:
        """One option, those chosen least before the others."""
        if self.eager:
            options = [one for one in options if not (one.exclusive or one.missing)] or options
        chances = [1 / (1 + self.given[name, option.code]) ** 2 for option in options]
        return self.rng.choices(list(options), chances)[0]

    def _words(self, question: Question, codes: Sequence[str]) -> Answer:
        """Words beside the chosen options that ask for them, and none beside the others."""
        options = self.lists.options(question)
        fields = write_in_fields(question.name, options) if options else {}
        return {name: WRITTEN if option.code in codes else None for name, option in fields.items()}

    def single(self, question: Single, shown: Shown) -> Answer:
        """One of the options shown."""
        if not shown.options:
            return {}
        code = self.one(question.name, shown.options).code
        return {question.name: code, **self._words(question, [code])}

    def consent(self, question: Consent, shown: Shown) -> Answer:
        """Agreement more often than not."""
        codes = [option.code for option in shown.options]
        if question.agree in codes and (self.eager or self.rng.random() < AGREES):
            return {question.name: question.agree}
        return {question.name: self.rng.choice(codes)} if codes else {}

    def several(self, question: Multiple | Ranking, shown: Shown) -> Answer:
        """Some of the options shown, or one that stands alone."""
        if not shown.options:
            return {}
        first = self.one(question.name, shown.options)
        codes = [first.code]
        if not (first.exclusive or first.missing):
            free = [one for one in shown.options if not (one.exclusive or one.missing or one is first)]
            most = min(question.most or MOST_PICKED, len(free) + 1)
            count = self.rng.randint(min(max(question.least, 1), most), most)
            while len(codes) < count:
                another = self.one(question.name, free)
                free.remove(another)
                codes.append(another.code)
        if isinstance(question, Multiple):
            order = [option.code for option in self.lists.options(question)]
            codes.sort(key=order.index)
        return {question.name: codes, **self._words(question, codes)}

    def matrix(self, question: Matrix, shown: Shown) -> Answer:
        """An option for each row; an attention row is heeded."""
        if not shown.options:
            return {}
        return {row.name: row.expect or self.one(row.name, shown.options).code for row in shown.rows}

    def number(self, question: Number | Scale, shown: Shown) -> Answer:
        """A usual number, or one beside a constant of a rule."""
        near = self._beside_a_rule(question, question.name)
        if near is not None:
            return {question.name: near}
        low, high, _step = bounds(question)
        low = low if math.isfinite(low) else 0.0
        usual = (getattr(question, "usual_least", None), getattr(question, "usual_most", None))
        low = usual[0] if usual[0] is not None else low
        high = usual[1] if usual[1] is not None else high
        high = high if math.isfinite(high) else low + UNBOUNDED
        # Small numbers are commoner than large ones.
        drawn = low + (high - low) * self.rng.random() ** (1 if high - low <= UNBOUNDED else 3)
        return {question.name: plain_number(fitted(drawn, question))}

    def split(self, question: Split, shown: Shown) -> Answer:
        """The total divided over the rows in steps, as far as it can be."""
        rows = [row.name for row in shown.rows]
        return self._divided(rows, question.total, question.step) if rows else {}

    def date(self, question: Date, shown: Shown) -> Answer:
        """Any day between the bounds, or one beside a constant of a rule."""
        near = self._beside_a_rule(question, question.name)
        if near is not None:
            return {question.name: near}
        first, last = date_bounds(question, self.today)
        day = first + timedelta(days=self.rng.randint(0, (last - first).days))
        return {question.name: as_answer(day, question)}

    def words(self, question: Words, shown: Shown) -> Answer:
        """A few words, or what the pattern takes."""
        if question.pattern is not None:
            return {question.name: matching(question.pattern, self.rng)}
        return {question.name: WRITTEN[: question.limit]}

    def cascade(self, question: Cascade, shown: Shown) -> Answer:
        """An entry of each level below the one before, or words where the list has no more."""
        entries = self.lists.entries(question.list)
        found: Answer = {}
        above: str | None = None
        for place, level in enumerate(question.levels):
            below = entries.below(place, above)
            if not below:
                if question.write_in and place == len(question.levels) - 1:
                    found[f"{level.name}_oth"] = WRITTEN
                break
            above = self.rng.choice(below).code
            found[level.name] = above
        return found

    def _beside_a_rule(self, question: Question, field: str) -> Stored | None:
        written = self.written.get(field)
        if not written or self.rng.random() >= BESIDE_A_RULE:
            return None
        found = candidates(question, field, self.lists, written, self.today, self.rng)
        return found[0] if found else None


_BY_KIND: Mapping[str, Callable[[Answerer, Any, Shown], Answer]] = {
    "single": Answerer.single,
    "consent": Answerer.consent,
    "multiple": Answerer.several,
    "ranking": Answerer.several,
    "matrix": Answerer.matrix,
    "number": Answerer.number,
    "scale": Answerer.number,
    "split": Answerer.split,
    "date": Answerer.date,
    "text": Answerer.words,
    "cascade": Answerer.cascade,
}
