"""Where questions come from: which question of which questionnaire, and whether two are the same one.

A question keeps the first origin it was given, however often it is taken on. So two waves
that took it from the same place are compared directly, without looking at those between.
What has changed since is not said here but by :mod:`questionnaires.differences`.
"""

from __future__ import annotations

from typing import Any

from questionnaires.model import Origin, Question, Questionnaire


def identity(questionnaire: Questionnaire, question: Question) -> tuple[str, str]:
    """What a question is known by across waves: its first questionnaire and its name there."""
    if question.origin is not None:
        return question.origin.questionnaire, question.origin.question
    return questionnaire.name, question.name


def origin_of(questionnaire: Questionnaire, version: str, question: Question) -> Origin:
    """The origin of what is taken from a question: the one it has itself, else this very place."""
    return question.origin or Origin(
        questionnaire=questionnaire.name, version=version, question=question.name
    )


def remembering(draft: Questionnaire, asked: Questionnaire, version: str) -> Questionnaire:
    """A draft whose questions remember the version in which they were asked before.

    ``asked`` is that version and ``version`` its hash. A question gets an origin where it has
    none and ``asked`` has one of the same name and kind; what was never asked gets none.
    """
    pages = tuple(
        page.model_copy(update={"questions": tuple(_given(one, asked, version) for one in page.questions)})
        for page in draft.pages
    )
    content: dict[str, Any] = {name: getattr(draft, name) for name in Questionnaire.model_fields}
    # A new object: a copy would carry over what the old one had worked out.
    return Questionnaire(**{**content, "pages": pages})


def _given(question: Question, asked: Questionnaire, version: str) -> Question:
    former = asked.question_by_name.get(question.name)
    if question.origin is not None or former is None or former.kind != question.kind:
        return question
    return question.model_copy(update={"origin": origin_of(asked, version, former)})
