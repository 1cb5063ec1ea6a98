"""What came back: by outcome, stratum, unit and day, with the rates."""

from __future__ import annotations

import csv
import io

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.services.counts import Counts, Line, counts_of
from survey.services.outcomes import OUTCOMES
from survey.services.safe_cells import safe_cell
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import download
from survey.web.language import say
from survey.web.staff import current_survey, page
from survey.web.state import state

SHOWN_RATES = ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "REF1", "CON1", "e")


@blueprint.get("/<survey>/returns")
@access(STAFF)
def returns(survey: str) -> ResponseReturnValue:
    """The counts of the field work."""
    counts = counts_of(state().store, current_survey().id)
    return page(
        "fieldwork/returns.html",
        stage="returns",
        counts=counts,
        outcomes=OUTCOMES,
        rates=[(name, counts.rates[name]) for name in SHOWN_RATES],
        most=max((day.returned for day in counts.days), default=0),
    )


@blueprint.get("/<survey>/returns/ledger.csv")
@access(STAFF)
def ledger(survey: str) -> ResponseReturnValue:
    """The ledger 发放回收台账 by stratum and unit, as CSV."""
    card = current_survey()
    made = io.StringIO()
    writer = csv.writer(made)
    for row in _ledger_rows(counts_of(state().store, card.id)):
        writer.writerow([safe_cell(cell) for cell in row])
    return download(made.getvalue().encode("utf-8-sig"), f"ledger-{card.code}.csv")


def _ledger_rows(counts: Counts) -> list[list[str]]:
    labels = [say(outcome.label) for outcome in OUTCOMES]
    heading = [_("层"), _("单位"), _("发放"), _("回收"), _("有效"), _("回收率"), _("有效率"), _("有效回收率")]
    rows = [[*heading, *labels]]
    rows += [_ledger_row(line.label, "", line) for line in counts.strata]
    rows += [_ledger_row(line.stratum, line.label, line) for line in counts.units]
    rows.append(_ledger_row(_("合计"), "", counts.whole))
    return rows


def _ledger_row(stratum: str, unit: str, line: Line) -> list[str]:
    ledger = line.ledger
    rates = [ledger.return_rate, ledger.valid_share, ledger.valid_rate]
    numbers = [ledger.issued, ledger.returned, ledger.valid]
    return [
        stratum,
        unit,
        *(str(number) for number in numbers),
        *("" if rate is None else f"{rate:.4f}" for rate in rates),
        *(str(line.outcomes.get(outcome.name, 0)) for outcome in OUTCOMES),
    ]
