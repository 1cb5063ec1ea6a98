"""What a report contains, as data: parts in their order, shipped or as an office arranged them."""

from reports.templates.model import (
    Answers,
    Crossed,
    Findings,
    HeadingPart,
    Part,
    Plain,
    Questions,
    Structure,
    Template,
    WordsPart,
)
from reports.templates.reading import USUAL, parse, shipped, shipped_names
from reports.templates.wording import KINDS, described, typed_figures

__all__ = [
    "KINDS",
    "USUAL",
    "Answers",
    "Crossed",
    "Findings",
    "HeadingPart",
    "Part",
    "Plain",
    "Questions",
    "Structure",
    "Template",
    "WordsPart",
    "described",
    "parse",
    "shipped",
    "shipped_names",
    "typed_figures",
]
