"""The report of one investigation: what goes in, and its chapters in order.

The order follows the reports that associations hand in (domain notes: overview, size and
structure, question by question, suggestions, appendix). Every figure comes from a
released table of one frozen data version.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from questionnaires.text import Text
from reports.charts.boundaries import Boundaries
from reports.charts.drawing import Provenance
from reports.charts.spec import ChartSpec
from reports.crosstabs.beside import Earlier
from reports.crosstabs.frequencies import frequencies
from reports.crosstabs.laid_out import LaidOut, lay_out
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy, ReleasedTable
from reports.documents.printed import Printed
from reports.errors import ReportError
from reports.layout import Layout

Made = TypeVar("Made")


@dataclass(frozen=True)
class Returns:
    """How many copies of a stratum (or of all) were issued, came back and are valid.

    ``imported`` are responses that came in a file: nothing was issued for them, so they have no rate.
    """

    label: Text
    issued: int
    returned: int
    valid: int
    invalid: int
    ineligible: int = 0
    refused: int = 0
    partial: int = 0
    imported: int = 0


@dataclass(frozen=True)
class Suggestions:
    """Suggestions: how many, by topic, and those that may be quoted as a person cleared them."""

    written: int = 0
    agreed: int = 0
    topics: Sequence[tuple[Text, int]] = ()
    quotes: Sequence[tuple[Text, str]] = ()


def _nothing() -> tuple[Earlier, ...]:
    return ()


def _unheard() -> None:
    return None


@dataclass(frozen=True)
class Kept:
    """A table that was saved: what it is called, its layout and chart.

    ``earlier`` gives, when the table is laid out, the tables given away before it; ``refused`` is called where it
    cannot be made after all.
    """

    label: str
    layout: Layout
    chart: ChartSpec
    earlier: Callable[[], Sequence[Earlier]] = _nothing
    refused: Callable[[], None] = _unheard


@dataclass(frozen=True)
class Investigation:
    """Everything a report is made from; ``frozen_at`` is the moment of the data version.

    ``before`` is what the report of the version before said, where there is one. ``boundaries`` are those that maps
    are drawn from.
    """

    title: Text
    organiser: Text
    place: Text
    field_period: str
    frozen_at: datetime
    dataset: Dataset
    returns: Sequence[Returns]
    rates: Sequence[tuple[str, float | None]] = ()
    suggestions: Suggestions = Suggestions()
    questionnaire: Sequence[tuple[Text, Sequence[tuple[Text, Sequence[Text]]]]] = ()
    legal: tuple[str, ...] = ()
    simulated: bool = False
    groupings: Mapping[str, str] = field(default_factory=dict)
    before: Printed | None = None
    saved: Mapping[str, Kept] = field(default_factory=dict)
    policy: Policy = PUBLIC
    boundaries: Boundaries | None = None
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is made under a key, the first time it is asked for: several chapters speak of one table."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found

    def frequencies(self, name: str) -> tuple[ReleasedTable, ...]:
        """The frequency tables of a question."""
        return self.once(("frequencies", name), lambda: frequencies(self.dataset, name, self.policy))

    def laid_out(self, name: str) -> LaidOut:
        """The table of a layout that was saved.

        :raises ReportError: it cannot be laid out from these data, or would tell of too few.
        """
        kept = self.saved[name]
        try:
            return self.once(
                ("saved", name), lambda: lay_out(self.dataset, kept.layout, kept.earlier(), self.policy)
            )
        except ReportError:
            kept.refused()
            raise

    @property
    def provenance(self) -> Provenance:
        """The source line of its tables and charts."""
        return Provenance.of(self.dataset, self.title, simulated=self.simulated)


SIMULATED = Text(
    zh="模拟数据：由程序生成，不是真实调查结果",
    en="Simulated data, made by a program: not the results of a real survey",
)
#: The same for the head of every page.
SIMULATED_BRIEFLY = Text(zh="模拟数据，不是真实调查结果", en="Simulated data, not a real survey")
