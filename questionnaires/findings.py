"""What is wrong with a questionnaire, said to the person who can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from questionnaires.text import Text


class Severity(StrEnum):
    """An error keeps a questionnaire from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: what, where, why it matters and how to mend it.

    ``code`` names the kind of finding and never changes. ``place`` is a path by names,
    such as ``question:sex/option:9``; in a file that could not be read it is the path of
    keys, such as ``pages[0].questions[2].name``, with the ``line`` counted from 1.
    """

    code: str
    place: str
    reason: Text
    remedy: Text
    severity: Severity = Severity.ERROR
    line: int | None = None

    def say(self, language: str) -> str:
        """Place, reason and remedy in one line."""
        where = f"{self.place} (line {self.line})" if self.line else self.place
        return f"{where}: {self.reason.say(language)} {self.remedy.say(language)}"
