"""加权: what each answer of a stratum stands for, and what unequal weights cost."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from survey.services import results
from survey.web.access import STAFF, access
from survey.web.results.analysed import analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.staff import page


@blueprint.get("/<survey>/weights")
@access(STAFF, "analyst")
@with_reasons("weighting")
def weighting(survey: str) -> ResponseReturnValue:
    """Population, valid answers and weight by stratum, with design effect and warnings."""
    found = analysis()
    strata = results.stratum_weights(found)
    known = [one.population for one in strata if one.population is not None]
    return page(
        "results/weights.html",
        stage="weighting",
        analysis=found,
        strata=strata,
        population=sum(known) if known else None,
        valid=len(found.dataset),
        weighted=float(found.dataset.weights.sum()),
    )
