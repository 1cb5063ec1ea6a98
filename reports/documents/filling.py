"""A template filled with one frozen data version: the report as a content tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from questionnaires.text import Text
from reports.documents.chapters import (
    appendix,
    beside,
    changed,
    crossed,
    differences,
    findings,
    laid,
    overview,
    questions,
    reliable,
    sizes,
    structure,
    suggestions,
    summary,
)
from reports.documents.chapters.tested import Pair, Tested, alone, chapters, family
from reports.documents.content import Block, Cover, Document, Heading, PageBreak, Paragraph
from reports.documents.investigation import SIMULATED, SIMULATED_BRIEFLY, Investigation
from reports.documents.printed import Printed, sheets_of
from reports.documents.progress import Steps, Told, nobody
from reports.documents.quoting import keys_of, quoted, wrong_quotes
from reports.documents.referring import resolved
from reports.templates import (
    USUAL,
    Crossed,
    HeadingPart,
    Part,
    Summary,
    Template,
    Tests,
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
#: Parts with choices of their own that need nothing of other parts.
CHOSEN: dict[str, Callable[..., list[Block]]] = {
    "findings": findings.findings,
    "structure": structure.single,
    "answers": questions.answers,
    "saved": laid.saved,
    "matrices": questions.matrices,
    "others": questions.others,
    "reliability": reliable.reliable,
    "sizes": sizes.sizes,
    "published": beside.published,
    "themes": suggestions.themes,
}
TO_MEND = Text(zh="待改正的引用", en="Quotes to be mended")
WRONG = Text(
    zh="模板第 {place} 部分的文字引用了“{name}”，数据中没有，正文中已标出。请在“报告模板”中改正后重新生成。",
    en="The sentence in part {place} of the template quotes “{name}”, which the data do not have; it is marked in the "
    "text. Mend it under Report templates and make the report again.",
)


def investigation_report(
    investigation: Investigation,
    language: str = "zh-CN",
    template: Template | None = None,
    told: Told = nobody,
) -> Document:
    """The whole report as content, after the usual template where none is given.

    What is given its form by :mod:`reports.documents.word`, :mod:`.pdf` and :mod:`.slides`. A sentence that quotes
    what there is not stands marked, and is listed on the last page (:func:`remarks`).
    """
    chosen = template or shipped(USUAL)
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
    blocks = resolved(_blocks(investigation, chosen, language, told), language)
    footer = _footer(investigation, chosen, language)
    if any(part.what == "changes" for part in chosen.parts):
        whole = Document(cover, blocks, moment, language, footer)
        blocks = _with_changes(investigation, chosen, whole)
    return Document(cover, blocks, moment, language, footer)


def _blocks(investigation: Investigation, template: Template, language: str, told: Told) -> list[Block]:
    found, cut = [], list(chapters(template.parts))
    steps = Steps(len(cut) + len(template.parts), told)
    for chapter in cut:
        found.append((chapter, family(investigation, chapter)))
        steps.step()
    every = {pair: one for _, tested in found for pair, one in tested.items()}
    blocks: list[Block] = []
    for chapter, tested in found:
        made: list[Block] = []
        for part in chapter:
            made += written(investigation, part, language, every if isinstance(part, Summary) else tested)
            if part.what == "data_version":
                made.append(appendix.template_named(template, language))
            steps.step()
        blocks += structure.gathered(made, language)
    wrong = remarks(investigation, template, language)
    if wrong:
        blocks += [PageBreak(), Heading(TO_MEND.say(language), 1, numbered=False)]
        blocks += [Paragraph(one.say(language)) for one in wrong]
    return blocks


def remarks(investigation: Investigation, template: Template, language: str) -> list[Text]:
    """What somebody has to mend in the template: quotes of what the data do not have."""
    return [
        WRONG.fill(place=place, name=name)
        for place, part in enumerate(template.parts, 1)
        if isinstance(part, WordsPart)
        for name in wrong_quotes(part.text, investigation, language)
    ]


def printed(investigation: Investigation, document: Document, template: Template) -> Printed:
    """What a report printed, to set another version of it beside."""
    source = investigation.provenance
    sentences, tables = sheets_of(document)
    return Printed(
        source.version,
        template.hash,
        document.language,
        document.frozen_at.isoformat(),
        len(investigation.dataset),
        source.weights,
        {one.code: one.population for one in investigation.dataset.design.strata},
        sentences,
        tables,
        tuple(remarks(investigation, template, document.language)),
    )


def _with_changes(investigation: Investigation, template: Template, whole: Document) -> list[Block]:
    """The blocks with what changed in the place of the mark that :func:`written` left for it."""
    now = printed(investigation, whole, template)
    blocks: list[Block] = []
    for block in whole.blocks:
        if block is CHANGES:
            blocks += changed.changed(investigation.before, now, whole.language)
        else:
            blocks.append(block)
    return blocks


#: Stands where the changes go until the rest of the report is written.
CHANGES = Paragraph("")


def _footer(investigation: Investigation, template: Template, language: str) -> str:
    """What stands on every page: a warning, the data version with its weights, and the template."""
    lines = [SIMULATED_BRIEFLY.say(language)] if investigation.simulated else []
    source, chinese = investigation.provenance, language.startswith("zh")
    lines.append(f"{'数据版本' if chinese else 'data version'} {source.version[:8]}")
    if source.weights:
        lines.append(f"{'权数' if chinese else 'weights'} {source.weights}")
    lines.append(f"{template.label.say(language)} {template.hash[:8]}")
    return " · ".join(lines)


def written(
    investigation: Investigation, part: Part, language: str, tested: Mapping[Pair, Tested] | None = None
) -> list[Block]:
    """One part of a template as blocks; what cannot be made says why in its place.

    ``tested`` are the tests of its chapter, for a summary those of the whole template; without them a part is a
    chapter of its own.
    """
    match part:
        case HeadingPart():
            heading = Heading(part.text.say(language), part.level, part.numbered)
            return [PageBreak(), heading] if part.new_page else [heading]
        case WordsPart():
            said = quoted(part.text, investigation, language)
            return [Paragraph(said, part.style, refers=keys_of(part.text, language))]
        case Summary():
            return summary.summary(investigation, part, tested or {}, language)
        case Crossed():
            one = (tested or {}).get((part.by, part.question)) or alone(investigation, part.by, part.question)
            return crossed.crossed(investigation, part, one, language)
        case Tests():
            together = tested or family(investigation, (part,))
            return differences.differences(investigation, part, together, language)
        case _ if part.what == "changes":
            return [CHANGES]
        case _ if part.what in PLAIN:
            return PLAIN[part.what](investigation, language)
        case _:
            return CHOSEN[part.what](investigation, part, language)
