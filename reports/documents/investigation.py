"""The report of one investigation: what goes in, and its chapters in order.

The order follows the reports that associations hand in (domain notes: overview, size and
structure, question by question, suggestions, appendix). Every figure comes from a
released table of one frozen data version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from questionnaires.text import Text
from reports.charts.drawing import Provenance
from reports.dataset import Dataset
from reports.disclosure import THRESHOLD


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


@dataclass(frozen=True)
class Investigation:
    """Everything a report is made from; ``frozen_at`` is the moment of the data version."""

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
    threshold: int = THRESHOLD

    @property
    def provenance(self) -> Provenance:
        """The source line of its tables and charts."""
        return Provenance.of(self.dataset, self.title, simulated=self.simulated)


SIMULATED = Text(
    zh="模拟数据：由程序生成，不是真实调查结果",
    en="Simulated data, made by a program: not the results of a real survey",
)
