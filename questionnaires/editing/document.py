"""Finding one's way in a draft as JSON: targets, paths, and the elements of lists by their key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaires.editing.changes import Path, Step
from questionnaires.editing.errors import not_found
from questionnaires.model import Questionnaire

Document = dict[str, Any]

# What an element of a list is known by, in the order in which it is looked for.
KEYS = ("name", "code", "reason")


def document_of(questionnaire: Questionnaire) -> Document:
    """The questionnaire as JSON without what is at its default."""
    return questionnaire.model_dump(mode="json", exclude_defaults=True)


def part_at(document: Document, target: str) -> Document:
    """The part of a target.

    :raises EditError: ``not_found``.
    """
    kind, _, name = target.partition(":")
    if kind == "questionnaire":
        return document
    for part in _parts(document, kind):
        if part.get("name") == name:
            found: Document = part
            return found
    raise not_found(target)


def _parts(document: Document, kind: str) -> list[Document]:
    if kind == "list":
        return list(document.get("lists", []))
    pages: list[Document] = document.get("pages", [])
    if kind == "page":
        return pages
    return [question for page in pages for question in page.get("questions", [])]


def step_into(value: Any, step: Step) -> Any:
    """What lies one step further: None where nothing is written there."""
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        index = index_of(value, step)
        return None if index is None else value[index]
    return None


def value_at(part: Any, path: Path) -> Any:
    """What stands at a path; None where nothing is written there."""
    for step in path:
        part = step_into(part, step)
    return part


def index_of(elements: list[Any], key: Step) -> int | None:
    """The place of an element by its key, or by its place; None where there is none."""
    if isinstance(key, int):
        return key if 0 <= key < len(elements) else None
    for place, element in enumerate(elements):
        if isinstance(element, Mapping) and key_of(element) == key:
            return place
    return None


def key_of(element: Mapping[str, Any]) -> str | None:
    """What an element of a list is known by."""
    return next((str(element[name]) for name in KEYS if name in element), None)


def put(part: Document, path: Path, value: Any, place: str) -> None:
    """Write a value at a path, or take it away where it is None.

    :raises EditError: ``not_found`` where the way there is gone.
    """
    *way, last = path
    holder: Any = part
    for step in way:
        further = step_into(holder, step)
        if further is None and isinstance(holder, dict) and value is not None:
            further = holder[str(step)] = {}
        holder = further
    if isinstance(holder, dict):
        if value is None:
            holder.pop(str(last), None)
        else:
            holder[str(last)] = value
        return
    index = index_of(holder, last) if isinstance(holder, list) else None
    if index is None:
        if value is None and holder is None:
            return
        raise not_found(place)
    if value is None:
        del holder[index]
    else:
        holder[index] = value


def list_at(part: Document, path: Path, place: str, *, create: bool = False) -> list[Any]:
    """The list at a path; with ``create``, an empty one where nothing is written there.

    :raises EditError: ``not_found``.
    """
    found = value_at(part, path)
    if found is None and create:
        put(part, path, [], place)
        found = value_at(part, path)
    if not isinstance(found, list):
        raise not_found(place)
    return found


def place_of(target: str, path: Path = ()) -> str:
    """A path in words: ``question:sex/options/9/label``."""
    return "/".join([target, *map(str, path)])
