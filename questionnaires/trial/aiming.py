"""From a goal to answers: what must be said on the way for the goal to be reached."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.interview.plan import Item, Plan
from questionnaires.kinds import Stored
from questionnaires.kinds.answer import plain_number
from questionnaires.trial.goals import Goal, hard_checks
from questionnaires.trial.solving import Found, Solver, Wish

# How often a whole aim is begun anew, and how many rules it may come to.
RESTARTS = 6
MOST_WISHES = 200


class Aimer:
    """Works out the answers a goal needs, through the rules that stand before it and before those."""

    def __init__(self, plan: Plan, solver: Solver) -> None:
        self.plan = plan
        self.solver = solver
        self._page_rule = {
            item.question.name: (page.show, f"page:{page.name}/show")
            for page in plan.pages
            for item in page.items
        }

    def aim(self, goal: Goal) -> Found | None:
        """Answers with which the goal should be reached; None where none were found."""
        for _ in range(RESTARTS):
            found = self._attempt(goal)
            if found is not None:
                return found
        return None

    def _attempt(self, goal: Goal) -> Found | None:
        found: Found = {}
        if goal.unusual is not None:
            found[goal.question] = plain_number(goal.unusual)
        # The rule of the goal itself first: it leaves the least choice. No ending before may come true.
        waiting = list(reversed(goal.wishes))
        if goal.question:
            waiting += self._before(goal.question)
        granted: set[tuple[str, bool]] = set()
        checked = {goal.question}
        while waiting:
            wish = waiting.pop(0)
            if (wish.rule, wish.wanted) in granted and not wish.itself:
                continue
            granted.add((wish.rule, wish.wanted))
            if len(granted) > MOST_WISHES:
                return None
            more = self.solver.solve(wish, {}, found)
            if more is None:
                return None
            found |= more
            for name, value in more.items():
                if value is not None:
                    waiting += self._needed(name, value, checked)
        return found

    def _needed(self, field: str, value: Stored, checked: set[str]) -> Iterator[Wish]:
        """What must be true for an answer to be asked for and taken."""
        item = self.plan.question_of[field]
        yield from self._before(item.question.name)
        codes = value if isinstance(value, list) else [value]
        for option in item.whole.options if item.ruled else ():
            if option.show and option.code in codes:
                yield Wish(option.show, True, f"question:{item.question.name}/option:{option.code}/show")
        for row in item.whole.rows:
            if row.show and row.name == field:
                yield Wish(row.show, True, f"question:{item.question.name}/row:{row.name}/show")
        if item.question.name not in checked:
            checked.add(item.question.name)
            yield from hard_checks(item)

    def _before(self, name: str) -> Iterator[Wish]:
        """What must be true for a question to be shown."""
        item: Item = self.plan.item_by_name[name]
        show, place = self._page_rule[name]
        if show:
            yield Wish(show, True, place)
        if item.question.show:
            yield Wish(item.question.show, True, f"question:{name}/show")
