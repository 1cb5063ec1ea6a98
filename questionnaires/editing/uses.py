"""Where a questionnaire names a question, a list or a setting: in rules, in texts, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.editing.document import Document, document_of, key_of
from questionnaires.expressions import ExpressionError, parse, references
from questionnaires.expressions import rename as rename_in
from questionnaires.model import Questionnaire

RULES = frozenset({"show", "require", "when"})
QUOTE = re.compile(r"\$\{[ \t]*([^\s{}$'\"]+)[ \t]*\}")
# Strings that are never read for ${…}: a pattern is of the regex language.
PLAIN = frozenset({"pattern", "search"})
PARTS = {
    "pages": "page",
    "questions": "question",
    "lists": "list",
    "settings": "setting",
    "reviews": "review",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One string of the document: where it is, what it says, and how to write another in its place."""

    place: str
    is_rule: bool
    said: str
    write: Callable[[str], None]

    def names(self) -> tuple[str, ...]:
        """The fields it refers to, each once; of a rule that cannot be read, whatever looks like one."""
        if self.is_rule:
            try:
                return references(parse(self.said))
            except ExpressionError:
                pass
        return tuple(dict.fromkeys(found[1] for found in QUOTE.finditer(self.said)))

    def renamed(self, names: Mapping[str, str]) -> str:
        """The string with other names."""
        if self.is_rule:
            try:
                rule = parse(self.said)
            except ExpressionError:
                return self._quotes(names)
            for was, to in names.items():
                rule = rename_in(rule, was, to)
            return rule.source
        return self._quotes(names)

    def _quotes(self, names: Mapping[str, str]) -> str:
        return QUOTE.sub(
            lambda found: f"${{{names[found[1]]}}}" if found[1] in names else found[0], self.said
        )


def mentions(document: Document) -> Iterator[Mention]:
    """Every string that may name a field: rules and texts, in the order of the document."""
    return _in_part(document, "questionnaire")


def _in_part(part: dict[str, Any], place: str) -> Iterator[Mention]:
    rules = RULES | {"value"} if part.get("kind") == "calculated" else RULES
    for key, value in part.items():
        if key in PLAIN:
            continue
        if isinstance(value, str) and (key in rules or "${" in value):
            yield Mention(f"{place}/{key}", key in rules, value, _writer(part, key))
        elif isinstance(value, dict):
            yield from _in_part(value, f"{place}/{key}")
        elif isinstance(value, list):
            before = PARTS.get(key, f"{place}/{key}")
            for index, element in enumerate(value):
                if isinstance(element, dict):
                    yield from _in_part(element, f"{before}:{key_of(element) or index}")


def _writer(holder: dict[str, Any], key: str) -> Callable[[str], None]:
    def write(said: str) -> None:
        holder[key] = said

    return write


def uses(questionnaire: Questionnaire, names: frozenset[str]) -> tuple[str, ...]:
    """The places that name one of some fields, questions included that an ending asks for.

    Places read like those of findings: ``question:age/show``, ``page:B/endings:young/when``.
    """
    document = document_of(questionnaire)
    found = [one.place for one in mentions(document) if names.intersection(one.names())]
    found += [
        f"page:{page.name}/endings:{ending.reason}/ask"
        for page in questionnaire.pages
        for ending in page.endings
        if names.intersection(ending.ask)
    ]
    if names.intersection(questionnaire.complete_when):
        found.append("questionnaire/complete_when")
    return tuple(dict.fromkeys(found))
