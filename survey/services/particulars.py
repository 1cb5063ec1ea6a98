"""What only some kinds of question have beside their frequencies. Nothing here writes.

A matrix of scales has a reliability, a multiple choice two bases, a ranking points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questionnaires.text import Text
from reports.crosstabs.multiple import multiple_choice
from reports.crosstabs.rankings import ranking_scores
from reports.errors import ReportError
from reports.scales import Reliability, reliability
from survey.services import results
from survey.services.memory import Memory
from survey.services.results import Analysis

KEPT = 1_000
REFUSED = Text(zh="不计算信度：{reason}{remedy}", en="No reliability: {reason} {remedy}")


@dataclass(frozen=True)
class Particulars:
    """The ``reliability`` of a matrix, or in words why it has none; ``notes`` say how other figures are to be read."""

    reliability: Reliability | None = None
    refused: Text | None = None
    notes: tuple[Text, ...] = ()


_made: Memory[tuple[Any, ...], Particulars] = Memory(KEPT)


def of_question(analysis: Analysis, question: str) -> Particulars:
    """What the question has beside its frequencies; nothing for a question of one variable.

    Means and deviations of items are not given beside their reliability: with the frequencies they would tell a
    hidden option.

    :raises Refusal: there is no such question.
    """
    results.frequencies(analysis, question)  # the same answers, entered in the ledger with them
    return _made.get((analysis.version, question), lambda: _of(analysis, question))


def _of(analysis: Analysis, question: str) -> Particulars:
    group = analysis.dataset.group(question)
    if group is None:
        return Particulars()
    try:
        if group.kind == "matrix":
            return Particulars(reliability(analysis.dataset, question, weighted=True))
        make = multiple_choice if group.kind == "multiple" else ranking_scores
        usual = set(analysis.dataset.design.notes)
        made = make(analysis.dataset, question)
        return Particulars(notes=tuple(note for note in made.notes if note not in usual))
    except ReportError as error:
        said = {
            language: words.format(reason=error.reason.say(language), remedy=error.remedy.say(language))
            for language, words in REFUSED.items()
        }
        return Particulars(refused=Text(said) if group.kind == "matrix" else None)
