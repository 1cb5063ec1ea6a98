"""Wordings of a question that comes into a draft of fewer languages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def keep_languages(part: Any, listed: Collection[str], known: Collection[str]) -> set[str]:
    """Take out of the texts of ``part`` what is in languages of ``known`` that are not ``listed``.

    A text that is in none of the listed languages stays as it is: better one that must be
    translated than none. Gives the languages that were taken out.
    """
    if isinstance(part, list):
        return set().union(*(keep_languages(one, listed, known) for one in part))
    if not isinstance(part, dict):
        return set()
    if part and set(part) <= set(known):
        left = set(part) - set(listed)
        if left == set(part):
            return set()
        for language in left:
            del part[language]
        return left
    return set().union(*(keep_languages(one, listed, known) for one in part.values()))
