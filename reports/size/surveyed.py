"""Sizes asked of a dataset by names: multiplicity (f) and coefficients (g)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from questionnaires.text import Text
from reports.classification import classify
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy
from reports.errors import ReportError
from reports.estimates import joint_means, proportions
from reports.sample_design import design_of
from reports.size.lists import coefficients, multiplicity
from reports.size.method import SizeEstimate, refuse
from reports.size.roster import roster
from reports.tests.result import AnyDesign
from reports.tests.showing import published, require_shown, shown, values_of

#: The question of the library on how many units besides the one sampled somebody belongs to.
OTHER_UNITS = "multi_unit"


def methods_of(dataset: Dataset) -> list[SizeEstimate]:
    """The methods that a survey's own data allow: the counts of the strata, and the same without doubles.

    Nothing where a stratum with answers has no count. Where persons were asked in how many other units they
    are, doubles on the lists are taken out (multiplicity). Methods that need what units reported, a second list
    or departmental figures are not made from a survey's answers.
    """
    known = [one.population for one in dataset.design.strata if one.population is not None]
    if not known or not dataset.design.probability:
        return []
    return [roster(known, 0), *_without_doubles(dataset)]


def _without_doubles(dataset: Dataset) -> list[SizeEstimate]:
    if OTHER_UNITS not in dataset or dataset.variable(OTHER_UNITS).kind != "number":
        return []
    try:
        require_shown(dataset, (OTHER_UNITS,), PUBLIC)
        return [multiplicity(design_of(dataset), 1 + dataset.numbers(OTHER_UNITS))]
    except ReportError:  # answers that cannot be numbers of lists, or too few: the roster stands alone
        return []


def multiplicity_of(
    dataset: Dataset, name: str, policy: Policy = PUBLIC, design: AnyDesign | None = None
) -> SizeEstimate:
    """(f) from the number of lists (units, societies) that persons say they are on, variable ``name``."""
    require_shown(dataset, (name,), policy)
    variable = dataset.variable(name)
    if variable.kind != "number":
        raise refuse(
            "lists",
            name,
            Text(zh="这道题问的不是数。", en="The question does not ask for a number."),
            Text(
                zh="请选择问“在几个单位或名册上”的数值题。",
                en="Choose the question on how many lists one is.",
            ),
        )
    return multiplicity(design or design_of(dataset), dataset.numbers(name))


def coefficients_of(
    dataset: Dataset,
    official: Mapping[str, float],
    question: str,
    answer: str | None = None,
    by: str = "sector",
    groupings: Mapping[str, str] | None = None,
    policy: Policy = PUBLIC,
    design: AnyDesign | None = None,
) -> SizeEstimate:
    """(g) from departmental counts by sector (code of ``by``) and the share who are S&T workers in each.

    The share is that of an ``answer`` to a coded question, or of an indicator. Sectors whose share is not
    published are refused, as are sectors nobody answered in; shares of different sectors go with their
    covariance, since units may reach over sectors.
    """
    require_shown(dataset, (question, by), policy)
    used = design or design_of(dataset)
    values, _ = values_of(dataset, question, answer)
    groups = classify(dataset, by, groupings)
    codes, _ = shown(dataset, groups, policy)
    codes = published(dataset, groups, codes, values, policy)
    listed = [category.code for category in groups.categories]
    unknown = sorted(set(official) - set(listed))
    if unknown:
        raise refuse(
            "sector",
            ", ".join(unknown),
            Text(zh="数据中没有这些行业。", en="The data have no such sectors."),
            Text(zh="可用的代码：{codes}", en="The codes are: {codes}").fill(codes=", ".join(listed)),
        )
    wanted = [listed.index(code) for code in official]
    place = np.full(len(dataset), -1, dtype=np.int64)
    for position, index in enumerate(wanted):
        place[codes == index] = position
    shares = proportions(used, values, place, len(wanted))
    spread = joint_means(used, values, place, len(wanted)).covariance
    return coefficients(official, dict(zip(official, shares, strict=True)), spread)
