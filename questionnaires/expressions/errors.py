"""What the rule language says when a rule cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text


class ExpressionError(ValueError):
    """A rule that cannot be read.

    ``position`` is the zero-based character in the source where reading stopped;
    ``reason`` and ``remedy`` are for the designer, in Chinese and English.
    """

    def __init__(self, code: str, position: int, reason: Text, remedy: Text) -> None:
        super().__init__(f"{code} at {position}: {reason.say('en')}")
        self.code = code
        self.position = position
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Problem:
    """A finding about a rule that can be read but does not make sense."""

    code: str
    position: int
    reason: Text
    remedy: Text
