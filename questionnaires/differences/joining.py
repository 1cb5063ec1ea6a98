"""Which data columns of two versions cannot be one: their values would be misread."""

from __future__ import annotations

from questionnaires.differences.difference import Consequence
from questionnaires.differences.lists import compare_entries
from questionnaires.differences.questions import compare_questions
from questionnaires.kinds import Column, columns
from questionnaires.model import CodeList, OptionsBase, Question, Questionnaire


def broken_columns(
    former: Question, question: Question, before: Questionnaire, after: Questionnaire
) -> frozenset[str]:
    """The columns of a question in an earlier version whose values cannot stand with those of the later one.

    An option that now is another thing breaks the column of that option where there is one, else
    every column; a row breaks its own; everything else that breaks answers breaks them all.
    """
    if former == question and _listed(former, before) == _listed(question, after):
        return frozenset()
    held = columns(former, before)
    found: set[str] = set()
    for one in compare_questions(former, question, before, after):
        if one.consequence is Consequence.BROKEN:
            found.update(_broken_by(one.place.partition("/")[2], held))
    if _has_broken_list(former, question, before, after):
        found.update(column.name for column in held)
    return frozenset(found)


def _broken_by(part: str, held: tuple[Column, ...]) -> set[str]:
    kind, _, name = part.partition(":")
    chosen = {column.name for column in held if kind == "option" and column.code == name}
    chosen |= {column.name for column in held if kind in ("row", "level") and column.name == name}
    return chosen or {column.name for column in held}


def _has_broken_list(
    former: Question, question: Question, before: Questionnaire, after: Questionnaire
) -> bool:
    """Whether an entry of the list that both take their values from now is another thing.

    Options taken from a list are compared as options.
    """
    if isinstance(question, OptionsBase):
        return False
    was, now = _listed(former, before), _listed(question, after)
    if was is None or now is None or was.entries == now.entries:
        return False
    return any(one.consequence is Consequence.BROKEN for one in compare_entries(was, now))


def _listed(question: Question, questionnaire: Questionnaire) -> CodeList | None:
    return questionnaire.list_by_name.get(getattr(question, "list", None) or "")
