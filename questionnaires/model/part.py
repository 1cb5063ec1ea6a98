"""What every part of a questionnaire is made of: names, codes, rules, and the words a question may carry."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"
CODE_PATTERN = r"^-?[A-Za-z0-9][A-Za-z0-9_.]{0,31}$"

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
