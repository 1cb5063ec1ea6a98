"""What a walk notes on its way: the places that were reached, and the truth that each rule had there."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from questionnaires.interview.plan import Item
from questionnaires.kinds import Shown
from questionnaires.trial.goals import Sort

Reached = set[tuple[Sort, str]]


class Noted:
    """The notes of one walk."""

    def __init__(self) -> None:
        self.reached: Reached = set()
        self.truths: set[tuple[str, bool]] = set()

    def truth(self, rule: str | None, place: str, found: bool) -> None:
        """What a rule came to; nothing where there is no rule."""
        if rule:
            self.truths.add((place, found))

    def see(self, sort: Sort, place: str, rule: str | None, shown: bool) -> None:
        """A part that is shown or hidden by its rule."""
        self.reached.add((sort, place))
        self.truth(rule, f"{place}/show", shown)

    def see_parts(self, item: Item, shown: Shown, place: str) -> None:
        """The options and rows of a question that came up."""
        if not item.ruled:
            if (Sort.QUESTION, place) in self.reached:
                self.reached.update((Sort.OPTION, f"{place}/option:{one.code}") for one in shown.options)
                self.reached.update((Sort.ROW, f"{place}/row:{one.name}") for one in shown.rows)
            return
        codes, rows = {one.code for one in shown.options}, {one.name for one in shown.rows}
        for option in item.whole.options:
            is_shown = option.code in codes
            at = f"{place}/option:{option.code}"
            self.see(Sort.OPTION if is_shown else Sort.HIDDEN, at, option.show, is_shown)
        for row in item.whole.rows:
            is_shown = row.name in rows
            at = f"{place}/row:{row.name}"
            self.see(Sort.ROW if is_shown else Sort.HIDDEN, at, row.show, is_shown)

    def see_checks(self, place: str, checks: AbstractSet[str], failing: AbstractSet[str]) -> None:
        """The checks of a question that was answered, with those that fail."""
        for code in checks:
            fails = code in failing
            at = f"{place}/check:{code}"
            self.reached.add((Sort.CHECK_FAILS if fails else Sort.CHECK_HOLDS, at))
            self.truths.add((at, not fails))
