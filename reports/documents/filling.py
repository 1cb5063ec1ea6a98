"""A template filled with one frozen data version: the report as a content tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from reports.documents.chapters import appendix, findings, overview, questions, structure, suggestions
from reports.documents.content import Block, Cover, Document, Heading, PageBreak, Paragraph
from reports.documents.investigation import SIMULATED, Investigation
from reports.documents.quoting import quoted
from reports.templates import (
    USUAL,
    Answers,
    Crossed,
    Findings,
    HeadingPart,
    Part,
    Questions,
    Structure,
    Template,
    WordsPart,
    shipped,
)

Write: TypeAlias = Callable[[Investigation, str], list[Block]]
PLAIN: dict[str, Write] = {
    "organisation": overview.organisation,
    "returns": overview.returns,
    "precision": overview.precision,
    "limits": overview.limits,
    "size": structure.size,
    "reading": questions.reading,
    "suggestions": suggestions.suggestions,
    "questionnaire": appendix.questionnaire,
    "data_version": appendix.data_version,
}


def investigation_report(
    investigation: Investigation, language: str = "zh-CN", template: Template | None = None
) -> Document:
    """The whole report as content, after the usual template where none is given.

    What is given its form by :mod:`reports.documents.word`, :mod:`.pdf` and :mod:`.slides`.

    :raises ReportError: a sentence of the template quotes a figure that there is not.
    """
    chosen = template or shipped(USUAL)
    blocks: list[Block] = []
    for part in chosen.parts:
        blocks += written(investigation, part, language)
        if part.what == "data_version":
            blocks.append(appendix.template_named(chosen, language))
    moment = investigation.frozen_at
    chinese = language.startswith("zh")
    cover = Cover(
        title=chosen.title.say(language).replace("{title}", investigation.title.say(language)),
        subtitle=investigation.field_period,
        organiser=investigation.organiser.say(language),
        moment=f"{moment.year} 年 {moment.month} 月 {moment.day} 日" if chinese else f"{moment:%Y-%m-%d}",
        legal=investigation.legal,
        warning=SIMULATED.say(language) if investigation.simulated else "",
    )
    return Document(cover, blocks, moment, language, _footer(investigation, chosen, language))


def _footer(investigation: Investigation, template: Template, language: str) -> str:
    """What stands on every page: a warning, and, where no part does, the data version and the template."""
    lines = [SIMULATED.say(language)] if investigation.simulated else []
    if all(part.what != "data_version" for part in template.parts):
        data = "数据版本" if language.startswith("zh") else "data version"
        made = f"{template.label.say(language)} {template.hash[:8]}"
        source = investigation.provenance
        lines.append(
            " ".join(part for part in (f"{made} · {data} {source.version[:8]}", source.weights) if part)
        )
    return " · ".join(lines)


def written(investigation: Investigation, part: Part, language: str) -> list[Block]:
    """One part of a template as blocks; what cannot be made says why in its place."""
    match part:
        case HeadingPart():
            heading = Heading(part.text.say(language), part.level, part.numbered)
            return [PageBreak(), heading] if part.new_page else [heading]
        case WordsPart():
            return [Paragraph(quoted(part.text, investigation, language), part.style)]
        case Findings():
            return findings.findings(investigation, part, language)
        case Structure():
            return structure.single(investigation, part, language)
        case Crossed():
            return structure.crossed(investigation, part, language)
        case Answers():
            return questions.answers(investigation, part, language)
        case Questions(what="matrices"):
            return questions.matrices(investigation, part, language)
        case Questions():
            return questions.others(investigation, part, language)
        case _:
            return PLAIN[part.what](investigation, language)
