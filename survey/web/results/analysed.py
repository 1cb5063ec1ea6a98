"""What the pages of results share: the data at hand, the pages that say why there are none, figures and notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services import results
from survey.services.charts import Wanted, picture
from survey.services.results import Analysis
from survey.web.language import current_language
from survey.web.results.addresses import chart_address, table_addresses
from survey.web.results.blueprint import blueprint
from survey.web.staff import current_survey, now, page
from survey.web.state import state

View = Callable[..., ResponseReturnValue]
#: Refusals that the page of results itself explains, each with what leads out of it.
EXPLAINED = (
    "no_valid_responses",
    "disclosure.few",
    "weighting.population",
    "weighting.too_few",
    "design.population",
)


def analysis() -> Analysis:
    """The newest data of the survey that the address names."""
    settings = state().settings
    return results.current(state().store, settings.instance, current_survey(), at=now())


def with_reasons(stage: str) -> Callable[[View], View]:
    """Where there are no results, show a page that says why and what to do instead of an error."""

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(**arguments: Any) -> ResponseReturnValue:
            try:
                return view(**arguments)
            except Refusal as refusal:
                if refusal.code not in EXPLAINED:
                    raise
                return page("results/none.html", stage=stage, refusal=refusal), 409

        return shown

    return decorate


def figure_of(found: Analysis, wanted: Wanted, form: str = "") -> dict[str, Any] | None:
    """What the macro ``figure`` takes: the chart of a table with its words and files."""
    shown = picture(found, wanted, current_language(), form)
    if shown is None:
        return None
    return {
        "picture": shown,
        "png": chart_address(found, wanted, "png", shown.form),
        "svg": chart_address(found, wanted, "svg", shown.form),
        **table_addresses(found, wanted),
    }


@blueprint.app_template_filter("interval")
def interval(estimate: Any, factor: float = 100, digits: int = 1) -> str:
    """An interval as ``[33.1, 37.8]``; empty where there is none."""
    from reports.documents import figures

    return "" if estimate.suppressed else figures.interval(estimate, factor, digits)


@blueprint.app_template_filter("persons")
def persons(number: float | None) -> str:
    """A number of persons or of weighted answers, rounded; a dash where there is none."""
    return "—" if number is None else f"{number:,.0f}"
