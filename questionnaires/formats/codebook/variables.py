"""Every data column of a questionnaire with all that is known about it, in all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.checks.scope import Asked, Scope
from questionnaires.checks.texts import QUOTE
from questionnaires.expressions import ExpressionError, parse, references
from questionnaires.formats.canonical import version_hash
from questionnaires.formats.codebook.universe import Universes
from questionnaires.kinds import MISSING_WORDS, columns
from questionnaires.kinds.column import Column, ColumnType
from questionnaires.model import (
    Calculated,
    Cascade,
    CodeList,
    Consent,
    Missing,
    Number,
    Option,
    Privacy,
    Question,
    Questionnaire,
    Role,
    Scale,
    Split,
)
from questionnaires.text import Text

#: A quoted answer is different for everybody.
QUOTED_ANSWER = "…"


@dataclass(frozen=True, slots=True)
class Value:
    """A code with its label; ``missing`` says that it counts as no answer, and why."""

    code: str
    label: Text
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The code list that the values come from."""

    name: str
    title: Text
    standard: str
    version: str


@dataclass(frozen=True, slots=True)
class Variable:
    """One data column.

    ``wording`` is the question as it is put. ``values`` are the codes an answer may have, declared missing ones among
    them; ``reasons`` the codes -1, -3, -7, -8 and -9 that may stand instead of an answer.
    ``rules`` are those behind ``universe``; ``value`` is the rule of a calculated column and
    ``inputs`` the columns in it. ``least`` and ``most`` bound a number.
    """

    name: str
    label: Text
    type: ColumnType
    question: str
    number: str
    kind: str
    page: str
    wording: Text
    instruction: Text
    universe: Text
    rules: tuple[str, ...]
    values: tuple[Value, ...]
    reasons: tuple[Value, ...]
    required: bool
    role: Role | None
    privacy: Privacy
    source: Source | None = None
    unit: Text = field(default_factory=Text)
    least: float | None = None
    most: float | None = None
    decimals: int = 0
    value: str = ""
    inputs: tuple[str, ...] = ()
    reverse: bool = False
    expect: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Codebook:
    """The variables of one questionnaire in the order of its columns; ``version`` is its hash."""

    name: str
    title: Text
    introduction: Text
    version: str
    languages: tuple[str, ...]
    variables: tuple[Variable, ...]

    @property
    def groups(self) -> dict[str, tuple[Variable, ...]]:
        """Variables by question, in order."""
        found: dict[str, list[Variable]] = {}
        for variable in self.variables:
            found.setdefault(variable.question, []).append(variable)
        return {name: tuple(own) for name, own in found.items()}


def codebook_of(questionnaire: Questionnaire, facts: Mapping[str, Text] | None = None) -> Codebook:
    """The codebook of a questionnaire as a survey takes it.

    ``facts`` of the survey, by the names of :data:`questionnaires.model.FACTS`, take their
    places in the wordings; an answer that a text quotes is shown as an ellipsis.
    """
    return _Maker(Scope(questionnaire), facts or {}).codebook()


class _Maker:
    def __init__(self, scope: Scope, facts: Mapping[str, Text]) -> None:
        self.scope = scope
        self.facts = facts
        self.universes = Universes(scope)

    def codebook(self) -> Codebook:
        whole = self.scope.questionnaire
        return Codebook(
            name=whole.name,
            title=self.filled(whole.title),
            introduction=self.filled(whole.introduction),
            version=version_hash(whole),
            languages=whole.languages,
            variables=tuple(self._variables()),
        )

    def filled(self, text: Text) -> Text:
        """A text in every language with the facts it quotes."""
        return Text({tag: QUOTE.sub(lambda at: self._fact(at[1], tag), words) for tag, words in text.items()})  # noqa: B023

    def _fact(self, name: str, language: str) -> str:
        fact = self.facts.get(name)
        return (fact.say(language) if fact else "") or QUOTED_ANSWER

    def _variables(self) -> Iterator[Variable]:
        for asked in self.scope.asked:
            for column in columns(asked.question, self.scope.questionnaire, self.scope.lists):
                yield self._variable(asked, column)

    def _variable(self, asked: Asked, column: Column) -> Variable:
        question = asked.question
        least, most = _bounds(question)
        rule = question.value if isinstance(question, Calculated) else ""
        is_number = column.type == "number"
        return Variable(
            name=column.name,
            label=self.filled(column.label),
            type=column.type,
            question=question.name,
            number=question.number,
            kind=question.kind,
            page=asked.page.name,
            wording=self.filled(_wording(question)),
            instruction=self.filled(question.hint),
            universe=self.filled(self.universes.of(asked, column)),
            rules=tuple(self.universes.rules(asked, column)),
            values=tuple(
                Value(code, self.filled(label), column.missing.get(code))
                for code, label in column.codes.items()
            ),
            reasons=tuple(self._reasons(asked, column)),
            required=question.required,
            role=column.role,
            privacy=column.privacy,
            source=self._source(question, column),
            unit=getattr(question, "unit", Text()) if is_number else Text(),
            least=least if is_number else None,
            most=most if is_number else None,
            decimals=getattr(question, "decimals", 0) if is_number else 0,
            value=rule,
            inputs=_inputs(rule, set(self.scope.fields)),
            reverse=column.reverse,
            expect=column.expect,
            position=column.position,
        )

    def _reasons(self, asked: Asked, column: Column) -> Iterator[Value]:
        """What may stand in the column instead of an answer."""
        question = asked.question
        possible = {
            Missing.NOT_SHOWN: self.universes.may_be_hidden(asked, column),
            Missing.NOT_APPLICABLE: isinstance(question, Calculated)
            or (isinstance(question, Cascade) and question.write_in),
            Missing.REFUSED: "refused" in question.offers,
            Missing.UNKNOWN: "unknown" in question.offers,
            Missing.LEFT_OUT: not isinstance(question, Calculated),
        }
        for reason, may_be in possible.items():
            if may_be and reason.code not in column.codes:
                yield Value(reason.code, MISSING_WORDS[reason], reason)

    def _source(self, question: Question, column: Column) -> Source | None:
        name = getattr(question, "list", None)
        listed: CodeList | None = self.scope.questionnaire.list_by_name.get(name) if name else None
        own: tuple[Option, ...] = getattr(question, "options", ())
        if listed is None or own or column.type not in ("code", "indicator"):
            return None
        return Source(listed.name, listed.title, listed.standard, listed.version)


def _wording(question: Question) -> Text:
    """The question as it is put; a consent with its statement before it."""
    if not isinstance(question, Consent) or not question.statement:
        return question.label
    tags = dict.fromkeys([*question.statement, *question.label])
    return Text({tag: f"{question.statement.say(tag)}\n{question.label.say(tag)}".strip() for tag in tags})


def _bounds(question: Question) -> tuple[float | None, float | None]:
    if isinstance(question, Number | Scale):
        return question.least, question.most
    return (0, question.total) if isinstance(question, Split) else (None, None)


def _inputs(rule: str, known: set[str]) -> tuple[str, ...]:
    """The names in the rule of a calculated value; none where it cannot be read."""
    if not rule:
        return ()
    try:
        return tuple(name for name in references(parse(rule)) if name in known)
    except ExpressionError:
        return ()
