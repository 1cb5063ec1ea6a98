"""Texts: empty ones, missing languages, and what they quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.checks.catalogue import found
from questionnaires.checks.scope import Asked, Position, Scope
from questionnaires.findings import Finding
from questionnaires.model import FACTS, Calculated, Cascade, Consent, Matrix, Number, Scale, Split
from questionnaires.text import Text

QUOTE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
BROKEN = re.compile(r"\$\{(?![A-Za-z][A-Za-z0-9_]*\})")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: What a split says where nobody wrote a unit reads alike in every language.
PERCENT = Split.model_fields["unit"].default
END = Position(10**6, 0)
START = Position(0, -1)


@dataclass(frozen=True, slots=True)
class Place:
    """A text with where it stands, what it may quote and how much it matters.

    ``until`` is the first position it may not quote any more; ``own`` names the question
    whose fields may be quoted as well. A ``needed`` text may not be empty; of a ``shown``
    one, every language must be there.
    """

    text: Text
    place: str
    until: Position
    needed: bool = False
    shown: bool = True
    own: str = ""


def check_texts(scope: Scope) -> Iterator[Finding]:
    """Judge every text of the questionnaire."""
    languages = scope.questionnaire.languages
    if not languages or len(set(languages)) < len(languages) or not all(map(LANGUAGE.fullmatch, languages)):
        yield found("languages_wrong", "questionnaire")
    for place in texts(scope):
        yield from _wording(place, languages)
        yield from _quotes(place, scope)


def texts(scope: Scope) -> Iterator[Place]:
    """Every text that people read."""
    whole = scope.questionnaire
    yield Place(whole.title, "questionnaire/title", START, needed=True)
    yield Place(whole.introduction, "questionnaire/introduction", START)
    yield Place(whole.thanks, "questionnaire/thanks", END)
    for setting in whole.settings:
        yield Place(setting.label, f"setting:{setting.name}", START, needed=True, shown=False)
    for review in whole.reviews:
        yield Place(review.label, f"review:{review.code}", START, needed=True, shown=False)
    for listed in whole.lists:
        yield Place(listed.title, f"list:{listed.name}", START, shown=False)
        for entry in listed.entries:
            yield Place(entry.label, f"list:{listed.name}/entry:{entry.code}", START, needed=True)
    for number, page in enumerate(whole.pages):
        start, after = Position(number, -1), Position(number + 1, -1)
        yield Place(page.title, f"page:{page.name}", start)
        yield Place(page.intro, f"page:{page.name}/intro", start)
        for ending in page.endings:
            yield Place(ending.message, f"page:{page.name}/ending:{ending.reason}", after, needed=True)
    for asked in scope.asked:
        yield from _question(asked)


def _question(asked: Asked) -> Iterator[Place]:
    question, place, here = asked.question, asked.place, asked.position
    silent = isinstance(question, Calculated)
    needed = not silent and not (isinstance(question, Consent) and question.statement)
    yield Place(question.label, place, here, needed=needed, shown=not silent)
    yield Place(question.hint, f"{place}/hint", here)
    yield Place(question.why, f"{place}/why", here)
    for check in question.checks:
        at = f"{place}/check:{check.code}"
        yield Place(check.message, at, here, needed=True, own=question.name)
    for option in getattr(question, "options", ()):
        yield Place(option.label, f"{place}/option:{option.code}", here, needed=True)
    if isinstance(question, Matrix | Split):
        for row in question.rows:
            yield Place(row.label, f"{place}/row:{row.name}", here, needed=True)
    if isinstance(question, Cascade):
        for level in question.levels:
            yield Place(level.label, f"{place}/level:{level.name}", here, needed=True)
    if isinstance(question, Number | Split) and question.unit != PERCENT:
        yield Place(question.unit, f"{place}/unit", here)
    if isinstance(question, Consent):
        yield Place(question.statement, f"{place}/statement", here)
    if isinstance(question, Scale):
        yield Place(question.low_label, f"{place}/low_label", here)
        yield Place(question.high_label, f"{place}/high_label", here)


def _wording(place: Place, languages: tuple[str, ...]) -> Iterator[Finding]:
    written = {language for language, wording in place.text.items() if wording.strip()}
    if not written:
        if place.needed:
            yield found("label_empty", place.place)
        return
    missing = [language for language in languages if language not in written]
    if missing:
        code = "translation_missing" if place.shown else "translation_partial"
        yield found(code, place.place, languages=", ".join(missing))
    unlisted = sorted(written - set(languages))
    if unlisted and not place.place.startswith("list:"):
        yield found("language_unlisted", place.place, languages=", ".join(unlisted))


def _quotes(place: Place, scope: Scope) -> Iterator[Finding]:
    if not any("${" in wording for wording in place.text.values()):
        return
    quoted = {language: set(QUOTE.findall(wording)) for language, wording in place.text.items()}
    if any(BROKEN.search(wording) for wording in place.text.values()):
        yield found("quote_broken", place.place)
    listed = [names for language, names in quoted.items() if language in scope.questionnaire.languages]
    if any(names != listed[0] for names in listed):
        yield found("quote_differs", place.place)
    for name in sorted(set().union(*quoted.values())):
        if name in FACTS:
            continue
        owner = scope.owner.get(name)
        if owner is None:
            yield found("quote_unknown", place.place, name=name, facts=", ".join(FACTS))
        elif not owner.position.before(place.until) and owner.question.name != place.own:
            yield found("quote_later", place.place, name=name)
