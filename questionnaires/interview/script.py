"""What the phone's script needs of a questionnaire, as JSON without what it can do without.

``pages`` is a list of ``{"name", "show", "questions", "endings"}``; a rule is a tree of
:func:`questionnaires.expressions.to_tree`. A question is ``{"name", "kind"}`` and, where
they apply: ``fields`` (stored, where they are not just the name), ``show``, ``required``
(1), ``offers``, ``checks`` as ``[code, level, tree, message]`` with those of
:mod:`questionnaires.interview.bounds` before the question's own, ``value`` and ``type`` of
a calculated one, ``units`` that may be typed behind a number, ``bounds`` (most of a multiple
choice, total of a split), ``options`` as ``{code: {"show", "alone",
"write_in"}}`` for those with something to say (``alone``: exclusive or missing;
``write_in``: the field), ``rows`` as ``[name, tree or null, 1 where it does not count
among the rows]``, and ``missing``, the codes of a matrix that do not count there. An
ending is ``[tree, reason, outcome, [questions asked]]``.

Rules see answers as :mod:`questionnaires.expressions` says; under the name of a matrix or
a split stand the answered rows that are shown and count.
"""

from __future__ import annotations

from typing import Any

from questionnaires.expressions import to_tree
from questionnaires.interview.bounds import bound_checks
from questionnaires.interview.rules import compiled
from questionnaires.kinds import Lists, kind_of, write_in_fields
from questionnaires.kinds.answer import plain_number
from questionnaires.model import (
    Calculated,
    Check,
    Ending,
    Matrix,
    Number,
    Option,
    Page,
    Question,
    Questionnaire,
    Row,
    Split,
)
from questionnaires.text import CHINESE

BOUNDS = {"multiple": "most", "split": "total"}


def browser_rules(
    questionnaire: Questionnaire, language: str = CHINESE, lists: Lists | None = None
) -> dict[str, Any]:
    """The rules, bounds and fields of a questionnaire for one language.

    Raises:
        ExpressionError: for a rule that cannot be read.
    """
    lists = lists or Lists.of(questionnaire)
    return {"pages": [_page(page, language, lists) for page in questionnaire.pages]}


def _page(page: Page, language: str, lists: Lists) -> dict[str, Any]:
    return _full(
        name=page.name,
        show=_tree(page.show),
        questions=[_question(question, language, lists) for question in page.questions],
        endings=[_ending(ending) for ending in page.endings],
    )


def _question(question: Question, language: str, lists: Lists) -> dict[str, Any]:
    fields = kind_of(question).stored_fields(question, lists)
    calculated = question if isinstance(question, Calculated) else None
    return _full(
        name=question.name,
        kind=question.kind,
        fields=fields if fields not in ([question.name], []) else None,
        show=_tree(question.show),
        required=int(question.required),
        offers=list(question.offers),
        checks=[
            *bound_checks(question, language, lists),
            *(_check(check, language) for check in question.checks),
        ],
        value=_tree(calculated.value) if calculated else None,
        type=calculated.type if calculated else None,
        units=sorted(set(question.unit.values()) - {""}) if isinstance(question, Number | Split) else None,
        bounds=_bounds(question),
        options=_options(question, lists.options(question)),
        rows=[_row(row) for row in question.rows] if isinstance(question, Matrix | Split) else None,
        missing=_missing(question),
    )


def _full(**parts: Any) -> dict[str, Any]:
    """Only the parts that say something."""
    return {name: part for name, part in parts.items() if part not in (None, 0, [], {})}


def _tree(rule: str | None) -> list[Any] | None:
    return to_tree(compiled(rule)) if rule is not None else None


def _check(check: Check, language: str) -> list[Any]:
    return [check.code, check.level.value, _tree(check.require), check.message.say(language)]


def _ending(ending: Ending) -> list[Any]:
    return [_tree(ending.when), ending.reason, ending.outcome, list(ending.ask)]


def _row(row: Row) -> list[Any]:
    if row.expect is not None:
        return [row.name, _tree(row.show), 1]
    return [row.name, _tree(row.show)] if row.show else [row.name]


def _bounds(question: Question) -> dict[str, Any]:
    name = BOUNDS.get(question.kind, "")
    value = getattr(question, name, None)
    return {} if value is None else {name: plain_number(value)}


def _missing(question: Question) -> list[str]:
    options = question.options if isinstance(question, Matrix) else ()
    return [option.code for option in options if option.missing]


def _options(question: Question, options: tuple[Option, ...]) -> dict[str, Any]:
    writing: dict[str, str] = {}
    if question.kind in ("single", "consent", "multiple", "ranking"):
        fields = write_in_fields(question.name, options)
        writing = {option.code: name for name, option in fields.items()}
    found = {
        option.code: _full(
            show=_tree(option.show),
            alone=int(option.exclusive or option.missing is not None),
            write_in=writing.get(option.code),
        )
        for option in options
    }
    return {code: parts for code, parts in found.items() if parts}
