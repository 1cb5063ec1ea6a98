"""Which answers the filters of a table keep. The rows left out stay in the design: figures are those of a domain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import classify
from reports.crosstabs.by_unit import require_crossing, role_of, without_small_units
from reports.crosstabs.one_way import pooled
from reports.dataset import Dataset
from reports.disclosure import Policy
from reports.disclosure.cube import Bools
from reports.errors import ReportError
from reports.layout import Condition

FEW = Text(
    zh="按这些筛选条件，有效答卷少于 {threshold} 份，为保护个人信息不出表。",
    en="Fewer than {threshold} valid answers are left by these filters: to protect persons no table is made.",
)
WIDEN = Text(zh="请多选几个取值，或去掉一个筛选条件。", en="Choose more values, or take a filter out.")
TOGETHER = Text(
    zh="“{label}”的有些取值人数太少，与其他取值并在一起公布，不能单独筛选：{categories}。",
    en="Some values of “{label}” have too few answers and are published together; they cannot be filtered by alone: "
    "{categories}.",
)
ALL_OF_THEM = Text(
    zh="请把并在一起的取值都选上，或都不选。", en="Choose all values of such a group, or none."
)


def kept_rows(dataset: Dataset, filters: Sequence[Condition], beside: Sequence[str], policy: Policy) -> Bools:
    """Which answers the filters keep, (n,); ``beside`` are the other variables of the table.

    :raises ReportError: a variable or a value is not there, the policy does not cross it with the others, it
        publishes the value only together with others, or too few answers are left.
    """
    require_crossing(dataset, [*beside, *(one.name for one in filters)], policy)
    rows = np.ones(len(dataset), dtype=bool)
    for one in filters:
        rows &= _chosen(dataset, one, beside, policy)
    if filters and int(rows.sum()) < policy.threshold:
        raise ReportError(
            "filter.few",
            "filters",
            FEW.fill(threshold=policy.threshold),
            WIDEN,
        )
    return rows


def said_filter(dataset: Dataset, filters: Sequence[Condition]) -> Text:
    """The filters in words: 职称：正高级、副高级；性别：女."""
    said: dict[str, str] = {}
    for language, colon, comma, between in (("zh-CN", "：", "、", "；"), ("en", ": ", ", ", "; ")):
        parts = []
        for one in filters:
            found = classify(dataset, one.name)
            labels = [c.label.say(language) for c in found.categories if c.code in one.codes]
            parts.append(found.label.say(language) + colon + comma.join(labels))
        said[language] = between.join(parts)
    return Text(said)


#: As many values are named where another one was asked for.
SHOWN = 20


def _chosen(dataset: Dataset, one: Condition, beside: Sequence[str], policy: Policy) -> Bools:
    found = classify(dataset, one.name)
    known = [category.code for category in found.categories]
    gone = [code for code in one.codes if code not in known]
    if gone:
        raise ReportError(
            "filter.value",
            one.name,
            Text(
                zh="数据中“{label}”没有取值 {codes}。", en="“{label}” has no value {codes} in the data."
            ).fill(label=found.label, codes=", ".join(gone)),
            Text(
                zh="请重新选择筛选的取值；现有的取值：{known}。",
                en="Choose the values of the filter again; there are: {known}.",
            ).fill(known=", ".join(known[:SHOWN]) + ("…" if len(known) > SHOWN else "")),
        )
    rows = np.isin(found.codes, [known.index(code) for code in one.codes])
    (published,) = pooled(dataset, [found], policy)
    if len(published.categories) == len(found.categories):
        others = [classify(dataset, name) for name in beside if role_of(dataset, name) is not None]
        published = without_small_units(dataset, [*others, found], policy)[-1]
    torn = [
        category.label
        for place, category in enumerate(published.categories)
        if 0 < int(rows[published.codes == place].sum()) < int((published.codes == place).sum())
    ]
    if torn:
        raise ReportError(
            "filter.together",
            one.name,
            TOGETHER.fill(label=found.label, categories=listed(torn)),
            ALL_OF_THEM,
        )
    return np.asarray(rows, dtype=bool)


def listed(labels: Sequence[Text]) -> Text:
    """Some labels one after another."""
    return Text(
        zh="、".join(one.say("zh-CN") for one in labels), en=", ".join(one.say("en") for one in labels)
    )
