"""What strata are called in English: as the code lists say of the same Chinese words, for a stratum has one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from questionnaires import codelists
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import Variable

#: The sectors that counties stratify by; a survey's own questions and towns come after it.
USUAL = "sectors"
#: So many strata a question must name before it is taken for what they were made from.
LEAST = 2


def named(labels: Sequence[str], variables: Sequence[Variable]) -> list[Text]:
    """The names of strata: the English is that of a code list or of the question whose options name most of them.

    A name that nothing translates stays as it is in every language.
    """
    english: dict[str, str] = {}
    for known in _lists(labels, variables):
        for words, said in known.items():
            english.setdefault(words, said)
    return [Text(zh=one, en=english.get(one, one)) for one in labels]


def _lists(labels: Sequence[str], variables: Sequence[Variable]) -> Iterator[Mapping[str, str]]:
    wanted = set(labels)
    yield _english(option.label for option in codelists.load(USUAL).entries)
    found = [_english(one.codes.values()) for one in variables if one.kind == "code"]
    enough = [one for one in found if len(wanted & set(one)) >= min(LEAST, len(wanted))]
    yield from sorted(enough, key=lambda one: -len(wanted & set(one)))


def _english(labels: Iterable[Text]) -> dict[str, str]:
    return {one[CHINESE]: one[ENGLISH] for one in labels if CHINESE in one and ENGLISH in one}
