"""The rule language: the ODK XForms expression subset that XLSForm authors write.

A rule such as ``${age} >= 60 and selected(${act}, '1')`` is read once by :func:`parse`
into a frozen tree; the tree is evaluated here and, as JSON, by
``survey/web/static/respond/rules.js``, with the same results (one file of vectors runs
against both). Nothing is ever executed: there is no ``eval``, and hostile rules end in an
:class:`ExpressionError` that says where and how to mend them.
"""

from questionnaires.expressions.browser import (
    browser_context,
    browser_value,
    browser_values,
    from_tree,
    to_tree,
)
from questionnaires.expressions.checking import check_types
from questionnaires.expressions.dates import read_date
from questionnaires.expressions.errors import ExpressionError, Problem
from questionnaires.expressions.evaluation import evaluate
from questionnaires.expressions.explanation import explain
from questionnaires.expressions.functions import FUNCTIONS, Function
from questionnaires.expressions.parser import parse
from questionnaires.expressions.printing import rename, to_text
from questionnaires.expressions.tree import Expression, references
from questionnaires.expressions.types import Codes, Declared, Type
from questionnaires.expressions.values import Context, Value, as_number, as_text, truth

__all__ = [
    "FUNCTIONS",
    "Codes",
    "Context",
    "Declared",
    "Expression",
    "ExpressionError",
    "Function",
    "Problem",
    "Type",
    "Value",
    "as_number",
    "as_text",
    "browser_context",
    "browser_value",
    "browser_values",
    "check_types",
    "evaluate",
    "explain",
    "from_tree",
    "parse",
    "read_date",
    "references",
    "rename",
    "to_text",
    "to_tree",
    "truth",
]
