"""Free names for questions that come to a draft, and the lists they bring along."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from questionnaires import codelists
from questionnaires.editing import Insert
from questionnaires.editing.blank import copy_name
from questionnaires.editing.document import Document
from questionnaires.kinds import answer_fields
from questionnaires.model import CodeList, Question, Questionnaire

_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


def name_freely(part: Document, question: Question, source: Questionnaire, taken: set[str]) -> dict[str, str]:
    """Give a question and its rows or levels names that nothing has; the new names of its fields by the old.

    ``part`` is changed, and ``taken`` grows by what it now has.
    """
    parts = (*part.get("rows", []), *part.get("levels", []))
    tried = taken | {named["name"] for named in parts}
    for named in parts:
        if named["name"] in taken:
            named["name"] = copy_name(tried, named["name"])
            tried.add(named["name"])
    while True:
        # Options that ask for words have fields made of the question's name: they must be free too.
        fields = [field.name for field in answer_fields(_QUESTION.validate_python(part), source)]
        if part["name"] not in taken and not taken.intersection(fields):
            break
        tried.add(part["name"])
        part["name"] = copy_name(tried, part["name"])
    taken.update(fields, [part["name"]])
    old = [field.name for field in answer_fields(question, source)]
    return {**dict(zip(old, fields, strict=True)), question.name: part["name"]}


class ListTaker:
    """Brings the lists that questions need: an equal one of the draft is used, another inserted."""

    def __init__(self, draft: Questionnaire, source: Questionnaire) -> None:
        self._draft = draft
        self._source = source
        self._names = set(draft.list_by_name)
        self._given: dict[str, str] = {}
        self.changes: list[Insert] = []

    def take(self, name: str) -> str:
        """The name that a list of the source has in the draft; it is the same where the source lacks it."""
        listed = self._source.list_by_name.get(name)
        if listed is None:
            return name
        if name not in self._given:
            self._given[name] = self._equal(listed) or self._inserted(listed)
        return self._given[name]

    def _equal(self, listed: CodeList) -> str | None:
        content = _content(listed)
        same = [one.name for one in self._draft.lists if _content(one) == content]
        return next((name for name in same if name == listed.name), same[0] if same else None)

    def _inserted(self, listed: CodeList) -> str:
        name = listed.name if listed.name not in self._names else copy_name(self._names, listed.name)
        self._names.add(name)
        part = {**listed.model_dump(mode="json", exclude_defaults=True), "name": name}
        self.changes.append(Insert(target="questionnaire", path=("lists",), part=part))
        return name


def _content(listed: CodeList) -> Any:
    """What makes two lists equal: levels and entries, whether written out or taken from a shipped list."""
    if listed.shared is None:
        return listed.levels, listed.entries
    try:
        shipped = codelists.load(listed.shared)
    except codelists.UnknownListError:
        return listed.shared
    return shipped.levels, shipped.entries
