"""One construct of one kind of file, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.formats import registry
from questionnaires.formats.carried import FATES, Fate, Note
from questionnaires.formats.error import FormatError

REFUSED = "refused"
CARRIED = "carried"
#: Notes that say how a tiny file was made, not what it is made for.
BESIDE = {
    "own_records",
    "looks",
    "loose_questions",
    "unused_list",
    "one_page",
    "required_unsaid",
    "title_missing",
}
C, L, G = Fate.CHANGED, Fate.LEFT_OUT, Fate.GUESSED


@dataclass(frozen=True)
class Case:
    """A construct of one kind of file, what becomes of it, and a tiny file that has it.

    ``code`` is that of the note or of the refusal; ``becomes`` is said of what simply comes over.
    """

    format: str
    construct: str
    content: bytes
    fate: Fate | str
    code: str = ""
    becomes: str = ""

    def read(self) -> tuple[str, tuple[Note, ...]]:
        """The code of the refusal, or the notes of the reader."""
        try:
            return "", registry.named(self.format).read(self.content, name="trial").notes
        except FormatError as refused:
            return refused.findings[0].code, ()

    def row(self) -> str:
        """The line of the page."""
        construct = self.construct.replace("|", "\\|")
        if self.fate == CARRIED:
            return f"| {construct} | carried | {self.becomes} |"
        if self.fate == REFUSED:
            return f"| {construct} | refused | `{self.code}` |"
        _, notes = self.read()
        (told, *_) = [note for note in notes if note.code == self.code]
        words = " ".join(filter(None, (told.what.say("en"), told.remedy.say("en"))))
        words = words.replace("|", "\\|").replace("\n", " ").replace("${", "$\\{")
        return f"| {construct} | {FATES[Fate(self.fate)].say('en').lower()} | {words} (`{self.code}`) |"
