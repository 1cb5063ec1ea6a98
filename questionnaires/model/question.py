"""The questions, one class for each kind, and what they are made of."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from questionnaires.model.part import Code, Level, Name, Part, Privacy, Role, Rule
from questionnaires.text import Text

#: Every rank is a data column and every point of a scale a button: a number of millions, which a
#: file of one line can hold, would fill the memory of whoever looks at it.
MOST_RANKS = 1000
#: Either way from 0: a scale may be of years.
MOST_POINTS = 10_000


class Option(Part):
    """One thing that can be chosen."""

    code: Code
    label: Text
    show: Rule | None = None
    exclusive: bool = False
    write_in: bool = Field(False, description="asks for words in a field of its own")
    missing: Literal["refused", "unknown", "not_applicable"] | None = None
    only: Name | None = Field(None, description="kept only where this setting is on")


class Check(Part):
    """A condition an answer must meet; it is asked once the question is answered.

    ``require`` is true when all is well; ``.`` is the answer itself (for a question of
    several fields, the first).
    """

    code: Name
    require: Rule
    level: Level = Level.HARD
    message: Text


class Origin(Part):
    """Where a question was taken from, so that waves and surveys can be compared.

    ``version`` is the hash of that questionnaire as it stood then (:func:`questionnaires.formats.canonical
    .version_hash`); ``question`` is the name the question had there.
    """

    questionnaire: Name
    version: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the canonical questionnaire")
    question: Name


class QuestionBase(Part):
    """What every kind of question has."""

    name: Name
    label: Text = Text()
    hint: Text = Text()
    why: Text = Field(Text(), description="why it is asked, where that is touchy")
    required: bool = False
    show: Rule | None = None
    only: Name | None = None
    offers: tuple[Literal["refused", "unknown"], ...] = Field(
        (), description="missing answers offered as buttons of their own beside the question"
    )
    checks: tuple[Check, ...] = ()
    role: Role | None = None
    privacy: Privacy = Privacy.PLAIN
    number: str = Field("", description="as printed before the question: A1, B5")
    origin: Origin | None = None


class OptionsBase(QuestionBase):
    """A question whose answers are options, written here or taken from a list."""

    options: tuple[Option, ...] = ()
    list: Name | None = Field(None, description="a list of the questionnaire, instead of options")
    shuffle: bool = Field(
        False, description="options at random; exclusive, write-in and missing ones stay last"
    )


class Single(OptionsBase):
    """One option of several."""

    kind: Literal["single"]
    appearance: Literal["cards", "dropdown"] = "cards"


class Multiple(OptionsBase):
    """Any number of options between two bounds."""

    kind: Literal["multiple"]
    least: int = Field(0, ge=0)
    most: int | None = Field(None, ge=1)


class Ranking(OptionsBase):
    """The first ``most`` options in order of importance."""

    kind: Literal["ranking"]
    least: int = Field(1, ge=0, le=MOST_RANKS)
    most: int = Field(3, ge=1, le=MOST_RANKS)


class Row(Part):
    """One line of a matrix, or one part of a split; its name is its field."""

    name: Name
    label: Text
    show: Rule | None = None
    only: Name | None = None
    reverse: bool = Field(False, description="reversed before it joins a scale")
    expect: Code | None = Field(None, description="an attention row: the code that was asked for")


class Matrix(QuestionBase):
    """The same options for several rows."""

    kind: Literal["matrix"]
    rows: tuple[Row, ...]
    options: tuple[Option, ...]
    scale: bool = Field(True, description="options are ordered and the rows measure one thing")


class Number(QuestionBase):
    """A number with a unit and bounds."""

    kind: Literal["number"]
    decimals: int = Field(0, ge=0, le=6)
    step: float | None = Field(None, gt=0)
    unit: Text = Text()
    least: float | None = None
    most: float | None = None
    usual_least: float | None = Field(None, description="below it, confirmation is asked for")
    usual_most: float | None = None


class Split(QuestionBase):
    """A fixed sum divided over parts."""

    kind: Literal["split"]
    rows: tuple[Row, ...]
    total: float = 100
    step: float = Field(1, gt=0)
    unit: Text = Text({"zh-CN": "%", "en": "%"})


class Date(QuestionBase):
    """A year, a month of a year, or a day; stored as YYYY, YYYY-MM or YYYY-MM-DD."""

    kind: Literal["date"]
    precision: Literal["year", "month", "day"] = "day"
    earliest: str | None = Field(None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    latest: str | None = Field(None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$|^today$")


class Words(QuestionBase):
    """A text, short (one line) or long."""

    kind: Literal["text"]
    long: bool = False
    limit: int = Field(200, ge=1, le=10000)
    pattern: str | None = Field(None, description="a pattern of the rule language the whole text must match")
    warn_numbers: bool = Field(
        False, description="warn when the text seems to hold a phone or identity number"
    )


class Scale(QuestionBase):
    """Whole numbers between two labelled ends, without a default position."""

    kind: Literal["scale"]
    least: int = Field(0, ge=-MOST_POINTS, le=MOST_POINTS)
    most: int = Field(10, ge=-MOST_POINTS, le=MOST_POINTS)
    low_label: Text = Text()
    high_label: Text = Text()


class CascadeLevel(Part):
    """One step of a cascade; its name is its field."""

    name: Name
    label: Text
    role: Role | None = None


class Cascade(QuestionBase):
    """One entry of a list of several levels, chosen level by level."""

    kind: Literal["cascade"]
    list: Name
    levels: tuple[CascadeLevel, ...] = Field(min_length=1)
    write_in: bool = Field(False, description="the last level may be written when the list lacks it")


class Note(QuestionBase):
    """A text that asks nothing."""

    kind: Literal["note"]


class Consent(QuestionBase):
    """A statement one agrees with or not; ``agree`` is the code of agreement."""

    kind: Literal["consent"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=2)
    agree: Code = "1"
    statement: Text = Text()


class Calculated(QuestionBase):
    """A value worked out from earlier answers; it is stored and never shown."""

    kind: Literal["calculated"]
    value: Rule
    type: Literal["number", "text", "date", "boolean"] = "number"
    list: Name | None = Field(None, description="a list of the questionnaire that labels the values")


Question: TypeAlias = Annotated[
    Single
    | Multiple
    | Ranking
    | Matrix
    | Number
    | Split
    | Date
    | Words
    | Scale
    | Cascade
    | Note
    | Consent
    | Calculated,
    Field(discriminator="kind"),
]
