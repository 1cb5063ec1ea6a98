"""One simulated respondent: page after page to the end, to an ending, or to where nothing goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from questionnaires.expressions import Context, Value
from questionnaires.expressions.matching import matches
from questionnaires.expressions.regex import compile_pattern
from questionnaires.interview.plan import Item, PagePlan, Plan
from questionnaires.interview.rules import is_true
from questionnaires.interview.walk import ShownPage, Walk, Walker
from questionnaires.kinds import Lists, Problem, ProblemLevel, Shown, Stored
from questionnaires.model import Check, Ending, QuestionBase
from questionnaires.trial.answering import Answerer
from questionnaires.trial.goals import Sort, hard_checks
from questionnaires.trial.journey import Journey, Stuck
from questionnaires.trial.noting import Noted
from questionnaires.trial.solving import Found, Solver, Wish

# How often a page is answered anew before nobody is thought to get past it.
TRIES = 16
# So many of them, the last ones, leave a question empty that every answer so far was refused to.
EMPTY_TRIES = 4
# The chance that somebody whose answers end the questionnaire lets them stand.
ENDS = 0.15


class Respondent:
    """Walks a questionnaire; ``plan`` is made ready once for many walks."""

    def __init__(
        self,
        plan: Plan,
        lists: Lists,
        facts: Mapping[str, Value],
        context: Context,
        solver: Solver,
        answerer: Answerer,
    ) -> None:
        self.plan = plan
        self.lists = lists
        self.facts = facts
        self.context = context
        self.solver = solver
        self.answerer = answerer
        self.rng = solver.rng

    def walk(self, aim: Found | None = None, ends_at: str = "", failing: str = "") -> Journey:
        """One walk; ``aim`` are answers to be given where their questions come up.

        ``ends_at`` is the place of an ending that is wanted, ``failing`` the question at which a
        check is to fail once.
        """
        steps = _Steps(self, aim or {}, ends_at, failing)
        for number, page in enumerate(self.plan.pages):
            if not steps.go_through(page, number):
                break
        return steps.journey()

    def is_true(self, rule: str, journey: Journey) -> bool:
        """Whether a rule is true at the end of a walk."""
        return is_true(rule, journey.found.values, self.context)


class _Steps:
    """One walk in the making."""

    def __init__(self, respondent: Respondent, aim: Found, ends_at: str, failing: str) -> None:
        self.own = respondent
        self.aim = aim
        self.ends_at = ends_at
        self.failing = failing
        self.found = Walk(values=dict(respondent.facts))
        self.answers: dict[str, Stored] = {}
        self.walker = Walker(
            self.found,
            self.answers,
            respondent.lists,
            respondent.context,
            own_lists=respondent.lists is respondent.plan.lists,
        )
        self.noted = Noted()
        self.stuck: Stuck | None = None
        self.left: list[Stuck] = []
        self.empty: frozenset[str] = frozenset()
        self._tried: list[Stuck] = []

    # What checking an answer needs to know (questionnaires.kinds.Asking)

    @property
    def today(self) -> date:
        """The day the walk is made."""
        return self.own.solver.today

    def part(self, question: QuestionBase) -> Shown:
        """What of a question is shown."""
        return self.found.parts[question.name]

    def holds(self, question: QuestionBase, check: Check) -> bool:
        """Whether a check of a question is met."""
        kind = self.own.plan.item_by_name[question.name].kind
        itself = self.found.values.get(kind.first_field(question), "")
        return is_true(check.require, self.found.values, self.own.context.checking(itself))

    def matches(self, text: str, pattern: str) -> bool:
        """Whether a whole text matches a pattern."""
        return matches(compile_pattern(pattern), text)

    # The way

    def go_through(self, page: PagePlan, number: int) -> bool:
        """Answer a page until nothing stops; whether there is a way beyond it."""
        if not self._is_true(page.show, f"page:{page.name}/show"):
            self.noted.reached.add((Sort.HIDDEN, f"page:{page.name}"))
            return True
        self.noted.reached.add((Sort.PAGE, f"page:{page.name}"))
        before = self._mark()
        wished: Found = {}
        keep: frozenset[str] = frozenset()
        problems: list[Problem] = []
        refused: Counter[str] = Counter()
        self.empty = frozenset()
        for attempt in range(TRIES):
            if attempt == TRIES // 2:
                # What was aimed at may itself be what nobody can say here.
                here = {name for item in page.items for name in self._fields(item)}
                self.aim = {name: value for name, value in self.aim.items() if name not in here}
            self._back_to(before)
            shown = self._answer(page, wished, keep)
            problems = self._problems(shown)
            refused.update({problem.question for problem in problems})
            ending = self._ending(page)
            if not problems and (ending is None or self._lets_end(page, ending, attempt)):
                self._leave(page, number, shown, ending)
                return ending is None
            wished = self._mended(page, shown, problems, ending)
            keep = self._kept(shown, problems, attempt)
            if attempt + 1 == TRIES - EMPTY_TRIES:
                self._leave_empty(page, shown, problems, refused, attempt + 1)
        self.stuck = self._stuck(page, problems)
        return False

    def _leave_empty(
        self, page: PagePlan, shown: list[Item], problems: list[Problem], refused: Counter[str], tries: int
    ) -> None:
        """Leave the questions empty, where that may be, of which no answer was ever taken."""
        self.empty = frozenset(
            item.question.name
            for item in shown
            if refused[item.question.name] == tries
            and self.own.answerer.nothing(item.question, self._fields(item)) is not None
        )
        stopping = {problem.question: problem for problem in reversed(problems)}
        self._tried = [
            self._stuck_at(page, stopping[name]) for name in sorted(self.empty) if name in stopping
        ]

    def _fields(self, item: Item) -> Sequence[str]:
        return item.kind.stored_fields(item.question, self.own.lists)

    def _leave(self, page: PagePlan, number: int, shown: list[Item], ending: Ending | None) -> None:
        questions = tuple(item.question for item in shown)
        self.left += self._tried if self.empty else ()
        if questions:
            self.found.pages.append(ShownPage(page.name, questions))
        self.walker.remember(page.items)
        if ending is not None:
            self.found.ending, self.found.ended_at = ending, number
            self.walker.ask(self.own.plan, ending)

    def _answer(self, page: PagePlan, wished: Found, keep: frozenset[str]) -> list[Item]:
        """Give an answer to every question that comes up on the page."""
        found: list[Item] = []
        for item in page.items:
            place = f"question:{item.question.name}"
            was_worked_out = item.question.name in self.found.worked_out
            shown = self.walker.shown(item)
            came = shown is not None or (not was_worked_out and item.question.name in self.found.worked_out)
            self.noted.see(Sort.QUESTION if came else Sort.HIDDEN, place, item.question.show, came)
            if shown is None:
                continue
            self.noted.see_parts(item, shown, place)
            if item.kind.asks:
                self._give(item, shown, wished, keep)
            self.walker.settle(item, shown)
            found.append(item)
        return found

    def _give(self, item: Item, shown: Shown, wished: Found, keep: frozenset[str]) -> None:
        """Answer a question: as wished, as before where that may stay, else as drawn."""
        question, answerer = item.question, self.own.answerer
        fields = item.kind.stored_fields(question, self.own.lists)
        former = {name: self.answers.get(name) for name in fields}
        is_kept = question.name in keep and any(value is not None for value in former.values())
        wishes = self.aim | wished if not is_kept else wished
        wanted = {name: wishes[name] for name in fields if name in wishes}
        if question.required and len(fields) > 1:
            # A row may stay empty only where the whole question may.
            wanted = {name: value for name, value in wanted.items() if value is not None}
        if is_kept and not wanted and question.name not in self.empty:
            return
        drawn: Found | None = None
        if question.name in self.empty:
            wanted, is_kept = dict.fromkeys(fields), False
        if wanted and all(value is None for value in wanted.values()):
            drawn = answerer.nothing(question, fields)
        if drawn is None:
            drawn = former if is_kept else answerer.answer(question, shown, fields)
            if any(value is not None for value in wanted.values()):
                drawn = answerer.completed(question, drawn, wanted)
        for name, value in drawn.items():
            if value is None:
                self.answers.pop(name, None)
            else:
                self.answers[name] = value

    def _problems(self, shown: Iterable[Item]) -> list[Problem]:
        """What stops on the page; checks that fail or hold are noted."""
        hard: list[Problem] = []
        for item in shown:
            question, place = item.question, f"question:{item.question.name}"
            problems = item.kind.problems(question, self.answers, self)
            codes = {problem.code for problem in problems}
            hard += [problem for problem in problems if problem.level is ProblemLevel.HARD]
            if "unusual" in codes:
                self.noted.reached.add((Sort.CHECK_FAILS, f"{place}/unusual"))
            if not question.checks:
                continue
            own = {check.code for check in question.checks}
            is_answered = item.kind.has_answer(
                question, item.kind.first_field(question), self.found.settled, self.part(question)
            )
            missing = item.kind.missing(question, self.answers) is not None
            faulty = any(one.level is ProblemLevel.HARD and one.code not in own for one in problems)
            if is_answered and not missing and not faulty:
                self.noted.see_checks(place, own, codes)
        return hard

    def _ending(self, page: PagePlan) -> Ending | None:
        """The ending that the page comes to; each ending looked at is noted."""
        for ending in page.endings:
            place = f"page:{page.name}/ending:{ending.reason}"
            if self._is_true(ending.when, place):
                return ending
            self.noted.reached.add((Sort.NO_ENDING, place))
        return None

    def _lets_end(self, page: PagePlan, ending: Ending, attempt: int) -> bool:
        place = f"page:{page.name}/ending:{ending.reason}"
        self.noted.reached.add((Sort.ENDING, place))
        is_last = attempt == TRIES - 1
        if is_last or place == self.ends_at:
            return True
        return not self.aim and not self.own.answerer.eager and self.own.rng.random() < ENDS

    def _mended(
        self, page: PagePlan, shown: list[Item], problems: list[Problem], ending: Ending | None
    ) -> Found:
        """Answers of the page that do away with what stops, as far as some were found."""
        free = frozenset(
            name for item in shown for name in item.kind.stored_fields(item.question, self.own.lists)
        )
        hard = {(problem.question, problem.code) for problem in problems}
        wishes = [
            wish
            for item in shown
            for wish in hard_checks(item)
            if any(name == item.question.name and wish.place.endswith(f":{code}") for name, code in hard)
        ]
        if ending is not None:
            place = f"page:{page.name}/ending:{ending.reason}"
            wishes.append(Wish(ending.when, False, place))
        found: Found = {name: value for name, value in self.aim.items() if name in free}
        if self.failing in {item.question.name for item in shown}:
            # What was to fail has failed: now it is answered like any other.
            found = {}
        self.own.rng.shuffle(wishes)
        for wish in wishes:
            fixed = found if self.own.rng.random() < 0.5 else {}
            more = self.own.solver.solve(wish, self.found.values, fixed, free)
            found |= more or {}
        return found

    def _kept(self, shown: list[Item], problems: list[Problem], attempt: int) -> frozenset[str]:
        """The questions whose answers stay at the next attempt; now and then none, to try something else."""
        if attempt % 4 == 3:
            return frozenset()
        stopped = {problem.question for problem in problems}
        return frozenset(item.question.name for item in shown) - stopped

    def _stuck(self, page: PagePlan, problems: list[Problem]) -> Stuck | None:
        return self._stuck_at(page, problems[0]) if problems else None

    def _stuck_at(self, page: PagePlan, problem: Problem) -> Stuck:
        item = self.own.plan.item_by_name[problem.question]
        rule = next((one.require for one in item.question.checks if one.code == problem.code), "")
        names = self.own.plan.deciding(rule) if rule else {problem.field}
        settled = self.found.settled
        return Stuck(
            page.name, problem, rule, {name: settled[name] for name in sorted(names & settled.keys())}
        )

    def _is_true(self, rule: str | None, place: str) -> bool:
        found = is_true(rule, self.found.values, self.own.context)
        self.noted.truth(rule, place, found)
        return found

    # Going back to the top of a page

    def _mark(self) -> Walk:
        found = self.found
        return Walk(
            parts=dict(found.parts),
            settled=dict(found.settled),
            worked_out=dict(found.worked_out),
            values=dict(found.values),
        )

    def _back_to(self, mark: Walk) -> None:
        self.found.parts = dict(mark.parts)
        self.found.settled = dict(mark.settled)
        self.found.worked_out = dict(mark.worked_out)
        self.found.values = dict(mark.values)

    def journey(self) -> Journey:
        """The walk once it is over."""
        return Journey(
            self.answers,
            self.noted.reached,
            self.noted.truths,
            self.found.pages,
            self.found.ending,
            self.stuck,
            self.left,
            self.found,
        )
