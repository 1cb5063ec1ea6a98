"""Outcome codes: what became of a copy, with AAPOR's code beside each.

AAPOR, *Standard Definitions* (2023), internet surveys of specifically named persons; the
cut between partial and broken off is that of the questionnaire (questionnaires.interview).
"""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text


@dataclass(frozen=True)
class Outcome:
    """One outcome: its name in the store, AAPOR's code, and its words.

    ``returned`` tells whether the copy counts as returned (回收).
    """

    name: str
    aapor: str
    label: Text
    returned: bool = False


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("not_opened", "3.19", Text(zh="未打开", en="Not opened")),
    Outcome("opened", "2.20", Text(zh="已打开，未填完", en="Opened, not finished")),
    Outcome("refused", "2.111", Text(zh="不同意参加", en="Consent refused")),
    Outcome("ineligible", "4.10", Text(zh="不属于调查对象", en="Not eligible")),
    Outcome("broken_off", "2.12", Text(zh="中途停止", en="Broken off")),
    Outcome("partial", "1.2", Text(zh="部分填答（截止时）", en="Partial at closing")),
    Outcome("submitted", "1.1", Text(zh="已提交，待审核", en="Submitted, to be reviewed"), returned=True),
    Outcome("withdrawn", "2.113", Text(zh="本人撤回", en="Withdrawn")),
    Outcome("spoiled", "2.9", Text(zh="作废", en="Spoiled")),
    Outcome("valid", "1.1", Text(zh="有效", en="Valid"), returned=True),
    Outcome("invalid", "2.3", Text(zh="无效", en="Invalid"), returned=True),
)

BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}

# What a closing survey makes of a response that was begun and never submitted is decided by
# its answers: "partial" or "broken_off". All other moves are listed here.
MOVES: dict[str, frozenset[str]] = {
    "not_opened": frozenset({"opened", "refused", "spoiled"}),
    "opened": frozenset(
        {"opened", "refused", "ineligible", "submitted", "broken_off", "partial", "withdrawn", "spoiled"}
    ),
    "refused": frozenset({"opened", "refused"}),
    "ineligible": frozenset({"opened", "ineligible", "withdrawn"}),
    "broken_off": frozenset({"opened", "withdrawn"}),
    "partial": frozenset({"opened", "valid", "invalid", "withdrawn"}),
    "submitted": frozenset({"submitted", "valid", "invalid", "withdrawn", "spoiled"}),
    # Opened: a partial one that was decided upon and is gone on with in a survey that opened again.
    "valid": frozenset({"submitted", "invalid", "withdrawn", "opened"}),
    "invalid": frozenset({"submitted", "valid", "withdrawn", "opened"}),
    "withdrawn": frozenset(),
    "spoiled": frozenset({"not_opened", "opened"}),
}


def may_move(before: str, after: str) -> bool:
    """Whether a copy of outcome ``before`` may become ``after``."""
    return after in MOVES[before]
