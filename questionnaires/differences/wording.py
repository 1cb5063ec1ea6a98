"""What another wording means: the same, something to read, or another thing under the same code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from questionnaires.differences.difference import Consequence
from questionnaires.differences.reasons import OTHER_MEANING, READ_BOTH, SAME
from questionnaires.text import CHINESE, Text

Key = TypeVar("Key", bound=Hashable)

# Below this likeness of two wordings (Ratcliff and Obershelp, 1988) a label is taken for another thing.
ALIKE = 0.6


def wording(was: Text, now: Text) -> tuple[Consequence, Text]:
    """What another wording of a question means: punctuation and new translations change nothing."""
    shared = [language for language in was if language in now]
    if shared and all(bare(was[language]) == bare(now[language]) for language in shared):
        return Consequence.SAME, SAME
    return Consequence.HARMONISABLE, READ_BOTH


def is_translation(was: Text, now: Text) -> bool:
    """Whether two texts say the same to the letter in every language that both have."""
    shared = [language for language in was if language in now]
    return bool(shared) and all(was[language] == now[language] for language in shared)


def bare(words: str) -> str:
    """A wording without spaces and punctuation, in one spelling."""
    # Two spellings of one word: so short a label would else be unlike.
    return re.sub(r"[\W_]+", "", words).casefold().replace("其它", "其他")


class Labels(Generic[Key]):
    """The labels of some parts in two versions, by code or name.

    ``family`` tells parts apart that may share a label, such as entries under different parents.
    """

    def __init__(
        self,
        was: Mapping[Key, Text],
        now: Mapping[Key, Text],
        family: Callable[[Key], Hashable] = lambda _: None,
    ) -> None:
        self._was, self._now, self._family = was, now, family
        #: Labels that stand where they did not stand before, and those that are gone from where they stood.
        changed = [key for key in now if key in was and was[key] != now[key]]
        self._come = {self._known(key, now) for key in [*changed, *(key for key in now if key not in was)]}
        self._gone = {self._known(key, was) for key in [*changed, *(key for key in was if key not in now)]}

    def consequence(self, key: Key) -> tuple[Consequence, Text]:
        """What another label under the same code means: one quite unlike is another thing.

        So is one that belonged to another code, and one whose words now stand under another code.
        """
        was, now = self._was[key], self._now[key]
        found, why = wording(was, now)
        if found is Consequence.SAME:
            return found, why
        former, latter = self._known(key, self._was), self._known(key, self._now)
        if former != latter and (former in self._come or latter in self._gone):
            return Consequence.BROKEN, OTHER_MEANING
        shared = [language for language in was if language in now]
        likeness = max((_likeness(was[one], now[one]) for one in shared), default=0.0)
        return (found, why) if likeness >= ALIKE else (Consequence.BROKEN, OTHER_MEANING)

    def _known(self, key: Key, labels: Mapping[Key, Text]) -> tuple[Hashable, str]:
        """What a label is known by among those of its family."""
        return self._family(key), bare(labels[key].say(CHINESE))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, bare(one), bare(other)).ratio()
