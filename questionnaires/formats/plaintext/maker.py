"""What a question becomes while it is made: its documents and notes, and the texts and names they are of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Note
from questionnaires.formats.plaintext.asked import Asked
from questionnaires.formats.plaintext.lines import BLANK
from questionnaires.formats.plaintext.marks import ANSWER_PLACE
from questionnaires.formats.plaintext.options import Choice
from questionnaires.formats.plaintext.pieces import squeezed
from questionnaires.formats.plaintext.said import note


@dataclass(slots=True)
class Built:
    """What became of one question: ``documents``, the choices that rules can name, and notes."""

    asked: Asked
    kind: str = ""
    documents: list[Document] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    lists: list[Document] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name that rules use."""
        return str(self.documents[-1]["name"]) if self.documents else ""

    def say(self, code: str, words: str = "") -> None:
        """Add a note at the place of the question."""
        self.notes.append(note(code, self.asked.place, words, self.name))


class Maker:
    """Makes documents in one language; ``required`` is what holds where a question says nothing.

    ``free`` gives a name that nothing else has.
    """

    def __init__(self, language: str, *, required: bool, free: Callable[[str], str]) -> None:
        self.language = language
        self.required = required
        self.free = free

    def text(self, words: str) -> dict[str, str]:
        """A wording in the language of the questionnaire."""
        return {self.language: words}

    def document(self, built: Built, kind: str, name: str, label: str = "") -> Document:
        """Add a document of a kind under a name; its label is the question unless one is given."""
        words = label or label_of(built.asked.text) or built.asked.number or name
        document: Document = {"name": name, "kind": kind, "label": self.text(words)}
        built.documents.append(document)
        return document

    def rows(self, name: str, labels: list[str]) -> list[Document]:
        """Rows named after their question."""
        return [
            {"name": self.free(f"{name}_{place}"), "label": self.text(squeezed(label) or str(place))}
            for place, label in enumerate(labels, start=1)
        ]


def label_of(text: str) -> str:
    """The words of a question without the places to answer in."""
    words = ANSWER_PLACE.sub("", text)
    words = re.sub(rf"\s*(?:{BLANK.pattern})[\s_。.]*$", "", words)
    return squeezed(words).rstrip(":：") if not words.strip().endswith(("？", "?")) else squeezed(words)
