"""One pass forward through the questionnaire: what is shown, and what of the answers counts.

Rules see only what came before them, so an answer can change only what comes after it. A
reference to a question that is hidden, still to come or unanswered is empty. Calculated
values are worked out on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.expressions import Context, Value
from questionnaires.interview.plan import Item, PagePlan, Plan
from questionnaires.interview.rules import is_true, value_of
from questionnaires.kinds import Answers, Lists, Shown, Stored
from questionnaires.kinds.silent import calculated
from questionnaires.model import Calculated, Ending, Matrix, Question, Split


@dataclass(frozen=True)
class ShownPage:
    """A page on the path with the questions that are shown on it; calculated values never are."""

    name: str
    questions: tuple[Question, ...]


@dataclass
class Walk:
    """What one pass found; complete when :func:`walk` returns and not changed afterwards."""

    pages: list[ShownPage] = field(default_factory=list)
    ending: Ending | None = None
    ended_at: int = -1
    """The number of the page, from 0, on which the ending stands."""
    asked: list[Question] = field(default_factory=list)
    """Questions still offered after an ending."""
    parts: dict[str, Shown] = field(default_factory=dict)
    """Shown options and rows, by the name of each question on the path."""
    settled: dict[str, Stored] = field(default_factory=dict)
    """What of the answers counts, by field."""
    worked_out: dict[str, Stored | None] = field(default_factory=dict)
    """Calculated values on the path as a record holds them."""
    values: dict[str, Value] = field(default_factory=dict)
    """All of it as rules see it at the end."""
    seen: dict[str, dict[str, Value]] = field(default_factory=dict)
    """The same as it stood at the end of the page of each question."""


def walk(plan: Plan, answers: Answers, lists: Lists, facts: Mapping[str, Value], context: Context) -> Walk:
    """Walk the whole path.

    Raises:
        ExpressionError: for a rule that cannot be read.
    """
    found = Walk(values=dict(facts))
    walker = Walker(found, answers, lists, context, own_lists=lists is plan.lists)
    for place, page in enumerate(plan.pages):
        if not is_true(page.show, found.values, context):
            continue
        questions = tuple(item.question for item in page.items if walker.meet(item))
        if questions:
            found.pages.append(ShownPage(page.name, questions))
        walker.remember(page.items)
        found.ending = walker.ending(page)
        if found.ending is not None:
            found.ended_at = place
            walker.ask(plan, found.ending)
            break
    return found


class Walker:
    """Goes forward once; ``found`` grows question by question.

    ``answers`` are read at each question, so that whoever walks may give them on the way.
    """

    def __init__(
        self, found: Walk, answers: Answers, lists: Lists, context: Context, *, own_lists: bool
    ) -> None:
        self.found = found
        self.answers = answers
        self.lists = lists
        self.context = context
        self.own_lists = own_lists

    def meet(self, item: Item) -> bool:
        """Come to a question; whether it is shown to the person."""
        shown = self.shown(item)
        if shown is None:
            return False
        self.settle(item, shown)
        return True

    def shown(self, item: Item) -> Shown | None:
        """What of a question is shown; None where it is hidden, or worked out here and now."""
        question, found = item.question, self.found
        if not is_true(question.show, found.values, self.context):
            return None
        if isinstance(question, Calculated):
            value = value_of(question.value, found.values, self.context)
            found.values[question.name] = value
            found.worked_out[question.name] = calculated(question, value)
            return None
        return self.part(item)

    def settle(self, item: Item, shown: Shown) -> None:
        """Take what counts of the answer to a question that is shown."""
        found = self.found
        found.parts[item.question.name] = shown
        if shown is item.whole and not any(name in self.answers for name in item.fields):
            # Half of the questions on an average walk; to find out anew that nothing counts is costly.
            found.values.update(item.blank)
            return
        settled = item.kind.settle(item.question, self.answers, shown)
        found.settled.update(settled)
        found.values.update(item.kind.values(item.question, settled, shown))

    def part(self, item: Item) -> Shown:
        """The options and rows that are shown."""
        if self.own_lists and not item.ruled:
            return item.whole
        question = item.question
        options = self.lists.options(question)
        rows = question.rows if isinstance(question, Matrix | Split) else ()
        if item.ruled:
            values, context = self.found.values, self.context
            options = tuple(each for each in options if is_true(each.show, values, context))
            rows = tuple(each for each in rows if is_true(each.show, values, context))
        return Shown(options, rows, self.lists)

    def remember(self, items: tuple[Item, ...]) -> None:
        """Keep the values for checks, which see the whole page but nothing after it."""
        checked = [item.question.name for item in items if item.question.checks]
        if checked:
            values = dict(self.found.values)
            self.found.seen.update((name, values) for name in checked)

    def ending(self, page: PagePlan) -> Ending | None:
        """The first ending of a page that is true."""
        for ending in page.endings:
            if is_true(ending.when, self.found.values, self.context):
                return ending
        return None

    def ask(self, plan: Plan, ending: Ending) -> None:
        """Meet the questions that are still offered after an ending."""
        for name in ending.ask:
            item = plan.item_by_name.get(name)
            if item is None or name in self.found.parts or name in self.found.worked_out:
                continue
            if self.meet(item):
                self.found.asked.append(item.question)
                self.remember((item,))
