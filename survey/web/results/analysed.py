"""What the pages of results share: the data at hand, the pages that say why there are none, figures and notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.charts.drawing import FORMS
from reports.disclosure import ReleasedTable
from survey.errors import Refusal
from survey.services import claims, releases, results, weightsets
from survey.services.charts import AS_IT_COMES, Look, Wanted, picture
from survey.services.results import Analysis
from survey.services.surveys import Card
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.addresses import chart_address, table_addresses
from survey.web.results.blueprint import blueprint
from survey.web.staff import actor, current_survey, now, page
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

LONGEST_WEIGHTS = 40
#: Where tables of the pages of results go; what is not named is a page.
OUTLETS: dict[str, releases.Outlet] = {
    "results.chart": "chart",
    "results.table": "file",
    "results.saved_workbook": "file",
    "results.trend_chart": "chart",
    "results.trend_table": "file",
    "results.regression_chart": "chart",
    "results.regression_table": "file",
}


def analysis() -> Analysis:
    """The newest data of the survey that the address names, with the set of weights that it names."""
    return analysis_with(asked("weights", LONGEST_WEIGHTS))


def analysis_with(weights: str, wave: Card | None = None) -> Analysis:
    """The newest data of the survey at hand, or of another ``wave``, with a set of weights, else the usual one.

    Every table of them is noted for the ledger.
    """
    settings, card, moment = state().settings, wave or current_survey(), now()
    found = results.current(state().store, settings.instance, card, weights=weights)
    source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
    outlet, who = OUTLETS.get(request.endpoint or "", "page"), actor()

    def watch(which: releases.Which, tables: Sequence[ReleasedTable]) -> None:
        releases.note(state().store, source, which, tables, outlet, at=moment, actor=who)

    def before(which: releases.Which) -> Sequence[releases.Which]:
        return claims.before(state().store, settings.instance, source, which)

    def retract(which: releases.Which) -> None:
        claims.retract(settings.instance, source, which)

    usual = weightsets.usable(state().store, card.id)
    found = replace(found, before=before, retract=retract)
    return replace(found, watch=watch, is_usual=found.weights == (usual.name if usual else weightsets.BASE))


@dataclass(frozen=True)
class WeightsLink:
    """A set of weights and the address of this page made with it."""

    name: str
    label: str
    address: str
    is_open: bool


@blueprint.context_processor
def weights_links() -> dict[str, Callable[[Analysis], list[WeightsLink]]]:
    """For the pages of results: the sets of weights that the page at hand can be made with."""

    def links(found: Analysis) -> list[WeightsLink]:
        frozen = [one for one in weightsets.listed(state().store, current_survey().id) if one.is_frozen]
        given = [(weightsets.BASE, _("按层 N/n")), *((one.name, one.label) for one in frozen)]
        kept: dict[str, Any] = {name: many for name, many in request.args.lists() if _is_argument(name)}
        kept |= request.view_args or {}
        return (
            [
                WeightsLink(
                    name,
                    label,
                    url_for(request.endpoint or "", **{**kept, "weights": name}),
                    name == found.weights,
                )
                for name, label in given
            ]
            if frozen
            else []
        )

    return {"weights_links": links}


def _is_argument(name: str) -> bool:
    """Whether a name of the address stays one: ``url_for`` takes some for itself."""
    return not name.startswith("_") and name not in ("endpoint", "self", "version")


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


def figure_of(found: Analysis, wanted: Wanted, look: Look = AS_IT_COMES) -> dict[str, Any] | None:
    """What the macro ``figure`` takes: the chart of a table with its words and files."""
    shown = picture(found, wanted, current_language(), look)
    if shown is None:
        return None
    drawn = replace(look, form=shown.form)
    return {
        "picture": shown,
        "look": look,
        "unfit": "",
        **{kind: chart_address(found, wanted, kind, drawn) for kind in ("png", "svg", "pdf")},
        **table_addresses(found, wanted),
    }


def figure_or_usual(found: Analysis, wanted: Wanted, look: Look) -> dict[str, Any] | None:
    """The same; where the form asked for does not fit the table any more, the usual one and ``unfit`` says which."""
    try:
        return figure_of(found, wanted, look)
    except Refusal as refusal:
        if refusal.code != "not_found" or not look.form:
            raise
        figure = figure_of(found, wanted, replace(look, form=""))
        label = FORMS[look.form].say(current_language()) if look.form in FORMS else look.form
        return None if figure is None else {**figure, "unfit": label}


@blueprint.app_template_filter("interval")
def interval(estimate: Any, factor: float = 100, digits: int = 1) -> str:
    """An interval as ``[33.1, 37.8]``; empty where there is none."""
    from reports.documents import figures

    return "" if estimate.suppressed else figures.interval(estimate, factor, digits)


@blueprint.app_template_filter("persons")
def persons(number: float | None) -> str:
    """A number of persons or of weighted answers, rounded; a dash where there is none."""
    return "—" if number is None else f"{number:,.0f}"
