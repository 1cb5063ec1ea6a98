"""What a questionnaire quotes of its survey, and where, in words."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.rules import read, uses
from questionnaires.checks.scope import Scope
from questionnaires.checks.texts import QUOTE, texts
from questionnaires.expressions import references
from questionnaires.model import FACTS, Questionnaire
from questionnaires.text import Text

_WHOLE = {
    "title": Text(zh="问卷标题", en="the title"),
    "introduction": Text(zh="引言", en="the introduction"),
    "thanks": Text(zh="结束语", en="the closing words"),
}


def facts_quoted(questionnaire: Questionnaire) -> dict[str, tuple[Text, ...]]:
    """The facts about the survey that texts and rules use, each with the places that use it.

    Facts come in the order of :data:`questionnaires.model.FACTS`, places in reading order,
    each place once.
    """
    scope = Scope(questionnaire)
    found: dict[str, dict[str, Text]] = {}
    for name, place in _quotations(scope):
        words = place_words(questionnaire, place)
        found.setdefault(name, {}).setdefault(words.say("en"), words)
    return {name: tuple(found[name].values()) for name in FACTS if name in found}


def place_words(questionnaire: Questionnaire, place: str) -> Text:
    """The place of a finding, such as ``page:consent/intro``, as a person would name it."""
    first, _, rest = place.partition("/")
    kind, _, name = first.partition(":")
    if kind == "questionnaire":
        return _WHOLE.get(rest, Text(zh="问卷", en="the questionnaire"))
    if kind == "page":
        page = next((one for one in questionnaire.pages if one.name == name), None)
        title = page.title if page else Text()
        return Text(zh=f"“{title.say('zh-CN') or name}”页", en=f"the page “{title.say('en') or name}”")
    if kind == "question":
        number = next((one.number for one in questionnaire.questions if one.name == name), "")
        if not number:  # a note or a calculated value: people know the page
            own = next(
                (page for page in questionnaire.pages if name in {one.name for one in page.questions}), None
            )
            return place_words(questionnaire, f"page:{own.name}") if own else Text(zh=name, en=name)
        return Text(zh=f"{number} 题", en=f"question {number}")
    if kind == "review":
        return Text(zh=f"审核规则 {name}", en=f"review rule {name}")
    return Text(zh=place, en=place)


def _quotations(scope: Scope) -> Iterator[tuple[str, str]]:
    for place in texts(scope):
        for wording in place.text.values():
            for name in QUOTE.findall(wording):
                if name in FACTS:
                    yield name, place.place
    for use in uses(scope):
        expression = read(use.rule)
        for name in references(expression) if expression is not None else ():
            if name in FACTS:
                yield name, use.place
