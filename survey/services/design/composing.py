"""The moves of a designer that are several changes underneath, worked out on the draft as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from questionnaires import codelists
from questionnaires.editing import Change, EditError, Insert
from questionnaires.editing.blank import blank_page, blank_question
from questionnaires.editing.changes import Path
from questionnaires.editing.composites import bulk, duplicate, paste_options, paste_rows
from questionnaires.model import Questionnaire
from questionnaires.text import Text

Build = Callable[[Questionnaire], tuple[Sequence[Change], str]]


def page(before: str | None) -> Build:
    """A new page, before another or at the end."""

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        part = blank_page(questionnaire)
        insert = Insert(target="questionnaire", path=("pages",), before=before, part=part)
        return [insert], f"page:{part['name']}"

    return build


def question(kind: str, page: str, before: str | None) -> Build:
    """A new question of a kind on a page, before another or at its end."""

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        part = blank_question(questionnaire, kind)
        insert = Insert(target=f"page:{page}", path=("questions",), before=before, part=part)
        return [insert], f"question:{part['name']}"

    return build


def shared_list(name: str) -> Build:
    """A list of the library under its own name; one that is there already is only pointed at.

    :raises EditError: the library has none of this name.
    """

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        for listed in questionnaire.lists:
            if name in (listed.shared, listed.name):
                return [], f"list:{listed.name}"
        try:
            found = codelists.load(name)
        except codelists.UnknownListError as error:
            raise EditError(
                "not_found",
                f"list:{name}",
                Text(zh=f"没有共用代码表“{name}”。", en=f"There is no shared list “{name}”."),
                Text(zh="请从列表里选。", en="Choose one of the list."),
            ) from error
        part: dict[str, Any] = {"name": name, "title": dict(found.title), "shared": name}
        return [Insert(target="questionnaire", path=("lists",), part=part)], f"list:{name}"

    return build


def duplicated(target: str) -> Build:
    """A copy of a page or a question right behind it."""

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        insert = duplicate(questionnaire, target)
        return [insert], f"{target.partition(':')[0]}:{insert.part['name']}"

    return build


def pasted_options(target: str, lines: str, language: str, *, keep_codes: bool) -> Build:
    """Options written one a line, in place of those of a question."""

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        return [paste_options(questionnaire, target, lines, language, keep_codes=keep_codes)], ""

    return build


def pasted_rows(target: str, lines: str, language: str) -> Build:
    """Rows written one a line, in place of those of a question."""

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        return [paste_rows(questionnaire, target, lines, language)], ""

    return build


def in_bulk(names: Sequence[str], path: Path, value: Any) -> Build:
    """The same value at the same path of several questions."""

    def build(questionnaire: Questionnaire) -> tuple[Sequence[Change], str]:
        return bulk(questionnaire, names, path, value), ""

    return build
