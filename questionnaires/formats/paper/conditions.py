"""Rules in words for paper, in terms of what is printed: question numbers, codes with labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from questionnaires.checks.scope import Scope
from questionnaires.checks.texts import QUOTE
from questionnaires.expressions import Expression, ExpressionError, explain, parse
from questionnaires.formats.paper.numbering import numbers_of
from questionnaires.formats.paper.wording import ANSWER_TO, UNKNOWN_FACT, WORKED_OUT
from questionnaires.kinds import AnswerField
from questionnaires.model import FACTS, Calculated, Cascade, Matrix, Split
from questionnaires.text import CHINESE, Text

Facts = Mapping[str, Text]
LONGEST_LABEL = 24


class Speaker:
    """Says texts and rules of one questionnaire in one language, with the facts of a survey in them."""

    def __init__(self, scope: Scope, language: str, facts: Facts) -> None:
        self.scope = scope
        self.language = language
        self.facts = facts
        self.numbers = numbers_of(scope.questionnaire)

    def say(self, text: Text) -> str:
        """A text with what it quotes: facts as they are, answers by the number of their question."""
        return QUOTE.sub(lambda found: self._quoted(found[1]), text.say(self.language)).strip()

    def fill(self, text: Text, **values: object) -> str:
        """One of the fixed words with its places filled."""
        return text.say(self.language).format(**values)

    def paragraphs(self, text: Text) -> tuple[str, ...]:
        """A long text by its lines."""
        return tuple(line.strip() for line in self.say(text).splitlines() if line.strip())

    def condition(self, rule: str | None, sentence: Text, otherwise: Text) -> str:
        """A rule in the words of ``sentence``; one that cannot be put so, in those of ``otherwise``."""
        if rule is None:
            return ""
        said = self._explained(rule)
        if said is None:
            return self.fill(otherwise, rule=rule)
        head = "当" if self.language == CHINESE else "When "
        if not said.startswith(head):
            return self.fill(otherwise, rule=said)
        return self.fill(sentence, sentence=said if self.language == CHINESE else said.removeprefix(head))

    def _explained(self, rule: str) -> str | None:
        try:
            expression: Expression = parse(rule)
        except ExpressionError:
            return None
        return explain(expression, self._names, self._codes).say(self.language).rstrip("。.")

    def _quoted(self, name: str) -> str:
        if name in FACTS:
            fact = self.facts.get(name)
            return (fact.say(self.language) if fact else "") or UNKNOWN_FACT
        owner = self.scope.owner.get(name)
        if owner is None:
            return UNKNOWN_FACT
        number = self.numbers.get(owner.question.name)
        if number is None:
            return self.fill(WORKED_OUT, label=owner.question.label.say(self.language) or name)
        return self.fill(ANSWER_TO, number=number)

    @cached_property
    def _names(self) -> dict[str, Text]:
        fields = {
            name: Text({self.language: self._label(field)}) for name, field in self.scope.fields.items()
        }
        known = {name: Text({self.language: self._quoted(name)}) for name in FACTS}
        return {**known, **fields}

    @cached_property
    def _codes(self) -> dict[str, dict[str, Text]]:
        return {
            name: {
                code: Text({self.language: f"{code} {_short(self.say(label))}"})
                for code, label in field.codes.items()
            }
            for name, field in self.scope.fields.items()
            if field.codes
        }

    def _label(self, field: AnswerField) -> str:
        """The number of the question, with the row or the level where it has several fields."""
        question = self.scope.owner[field.name].question
        if isinstance(question, Calculated):
            return _short(self.say(question.label)) or question.name
        return " ".join([self.numbers.get(question.name, question.name), *self._part(field)])

    def _part(self, field: AnswerField) -> Iterator[str]:
        question = self.scope.owner[field.name].question
        if field.name.startswith(f"{question.name}_oth"):
            yield _short(field.label.say(self.language).rpartition(" · ")[2])
        elif isinstance(question, Matrix | Split):
            yield from (_short(self.say(row.label)) for row in question.rows if row.name == field.name)
        elif isinstance(question, Cascade):
            yield from (
                _short(self.say(level.label)) for level in question.levels if level.name == field.name
            )


def _short(label: str) -> str:
    one_line = " ".join(label.split())
    return one_line if len(one_line) <= LONGEST_LABEL else f"{one_line[: LONGEST_LABEL - 1]}…"
