"""The space for an answer to each kind of question."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from functools import singledispatchmethod

from questionnaires.checks.scope import Scope
from questionnaires.formats.paper import form, wording
from questionnaires.formats.paper.appendices import Appendices
from questionnaires.formats.paper.conditions import Speaker
from questionnaires.formats.paper.routing import Routes
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
    Row,
    Scale,
    Single,
    Split,
    Words,
)
from questionnaires.text import CHINESE

#: Full-width characters of a label that fit beside its square in 1, 2, 3 or 4 columns of a column of text.
FITTING = {4: 3.2, 3: 5.2, 2: 9.5}
LONGEST_LIST = 30
MOST_IN_ROW = 8  # options of a matrix
MOST_POINTS = 15
DIGITS = 6  # squares of a number without bounds
LONGEST_CODE = 12
LETTERS_A_LINE = {True: 24, False: 45}  # by hand in a column, in Chinese and in other languages
MOST_LINES = 10
NARROW = 0.55  # the width of a Latin letter beside that of a Chinese character


class Spaces:
    """Makes the answer spaces of one questionnaire; long lists go to its appendices."""

    def __init__(self, scope: Scope, speaker: Speaker, routes: Routes) -> None:
        self.scope = scope
        self.speaker = speaker
        self.routes = routes
        self.appendices = Appendices(scope, speaker)

    def of(self, question: Question) -> form.Answer | None:
        """The space for the answers to a question; None for one that asks nothing."""
        return self._of(question)

    def mark(self, question: Question) -> str:
        """How many may be chosen, unless the hint says it already."""
        if not isinstance(question, Multiple | Ranking):
            return ""
        least, most = question.least, question.most
        if isinstance(question, Ranking):
            return self._marked(self.speaker.fill(wording.RANKED, count=self._count(max(1, least), most)))
        hint = self.speaker.say(question.hint).casefold()
        told = ("多选" in hint or "all that" in hint) if most is None else str(most) in hint
        return "" if told else self._marked(self._count(least, most))

    def _marked(self, words: str) -> str:
        return self.speaker.fill(wording.MARK, words=words)

    def _bracketed(self, words: str) -> str:
        return self.speaker.fill(wording.BRACKETS, words=words) if words else ""

    def _count(self, least: int, most: int | None) -> str:
        say = self.speaker.fill
        if most is None:
            return say(wording.ANY_LEAST, least=least) if least > 1 else say(wording.ANY)
        if least == most:
            return say(wording.EXACTLY, most=most)
        return say(wording.BETWEEN, least=least, most=most) if least else say(wording.UP_TO, most=most)

    @singledispatchmethod
    def _of(self, question: Question) -> form.Answer | None:
        return None

    @_of.register(Single)
    @_of.register(Multiple)
    @_of.register(Consent)
    def _choice(self, question: Single | Multiple | Consent) -> form.Answer:
        options = self.scope.options(question)
        if not getattr(question, "options", ()) and len(options) > LONGEST_LIST:
            return self._listed(str(getattr(question, "list", "")), [o.code for o in options])
        boxes = tuple(self._box(question, option) for option in options)
        return form.Boxes(boxes, fitting(boxes))

    @_of.register
    def _ranking(self, question: Ranking) -> form.Answer:
        boxes = tuple(self._box(question, option) for option in self.scope.options(question))
        places = min(question.most, max(1, len(boxes)))
        return form.Ranks(
            boxes,
            fitting(boxes),
            tuple(self._place(place) for place in range(1, places + 1)),
            min(LONGEST_CODE, longest(box.code for box in boxes)),
        )

    def _place(self, place: int) -> str:
        chinese = self.speaker.language == CHINESE and place <= len(wording.PLACES)
        return self.speaker.fill(wording.PLACE, place=wording.PLACES[place - 1] if chinese else place)

    @_of.register
    def _matrix(self, question: Matrix) -> form.Answer:
        boxes = tuple(self._box(question, option) for option in question.options)
        squares = longest(box.code for box in boxes) if len(boxes) > MOST_IN_ROW else 0
        return form.Grid(boxes, self._rows(question.rows), min(LONGEST_CODE, squares))

    @_of.register
    def _number(self, question: Number) -> form.Answer:
        bounds = [bound for bound in (question.least, question.most) if bound is not None]
        largest = max((abs(bound) for bound in bounds), default=0)
        whole = DIGITS if question.most is None else len(str(int(largest)))
        return form.Squares(
            before=min(whole, LONGEST_CODE),
            after=question.decimals,
            unit=self.speaker.say(question.unit),
            bounds=self._bounds(question.least, question.most, question.step),
            signed=question.least is not None and question.least < 0,
        )

    def _bounds(self, least: float | None, most: float | None, step: float | None = None) -> str:
        say, said = self.speaker.fill, []
        if least is not None and most is not None:
            said.append(say(wording.BOUNDS, least=number_words(least), most=number_words(most)))
        elif least is not None:
            said.append(say(wording.AT_LEAST, least=number_words(least)))
        elif most is not None:
            said.append(say(wording.AT_MOST, most=number_words(most)))
        if step is not None and step != 1:
            said.append(say(wording.STEP, step=number_words(step)))
        return self._bracketed(wording.JOIN.say(self.speaker.language).join(said))

    @_of.register
    def _split(self, question: Split) -> form.Answer:
        whole = len(str(int(question.total)))
        after = len(number_words(question.step).partition(".")[2])
        unit = self.speaker.say(question.unit)
        return form.Shares(
            self._rows(question.rows),
            min(whole, LONGEST_CODE),
            after,
            unit,
            self.speaker.fill(wording.SUM),
            number_words(question.total),
        )

    @_of.register
    def _date(self, question: Date) -> form.Answer:
        wanted = {"year": 1, "month": 2, "day": 3}[question.precision]
        words, chinese = (wording.YEAR, wording.MONTH, wording.DAY), self.speaker.language == CHINESE
        parts = tuple(
            form.DatePart(
                squares,
                "" if chinese else word.say(self.speaker.language),
                word.say(CHINESE) if chinese else "",
            )
            for squares, word in zip((4, 2, 2)[:wanted], words[:wanted], strict=True)
        )
        return form.Dated(parts)

    @_of.register
    def _words(self, question: Words) -> form.Answer:
        lines = math.ceil(question.limit / LETTERS_A_LINE[self.speaker.language == CHINESE])
        if question.long:
            return form.Ruled(min(MOST_LINES, max(4, lines)))
        return form.Ruled(min(2, max(1, lines)))

    @_of.register
    def _scale(self, question: Scale) -> form.Answer:
        if question.most - question.least >= MOST_POINTS:
            largest = max(abs(question.least), abs(question.most))
            return form.Squares(
                len(str(largest)), bounds=self._ends(question), signed=min(question.least, question.most) < 0
            )
        points = tuple(str(point) for point in range(question.least, question.most + 1))
        return form.Points(
            points, self.speaker.say(question.low_label), self.speaker.say(question.high_label)
        )

    def _ends(self, question: Scale) -> str:
        ends = ((question.least, question.low_label), (question.most, question.high_label))
        ends_said = self.speaker.fill(
            wording.BOUNDS,
            least=" ".join(filter(None, (str(ends[0][0]), self.speaker.say(ends[0][1])))),
            most=" ".join(filter(None, (str(ends[1][0]), self.speaker.say(ends[1][1])))),
        )
        return self._bracketed(ends_said)

    @_of.register
    def _cascade(self, question: Cascade) -> form.Answer:
        entries = self.scope.lists.entries(question.list)
        levels = []
        for place, level in enumerate(question.levels):
            known = entries.levels[place] if place < len(entries.levels) else {}
            short = 0 < len(known) <= LONGEST_LIST and (place == 0 or len(question.levels) == 1)
            boxes = tuple(
                form.Box(code, self.speaker.say(found[0].label)) for code, found in known.items() if short
            )
            label = self.speaker.say(level.label)
            levels.append(form.Level(label, boxes, fitting(boxes), 0 if short else _squares(known)))
        all_ticked = all(level.options for level in levels)
        note = "" if all_ticked else self.appendices.note(question.list, written=question.write_in)
        return form.Steps(tuple(levels), note)

    def _listed(self, name: str, codes: Sequence[str]) -> form.Answer:
        return form.Steps((form.Level("", squares=_squares(codes)),), self.appendices.note(name))

    def _rows(self, rows: Sequence[Row]) -> tuple[form.Line, ...]:
        return tuple(
            form.Line(
                self.speaker.say(row.label),
                self._bracketed(self.speaker.condition(row.show, wording.WHEN_ROW, wording.RULE)),
            )
            for row in rows
        )

    def _box(self, question: Question, option: Option) -> form.Box:
        key = (question.name, option.code)
        jump = ""
        if key in self.routes.jumps:
            target = self.routes.jumps[key]
            number = self.speaker.numbers.get(target.name, "") if target is not None else ""
            jump = self.speaker.fill(wording.JUMP if number else wording.STOP, number=number)
        return form.Box(
            option.code,
            self.speaker.say(option.label),
            jump,
            self._bracketed(self.speaker.condition(option.show, wording.WHEN_THIS, wording.RULE)),
            option.write_in,
            option.exclusive,
        )


def fitting(boxes: Sequence[form.Box]) -> int:
    """In how many columns the labels stand; what is long by nature takes a line and does not count."""
    plain = [box for box in boxes if not (box.written or box.apart or box.only)]
    wide = max((width(f"{box.code}{box.label}{box.jump}") for box in plain), default=0.0)
    if len(plain) < 2:
        return 1
    return next((count for count, fits in FITTING.items() if wide <= fits and len(plain) >= count), 1)


def width(text: str) -> float:
    """The width of a text in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else NARROW for sign in text)


def longest(codes: Iterable[str]) -> int:
    """The length of the longest code."""
    return max(map(len, codes), default=1)


def _squares(codes: Iterable[str]) -> int:
    """Squares for a code, none where codes are too long to be copied by hand."""
    found = longest(codes)
    return found if found <= LONGEST_CODE else 0
