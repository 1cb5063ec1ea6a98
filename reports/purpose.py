"""The five tables the investigation is held for: size, occupation, age, title and political status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.text import Text
from reports.classification import classify
from reports.crosstabs.breakdown import require_enough, structure
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy, ReleasedTable
from reports.errors import ReportError
from reports.size import known_size

ROLES: Mapping[str, Text] = {
    "occupation": Text(zh="从业结构", en="Structure by occupation"),
    "age": Text(zh="年龄结构", en="Structure by age"),
    "title": Text(zh="职称结构", en="Structure by title"),
    "political": Text(zh="政治面貌", en="Political status"),
}


@dataclass(frozen=True, eq=False)
class PurposeTables:
    """The released tables by name (``size``, ``occupation``, ``age``, ``title``, ``political``).

    ``missing`` says why a table could not be made, by the same names; nothing is left out silently.
    """

    tables: Mapping[str, ReleasedTable]
    missing: Mapping[str, ReportError]


def purpose_tables(
    dataset: Dataset, groupings: Mapping[str, str] | None = None, policy: Policy = PUBLIC
) -> PurposeTables:
    """Make the five purpose tables of a weighted dataset: ``share`` with interval and ``total`` persons."""
    require_enough(dataset, policy)
    tables: dict[str, ReleasedTable] = {}
    missing: dict[str, ReportError] = {}
    try:
        tables["size"] = known_size(dataset.design, dataset.hash)
    except ReportError as refusal:
        missing["size"] = refusal
    for role, title in ROLES.items():
        if dataset.by_role(role) is None:
            missing[role] = ReportError(
                "purpose.role",
                role,
                Text(
                    zh="问卷中没有担任此角色的题目。", en="No question of the questionnaire plays this role."
                ),
                Text(zh="请在设计器中为相应题目指定角色。", en="Give the question its role in the designer."),
            )
            continue
        tables[role] = structure(dataset, [classify(dataset, role, groupings)], policy, title)
    return PurposeTables(tables, missing)
