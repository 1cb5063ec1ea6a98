"""What of a dataset a test may use: answers as numbers, and categories that disclosure control publishes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from questionnaires.text import Text
from reports.classification import Classification, of_variable
from reports.crosstabs.breakdown import require_enough
from reports.crosstabs.by_unit import require_crossing, require_others
from reports.crosstabs.frequencies import codes_as_numbers
from reports.crosstabs.one_way import hidden_of
from reports.dataset import Dataset
from reports.disclosure import Policy, hide
from reports.disclosure.cube import Bools, Cube, Ints, cube_of
from reports.errors import ReportError
from reports.estimates.estimate import Floats

LEFT_OUT = Text(
    zh="“{name}”中为保护个人信息不公布的类别未参加检验：{labels}。",
    en="Categories of {name} that are not published, to protect persons, took no part in the test: {labels}.",
)


def require_shown(dataset: Dataset, names: Sequence[str], policy: Policy) -> None:
    """Refuse what the policy lets nobody see: too few answers, features that are not crossed."""
    require_enough(dataset, policy)
    require_others(dataset, policy)
    require_crossing(dataset, names, policy)


def values_of(dataset: Dataset, question: str, answer: str | None) -> tuple[Floats, Text]:
    """The numbers to compare, NaN where missing, and what they are called."""
    variable = dataset.variable(question)
    if answer is not None:
        one = of_variable(dataset, variable)
        places = [category.code for category in one.categories if category.missing is None]
        if answer not in places:
            raise ReportError(
                "tests.answer",
                question,
                Text(zh="这道题没有选项“{code}”。", en="The question has no answer “{code}”.").fill(
                    code=answer
                ),
                Text(zh="可用的选项：{codes}", en="Its answers are: {codes}").fill(codes=", ".join(places)),
            )
        label = one.categories[places.index(answer)].label
        chosen = np.where(one.valid, (one.codes == places.index(answer)).astype(np.float64), np.nan)
        return chosen, Text(
            zh=f"{variable.label.say('zh-CN')}：{label.say('zh-CN')}",
            en=f"{variable.label.say('en')}: {label.say('en')}",
        )
    if variable.kind in ("number", "indicator"):
        return dataset.numbers(variable.name), variable.label
    if variable.kind == "code" and _is_scale(variable.substantive):
        return codes_as_numbers(dataset, variable), variable.label
    raise ReportError(
        "tests.kind",
        question,
        Text(
            zh="“{label}”既不是数值题，也不是用分数作选项的量表题，没有平均数可比。",
            en="“{label}” is neither a number nor a scale with numbers as codes: it has no mean to compare.",
        ).fill(label=variable.label),
        Text(
            zh="请指定要比较哪个选项的占比，或改用关联检验。",
            en="Say which answer's share to compare, or test for association.",
        ),
    )


def _is_scale(codes: tuple[str, ...]) -> bool:
    return len(codes) > 1 and all(code.lstrip("-").isdigit() for code in codes)


def shown(
    dataset: Dataset, one: Classification, policy: Policy, also: Collection[str] = ()
) -> tuple[Ints, list[Text]]:
    """Codes with missing answers and hidden categories as -1, and the note that names the latter.

    ``also`` are codes hidden elsewhere, in a table of some of the answers.
    """
    hidden = hidden_of(dataset, one, policy) | np.array([c.code in also for c in one.categories], dtype=bool)
    named = [
        category.label
        for category, is_hidden in zip(one.categories, hidden, strict=True)
        if is_hidden and category.missing is None
    ]
    codes = np.where(one.valid & ~hidden[one.codes], one.codes, -1).astype(np.int64)
    return codes, left_out(one.label, named)


def left_out(label: Text, hidden: Sequence[Text]) -> list[Text]:
    """The note that names categories that took no part; none where all did."""
    if not hidden:
        return []
    return [
        Text(
            {
                language: words.format(
                    name=label.say(language),
                    labels=("、" if language.startswith("zh") else ", ").join(
                        one.say(language) for one in hidden
                    ),
                )
                for language, words in LEFT_OUT.items()
            }
        )
    ]


def published(dataset: Dataset, groups: Classification, code: Ints, values: Floats, policy: Policy) -> Ints:
    """Groups in which both the chosen and the others may be published; the rest are -1."""
    held: Bools = ~np.isnan(values)
    chosen = np.where(held, values, 0.0).astype(np.int64)
    sizes = (len(groups.categories), 2)
    made = cube_of([groups.codes, chosen], sizes, dataset.weights, held)
    given = (hidden_of(dataset, groups, policy), None)
    hidden = hide(Cube(made.parts, made.weights, given, False), policy.threshold)
    closed = np.asarray(hidden[:-1, :2].any(axis=1), dtype=bool)
    return np.where((code >= 0) & closed[code], -1, code).astype(np.int64)
