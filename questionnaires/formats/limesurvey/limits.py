"""The bounds of numbers, texts and choices."""

from __future__ import annotations

from questionnaires.editing.document import Document
from questionnaires.expressions import ExpressionError
from questionnaires.expressions.regex import compile_pattern
from questionnaires.formats.figures import figure, whole
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.limesurvey.maker import Maker
from questionnaires.formats.limesurvey.rules import php_pattern
from questionnaires.formats.limesurvey.source import Asked

LIMITS = {"S": 255, "T": 5000, "U": 10000, "Q": 255, ";": 255}
LONGEST = 10_000


def words(maker: Maker, asked: Asked, question: Document) -> None:
    """The limit and the pattern of a text."""
    most = whole(maker.attribute(asked, "maximum_chars"))
    question["limit"] = most if most and 0 < most <= LONGEST else LIMITS.get(asked.type, 255)
    if asked.type in ("T", "U"):
        question["long"] = True
    if asked.pattern:
        try:
            pattern = php_pattern(asked.pattern)
            compile_pattern(pattern)
            question["pattern"] = pattern
        except (FormulaError, ExpressionError) as error:
            maker.making.rule_left_out(asked.code, asked.pattern, error.reason, shown=False)


def figures(maker: Maker, asked: Asked, question: Document) -> None:
    """The bounds, decimals and unit of a number."""
    is_whole = maker.attribute(asked, "num_value_int_only") == "1"
    question["decimals"] = 0 if is_whole else 6
    for attribute, key in (("min_num_value_n", "least"), ("max_num_value_n", "most")):
        written = maker.attribute(asked, attribute)
        question[key] = figure(written)
        if written and question[key] is None:
            maker.making.left_out(
                "bounds", asked.code, f"数的界限“{written}”没有带过来", f"The bound “{written}” was left out"
            )
    if is_whole:
        for key in ("least", "most"):
            if question[key] is not None and not question[key].is_integer():
                question["decimals"] = 6
    maker.used.add("suffix")
    unit = maker.text(asked.attributes.get("suffix", {}), asked.code)
    if not unit and asked.attribute("suffix"):
        unit = maker.making.plain_words(maker.making.quoted(asked.attribute("suffix")))
    question["unit"] = unit
