"""Whether a size can be: against the population, and against what other methods give."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from questionnaires.text import Text
from reports.size.method import SizeEstimate, refuse

# Shares of the population: Liaoning 2009 3.2 %, Shandong 2017 5.35 % (reports/published).
LOW, HIGH = 0.032, 0.0535
# A county may differ from its province, but hardly by more than this factor.
FACTOR = 2.0

SHARE = Text(
    zh="{method}：占人口的 {share:.2%}；辽宁2009年为3.2%，山东2017年为5.35%。",
    en="{method}: {share:.2%} of the population; Liaoning had 3.2 % in 2009, Shandong 5.35 % in 2017.",
)
TOO_LOW = Text(
    zh="{method}的结果只占人口的 {share:.2%}，明显低于已公布的省级水平（3.2%–5.35%），请核对名录是否有遗漏。",
    en="{method} gives {share:.2%} of the population, far below published provinces (3.2–5.35 %): check whether "
    "the lists are complete.",
)
TOO_HIGH = Text(
    zh="{method}的结果占人口的 {share:.2%}，明显高于已公布的省级水平（3.2%–5.35%），请核对界定和重复登记。",
    en="{method} gives {share:.2%} of the population, far above published provinces (3.2–5.35 %): check the "
    "definition, and double entries.",
)
APART = Text(
    zh="{one}与{other}的95%置信区间不重叠，两种方法的前提不可能都成立。",
    en="The 95 % intervals of {one} and {other} do not overlap: what both assume cannot be true at once.",
)


def plausibility(estimates: Sequence[SizeEstimate], population: float | None = None) -> tuple[Text, ...]:
    """What a reader must know: shares of the population out of the ordinary, and methods that contradict.

    A population that is not positive is refused.
    """
    if population is not None and not population > 0:
        raise refuse(
            "population",
            "population",
            Text(zh="人口数必须是正数。", en="The population must be positive."),
            Text(zh="请填写常住人口。", en="Fill in the resident population."),
        )
    found = []
    for one in estimates:
        if population is not None and one.estimate.value is not None:
            share = one.estimate.value / population
            said = TOO_LOW if share < LOW / FACTOR else TOO_HIGH if share > HIGH * FACTOR else SHARE
            found.append(_filled(said, share, method=one.label))
    for one, other in itertools.combinations(estimates, 2):
        if _apart(one, other):
            found.append(_filled(APART, None, one=one.label, other=other.label))
    return tuple(found)


def _apart(one: SizeEstimate, other: SizeEstimate) -> bool:
    first, second = one.estimate, other.estimate
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return False
    return first.low > second.high or second.low > first.high


def _filled(text: Text, share: float | None, **labels: Text) -> Text:
    return Text(
        {
            language: wording.format(
                share=share, **{name: label.say(language) for name, label in labels.items()}
            )
            for language, wording in text.items()
        }
    )
