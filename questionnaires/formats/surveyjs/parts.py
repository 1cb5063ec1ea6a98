"""The parts of a SurveyJS file as they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from questionnaires.expressions.numbers import number_to_text

Element: TypeAlias = Mapping[str, Any]


def written(value: Any) -> str:
    """A text as it is written; empty for anything else, numbers and truth values as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        try:
            return number_to_text(float(value))
        except OverflowError:
            return ""
    return value if isinstance(value, str) else ""


def told(part: Element, *known: str) -> str:
    """The properties of a part but those that are ``known``, to be quoted in a note."""
    return ", ".join(f"{name} = {quoted(value)}" for name, value in part.items() if name not in known)[:300]


def quoted(value: Any) -> str:
    """A value as it stands in a note: a text as it is, anything else as JSON, cut where it is long."""
    return (written(value) or json.dumps(value, ensure_ascii=False))[:200]


def listed(value: Any) -> Iterable[Element]:
    """The objects of a list; nothing for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def parts_in(value: Any) -> list[Any]:
    """The parts of a list; nothing for anything else."""
    return value if isinstance(value, list) else []
