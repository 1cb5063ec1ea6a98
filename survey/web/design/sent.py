"""Reading what the editor's script sent; what cannot be read is answered 400."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from survey.web import numbers

MEGABYTE = 1024 * 1024
LARGEST = 4 * MEGABYTE
LONGEST_KEY = 64
MOST_CHANGES = 1000


def sent() -> dict[str, Any]:
    """The JSON object of this request."""
    if request.content_length is None or request.content_length > LARGEST:
        abort(413)
    try:
        found = request.get_json(silent=True)
    except RecursionError:
        abort(400)  # brackets without end
    if not isinstance(found, dict) or _unstorable(found):
        abort(400)
    return found


def text(body: dict[str, Any], name: str, otherwise: str | None = None, *, longest: int = 10_000) -> str:
    """A text of the object."""
    found = body.get(name, otherwise)
    if not isinstance(found, str) or len(found) > longest:
        abort(400)
    return found


def text_or_none(body: dict[str, Any], name: str) -> str | None:
    """A text of the object, None where it is not there."""
    return None if body.get(name) is None else text(body, name)


def texts(body: dict[str, Any], name: str) -> list[str]:
    """A list of texts of the object."""
    found = body.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        abort(400)
    return found


def number_or_none(body: dict[str, Any], name: str) -> int | None:
    """A whole number of the object, None where it is not there."""
    found = body.get(name)
    if found is not None and (type(found) is not int or abs(found) > numbers.LARGEST):
        abort(400)
    return found


def changes(body: dict[str, Any]) -> list[Any]:
    """The changes of the object, not read yet."""
    found = body.get("changes")
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_CHANGES:
        abort(400)
    return found


def key(body: dict[str, Any]) -> str | None:
    """The key by which a request that comes twice is known."""
    found = text_or_none(body, "key")
    if found is not None and len(found) > LONGEST_KEY:
        abort(400)
    return found or None


def _unstorable(value: Any, depth: int = 0) -> bool:
    """Whether something holds what no database keeps: NUL, half of a surrogate pair, no end of levels."""
    if depth > 60:
        return True
    if isinstance(value, str):
        return "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return any(_unstorable(key) or _unstorable(one, depth + 1) for key, one in value.items())
    return isinstance(value, list) and any(_unstorable(one, depth + 1) for one in value)
