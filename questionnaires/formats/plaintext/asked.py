"""A questionnaire as its text is laid out, before anything is decided about kinds."""

from __future__ import annotations

from dataclasses import dataclass, field

from questionnaires.formats.plaintext.choices import Mark
from questionnaires.formats.plaintext.marks import Marks
from questionnaires.formats.plaintext.pieces import Grid


@dataclass(slots=True)
class Asked:
    """One question with all that stands under it, as written.

    ``rows`` and ``columns`` are those of a matrix written in lines, ``digits`` lines of
    figures between two ends (``很不满意 1 2 3 4 5 很满意``), ``blanks`` lines to be filled
    in, ``lines`` what is none of these, ``skips`` the words that say who answers what next.
    """

    number: str
    text: str
    place: str
    marks: Marks = field(default_factory=Marks)
    choices: list[Mark] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    digits: list[tuple[str, tuple[int, ...], str]] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    total: float | None = None
    guessed: str = ""

    @property
    def bodiless(self) -> bool:
        """Nothing to choose or to fill in stands under it yet."""
        return not (self.choices or self.rows or self.columns or self.digits or self.blanks or self.grids)

    @property
    def note(self) -> bool:
        """A text that asks nothing."""
        return self.marks.kind == "note"


@dataclass(slots=True)
class Section:
    """Questions under one heading or between two page breaks."""

    title: str = ""
    place: str = ""
    intro: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    kind: str = ""  # what a heading such as 一、单选题 says of all questions under it


@dataclass(slots=True)
class Remark:
    """Something seen on the way that becomes a note: its code, place and words."""

    code: str
    place: str
    words: str = ""


@dataclass(slots=True)
class Layout:
    """The whole text: title, introduction, sections, closing words, and what was seen on the way."""

    title: str = ""
    intro: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    thanks: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    typed: bool = False  # kinds stand beside the questions, as 问卷星 writes them

    @property
    def asked(self) -> list[Asked]:
        """Every question in order."""
        return [asked for section in self.sections for asked in section.asked]
