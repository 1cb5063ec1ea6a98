"""Refusals: what a person can mend, said to that person."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.text import Text


class Refusal(Exception):
    """Something was refused because of the input or the state, and nothing was changed.

    ``code`` names the kind of refusal for programs, ``place`` says where, ``reason`` what
    happened and ``remedy`` what to do. Any other exception is a defect.
    """

    def __init__(self, code: str, *, place: str = "", reason: Text, remedy: Text) -> None:
        super().__init__(f"{code} at {place}: {reason.say('en')} {remedy.say('en')}")
        self.code = code
        self.place = place
        self.reason = reason
        self.remedy = remedy


class Refusals(Refusal):
    """Several refusals told at once, so that one round of mending is enough.

    It speaks as the first of them where only one can be shown; ``each`` has all.
    """

    def __init__(self, each: Sequence[Refusal]) -> None:
        first = each[0]
        super().__init__(first.code, place=first.place, reason=first.reason, remedy=first.remedy)
        self.each = tuple(each)


class Unavailable(Exception):
    """The machine or its database cannot do it now: neither the input nor the program is at fault.

    ``refusal`` says what it is and what whoever looks after the installation can do. It is no
    :class:`Refusal` itself, so that no page takes it for something wrong with what was typed.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def all_refusals(refusal: Refusal) -> tuple[Refusal, ...]:
    """The refusals that ``refusal`` stands for: one, or several told at once."""
    return refusal.each if isinstance(refusal, Refusals) else (refusal,)
