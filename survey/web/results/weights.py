"""加权: what each answer of a stratum stands for, and what unequal weights cost."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services import weightsets
from survey.services.charts import WEIGHTS, Wanted
from survey.services.results import Analysis
from survey.services.strata import stratum_weights
from survey.web.access import STAFF, access
from survey.web.results.analysed import analysis_with, figure_of, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.staff import current_survey, page
from survey.web.state import state


@blueprint.get("/<survey>/weights")
@access(STAFF, "analyst")
@with_reasons("weighting")
def weighting(survey: str) -> ResponseReturnValue:
    """Population, valid answers and weight by stratum, with design effect and warnings; the sets there are."""
    found = analysis_with(weightsets.BASE)
    strata = stratum_weights(found.dataset)
    known = [one.population for one in strata if one.population is not None]
    return page(
        "results/weights.html",
        stage="weighting",
        analysis=found,
        sets=weightsets.listed(state().store, current_survey().id),
        strata=strata,
        population=sum(known) if known else None,
        valid=len(found.dataset),
        weighted=float(found.dataset.weights.sum()),
        figure=_spread(found),
    )


def _spread(found: Analysis) -> dict[str, Any] | None:
    """How the weights are spread as a chart; None where they are all the same or too few to show."""
    try:
        return figure_of(found, Wanted(WEIGHTS))
    except Refusal:
        return None
