"""What a survey says of itself on paper and in codebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.text import Text


@dataclass(frozen=True)
class About:
    """What a survey adds to its questionnaire in files for people and archives.

    ``facts`` are those that texts quote, by the names of :data:`questionnaires.model.FACTS`;
    ``legal`` is the header of an approved form: any of form_number, issuing_body,
    approval_number and valid_until, in that order. ``mark`` stands before the title. A
    codebook holds the facts only.
    """

    facts: Mapping[str, Text] = field(default_factory=dict)
    legal: Mapping[str, str] = field(default_factory=dict)
    mark: Text = field(default_factory=Text)
    contact: str = ""


NOTHING_SAID = About()
