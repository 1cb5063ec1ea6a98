"""Tags of the question bank: by what a question can be narrowed down, worked out from the question itself.

A tag is ``GROUP:VALUE``, such as ``kind:single``, ``topic:职业发展``, ``list:gbt4754_2017``,
``role:age``, ``from:county_person`` or ``used:funing-2026``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.editing.blank import KIND_WORDS
from questionnaires.model import CodeList, Page, Question, Questionnaire, Role
from questionnaires.text import Text
from questionnaires.vocabulary import ROLE_WORDS

GROUP_WORDS: dict[str, Text] = {
    "topic": Text(zh="模块", en="Topic"),
    "kind": Text(zh="题型", en="Kind"),
    "role": Text(zh="分析用途", en="Role"),
    "list": Text(zh="代码表", en="Code list"),
    "from": Text(zh="出处", en="Source"),
    "used": Text(zh="用过的调查", en="Used in"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag with the words a person reads."""

    name: str
    label: Text

    @property
    def group(self) -> str:
        """What sort of tag it is: a key of :data:`GROUP_WORDS`."""
        return self.name.partition(":")[0]


def tags_of(questionnaire: Questionnaire, page: Page, question: Question) -> Iterator[Tag]:
    """The tags that a question has from itself, its page and its questionnaire."""
    topic = page.title.say("zh-CN")
    if topic:
        yield Tag(f"topic:{topic}", page.title)
    yield Tag(f"kind:{question.kind}", KIND_WORDS[question.kind])
    roles = {question.role, *(level.role for level in getattr(question, "levels", ()))}
    for role in Role:
        if role in roles:
            yield Tag(f"role:{role.value}", ROLE_WORDS[role])
    listed = list_of(questionnaire, question)
    if listed is not None:
        name = listed.shared or listed.name
        yield Tag(f"list:{name}", listed.title or Text(zh=name, en=name))
    yield Tag(f"from:{questionnaire.name}", questionnaire.title)


def list_of(questionnaire: Questionnaire, question: Question) -> CodeList | None:
    """The code list a question takes its options from."""
    name: str | None = getattr(question, "list", None)
    return questionnaire.list_by_name.get(name) if name else None
