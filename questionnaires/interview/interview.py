"""A questionnaire and the answers so far: what is on the path, what is missing, what comes next."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from questionnaires.expressions import Context, Value
from questionnaires.expressions.matching import matches
from questionnaires.expressions.regex import compile_pattern
from questionnaires.interview.order import shuffled
from questionnaires.interview.plan import Plan, plan_of
from questionnaires.interview.progress import Progress, progress_at
from questionnaires.interview.record import Record, make_record
from questionnaires.interview.rules import fact_values, is_true
from questionnaires.interview.walk import ShownPage, Walk, walk
from questionnaires.kinds import (
    Answers,
    Lists,
    Offered,
    Posted,
    Problem,
    ProblemLevel,
    Reading,
    Shown,
    Stored,
    kind_of,
)
from questionnaires.model import (
    Check,
    CodeList,
    Ending,
    Option,
    Question,
    QuestionBase,
    Questionnaire,
    Review,
    Row,
)
from questionnaires.text import Text

PLACE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
UNANSWERED = "…"
# Between the two signs that begin a place: no stored text holds NUL, so nothing else is mistaken for it.
_NO_PLACE = "$\0{"


@dataclass(frozen=True, eq=False)
class Interview:
    """A pure look at a questionnaire through the answers so far; nothing here changes anything.

    ``answers`` are stored answers by field, on the path or off it. ``start`` is when the
    response was started, with its zone; ``today()`` in rules is that day in ``zone``.
    ``facts`` are the texts about the survey, ``seed`` decides random orders and ``lists``
    adds code lists that belong to the survey, such as its units.
    """

    questionnaire: Questionnaire
    answers: Answers
    _: KW_ONLY
    start: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    lists: Mapping[str, CodeList] | None = None
    zone: str = "Asia/Shanghai"

    @cached_property
    def _plan(self) -> Plan:
        return plan_of(self.questionnaire)

    @cached_property
    def _context(self) -> Context:
        return Context(self.start, self.zone)

    @cached_property
    def code_lists(self) -> Lists:
        """The code lists in force."""
        return Lists.of(self.questionnaire, self.lists) if self.lists else self._plan.lists

    @cached_property
    def walk(self) -> Walk:
        """Everything found on the way; not to be changed."""
        facts = fact_values(self.facts)
        return walk(self._plan, self.answers, self.code_lists, facts, self._context)

    # What is shown

    @cached_property
    def path(self) -> tuple[ShownPage, ...]:
        """The pages that are shown, each with its shown questions."""
        return tuple(self.walk.pages)

    @property
    def ending(self) -> Ending | None:
        """The ending that stops the questionnaire early."""
        return self.walk.ending

    @property
    def asked_at_end(self) -> tuple[Question, ...]:
        """Questions that the page of thanks still offers after an ending."""
        return tuple(self.walk.asked)

    @property
    def today(self) -> date:
        """The day the response was started, in the survey's zone."""
        return self._context.wall().date()

    def page(self, name: str) -> ShownPage | None:
        """A page as it is shown; None where it is off the path."""
        return next((page for page in self.path if page.name == name), None)

    def shown(self, question: QuestionBase | str) -> bool:
        """Whether a question is on the path, the page of thanks after an ending included."""
        return _name(question) in self.walk.parts

    def part(self, question: QuestionBase) -> Shown:
        """What of a question is shown; all of it where the question is off the path."""
        found = self.walk.parts.get(question.name)
        if found is None:
            rows: tuple[Row, ...] = getattr(question, "rows", ())
            found = Shown(self.code_lists.options(question), rows, self.code_lists)
        return found

    def shown_options(self, question: QuestionBase) -> tuple[Option, ...]:
        """The options that are shown, in the order in which this person sees them."""
        options = self.part(question).options
        return shuffled(options, self.seed, question.name) if getattr(question, "shuffle", False) else options

    def shown_rows(self, question: QuestionBase) -> tuple[Row, ...]:
        """The rows that are shown; rows without rules need no look at the path."""
        item = self._plan.item_by_name.get(question.name)
        return item.whole.rows if item is not None and not item.ruled else self.part(question).rows

    def value(self, name: str) -> Value:
        """A field, a calculated value or a fact as rules see it at the end of the path."""
        return self.walk.values.get(name, "")

    # What is wrong

    def holds(self, question: QuestionBase, check: Check) -> bool:
        """Whether a check is met, seen from the end of its question's page."""
        values = self.walk.seen.get(question.name, self.walk.values)
        kind = self._plan.item_by_name[question.name].kind
        itself = values.get(kind.first_field(question), "")
        return is_true(check.require, values, self._context.checking(itself))

    def matches(self, text: str, pattern: str) -> bool:
        """Whether a whole text matches a pattern of the rule language."""
        return matches(compile_pattern(pattern), text)

    def problems_of(self, question: Question) -> tuple[Problem, ...]:
        """What is wrong with the answer to one question; nothing where it is off the path."""
        return kind_of(question).problems(question, self.answers, self) if self.shown(question) else ()

    def problems(self, page: ShownPage | str) -> tuple[Problem, ...]:
        """What is wrong on a page, in the order of its questions; nothing where it is off the path."""
        name = _name(page)
        known = self._problems.get(name)
        if known is None:
            found = self.page(name)
            questions = found.questions if found is not None else ()
            known = tuple(problem for question in questions for problem in self.problems_of(question))
            self._problems[name] = known
        return known

    @cached_property
    def _problems(self) -> dict[str, tuple[Problem, ...]]:
        """What was found wrong so far, by page: a save asks more than once."""
        return {}

    @cached_property
    def all_problems(self) -> tuple[Problem, ...]:
        """What is wrong on the whole path, the page of thanks included."""
        at_end = (problem for question in self.walk.asked for problem in self.problems_of(question))
        return (*(problem for page in self.path for problem in self.problems(page)), *at_end)

    def is_finished(self, page: ShownPage | str) -> bool:
        """Whether nothing on a page stops; a soft problem and an optional question left out do not."""
        return not any(problem.level is ProblemLevel.HARD for problem in self.problems(page))

    # Where to go

    def page_after(self, name: str) -> ShownPage | None:
        """The next page of the path, also from a page that is off it; None after the last."""
        here = self._plan.page_of[name]
        return next((page for page in self.path if self._plan.page_of[page.name] > here), None)

    def page_before(self, name: str) -> ShownPage | None:
        """The page of the path before one, also from a page that is off it; None before the first."""
        here = self._plan.page_of[name]
        return next((page for page in reversed(self.path) if self._plan.page_of[page.name] < here), None)

    def resume(self, furthest: str | None) -> ShownPage | None:
        """Where to go on: the first unfinished page, but never past the furthest page seen.

        ``furthest`` is the name of that page; None before the first look. None is returned
        only where the path is empty.
        """
        if not self.path:
            return None
        seen = self._plan.page_of.get(furthest or "", -1)
        for page in self.path:
            if self._plan.page_of[page.name] >= seen or not self.is_finished(page):
                return page
        return self.path[-1]

    def progress(self, page: ShownPage | str, floor: float = 0.0) -> Progress:
        """How far a page is.

        Pages that a still unanswered question may yet bring count as part of the total, so
        that going forward never takes the bar back; ``floor`` is the furthest share shown
        so far, for answers that were changed.
        """
        return progress_at(_name(page), self._plan, self.walk, self._context, floor)

    # What is said

    def fill(self, text: Text, language: str) -> str:
        """A text with ``${field}`` and facts put in, as plain text; what is unanswered is ``…``."""
        return self._put_in(text.say(language), language)

    def _put_in(self, wording: str, language: str) -> str:
        if "${" not in wording:
            return wording
        return PLACE.sub(lambda found: self._quote(found[1], language), wording)

    def _quote(self, name: str, language: str) -> str:
        if name in self.facts:
            return self.facts[name] or UNANSWERED
        item = self._plan.question_of.get(name)
        if item is None:
            return UNANSWERED
        return item.kind.quote(item.question, name, self.counted, language, self.code_lists) or UNANSWERED

    def say(self, question: Question, language: str) -> str:
        """The answer that counts in words, for the last look and the receipt."""
        words = kind_of(question).say(question, self._said, language, self.code_lists)
        return self._put_in(words, language).replace(_NO_PLACE, "${")

    @cached_property
    def counted(self) -> dict[str, Stored]:
        """What of the answers counts on the path, by field, with calculated values."""
        worked_out = {name: value for name, value in self.walk.worked_out.items() if value is not None}
        return {**self.walk.settled, **worked_out}

    @cached_property
    def _said(self) -> dict[str, Stored]:
        """What counts, with no text that :meth:`_put_in` could take for a label with places to fill."""
        return {
            name: value.replace("${", _NO_PLACE) if isinstance(value, str) else value
            for name, value in self.counted.items()
        }

    # What changes and what remains

    def read(self, question: Question, posted: Posted, *, whole: bool = True) -> Reading:
        """What a post says about a question; see :class:`questionnaires.kinds.Offered` for ``whole``."""
        rows = frozenset(row.name for row in self.shown_rows(question))
        return kind_of(question).read(question, posted, Offered(self.code_lists, whole, rows))

    def changed(self, values: Mapping[str, Stored | None]) -> Interview:
        """The interview after some answers were given, or with None taken back."""
        merged = {**self.answers, **values}
        return replace(self, answers={name: value for name, value in merged.items() if value is not None})

    def orders(self) -> dict[str, tuple[str, ...]]:
        """The option codes in the order shown, by each shown question with a random order."""
        return {
            name: tuple(option.code for option in self.shown_options(item.question))
            for name, item in self._plan.item_by_name.items()
            if getattr(item.question, "shuffle", False) and name in self.walk.parts
        }

    def record(self, confirmed: Collection[str] = ()) -> Record:
        """What a submit freezes; ``confirmed`` are keys of soft problems the person confirmed."""
        return make_record(
            self.questionnaire,
            self._plan,
            self.walk,
            self.code_lists,
            problems=self.all_problems,
            confirmed=confirmed,
            orders=self.orders(),
        )

    def reviews(self) -> tuple[Review, ...]:
        """The reviews of the questionnaire that are true of the answers on the path."""
        return tuple(
            review
            for review in self.questionnaire.reviews
            if is_true(review.when, self.walk.values, self._context)
        )


def _name(part: ShownPage | QuestionBase | str) -> str:
    return part if isinstance(part, str) else part.name
