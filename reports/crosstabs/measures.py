"""Which variables can stand together in a layout, and which of them is what the table is about."""

from __future__ import annotations

from questionnaires.text import Text
from reports.crosstabs.by_unit import role_of
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.layout import Layout

#: Variables that a filtered table of a multiple choice, matrix or ranking takes besides it, filters included.
MOST_BESIDE_GROUP = 2


def measure_of(dataset: Dataset, layout: Layout) -> str:
    """The number, or question of several variables, among rows and columns; "" where there is none.

    :raises ReportError: there are two, or a number without any groups.
    """
    found = [name for name in layout.crossed if _is_measure(dataset, name)]
    if len(found) > 1:
        raise ReportError(
            "layout.measures",
            ", ".join(found),
            Text(
                zh="数值题、多选题、矩阵题和排序题在一张表里只能放一道。",
                en="A table takes one number, multiple choice, matrix or ranking at most.",
            ),
            Text(zh="请只留一道，其余的另建一张表。", en="Keep one, and build another table for the others."),
        )
    if found and len(layout.crossed) == 1 and dataset.group(found[0]) is None:
        raise ReportError(
            "layout.number",
            found[0],
            Text(zh="数值题要和分组变量一起看。", en="A number is shown by groups."),
            Text(
                zh="请再放一个分组变量，例如年龄或职称；总的均值见“各题频数”。",
                en="Put a feature beside it, such as age or title; its overall mean is on the page of frequencies.",
            ),
        )
    return found[0] if found else ""


def require_one_of_each_role(dataset: Dataset, layout: Layout) -> None:
    """Refuse two groupings of one feature, in the table or beside it: they would tell of single years or ranks."""
    roles = [role for role in (role_of(dataset, name) for name in layout.named) if role is not None]
    if len(set(roles)) == len(roles):
        return
    raise ReportError(
        "layout.role",
        ", ".join(layout.named),
        Text(
            zh="同一特征的两种分组不能放在一张表里，也不能一个作行列、一个作筛选。",
            en="Two groupings of one feature do not go into a table, nor one into the table and one into its filters.",
        ),
        Text(zh="每个特征请只选一种分组。", en="Choose one grouping of each feature."),
    )


def require_narrow(dataset: Dataset, layout: Layout, measure: str) -> None:
    """Refuse filters of a wide table of a question of several variables, whose proof would take minutes."""
    if dataset.group(measure) is None or len(layout.named) - 1 <= MOST_BESIDE_GROUP:
        return
    raise ReportError(
        "layout.wide",
        measure,
        Text(
            zh="多选题、矩阵题和排序题加筛选时，分组变量和筛选变量一共最多{most}个。",
            en="A filtered table of a multiple choice, matrix or ranking takes {most} further variables at most, "
            "filters included.",
        ).fill(most=MOST_BESIDE_GROUP),
        Text(zh="请去掉一个变量或一个筛选条件。", en="Take a variable or a filter out."),
    )


def _is_measure(dataset: Dataset, name: str) -> bool:
    if dataset.group(name) is not None:
        return True
    return name in dataset and dataset.variable(name).kind == "number" and not dataset.variable(name).role
