"""One kind of file: what it is called, what reads and writes it, in which languages it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any

from questionnaires.formats.about import About
from questionnaires.formats.carried import NOTHING, Carried, Note, Written
from questionnaires.formats.limits import MEGABYTE
from questionnaires.formats.sniffing import refuse
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text

LARGEST = 20 * MEGABYTE


class Spoken(Enum):
    """In which languages a file is: in all, in one of the questionnaire's, or with headings in one of ours."""

    ALL = "all"
    ONE = "one"
    HEADINGS = "headings"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    ``reader``, ``writer`` and ``unshown`` are ``module:function``, empty where there is none; a
    text format can also be pasted. ``unshown`` tells what a file would not show without writing it.
    """

    name: str
    label: Text
    extensions: tuple[str, ...]
    media_type: str
    reader: str = ""
    writer: str = ""
    unshown: str = ""
    is_text: bool = False
    remark: Text = NOTHING
    spoken: Spoken = Spoken.ALL

    @property
    def reads(self) -> bool:
        """Whether files of this kind can be read."""
        return bool(self.reader)

    @property
    def writes(self) -> bool:
        """Whether files of this kind can be written."""
        return bool(self.writer)

    @property
    def is_whole(self) -> bool:
        """Whether a file holds a questionnaire with all its languages and settings."""
        return self.spoken is Spoken.ALL

    def read(self, content: bytes, *, name: str, language: str = "zh-CN") -> Carried:
        """The questionnaire of a file; raises FormatError."""
        refuse_too_large(content, name)
        found: Carried = _function(self.reader)(content, name=name, language=language)
        return found

    def languages_of(self, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Those in which a questionnaire of some languages can be written, the usual one first.

        None where a file holds all of them.
        """
        if self.spoken is Spoken.ALL:
            return ()
        return (languages or (CHINESE,)) if self.spoken is Spoken.ONE else (CHINESE, ENGLISH)

    def write(
        self, questionnaire: Questionnaire, language: str | None = None, about: About | None = None
    ) -> Written:
        """The file of a questionnaire; ``language`` is one of :meth:`languages_of`, by default the first.

        ``about`` is for files that show what a survey says of itself.
        """
        languages = self.languages_of(questionnaire.languages)
        given: list[Any] = [language or languages[0]] if languages else []
        if about is not None:
            given.append(about)
        made: Written = _function(self.writer)(questionnaire, *given)
        return made

    def not_shown(self, questionnaire: Questionnaire) -> tuple[Note, ...]:
        """What such a file of a questionnaire would not show; for files that only show it."""
        told: tuple[Note, ...] = _function(self.unshown)(questionnaire)
        return told


def refuse_too_large(content: bytes, place: str) -> None:
    """Raise FormatError (``file_too_large``) for more than :data:`LARGEST` bytes."""
    if len(content) > LARGEST:
        refuse(
            "file_too_large",
            place,
            f"文件超过 {LARGEST // MEGABYTE} MB。",
            f"The file has more than {LARGEST // MEGABYTE} MB.",
            "问卷文件没有这么大；请删去图片，或核对是不是选错了文件。",
            "No questionnaire is that large; take out pictures, or see whether it is the right file.",
        )


def _function(named_function: str) -> Callable[..., Any]:
    module, _, function = named_function.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
