"""What came back: by outcome and stratum, unit by unit, day by day, with the rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from questionnaires.text import CHINESE
from survey.services import funnels, ledgers
from survey.services.counts import Counts, Line, counts_of
from survey.services.outcomes import OUTCOMES
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import download
from survey.web.language import LANGUAGES, current_language
from survey.web.listing import Listing, asked
from survey.web.staff import current_survey, page
from survey.web.state import state

SHOWN_RATES = ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "REF1", "CON1", "e")
#: What the columns of the table of units are sorted by; a unit without a rate comes last.
UNIT_ORDERS: Mapping[str, Callable[[Line], float | str | None]] = {
    "unit": lambda line: line.label,
    "stratum": lambda line: line.stratum,
    "issued": lambda line: line.ledger.issued,
    "ineligible": lambda line: line.ledger.ineligible,
    "returned": lambda line: line.ledger.returned,
    "rate": lambda line: line.ledger.return_rate,
    "valid": lambda line: line.ledger.valid,
    "invalid": lambda line: line.ledger.invalid,
    "share": lambda line: line.ledger.valid_share,
    "valid_rate": lambda line: line.ledger.valid_rate,
}
PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
DAY_ORDERS = ("day", "issued", "opened", "returned")


@blueprint.get("/<survey>/returns")
@access(STAFF)
def returns(survey: str) -> ResponseReturnValue:
    """The counts of the field work: the whole, the strata, the outcomes, the rates."""
    counts = _counts()
    return page(
        "fieldwork/returns.html",
        stage="returns",
        tab="strata",
        counts=counts,
        outcomes=OUTCOMES,
        rates=[(name, counts.rates[name]) for name in SHOWN_RATES],
        steps=funnels.stages(counts),
    )


@blueprint.get("/<survey>/returns/funnel.<any(png, svg, pdf):kind>")
@access(STAFF)
def funnel(survey: str, kind: funnels.Kind) -> ResponseReturnValue:
    """From issued to returned to valid as a picture."""
    steps, language = funnels.stages(_counts()), asked("language") or current_language()
    if not steps:
        abort(404)
    tag = language if language in LANGUAGES else CHINESE
    response = Response(funnels.funnel(steps, current_survey(), kind, tag), content_type=PICTURES[kind])
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<survey>/returns/units")
@access(STAFF)
def unit_returns(survey: str) -> ResponseReturnValue:
    """The units to which copies were issued, those of which least came back first."""
    counts = _counts()
    listing = Listing(UNIT_ORDERS, "rate")
    stratum = next((line for line in counts.strata if line.code == asked("stratum")), None)
    found = [line for line in counts.units if stratum is None or line.stratum_code == stratum.code]
    found = _in_order(found, UNIT_ORDERS[listing.sort], descending=listing.descending)
    return page(
        "fieldwork/unit_returns.html",
        stage="returns",
        tab="units",
        counts=counts,
        rows=found[listing.offset : listing.offset + listing.size],
        listing=listing.of(len(found)),
        stratum=stratum,
    )


@blueprint.get("/<survey>/returns/days")
@access(STAFF)
def day_returns(survey: str) -> ResponseReturnValue:
    """What happened day by day, the last day first."""
    counts = _counts()
    listing = Listing(DAY_ORDERS, "day", descending=True)
    found = sorted(
        counts.days, key=lambda day: (getattr(day, listing.sort), day.day), reverse=listing.descending
    )
    return page(
        "fieldwork/day_returns.html",
        stage="returns",
        tab="days",
        counts=counts,
        rows=found[listing.offset : listing.offset + listing.size],
        listing=listing.of(len(found)),
        most=max((day.returned for day in counts.days), default=0),
    )


@blueprint.get("/<survey>/returns/<any(ledger, days):what>.csv")
@access(STAFF)
def ledger(survey: str, what: str) -> ResponseReturnValue:
    """The ledger 发放回收台账 by stratum and unit, or the days, as CSV."""
    sheet = (ledgers.ledger if what == "ledger" else ledgers.days)(_counts(), current_language())
    return download(ledgers.csv_of(sheet), f"{what}-{current_survey().code}.csv")


@blueprint.get("/<survey>/returns/ledger.xlsx")
@access(STAFF)
def ledger_workbook(survey: str) -> ResponseReturnValue:
    """Strata, units and days as a workbook."""
    return download(ledgers.workbook(_counts(), current_language()), f"ledger-{current_survey().code}.xlsx")


def _counts() -> Counts:
    return counts_of(state().store, current_survey().id)


def _in_order(
    lines: Sequence[Line], by: Callable[[Line], float | str | None], *, descending: bool
) -> list[Line]:
    known = [line for line in lines if by(line) is not None]
    known.sort(key=lambda line: (by(line), line.label), reverse=descending)
    return known + [line for line in lines if by(line) is None]
