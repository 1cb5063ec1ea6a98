"""A draft made fit to be answered, so that it can be tried before everything in it is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from questionnaires.editing.document import Document, document_of
from questionnaires.expressions import ExpressionError, parse
from questionnaires.expressions.regex import compile_pattern
from questionnaires.model import Questionnaire


def runnable(questionnaire: Questionnaire) -> Questionnaire:
    """The draft without what cannot be read; what is left is as it was written.

    A question, an option, a row or a page whose condition cannot be read is always shown; a
    check or an ending that cannot be read is never true, a calculated value empty. Pages without
    questions are left out, and of two questions with one name the later one. Nothing may be left.
    """
    document = document_of(questionnaire)
    names: set[str] = set()
    for page in document["pages"]:
        page["questions"] = [one for one in page["questions"] if _is_first(one["name"], names)]
        for question in page["questions"]:
            _mend_question(question)
        _mend_shown(page)
        _keep(page, "endings", lambda ending: _reads(ending["when"]))
    document["pages"] = [page for page in document["pages"] if page["questions"]]
    _keep(document, "reviews", lambda review: _reads(review["when"]))
    return Questionnaire.model_validate(document)


def _is_first(name: str, names: set[str]) -> bool:
    first = name not in names
    names.add(name)
    return first


def _mend_question(question: Document) -> None:
    _mend_shown(question)
    for part in (*question.get("options", ()), *question.get("rows", ())):
        _mend_shown(part)
    _keep(question, "checks", lambda check: _reads(check["require"]))
    if question["kind"] == "calculated" and not _reads(question["value"]):
        question["value"] = "''"
    if "pattern" in question and not _compiles(question["pattern"]):
        del question["pattern"]


def _mend_shown(part: Document) -> None:
    if "show" in part and not _reads(part["show"]):
        del part["show"]


def _keep(holder: Document, name: str, wanted: Callable[[Any], bool]) -> None:
    if name in holder:
        holder[name] = [one for one in holder[name] if wanted(one)]


def _reads(rule: str) -> bool:
    try:
        parse(rule)
    except ExpressionError:
        return False
    return True


def _compiles(pattern: str) -> bool:
    try:
        compile_pattern(pattern)
    except ExpressionError:
        return False
    return True
