"""The number by which paper names each question."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.kinds import kind_of
from questionnaires.model import Questionnaire


def numbers_of(questionnaire: Questionnaire) -> Mapping[str, str]:
    """The printed number by the name of the question; notes and calculated values have none.

    A question keeps the number it was given. One without takes its place among all that are
    asked: 7, or Q7 where others bring numbers of their own.
    """
    asked = [one for one in questionnaire.questions if kind_of(one).asks]
    given = {one.number for one in asked if one.number}
    sign = "Q" if given else ""
    found: dict[str, str] = {}
    for place, question in enumerate(asked, 1):
        number = question.number or f"{sign}{place}"
        while not question.number and number in given:
            number = f"{number}a"
        found.setdefault(question.name, number)
    return found
