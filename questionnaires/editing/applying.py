"""Making a change: checked against what stands there, undone by the changes it gives back."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from questionnaires.editing.changes import Change, Insert, Move, Recode, Remove, Rename, Set
from questionnaires.editing.document import (
    Document,
    document_of,
    index_of,
    key_of,
    list_at,
    part_at,
    place_of,
    put,
    value_at,
)
from questionnaires.editing.errors import ConflictError, EditError, name_taken, not_found
from questionnaires.editing.renaming import recode, rename
from questionnaires.model import Questionnaire
from questionnaires.text import Text

# What only a change of its own may touch, because other parts name it.
NAMES = frozenset({"name", "code"})


@dataclass(frozen=True)
class Applied:
    """A draft after a change.

    ``inverse`` undoes it; ``mended`` are the places elsewhere that were mended with it.
    """

    questionnaire: Questionnaire
    inverse: Change
    mended: tuple[str, ...] = ()


def apply(questionnaire: Questionnaire, change: Change) -> Applied:
    """The draft with one change made; the draft given is left as it is.

    :raises ConflictError: what the change saw is not there any more.
    :raises EditError: it cannot be made; ``place``, ``reason`` and ``remedy`` say why.
    """
    document = document_of(questionnaire)
    mended: list[str] = []
    inverse: Change
    match change:
        case Set():
            inverse = _set(document, change)
        case Insert():
            inverse = _insert(document, change)
        case Remove():
            inverse = _remove(document, change)
        case Move():
            inverse = _move(document, change)
        case Rename():
            mended = rename(questionnaire, document, change)
            inverse = Rename(what=change.what, was=change.to, to=change.was)
        case Recode():
            mended = recode(questionnaire, document, change)
            inverse = Recode(target=change.target, was=change.to, to=change.was)
    return Applied(_valid(document, change), inverse, tuple(mended))


def _set(document: Document, change: Set) -> Change:
    place = place_of(change.target, change.path)
    if change.path[-1] in NAMES or (change.path[-1] == "kind"):
        raise EditError(
            "invalid",
            place,
            Text(zh="名称、代码和题型不能这样改。", en="Names, codes and kinds are not changed like this."),
            Text(zh="请用“改名”“改代码”，或换一道题。", en="Rename, recode, or add another question."),
        )
    part = part_at(document, change.target)
    current = value_at(part, change.path)
    if not _same(current, change.was):
        raise ConflictError(place, current)
    put(part, change.path, copy.deepcopy(change.value), place)
    return Set(target=change.target, path=change.path, was=change.value, value=current)


def _insert(document: Document, change: Insert) -> Change:
    place = place_of(change.target, change.path)
    elements = list_at(part_at(document, change.target), change.path, place, create=True)
    key = key_of(change.part)
    if key is None:
        raise not_found(place)
    if key in _siblings(document, elements, change.path):
        raise name_taken(f"{place}/{key}", key)
    elements.insert(_before(elements, change.before, place), copy.deepcopy(change.part))
    return Remove(target=change.target, path=change.path, key=key, was=change.part)


def _remove(document: Document, change: Remove) -> Change:
    place = place_of(change.target, (*change.path, change.key))
    elements = list_at(part_at(document, change.target), change.path, place)
    index = index_of(elements, change.key)
    if index is None:
        raise ConflictError(place, None)
    if not _same(elements[index], change.was):
        raise ConflictError(place, elements[index])
    part = elements.pop(index)
    after = key_of(elements[index]) if index < len(elements) else None
    return Insert(target=change.target, path=change.path, before=after, part=part)


def _move(document: Document, change: Move) -> Change:
    place = place_of(change.target, (*change.path, change.key))
    elements = list_at(part_at(document, change.target), change.path, place)
    index = index_of(elements, change.key)
    if index is None:
        raise ConflictError(place, None)
    part = elements.pop(index)
    after = key_of(elements[index]) if index < len(elements) else None
    into = change.into or change.target
    others = list_at(part_at(document, into), change.path, place, create=True)
    others.insert(_before(others, change.before, place), part)
    return Move(target=into, path=change.path, key=change.key, into=change.target, before=after)


def _before(elements: list[Any], key: str | None, place: str) -> int:
    if key is None:
        return len(elements)
    index = index_of(elements, key)
    if index is None:
        raise not_found(f"{place}/{key}")
    return index


def _siblings(document: Document, elements: list[Any], path: tuple[int | str, ...]) -> set[str | None]:
    """The keys an inserted element may not have; names of questions are one space over all pages."""
    if path == ("questions",):
        return {key_of(one) for page in document.get("pages", []) for one in page.get("questions", [])}
    return {key_of(one) for one in elements if isinstance(one, dict)}


def _same(current: Any, was: Any) -> bool:
    """Whether two values are the same draft: nothing written is as good as an empty text or list."""
    return bool(_plain(current) == _plain(was))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        found = {key: _plain(further) for key, further in value.items()}
        return {key: further for key, further in found.items() if further is not None} or None
    if isinstance(value, list | tuple):
        return [_plain(further) for further in value] or None
    return None if value == "" else value


def _valid(document: Document, change: Change) -> Questionnaire:
    try:
        return Questionnaire.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        target = getattr(change, "target", "questionnaire")
        raise EditError(
            "invalid",
            place_of(target, getattr(change, "path", ())),
            Text(zh=f"这样改不行：{first['msg']}。", en=f"This cannot stand: {first['msg']}."),
            Text(zh="请改一下再试；原来的内容没有动。", en="Change it and try again; nothing was changed."),
        ) from error
