"""From issued to returned to valid as a chart: staff's own counts of copies, which tell nobody's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reports.charts.chart import Chart
from reports.charts.drawing import Provenance, draw
from reports.returns import stages_table
from survey.services.counts import Counts
from survey.services.memory import Memory
from survey.services.surveys import Card

Kind = Literal["png", "svg", "pdf"]
KEPT_BYTES = 4_000_000

_kept: Memory[tuple[object, ...], bytes] = Memory(KEPT_BYTES, len)


@dataclass(frozen=True)
class OfCounts(Provenance):
    """What the chart says of where it comes from: the counts of copies, which no version of the data holds."""

    def source(self, language: str) -> str:
        """The source line under the chart."""
        name = self.survey.say(language)
        if language.startswith("zh"):
            return f"来源：{name}{'（模拟数据，不是真实调查）' if self.simulated else ''}；发放回收台账，不含作废的份"
        simulated = " (simulated data, not a real survey)" if self.simulated else ""
        return f"Source: {name}{simulated}; ledger of copies, those made void left out"


def stages(counts: Counts) -> tuple[tuple[str, int], ...]:
    """The steps with their numbers; nothing where no copy was issued."""
    whole = counts.whole.ledger
    if not whole.issued:
        return ()
    return (("issued", whole.issued), ("returned", whole.returned), ("valid", whole.valid))


def funnel(steps: Sequence[tuple[str, int]], survey: Card, kind: Kind, language: str) -> bytes:
    """The steps as a picture; the same counts give the same bytes."""
    key = (tuple(steps), survey.title.say(language), survey.is_simulated, kind, language)
    return _kept.get(key, lambda: _file(_drawn(steps, survey, language), kind))


def _drawn(steps: Sequence[tuple[str, int]], survey: Card, language: str) -> Chart:
    table = stages_table(steps)
    return draw(table, "funnel", OfCounts(survey.title, "", survey.is_simulated), language)


def _file(chart: Chart, kind: Kind) -> bytes:
    return chart.picture(kind)
