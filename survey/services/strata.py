"""Strata beside their valid answers: what stands behind the weights N/n."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text
from reports.dataset import Dataset
from survey.errors import Refusal
from survey.services.surveys import Card
from survey.store import frame as stored_frame
from survey.store.engine import Store


@dataclass(frozen=True)
class StratumWeight:
    """A stratum as the page of weights shows it; ``weight`` is None where nobody answered."""

    code: str
    label: Text
    population: float | None
    valid: int
    weight: float | None


def stratum_weights(dataset: Dataset) -> list[StratumWeight]:
    """Population, valid answers and weight of every stratum that has any of them."""
    counts = dataset.table["stratum"].value_counts()
    weights = dataset.table.groupby("stratum", observed=True)["weight"].first()
    found = []
    for stratum in dataset.design.strata:
        valid = int(counts.get(stratum.code, 0))
        weight = float(weights[stratum.code]) if valid else None
        if valid or stratum.population is not None:
            found.append(StratumWeight(stratum.code, stratum.label, stratum.population, valid, weight))
    return found


def require_all_counts(store: Store, survey: Card, dataset: Dataset) -> None:
    """Refuse where the answers stayed unweighted because only some strata have a count."""
    if dataset.design.probability:
        return
    held = set(dataset.table["stratum"])
    with store.reading() as session:
        strata = [(one.code, one.label, one.population) for one in stored_frame.strata(session, survey.id)]
    lacking = [label for code, label, population in strata if population is None and code in held]
    lacking += sorted(held - {code for code, _, _ in strata} - {"all"})
    if not lacking or all(population is None for _, _, population in strata):
        return
    raise Refusal(
        "weighting.population",
        place="、".join(lacking),
        reason=Text(
            zh="这些层有有效答卷而没有总体人数，其他层有，因此无法加权",
            en="These strata have valid answers and no population count while others have one, "
            "so the answers cannot be weighted",
        ),
        remedy=Text(
            zh="请在“抽样”中补上这些层的人数；若都不知道，请把其他层的人数也清空，结果将不加权",
            en="Give these counts under Sampling; where nobody knows them, empty the others too "
            "and the results are unweighted",
        ),
    )
