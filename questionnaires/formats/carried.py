"""What came over from a file of another kind or into one, and what did not.

A reader gives the questionnaire with notes on everything that changed on the way, was
left out or had to be guessed; what simply came over is in the questionnaire itself. A
writer gives the file with notes on what the format has no word for. Nothing is dropped
without a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.model import Questionnaire
from questionnaires.text import Text


class Fate(StrEnum):
    """What became of a part: ``guessed`` asks a person to settle it."""

    CHANGED = "changed"
    LEFT_OUT = "left_out"
    GUESSED = "guessed"


NOTHING = Text()

FATES: dict[Fate, Text] = {
    Fate.CHANGED: Text(zh="有改动", en="Changed"),
    Fate.LEFT_OUT: Text(zh="没有带过来", en="Left out"),
    Fate.GUESSED: Text(zh="请核对", en="Please check"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that did not come over as it was.

    ``code`` names the kind of note and never changes. ``place`` is where it stands in the
    source, in the source's own terms (sheet and row, line, group and question);
    ``question`` names the question that was made of it, if any. ``remedy`` is empty where
    nothing needs doing.
    """

    fate: Fate
    code: str
    place: str
    what: Text
    remedy: Text = NOTHING
    question: str = ""

    def say(self, language: str) -> str:
        """Place, fate, what happened and what to do, in one line."""
        said = [self.what.say(language), self.remedy.say(language)]
        return f"{self.place} [{FATES[self.fate].say(language)}] {' '.join(filter(None, said))}"


class Noting:
    """Keeps notes while a file is read; ``notes`` are those so far."""

    notes: list[Note]

    def note(
        self,
        fate: Fate,
        code: str,
        place: str,
        zh: str,
        en: str,
        remedy: Text = NOTHING,
        question: str = "",
    ) -> None:
        """Note something that did not come over as it was."""
        self.notes.append(Note(fate, code, place, Text(zh=zh, en=en), remedy, question))


@dataclass(frozen=True, slots=True)
class Carried:
    """A questionnaire read from a file of another kind, with the notes in the order of the source."""

    questionnaire: Questionnaire
    notes: tuple[Note, ...] = ()

    def of(self, fate: Fate) -> tuple[Note, ...]:
        """The notes of one fate."""
        return tuple(note for note in self.notes if note.fate is fate)


@dataclass(frozen=True, slots=True)
class Written:
    """A questionnaire as a file of another kind, with notes on what the format has no word for."""

    content: bytes
    notes: tuple[Note, ...] = ()


def together(notes: Iterable[Note], shown: int = 3) -> tuple[Note, ...]:
    """Notes of one code and wording made one, naming the first places and the number of the others.

    A file of a thousand rows with one unknown column gives one note, not a thousand.
    """
    groups: dict[tuple[Fate, str, Text], list[Note]] = {}
    for note in notes:
        groups.setdefault((note.fate, note.code, note.what), []).append(note)
    return tuple(_one(alike, shown) for alike in groups.values())


def _one(alike: list[Note], shown: int) -> Note:
    first = alike[0]
    if len(alike) == 1:
        return first
    places = list(dict.fromkeys(note.place for note in alike))
    place = ", ".join(places[:shown])
    if len(places) > shown:
        place += f" … (+{len(places) - shown})"
    return Note(first.fate, first.code, place, first.what, first.remedy)
