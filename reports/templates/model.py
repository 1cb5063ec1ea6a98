"""The template of a report: a list of parts, each saying what it is made of; frozen once parsed.

A part names features and questions, never figures: those come from one frozen data version when the
template is filled (:mod:`reports.documents.filling`). A part whose question the data do not have says so
in the report instead of vanishing.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from questionnaires.text import Text

MOST_PARTS = 300
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.]{0,63}$")]
#: ``""`` draws the form that fits best, ``none`` draws nothing.
Form = Annotated[str, Field(pattern=r"^[a-z_]{0,30}$")]


class _Base(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HeadingPart(_Base):
    """A heading of level 1 (一、) to 3 (1.); with ``new_page`` it begins one."""

    what: Literal["heading"]
    text: Text
    level: Literal[1, 2, 3] = 1
    numbered: bool = True
    new_page: bool = False


class WordsPart(_Base):
    """Sentences of the office's own; ``{issued}`` or ``{title/middle}`` in them are figures of the data.

    See :mod:`reports.documents.quoting` for what can be quoted.
    """

    what: Literal["words"]
    text: Text
    style: Literal["body", "note", "quote"] = "body"


class Findings(_Base):
    """The main results on one page, each a sentence that its intervals support; ``most`` of them."""

    what: Literal["findings"]
    most: int = Field(default=30, ge=1, le=60)


class Summary(_Base):
    """The investigation on one page: its figures, the ``most`` strongest findings, its limits."""

    what: Literal["summary"]
    most: int = Field(default=8, ge=1, le=12)


class Structure(_Base):
    """The structure by one feature: sentence, table with intervals, chart."""

    what: Literal["structure"]
    by: Name
    title: Text = Text()
    sentence: bool = True
    table: bool = True
    chart: Form = ""


class Crossed(_Base):
    """Two or three features together, or the answers to a question by one to three: table and chart.

    With ``test`` it says whether the groups differ, p adjusted for all tests of the chapter.
    """

    what: Literal["crossed"]
    by: tuple[Name, ...] = Field(min_length=1, max_length=3)
    question: Name | None = None
    title: Text = Text()
    table: bool = True
    chart: Form = ""
    test: bool = True


class Tests(_Base):
    """Whether groups by each of ``by`` differ in each of ``questions``: one table, one family of tests."""

    what: Literal["tests"]
    questions: tuple[Name, ...] = Field(min_length=1, max_length=40)
    by: tuple[Name, ...] = Field(min_length=1, max_length=6)


class Answers(_Base):
    """What was answered to one question: table and chart."""

    what: Literal["answers"]
    question: Name
    title: Text = Text()
    table: bool = True
    chart: Form = ""


class Saved(_Base):
    """A table that somebody laid out and saved under the short name ``saved``, as it is when the report is made.

    ``chart`` empty is the chart that was saved with it.
    """

    what: Literal["saved"]
    saved: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    title: Text = Text()
    table: bool = True
    chart: Form = ""


class Questions(_Base):
    """All questions of a kind in the order of the questionnaire: ``matrices`` with charts, or the ``others``."""

    what: Literal["matrices", "others"]
    leave_out: tuple[Name, ...] = ()


class Reliability(_Base):
    """How far the items of each matrix measure one thing: Cronbach's α with its interval."""

    what: Literal["reliability"]
    leave_out: tuple[Name, ...] = ()


class TwoLists(_Base):
    """Persons on a first list, on a second, and found on both."""

    first: int = Field(ge=0)
    second: int = Field(ge=0)
    both: int = Field(ge=0)


class Sizes(_Base):
    """The size of the workforce by every method that there are data for, side by side with what each assumes.

    ``population`` is that of the area, ``lists`` are two registers that were matched: figures from outside the
    survey, whose ``source`` stands under the table.
    """

    what: Literal["sizes"]
    population: int | None = Field(default=None, ge=1)
    lists: TwoLists | None = None
    source: Text = Text()


class Published(_Base):
    """Our figures beside those that others published, each with its source; all features that have any, or ``by``."""

    what: Literal["published"]
    by: tuple[Name, ...] = ()


class Themes(_Base):
    """The suggestions theme by theme: how many, how many may be passed on, ``quotes`` at most as people wrote them."""

    what: Literal["themes"]
    quotes: int = Field(default=5, ge=0, le=40)


class Plain(_Base):
    """A part without a choice: how it was done, what came back, and so on."""

    what: Literal[
        "organisation",
        "returns",
        "precision",
        "limits",
        "size",
        "reading",
        "suggestions",
        "questionnaire",
        "data_version",
        "changes",
    ]


Part = Annotated[
    HeadingPart
    | WordsPart
    | Findings
    | Summary
    | Structure
    | Crossed
    | Tests
    | Answers
    | Saved
    | Questions
    | Reliability
    | Sizes
    | Published
    | Themes
    | Plain,
    Field(discriminator="what"),
]


class Template(_Base):
    """A report as data: ``title`` stands on the cover (``{title}`` is the survey's), ``parts`` follow."""

    format: Literal[1] = 1
    name: Name
    label: Text
    title: Text
    parts: tuple[Part, ...] = Field(min_length=1, max_length=MOST_PARTS)

    def document(self) -> dict[str, Any]:
        """The template as plain JSON values, without what is left at its default."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"format": self.format}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical form: with it and the data version a report can be made again."""
        canonical = json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()
