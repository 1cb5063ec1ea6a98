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
from reports.documents.content import Block, Cover, Document, Heading, PageBreak


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
        return Provenance(self.title, self.dataset.hash, self.simulated)


SIMULATED = Text(
    zh="模拟数据：由程序生成，不是真实调查结果",
    en="Simulated data, made by a program: not the results of a real survey",
)


def investigation_report(investigation: Investigation, language: str = "zh-CN") -> Document:
    """The whole report as content; :func:`reports.documents.word.write` gives it its form."""
    from reports.documents.chapters import appendix, findings, overview, questions, structure, suggestions

    chinese = language.startswith("zh")
    blocks: list[Block] = []
    for chapter in (findings, overview, structure, questions, suggestions, appendix):
        blocks.extend(chapter.write(investigation, language))
    moment = investigation.frozen_at
    when = f"{moment.year} 年 {moment.month} 月 {moment.day} 日" if chinese else f"{moment:%Y-%m-%d}"
    cover = Cover(
        title=investigation.title.say(language) + ("报告" if chinese else ": report"),
        subtitle=investigation.field_period,
        organiser=investigation.organiser.say(language),
        moment=when,
        legal=investigation.legal,
        warning=SIMULATED.say(language) if investigation.simulated else "",
    )
    footer = SIMULATED.say(language) if investigation.simulated else ""
    return Document(cover, blocks, moment, language, footer)


__all__ = ["Heading", "Investigation", "PageBreak", "Returns", "Suggestions", "investigation_report"]
