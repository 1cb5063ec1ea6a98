"""Making a change: checked against what stands there, undone by the changes it gives back."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
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
from questionnaires.formats.problems import first_problem
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text

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
    inverse, mended = _make(document, change, lambda: questionnaire)
    after = _valid(document, change)
    (inverse,) = _as_it_stands(document_of(after), [inverse])
    return Applied(after, inverse, mended)


@dataclass(frozen=True)
class AppliedAll:
    """A draft after several changes, also as JSON.

    ``inverse`` undoes all of them, in the order in which it is to be made.
    """

    questionnaire: Questionnaire
    document: Document
    inverse: tuple[Change, ...]
    mended: tuple[str, ...] = ()


def apply_all(
    questionnaire: Questionnaire, changes: Sequence[Change], document: Document | None = None
) -> AppliedAll:
    """The draft with all of some changes made, or none; the draft given is left as it is.

    ``document`` is the draft as JSON, where that is known; it is left as it is too.

    :raises ConflictError: what one of them saw is not there any more.
    :raises EditError: one of them cannot be made; ``place``, ``reason`` and ``remedy`` say why.
    """
    working = _copied(document_of(questionnaire) if document is None else document)
    inverse: list[Change] = []
    mended: list[str] = []
    made: list[Change] = []
    for change in changes:
        found, places = _make(working, change, lambda: _valid_so_far(questionnaire, working, made))
        inverse.insert(0, found)
        mended += places
        made.append(change)
    after = _valid_so_far(questionnaire, working, made)
    written = document_of(after)
    return AppliedAll(after, written, _as_it_stands(written, inverse), tuple(dict.fromkeys(mended)))


def _make(
    document: Document, change: Change, before: Callable[[], Questionnaire]
) -> tuple[Change, tuple[str, ...]]:
    """Make a change in a document; what undoes it, and the places mended with it."""
    match change:
        case Set():
            return _set(document, change), ()
        case Insert():
            return _insert(document, change), ()
        case Remove():
            return _remove(document, change), ()
        case Move():
            return _move(document, change), ()
        case Rename():
            mended = rename(before(), document, change)
            return Rename(what=change.what, was=change.to, to=change.was), tuple(mended)
        case Recode():
            mended = recode(before(), document, change)
            return Recode(target=change.target, was=change.to, to=change.was), tuple(mended)


def _valid_so_far(before: Questionnaire, document: Document, made: Sequence[Change]) -> Questionnaire:
    """The draft as a questionnaire; where it is none, the error says which change was to blame."""
    if not made:
        return before
    try:
        return Questionnaire.model_validate(document)
    except ValidationError:
        for change in made:
            before = apply(before, change).questionnaire
        return _valid(document, made[-1])


def _as_it_stands(document: Document, inverse: Sequence[Change]) -> tuple[Change, ...]:
    """Inverses that see what stands in the draft, where what was asked for was written otherwise.

    A default, such as ``required: false``, is written as nothing.
    """
    found: list[Change] = []
    working = document
    for number, change in enumerate(inverse):
        seen = _seeing(working, change)
        found.append(seen)
        if number + 1 < len(inverse):
            working = _copied(document) if working is document else working
            _make(working, seen, partial(Questionnaire.model_validate, working))
    return tuple(found)


def _seeing(document: Document, change: Change) -> Change:
    if isinstance(change, Set):
        return change.model_copy(update={"was": value_at(part_at(document, change.target), change.path)})
    if isinstance(change, Remove):
        path = (*change.path, change.key)
        return change.model_copy(update={"was": value_at(part_at(document, change.target), path)})
    return change


def _copied(document: Document) -> Document:
    copied: Document = json.loads(json.dumps(document))
    return copied


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
        first = first_problem(error)
        target = getattr(change, "target", "questionnaire")
        reason, remedy = first.reason, first.remedy
        raise EditError(
            "invalid",
            place_of(target, getattr(change, "path", ())),
            Text(zh=f"这样改不行：{reason.say(CHINESE)}", en=f"This cannot stand: {reason.say(ENGLISH)}"),
            Text(
                zh=f"{remedy.say(CHINESE)}原来的内容没有动。",
                en=f"{remedy.say(ENGLISH)} Nothing was changed.",
            ),
        ) from error
