"""Rules read once and kept: a version is answered many thousand times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from questionnaires.expressions import (
    Context,
    Expression,
    Value,
    evaluate,
    parse,
    read_date,
    references,
    truth,
)

# Some 200 rules a questionnaire; the oldest of a hundred versions are read again.
compiled = lru_cache(maxsize=20_000)(parse)

DATED_FACTS = frozenset({"survey_reference_date", "survey_link_destroyed_on", "survey_answers_kept_until"})


@lru_cache(maxsize=20_000)
def named(rule: str) -> tuple[str, ...]:
    """The names a rule refers to."""
    return references(compiled(rule))


def is_true(rule: str | None, values: Mapping[str, Value], context: Context) -> bool:
    """Whether a rule is true; no rule is.

    Raises:
        ExpressionError: for a rule that cannot be read, which a published version never has.
    """
    return rule is None or truth(value_of(rule, values, context))


def value_of(rule: str, values: Mapping[str, Value], context: Context) -> Value:
    """The value of a rule."""
    expression: Expression = compiled(rule)
    return evaluate(expression, values, context)


def fact_values(facts: Mapping[str, str]) -> dict[str, Value]:
    """Facts about the survey as rules see them; dates as dates."""
    found: dict[str, Value] = {}
    for name, text in facts.items():
        day: date | None = read_date(text) if name in DATED_FACTS else None
        found[name] = text if day is None else day
    return found
