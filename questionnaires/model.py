"""The questionnaire as typed, frozen objects.

One model serves the phone, the checker, the codebook and the analysis:
``Questionnaire > Page > Question > Option``. A file is parsed into it once
(:mod:`questionnaires.formats.yaml`); nothing changes it afterwards.

A question has a *name*; the answers to it live in one or more *fields*
(:func:`questionnaires.kinds.answer_fields`): a choice has one field named like the question, a matrix
one per row, a split one per part, a cascade one per level, and an option that asks
for words adds ``NAME_oth``. Rules refer to fields: ``${sat_3}``.

Rules are kept as text here; :mod:`questionnaires.expressions` gives them meaning and
:mod:`questionnaires.checks` judges them, so that a draft with a broken rule can still
be opened and mended.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from questionnaires.text import Text

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"
CODE_PATTERN = r"^-?[A-Za-z0-9][A-Za-z0-9_.]{0,31}$"

#: Every rank is a data column and every point of a scale a button: a number of millions, which a
#: file of one line can hold, would fill the memory of whoever looks at it.
MOST_RANKS = 1000
#: Either way from 0: a scale may be of years.
MOST_POINTS = 10_000

Name = Annotated[str, Field(pattern=NAME_PATTERN, description="letters, digits and _; begins with a letter")]
Code = Annotated[
    str, Field(pattern=CODE_PATTERN, description="what is stored when the option is chosen; a text")
]
Rule = Annotated[str, Field(max_length=4000, description="an expression, for example ${age} >= 60")]


class Missing(StrEnum):
    """Why there is no answer; the code is what exports and tables carry."""

    NOT_SHOWN = "not_shown"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    LEFT_OUT = "left_out"
    NOT_APPLICABLE = "not_applicable"

    @property
    def code(self) -> str:
        """-1 not shown, -3 not applicable, -7 refused, -8 don't know, -9 left out."""
        return {
            "not_shown": "-1",
            "not_applicable": "-3",
            "refused": "-7",
            "unknown": "-8",
            "left_out": "-9",
        }[self.value]


class Role(StrEnum):
    """What a question means to the analysis."""

    SEX = "sex"
    BIRTH = "birth"
    AGE = "age"
    EDUCATION = "education"
    DEGREE = "degree"
    FIELD = "field"
    POLITICAL = "political"
    OCCUPATION = "occupation"
    TITLE = "title"
    TITLE_SERIES = "title_series"
    INDUSTRY = "industry"
    SECTOR = "sector"
    TOWN = "town"
    UNIT_TYPE = "unit_type"
    UNIT = "unit"
    SUGGESTION = "suggestion"
    SUGGESTION_TOPIC = "suggestion_topic"
    SUGGESTION_CONSENT = "suggestion_consent"


class Privacy(StrEnum):
    """How far an answer may point at a person."""

    PLAIN = "plain"
    QUASI_IDENTIFYING = "quasi_identifying"
    SENSITIVE = "sensitive"
    IDENTIFYING = "identifying"


class Level(StrEnum):
    """A hard check stops; a soft one asks for confirmation."""

    HARD = "hard"
    SOFT = "soft"


class Part(BaseModel):
    """Base of all parts: frozen, and refusing words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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


class Ending(Part):
    """Ends the questionnaire early after the page it stands on, when its rule is true."""

    when: Rule
    outcome: Literal["refused", "ineligible"]
    reason: Name = Field(description="names the ending in counts, for example not_in_county")
    message: Text
    ask: tuple[Name, ...] = Field((), description="questions still offered on the page of thanks")


class Page(Part):
    """Questions that are shown together."""

    name: Name
    title: Text = Text()
    intro: Text = Text()
    show: Rule | None = None
    only: Name | None = None
    questions: tuple[Question, ...]
    endings: tuple[Ending, ...] = ()


class Entry(Part):
    """One line of a code list; ``parent`` is the code of its entry one level up."""

    code: Code
    label: Text
    parent: Code | None = None
    search: str = Field("", description="further words to find it by, such as pinyin initials")


class CodeList(Part):
    """Entries in one level or several, with the standard they come from."""

    name: Name
    title: Text = Text()
    standard: str = ""
    version: str = ""
    levels: tuple[Name, ...] = Field(
        (), description="names of the levels from the top; empty means one level"
    )
    entries: tuple[Entry, ...] = ()
    shared: Name | None = Field(None, description="a list of questionnaires.codelists, instead of entries")


class Setting(Part):
    """A choice made when a survey takes the questionnaire, such as core or extended."""

    name: Name
    label: Text
    default: bool = False


class Review(Part):
    """A condition on a finished response that proposes a look by a person."""

    code: Name
    when: Rule
    label: Text


class Questionnaire(Part):
    """The whole, as it is written, checked, published, answered and analysed."""

    name: Name
    title: Text
    languages: tuple[str, ...] = ("zh-CN",)
    introduction: Text = Text()
    settings: tuple[Setting, ...] = ()
    lists: tuple[CodeList, ...] = ()
    pages: tuple[Page, ...]
    reviews: tuple[Review, ...] = ()
    complete_when: tuple[Name, ...] = Field(
        (), description="fields without which a response is not complete, whatever else is answered"
    )
    thanks: Text = Text()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of the pages."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def question_by_name(self) -> dict[str, Question]:
        """Questions by name; of two with one name the first, which the checker reports."""
        found: dict[str, Question] = {}
        for question in self.questions:
            found.setdefault(question.name, question)
        return found

    @cached_property
    def page_by_name(self) -> dict[str, Page]:
        """Pages by name."""
        return {page.name: page for page in self.pages}

    @cached_property
    def list_by_name(self) -> dict[str, CodeList]:
        """Code lists by name."""
        return {listed.name: listed for listed in self.lists}


# Texts about the survey that labels and rules may quote as ${survey_title} and so on.
FACTS = (
    "survey_title",
    "survey_place",
    "survey_organiser",
    "survey_contact",
    "survey_phone",
    "survey_processor",
    "survey_selection",
    "survey_reference_date",
    "survey_link_destroyed_on",
    "survey_answers_kept_until",
)
