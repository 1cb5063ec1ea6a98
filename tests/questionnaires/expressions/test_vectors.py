"""The rule language against its vectors, in Python and in the browser.

The expected values are written by hand from XPath 1.0, XForms 1.1 and the ODK XForms
specification; numbers JSON cannot hold are written as texts, minus zero too.
"""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from questionnaires.expressions import (
    Context,
    Value,
    browser_context,
    browser_values,
    evaluate,
    parse,
    to_tree,
)
from questionnaires.expressions.values import Scalar
from tests.questionnaires.expressions.rules_page import run_in_browser

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))


def value_of(written: Any) -> Value:
    if isinstance(written, list):
        return tuple(scalar_of(each) for each in written)
    return scalar_of(written)


def scalar_of(written: Any) -> Scalar:
    if isinstance(written, dict):
        if "date" in written:
            return date.fromisoformat(written["date"])
        return datetime.fromisoformat(written["moment"])
    return float(written) if type(written) is int else written


def context_of(vector: dict[str, Any]) -> Context:
    return Context(
        datetime.fromisoformat(vector["start"]),
        vector.get("zone", "Asia/Shanghai"),
        value_of(vector.get("itself", "")),
    )


def values_of(vector: dict[str, Any]) -> dict[str, Value]:
    return {name: value_of(value) for name, value in vector["values"].items()}


def shown(value: Value) -> tuple[str, Any]:
    """The type and value in the way the vectors write them."""
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, float):
        if not math.isfinite(value):
            return "number", "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return "number", "-0" if value == 0 and math.copysign(1, value) < 0 else value
    if isinstance(value, datetime):
        return "moment", value.isoformat()
    if isinstance(value, date):
        return "date", value.isoformat()
    return "text", value


def test_there_are_vectors_enough() -> None:
    assert len(VECTORS) >= 300


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["expr"]))
def test_python_gives_the_value_of_the_vector(vector: dict[str, Any]) -> None:
    found = evaluate(parse(vector["expr"]), values_of(vector), context_of(vector))
    assert shown(found) == (vector["type"], vector["result"])


@pytest.mark.browser
def test_the_browser_gives_the_values_of_the_vectors(browser: Any) -> None:
    cases = []
    for vector in VECTORS:
        context = context_of(vector)
        cases.append(
            [
                to_tree(parse(vector["expr"])),
                browser_values(values_of(vector), context.zone),
                browser_context(context),
            ]
        )
    found = run_in_browser(browser, cases)
    wrong = [
        (vector["expr"], vector["values"], vector["result"], one)
        for vector, one in zip(VECTORS, found, strict=True)
        if (one["type"], one["result"]) != (vector["type"], vector["result"])
    ]
    assert wrong == []
