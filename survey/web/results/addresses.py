"""Addresses of tables and charts: the table is named by what it is made of, never by a number."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from survey.services.charts import Look, Wanted
from survey.services.results import Analysis
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.shelves import Shelves, layout_of_address

MOST_FEATURES = 3
LONGEST_NAME = 120
LONGEST_TITLE = 100
ORDERS = ("", "given", "size")


def wanted_of_address() -> Wanted:
    """The table that the address names; 400 where it cannot be one."""
    return Wanted(
        purpose=asked("purpose", LONGEST_NAME),
        by=features_asked(),
        question=asked("question", LONGEST_NAME),
        layout=layout_of_address(),
    )


def features_asked() -> tuple[str, ...]:
    """The features in the address, empty ones left out, each once."""
    given = [name.strip() for name in request.args.getlist("by")]
    if any(len(name) > LONGEST_NAME or "\x00" in name for name in given) or len(given) > 2 * MOST_FEATURES:
        abort(400)
    return tuple(dict.fromkeys(name for name in given if name))[:MOST_FEATURES]


def look_of_address() -> Look:
    """How the chart in the address is to look; 400 where it cannot."""
    order = asked("order", 10)
    if order not in ORDERS:
        abort(400)
    return Look(asked("form", 20), asked("title", LONGEST_TITLE), order)


def chart_address(found: Analysis, wanted: Wanted, kind: str, look: Look) -> str:
    """The address of a chart; it names the version of the data, so that a browser may keep it."""
    return url_for(
        "results.chart",
        survey=found.survey_code,
        kind=kind,
        **_arguments(found, wanted),
        form=look.form or None,
        title=look.title or None,
        order=look.order or None,
        language=current_language(),
        version=found.version[:12],
    )


def table_addresses(found: Analysis, wanted: Wanted) -> dict[str, str]:
    """The addresses of a table as CSV and XLSX."""
    return {
        kind: url_for(
            "results.table",
            survey=found.survey_code,
            kind=kind,
            **_arguments(found, wanted),
            language=current_language(),
        )
        for kind in ("csv", "xlsx")
    }


def _arguments(found: Analysis, wanted: Wanted) -> dict[str, Any]:
    return {
        "weights": found.weights_named,
        "purpose": wanted.purpose or None,
        "by": list(wanted.by) or None,
        "question": wanted.question or None,
        **(Shelves.of(wanted.layout).arguments() if wanted.layout is not None else {}),
    }
