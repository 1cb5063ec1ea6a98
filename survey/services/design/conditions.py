"""Rules as the builder shows them: read, put into words, judged at their place, and what they may name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.checks.rules import WANTS, Use, judged
from questionnaires.checks.scope import FACT_TYPES, Asked, Position, Scope, declared
from questionnaires.editing import uses as places_naming
from questionnaires.editing.document import document_of
from questionnaires.editing.errors import not_found
from questionnaires.editing.uses import mentions
from questionnaires.expressions import (
    Codes,
    Declared,
    Expression,
    ExpressionError,
    Type,
    explain,
    from_tree,
    parse,
    references,
    to_tree,
)
from questionnaires.findings import Finding
from questionnaires.kinds import AnswerField, answer_fields
from questionnaires.model import Calculated, CascadeLevel, Questionnaire, Row
from questionnaires.text import Text
from survey.services.quoting import LABELS, PREFIX

END = Position(10**6, 0)
#: What a draft keeps of a rule (questionnaires.model.Rule).
LONGEST_RULE = 4000


@dataclass(frozen=True)
class Value:
    """A value that a rule may compare a field with."""

    code: str
    label: Text


@dataclass(frozen=True)
class Field:
    """A field that a rule may name; ``question`` is the one it belongs to, empty for facts."""

    name: str
    label: Text
    type: Type
    values: Sequence[Value] = ()
    question: str = ""
    number: str = ""


@dataclass(frozen=True)
class Condition:
    """A rule as it was read; ``tree`` is None and ``sentence`` empty where it cannot be."""

    rule: str
    tree: list[Any] | None
    sentence: Text
    findings: Sequence[Finding]
    type: Type


@dataclass(frozen=True)
class Naming:
    """A place that names a part; ``rule`` is the rule there, empty for a text."""

    place: str
    label: Text
    rule: str


@dataclass(frozen=True)
class _Spot:
    """Where a rule stands: the last position it may name, its own question, and the type it must have."""

    until: Position
    wants: Type = Type.BOOLEAN
    own: str = ""
    is_check: bool = False


def condition_of(questionnaire: Questionnaire, at: str, *, rule: str = "", tree: Any = None) -> Condition:
    """A rule, as text or as the tree of the builder, as it would stand at a place.

    :raises EditError: ``not_found`` where the place is not there.
    """
    scope = Scope(questionnaire)
    spot = _spot(scope, at)
    if len(rule) > LONGEST_RULE:
        return _too_long(rule, at, spot)
    use = _use(scope, spot, at, rule)
    try:
        expression = from_tree(tree) if tree is not None else parse(rule)
    except ExpressionError as error:
        found = Finding(f"rule_{error.code}", at, error.reason, error.remedy)
        return Condition(rule, None, Text(), (found,), spot.wants)
    text = expression.source if tree is not None else rule
    if len(text) > LONGEST_RULE:
        return _too_long(text, at, spot)
    findings = tuple(judged(_use(scope, spot, at, text), scope))
    sentence = sentence_of(expression, scope, use.field, demands=spot.is_check)
    return Condition(text, to_tree(expression), sentence, findings, spot.wants)


def sentence_of(expression: Expression, scope: Scope, itself: str = "", *, demands: bool = False) -> Text:
    """A rule in words, with the labels of the questions and options it names.

    ``demands`` is set for what a check asks for, which is no condition for something else.
    """
    used = [name for name in references(expression) if name in scope.fields]
    names = {fact.name: fact.label for fact in facts()}
    names |= {name: scope.fields[name].label for name in used if scope.fields[name].label}
    codes = {name: scope.fields[name].codes or {} for name in used}
    if itself:
        codes["."] = scope.fields[itself].codes or {}
    return explain(expression, names, codes, demands=demands)


def fields_at(questionnaire: Questionnaire, at: str) -> list[Field]:
    """The fields that a rule at a place may name: what comes before, and ``.`` in a check.

    :raises EditError: ``not_found`` where the place is not there.
    """
    scope = Scope(questionnaire)
    spot = _spot(scope, at)
    found = [
        _field(asked, field)
        for asked in scope.asked
        for field in scope.fields_of[asked.question.name]
        if asked.position.before(spot.until) or asked.question.name == spot.own
    ]
    if spot.is_check and spot.own:
        stored = [field for field in scope.fields_of[spot.own] if field.stored]
        if stored:
            own = scope.owner[stored[0].name]
            itself = _field(own, stored[0])
            label = Text(zh="本题答案", en="this answer")
            found.insert(0, Field(".", label, itself.type, itself.values, itself.question, itself.number))
    return found


def facts() -> list[Field]:
    """What rules and texts may quote about the survey."""
    return [Field(name, LABELS[name.removeprefix(PREFIX)], _type(kind)) for name, kind in FACT_TYPES.items()]


def uses_of(questionnaire: Questionnaire, part: str) -> list[Naming]:
    """The places that name a part: ``question:sex``, ``page:A``, ``row:sat_1``, ``list:towns``, ``setting:x``.

    :raises EditError: ``not_found`` where the part is not there.
    """
    kind, _, name = part.partition(":")
    document = document_of(questionnaire)
    if kind in ("list", "setting"):
        parts = questionnaire.lists if kind == "list" else questionnaire.settings
        if name not in {one.name for one in parts}:
            raise not_found(part)
        key = "list" if kind == "list" else "only"
        return [_naming(questionnaire, f"{place}/{key}", "") for place in _holding(document, key, name)]
    said = {one.place: one.said for one in mentions(document) if one.is_rule}
    return [
        _naming(questionnaire, place, said.get(place, ""))
        for place in places_naming(questionnaire, _names_of(questionnaire, kind, name))
        if not place.startswith(f"question:{name}/") or kind != "question"
    ]


def _too_long(rule: str, at: str, spot: _Spot) -> Condition:
    reason = Text(
        zh=f"条件有 {len(rule)} 个字符，最多 {LONGEST_RULE} 个。",
        en=f"The rule has {len(rule)} characters, at most {LONGEST_RULE} are kept.",
    )
    remedy = Text(
        zh="请缩短，或先用一道“计算”题算出一部分。",
        en="Shorten it, or work a part of it out in a calculated question.",
    )
    return Condition(rule, None, Text(), (Finding("rule_too_long", at, reason, remedy),), spot.wants)


def _names_of(questionnaire: Questionnaire, kind: str, name: str) -> frozenset[str]:
    match kind:
        case "question" if name in questionnaire.question_by_name:
            question = questionnaire.question_by_name[name]
            return frozenset({name, *(one.name for one in answer_fields(question, questionnaire))})
        case "page" if name in questionnaire.page_by_name:
            asked = questionnaire.page_by_name[name].questions
            return frozenset().union(*(_names_of(questionnaire, "question", one.name) for one in asked))
        case "row" | "level" if name in {one.name for one in _rows_and_levels(questionnaire)}:
            return frozenset({name})
    raise not_found(f"{kind}:{name}")


def _rows_and_levels(questionnaire: Questionnaire) -> list[Row | CascadeLevel]:
    return [
        part
        for question in questionnaire.questions
        for part in (*getattr(question, "rows", ()), *getattr(question, "levels", ()))
    ]


def _holding(value: Any, key: str, name: str, place: str = "questionnaire") -> list[str]:
    """The places of the parts that name a list or a setting."""
    found: list[str] = []
    if isinstance(value, dict):
        if value.get(key) == name:
            found.append(place)
        for further in value.values():
            found += _holding(further, key, name, place)
    elif isinstance(value, list):
        for further in value:
            if not isinstance(further, dict):
                continue
            if "kind" in further:
                inner = f"question:{further['name']}"
            elif "questions" in further:
                inner = f"page:{further['name']}"
            else:
                inner = f"{place}/{further.get('name') or further.get('code') or ''}"
            found += _holding(further, key, name, inner)
    return list(dict.fromkeys(found))


def _naming(questionnaire: Questionnaire, place: str, rule: str) -> Naming:
    kind, _, name = place.partition("/")[0].partition(":")
    if kind == "question" and name in questionnaire.question_by_name:
        question = questionnaire.question_by_name[name]
        label = question.label or Text(zh=name, en=name)
        shown = Text({one: f"{question.number} {said}".strip() for one, said in label.items()})
    elif kind == "page" and name in questionnaire.page_by_name:
        shown = questionnaire.page_by_name[name].title or Text(zh=name, en=name)
    else:
        shown = questionnaire.title
    return Naming(place, shown, rule)


def _field(asked: Asked, field: AnswerField) -> Field:
    question = asked.question
    values = tuple(Value(code, label) for code, label in (field.codes or {}).items())
    label = field.label or Text(zh=field.name, en=field.name)
    return Field(field.name, label, field.type, values, question.name, question.number)


def _type(given: Declared) -> Type:
    return given.type if isinstance(given, Codes) else given


def _use(scope: Scope, spot: _Spot, at: str, rule: str) -> Use:
    stored = [field for field in scope.fields_of.get(spot.own, ()) if field.stored] if spot.is_check else []
    first = stored[0] if stored else None
    return Use(
        rule,
        at,
        spot.until,
        spot.wants,
        own=spot.own if spot.is_check else "",
        itself=declared(first) if first else None,
        field=first.name if first else "",
    )


def _spot(scope: Scope, at: str) -> _Spot:
    target, *way = at.split("/")
    kind, _, name = target.partition(":")
    if kind == "questionnaire":
        return _Spot(END)
    if kind == "page":
        for number, page in enumerate(scope.questionnaire.pages):
            if page.name == name:
                return _Spot(Position(number + 1 if way[:1] == ["endings"] else number, -1))
    if kind == "question":
        for asked in scope.asked:
            if asked.question.name == name:
                return _of_question(asked, way)
    raise not_found(at)


def _of_question(asked: Asked, way: list[str]) -> _Spot:
    question = asked.question
    if way[:1] == ["checks"]:
        return _Spot(asked.position, own=question.name, is_check=True)
    if isinstance(question, Calculated) and way[:1] == ["value"]:
        return _Spot(asked.position, WANTS[question.type])
    return _Spot(asked.position)
