"""Refusals of the analysis module, said to the person who can mend them."""

from __future__ import annotations

from questionnaires.text import Text


class ReportError(Exception):
    """A refusal because of the input or its state, never a defect of the program.

    ``code`` is stable and for programs, ``place`` names the table, variable or stratum,
    ``reason`` says what is wrong and ``remedy`` what to do about it.
    """

    def __init__(self, code: str, place: str, reason: Text, remedy: Text) -> None:
        super().__init__(f"{code} at {place}: {reason.say('en')} {remedy.say('en')}")
        self.code = code
        self.place = place
        self.reason = reason
        self.remedy = remedy
