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

from questionnaires.model.part import (
    CODE_PATTERN,
    NAME_PATTERN,
    Code,
    Level,
    Missing,
    Name,
    Part,
    Privacy,
    Role,
    Rule,
)
from questionnaires.model.question import (
    MOST_POINTS,
    MOST_RANKS,
    Calculated,
    Cascade,
    CascadeLevel,
    Check,
    Consent,
    Date,
    Matrix,
    Multiple,
    Note,
    Number,
    Option,
    OptionsBase,
    Origin,
    Question,
    QuestionBase,
    Ranking,
    Row,
    Scale,
    Single,
    Split,
    Words,
)
from questionnaires.model.questionnaire import (
    FACTS,
    CodeList,
    Ending,
    Entry,
    Page,
    Questionnaire,
    Review,
    Setting,
)

__all__ = [
    "CODE_PATTERN",
    "FACTS",
    "MOST_POINTS",
    "MOST_RANKS",
    "NAME_PATTERN",
    "Calculated",
    "Cascade",
    "CascadeLevel",
    "Check",
    "Code",
    "CodeList",
    "Consent",
    "Date",
    "Ending",
    "Entry",
    "Level",
    "Matrix",
    "Missing",
    "Multiple",
    "Name",
    "Note",
    "Number",
    "Option",
    "OptionsBase",
    "Origin",
    "Page",
    "Part",
    "Privacy",
    "Question",
    "QuestionBase",
    "Questionnaire",
    "Ranking",
    "Review",
    "Role",
    "Row",
    "Rule",
    "Scale",
    "Setting",
    "Single",
    "Split",
    "Words",
]
