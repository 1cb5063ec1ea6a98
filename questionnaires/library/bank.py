"""The question bank: every question of some questionnaires, found by words, tag, code list and use.

A bank is made once from its shelves and searched many times. The same question on several
shelves (same kind, wording, options and rows) stands in it once, with the surveys that used
it. Words are found as they are written, in any language, without regard to case and width;
Chinese needs no word segmentation: words of three characters or more that stand nowhere whole
are found by their pairs of neighbouring characters, so 工作压力大 finds 工作的压力.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from questionnaires import codelists
from questionnaires.kinds import Lists
from questionnaires.library.tags import Tag, list_of, tags_of
from questionnaires.model import Note, Page, Question, Questionnaire
from questionnaires.text import Text

MOST_FOUND = 30
MOST_OF_A_GROUP = 12
LONGEST_QUERY = 80
MOST_PAIRS = 24
# Of the pairs of a word, so many must stand in a text for it to be found there.
PAIRS_NEEDED = 0.5
OPTIONS_READ = 60
HAN = re.compile(r"[\u3400-\u9fff]")

# How much it counts where a word was found.
EXACT, BEGINS, IN_LABEL, IN_NAME, IN_PARTS, BESIDE = 12.0, 8.0, 6.0, 6.0, 3.0, 2.0
PER_USE, MOST_USES_COUNTED = 0.2, 5


@dataclass(frozen=True, slots=True)
class Use:
    """A survey that asked a question: its code and title, and the day it was published last."""

    survey: str
    title: Text
    on: date | None = None


@dataclass(frozen=True)
class Shelf:
    """A questionnaire of the bank: ``version`` is its hash, ``use`` the survey it was published in."""

    questionnaire: Questionnaire
    version: str
    use: Use | None = None


@dataclass(frozen=True)
class Banked:
    """A question of the bank with the shelf and page it stands on; ``uses`` are the latest first."""

    shelf: Shelf
    page: Page
    question: Question
    tags: tuple[Tag, ...]
    uses: tuple[Use, ...]
    label: str
    parts: str
    beside: str

    @property
    def key(self) -> str:
        """What names it among all shelves: ``VERSION/NAME``."""
        return f"{self.shelf.version}/{self.question.name}"

    def parts_shown(self, most: int) -> tuple[Text, ...]:
        """The first options, of a matrix or a split the rows, as a person looks at them."""
        rows = getattr(self.question, "rows", ()) or getattr(self.question, "levels", ())
        options = Lists.of(_resolved(self.shelf.questionnaire)).options(self.question)
        return tuple(part.label for part in (rows or options)[:most])


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the questions found have a tag."""

    tag: Tag
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """The best of what was found, how many there are in all, and how they can be narrowed down."""

    found: tuple[Banked, ...]
    total: int
    facets: tuple[Facet, ...]


class Bank:
    """Shelves made ready for searching; of equal questions the one on the earliest shelf is shown."""

    def __init__(self, shelves: Iterable[Shelf]) -> None:
        kept: dict[Hashable, Banked] = {}
        self.shelves: dict[str, Shelf] = {}
        for shelf in shelves:
            self.shelves.setdefault(shelf.version, shelf)
            for banked in _of_shelf(shelf):
                same = _content(banked, shelf)
                first = kept.setdefault(same, banked)
                if first is not banked:
                    kept[same] = replace(first, uses=(*first.uses, *banked.uses))
        self.questions = tuple(_with_uses(banked) for banked in kept.values())

    def get(self, key: str) -> Banked | None:
        """The question of a key, as :attr:`Banked.key` gives it."""
        return next((one for one in self.questions if one.key == key), None)


def search(bank: Bank, query: str = "", tags: Iterable[str] = (), most: int = MOST_FOUND) -> Results:
    """The questions that every word of the query is found in, the best first.

    Of the tags of one group one must fit, of each group that is named. Without words all
    questions fit, those in use most first.
    """
    words = fold(query[:LONGEST_QUERY]).split()
    wanted: dict[str, set[str]] = {}
    for name in tags:
        wanted.setdefault(name.partition(":")[0], set()).add(name)
    scored: list[tuple[float, int, Banked]] = []
    searched = [_Word.of(word) for word in words]
    for place, banked in enumerate(bank.questions):
        if wanted and not _fits(banked, wanted):
            continue
        score = _score(banked, searched)
        if score is not None:
            scored.append((-score, place, banked))
    scored.sort(key=lambda one: one[:2])
    found = tuple(banked for _score, _place, banked in scored)
    return Results(found[:most], len(found), _facets(found))


def fold(said: str) -> str:
    """A text as it is compared: half width, without case."""
    return unicodedata.normalize("NFKC", said).casefold()


@dataclass(frozen=True, slots=True)
class _Word:
    said: str
    pairs: tuple[str, ...]

    @classmethod
    def of(cls, said: str) -> _Word:
        pairs = [said[place : place + 2] for place in range(len(said) - 1)] if len(said) > 2 else []
        return cls(said, tuple(pair for pair in pairs if HAN.search(pair))[:MOST_PAIRS])

    def share(self, text: str) -> float:
        """The share of its pairs that stand in a text; 0 where they are too few."""
        if not self.pairs:
            return 0.0
        count = len(self.pairs)
        left = int(count * (1 - PAIRS_NEEDED))  # so many may be missing
        for pair in self.pairs:
            if pair not in text:
                left -= 1
                if left < 0:
                    return 0.0
        return (count - int(count * (1 - PAIRS_NEEDED)) + left) / count


def _score(banked: Banked, words: Sequence[_Word]) -> float | None:
    """How well the words fit; None where one of them does not."""
    score = PER_USE * min(len(banked.uses), MOST_USES_COUNTED)
    for word in words:
        found = _score_of(banked, word)
        if found == 0:
            return None
        score += found
    return score


def _score_of(banked: Banked, word: _Word) -> float:
    said = word.said
    if said in banked.label:
        lines = banked.label.split("\n")
        if said in lines:
            return EXACT
        return BEGINS if any(line.startswith(said) for line in lines) else IN_LABEL
    if said in (banked.question.name.casefold(), banked.question.number.casefold()):
        return IN_NAME
    if said in banked.parts:
        return IN_PARTS
    if said in banked.beside:
        return BESIDE
    return max(IN_LABEL * word.share(banked.label) / 2, IN_PARTS * word.share(banked.parts) / 2)


def _fits(banked: Banked, wanted: dict[str, set[str]]) -> bool:
    own = {tag.name for tag in banked.tags}
    return all(own & names for names in wanted.values())


def _facets(found: Sequence[Banked]) -> tuple[Facet, ...]:
    """The commonest tags of each group among what was found."""
    counts: Counter[str] = Counter(tag.name for banked in found for tag in banked.tags)
    labels = {tag.name: tag for banked in found for tag in banked.tags}
    shown: Counter[str] = Counter()
    facets: list[Facet] = []
    for name, count in counts.most_common():
        group = labels[name].group
        shown[group] += 1
        if shown[group] <= MOST_OF_A_GROUP:
            facets.append(Facet(labels[name], count))
    return tuple(facets)


def _of_shelf(shelf: Shelf) -> Iterator[Banked]:
    whole = _resolved(shelf.questionnaire)
    lists = Lists.of(whole)
    for page, resolved in zip(shelf.questionnaire.pages, whole.pages, strict=True):
        for question, full in zip(page.questions, resolved.questions, strict=True):
            if isinstance(question, Note):
                continue
            tags = tuple(tags_of(shelf.questionnaire, page, question))
            uses = (shelf.use,) if shelf.use else ()
            label = _said(question.label)
            parts = "\n".join(_parts(full, lists))
            beside = "\n".join(_beside(shelf.questionnaire, whole, page, full))
            beside = f"{beside}\n{_said(*(tag.label for tag in tags))}"
            yield Banked(shelf, page, question, tags, uses, label, parts, beside)


def _resolved(questionnaire: Questionnaire) -> Questionnaire:
    try:
        return codelists.resolve(questionnaire)
    except codelists.UnknownListError:
        return questionnaire


def _said(*texts: Text) -> str:
    return fold("\n".join(wording for text in texts for wording in text.values()))


def _parts(question: Question, lists: Lists) -> Iterator[str]:
    """What stands below the question: options and rows, with the words that help to find entries."""
    yield _said(getattr(question, "statement", Text()), question.hint)
    for option in lists.options(question)[:OPTIONS_READ]:
        yield _said(option.label)
    for part in (*getattr(question, "rows", ()), *getattr(question, "levels", ())):
        yield _said(part.label)


def _beside(written: Questionnaire, whole: Questionnaire, page: Page, question: Question) -> Iterator[str]:
    """What stands around it: page, questionnaire and list; a shared list has its name only as written."""
    yield _said(page.title, whole.title, question.why)
    yield fold(f"{question.name} {question.number} {page.name} {whole.name}")
    for listed in filter(None, (list_of(written, question), list_of(whole, question))):
        yield _said(listed.title)
        yield fold(f"{listed.name} {listed.shared or ''} {listed.standard} {listed.version}")
        yield fold(" ".join(entry.search for entry in listed.entries[:OPTIONS_READ]))


def _content(banked: Banked, shelf: Shelf) -> Hashable:
    """What makes two questions the same one."""
    question = banked.question
    listed = list_of(shelf.questionnaire, question)
    options = tuple((one.code, one.label) for one in getattr(question, "options", ()))
    parts = (*getattr(question, "rows", ()), *getattr(question, "levels", ()))
    from_list = (listed.shared, banked.parts) if listed is not None else None
    return question.kind, question.label, options, tuple(one.label for one in parts), from_list


def _with_uses(banked: Banked) -> Banked:
    """Each survey once, the latest first, and a tag for each."""
    by_survey: dict[str, Use] = {}
    for use in banked.uses:
        known = by_survey.get(use.survey)
        if known is None or (use.on is not None and (known.on is None or use.on > known.on)):
            by_survey[use.survey] = use
    uses = tuple(sorted(by_survey.values(), key=lambda use: use.on or date.min, reverse=True))
    tags = tuple(Tag(f"used:{use.survey}", use.title) for use in uses)
    return replace(banked, uses=uses, tags=(*banked.tags, *tags))
