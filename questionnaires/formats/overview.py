"""A questionnaire in figures, as it is told after an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.editing.blank import KIND_WORDS
from questionnaires.model import Calculated, Page, Question, Questionnaire


@dataclass(frozen=True, slots=True)
class Overview:
    """How much of what there is; ``kinds`` by name in the order of ``KIND_WORDS``, without those of none."""

    pages: int
    questions: int
    rules: int
    languages: Sequence[str]
    kinds: Mapping[str, int]


def overview(questionnaire: Questionnaire) -> Overview:
    """A questionnaire in figures; rules are conditions, checks, endings and calculations."""
    counted: Counter[str] = Counter(question.kind for question in questionnaire.questions)
    return Overview(
        len(questionnaire.pages),
        len(questionnaire.questions),
        sum(map(_page_rules, questionnaire.pages)) + len(questionnaire.reviews),
        questionnaire.languages,
        {kind: counted[kind] for kind in KIND_WORDS if counted[kind]},
    )


def _page_rules(page: Page) -> int:
    return (page.show is not None) + len(page.endings) + sum(map(_rules, page.questions))


def _rules(question: Question) -> int:
    parts = (*getattr(question, "options", ()), *getattr(question, "rows", ()))
    own = (question.show is not None) + len(question.checks) + isinstance(question, Calculated)
    return own + sum(part.show is not None for part in parts)
