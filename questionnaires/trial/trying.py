"""Sending simulated respondents through a questionnaire until all is reached or enough was tried."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from questionnaires import codelists
from questionnaires.expressions import Context, Value
from questionnaires.hints.time import page_seconds, seconds
from questionnaires.interview.plan import Plan, plan_of
from questionnaires.interview.rules import compiled, fact_values
from questionnaires.kinds import Lists, kind_of
from questionnaires.model import CodeList, Questionnaire
from questionnaires.text import CHINESE, Text
from questionnaires.trial.aiming import Aimer
from questionnaires.trial.answering import Answerer
from questionnaires.trial.candidates import Constants, constants
from questionnaires.trial.goals import Goal, Sort, goals_of
from questionnaires.trial.journey import Journey, Stuck
from questionnaires.trial.reasons import Reasons
from questionnaires.trial.report import DeadEnd, Report, Spread, Stopped
from questionnaires.trial.solving import Solver
from questionnaires.trial.walking import Respondent

RESPONDENTS = 2000
SECONDS = 5.0
# Those who are sent out first, with nothing in mind, and how often one goal is tried.
WANDERERS = 12
TRIES_OF_A_GOAL = 4
LANGUAGES = (CHINESE, "en")
# Walks whose values are kept to say which condition was never met.
MOST_SEEN = 100


@dataclass(frozen=True)
class Bounds:
    """How long a trial may take: respondents, and seconds as ``clock`` counts them (of this thread's work)."""

    respondents: int = RESPONDENTS
    seconds: float = SECONDS
    clock: Callable[[], float] = time.thread_time


def trial(
    questionnaire: Questionnaire,
    *,
    start: datetime,
    facts: Mapping[str, str] | None = None,
    seed: int = 0,
    bounds: Bounds | None = None,
    language: str = CHINESE,
    lists: Mapping[str, CodeList] | None = None,
) -> Report:
    """What simulated respondents come to; the same for the same seed, unless the seconds cut it short.

    ``start`` and ``facts`` are what rules may ask for, as in an interview; the minutes are those
    of readers of ``language``. Shared lists are filled in.

    Raises:
        ExpressionError: for a rule that cannot be read; check the questionnaire first.
    """
    return _Trial(codelists.resolve(questionnaire), start, facts or {}, seed, language, lists).run(
        bounds or Bounds()
    )


def journeys(
    questionnaire: Questionnaire,
    *,
    start: datetime,
    facts: Mapping[str, str] | None = None,
    seed: int = 0,
    lists: Mapping[str, CodeList] | None = None,
    eager: bool = False,
) -> Iterator[Journey]:
    """Simulated respondents one after the other, with nothing in mind; there is no end of them.

    Those who are ``eager`` agree to everything, answer everything and go on where they can.
    """
    own = _Trial(codelists.resolve(questionnaire), start, facts or {}, seed, CHINESE, lists, eager=eager)
    while True:
        yield own.respondent.walk()


@dataclass
class _Tally:
    """What was reached so far."""

    respondents: int = 0
    reached: set[tuple[Sort, str]] = field(default_factory=set)
    truths: set[tuple[str, bool]] = field(default_factory=set)
    tries: Counter[tuple[Sort, str]] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    #: By page, problem, and whether leaving the question empty led past it.
    stuck: dict[tuple[str, str, bool], tuple[Stuck, Journey, int]] = field(default_factory=dict)
    questions: list[float] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    seen: list[Mapping[str, Value]] = field(default_factory=list)


class _Trial:
    def __init__(
        self,
        questionnaire: Questionnaire,
        start: datetime,
        facts: Mapping[str, str],
        seed: int,
        language: str,
        lists: Mapping[str, CodeList] | None,
        *,
        eager: bool = False,
    ) -> None:
        self.questionnaire = questionnaire
        self.seed = seed
        self.language = language
        self.plan = plan_of(questionnaire)
        self.lists = Lists.of(questionnaire, lists) if lists else self.plan.lists
        self.context = context = Context(start)
        values = fact_values(facts)
        rng = Random(seed)  # noqa: S311 - reproducible on purpose
        self.solver = Solver(self.plan, self.lists, values, context, rng)
        self.aimer = Aimer(self.plan, self.solver)
        answerer = Answerer(self.lists, _written(self.plan), self.solver.today, rng, eager=eager)
        self.respondent = Respondent(self.plan, self.lists, values, context, self.solver, answerer)
        self.goals = goals_of(questionnaire, self.plan)

    def run(self, bounds: Bounds) -> Report:
        """Wander first, then go for each goal that is left."""
        tally, begun = _Tally(), bounds.clock()
        stopped: Stopped = "done"
        for goal in self._order(tally):
            if tally.respondents >= bounds.respondents:
                stopped = "respondents"
                break
            if tally.respondents and bounds.clock() - begun > bounds.seconds:
                stopped = "seconds"
                break
            self._send(goal, tally)
        return self._report(tally, stopped, bounds.clock() - begun)

    def _order(self, tally: _Tally) -> Iterator[Goal | None]:
        for _ in range(WANDERERS):
            yield None
        for _ in range(TRIES_OF_A_GOAL):
            for goal in self.goals:
                if goal.key not in tally.reached:
                    yield goal

    def _send(self, goal: Goal | None, tally: _Tally) -> None:
        if goal is None:
            journey = self.respondent.walk()
        else:
            tally.tries[goal.key] += 1
            aim = self.aimer.aim(goal)
            if aim is None:
                return
            failing = goal.question if goal.sort is Sort.CHECK_FAILS else ""
            ends_at = goal.place if goal.sort is Sort.ENDING else ""
            journey = self.respondent.walk(aim, ends_at, failing)
        self._count(journey, tally)

    def _count(self, journey: Journey, tally: _Tally) -> None:
        tally.respondents += 1
        tally.reached |= journey.reached
        tally.truths |= journey.truths
        if len(tally.seen) < MOST_SEEN:
            tally.seen.append(journey.found.values)
        for one in [*journey.left, *([journey.stuck] if journey.stuck else [])]:
            key = (one.page, one.problem.key, one is not journey.stuck)
            stuck, first, times = tally.stuck.get(key, (one, journey, 0))
            tally.stuck[key] = (stuck, first, times + 1)
        if journey.stuck is not None:
            return
        if journey.ending is not None:
            tally.ended[journey.ending.reason] += 1
            return
        self._review(journey, tally)
        asked = [one for page in journey.pages for one in page.questions if kind_of(one).asks]
        tally.questions.append(len(asked))
        reading = sum(
            page_seconds(self.questionnaire.page_by_name[page.name], self.language) for page in journey.pages
        )
        shown = (one for page in journey.pages for one in page.questions)
        tally.minutes.append((reading + sum(seconds(one, self.lists, self.language) for one in shown)) / 60)

    def _review(self, journey: Journey, tally: _Tally) -> None:
        """Note which reviews a finished response would bring."""
        for review in self.questionnaire.reviews:
            place = f"review:{review.code}"
            found = self.respondent.is_true(review.when, journey)
            tally.truths.add((place, found))
            tally.reached.add((Sort.REVIEW if found else Sort.NO_REVIEW, place))

    def _report(self, tally: _Tally, stopped: Stopped, taken: float) -> Report:
        titles = {page.name: page.title for page in self.questionnaire.pages}
        reasons = Reasons(self.plan, self.lists, tally.truths, tally.seen, self.context, titles)
        every: Counter[Sort] = Counter(goal.sort for goal in self.goals)
        reached: Counter[Sort] = Counter(goal.sort for goal in self.goals if goal.key in tally.reached)
        return Report(
            respondents=tally.respondents,
            finished=len(tally.questions),
            ended=tuple(sorted(tally.ended.items())),
            counts=tuple((sort, every[sort], reached[sort]) for sort in Sort if every[sort]),
            unreached=tuple(
                reasons.why(goal, tally.tries[goal.key])
                for goal in self.goals
                if goal.key not in tally.reached
            ),
            dead_ends=tuple(
                self._dead_end(stuck, journey, times, is_passed=key[2])
                for key, (stuck, journey, times) in tally.stuck.items()
            ),
            questions=_spread(tally.questions),
            minutes=_spread(tally.minutes),
            seconds=taken,
            stopped=stopped,
            seed=self.seed,
        )

    def _dead_end(self, stuck: Stuck, journey: Journey, times: int, *, is_passed: bool) -> DeadEnd:
        answers: dict[Text, Text] = {}
        for name in stuck.deciding:
            item = self.plan.question_of[name]
            said = {
                language: item.kind.say(item.question, journey.found.settled, language, self.lists)
                for language in LANGUAGES
            }
            answers[item.question.label] = Text(said)
        return DeadEnd(
            page=stuck.page,
            place=f"question:{stuck.problem.question}",
            message=stuck.problem.message,
            rule=stuck.rule,
            answers=tuple(answers.items()),
            times=times,
            is_passed=is_passed,
        )


def _written(plan: Plan) -> dict[str, Constants]:
    """The constants of all rules that name a field, through what is worked out from it too."""
    rules = [page.show for page in plan.pages]
    rules += [ending.when for page in plan.pages for ending in page.endings]
    own: list[tuple[str, str]] = []
    for item in plan.item_by_name.values():
        question = item.question
        rules += [question.show, *(option.show for option in item.whole.options)]
        rules += [row.show for row in item.whole.rows]
        own += [(check.require, item.kind.first_field(question)) for check in question.checks]
    found: dict[str, set[float | str]] = {}
    for rule, itself in [*((rule, "") for rule in rules if rule), *own]:
        values = constants([compiled(rule).tree])
        names = plan.deciding(rule) | ({itself} if itself and "." in rule else set())
        for name in names:
            found.setdefault(name, set()).update(values)
    return {name: frozenset(values) for name, values in found.items()}


def _spread(counted: list[float]) -> Spread | None:
    return Spread(min(counted), statistics.median(counted), max(counted)) if counted else None


__all__ = ["Bounds", "journeys", "trial"]
