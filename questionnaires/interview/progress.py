"""How far a page is on the way, with the pages that may yet come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from questionnaires.expressions import Context
from questionnaires.interview.plan import Plan
from questionnaires.interview.rules import is_true
from questionnaires.interview.walk import Walk


class Progress(NamedTuple):
    """Page ``number`` of ``total``, and the part of the bar that is full, from 0 to 1."""

    number: int
    total: int
    share: float


def progress_at(page: str, plan: Plan, walk: Walk, context: Context, floor: float = 0.0) -> Progress:
    """How far a page is; see :meth:`questionnaires.interview.Interview.progress`."""
    here = plan.page_of[page]
    on_path = {shown.name for shown in walk.pages}
    number = sum(plan.page_of[name] <= here for name in on_path) or 1
    total = len(on_path)
    total += sum(
        place > here and one.name not in on_path and _may_come(place, here, plan, walk, context)
        for place, one in enumerate(plan.pages)
    )
    total = max(total, number)
    return Progress(number, total, min(1.0, max(floor, number / total)))


def _may_come(place: int, here: int, plan: Plan, walk: Walk, context: Context) -> bool:
    """Whether a page that is not shown may be, once the questions from page ``here`` on are answered."""
    page = plan.pages[place]
    if walk.ending is not None and place > walk.ended_at:
        return _is_open([walk.ending.when], here, plan, walk)
    is_shown = is_true(page.show, walk.values, context)
    return _is_open(
        [item.question.show for item in page.items] if is_shown else [page.show], here, plan, walk
    )


def _is_open(rules: Iterable[str | None], here: int, plan: Plan, walk: Walk) -> bool:
    """Whether a rule depends on a question from page ``here`` on that has no answer."""
    names = {name for rule in rules for name in plan.deciding(rule)}
    return any(
        plan.place_of.get(name, -1) >= here and walk.values.get(name, "") in ("", ()) for name in names
    )
