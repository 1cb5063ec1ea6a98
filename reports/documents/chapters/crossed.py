"""Two or three features together, or the answers to a question by them: table, test and chart."""

from __future__ import annotations

from dataclasses import replace

from questionnaires.text import Text
from reports.disclosure import ReleasedTable
from reports.documents.chapters.questions import NOT_ASKED
from reports.documents.chapters.structure import NO_CHART, drawn, has, refused, without
from reports.documents.chapters.tested import Tested
from reports.documents.content import Block, Heading, Paragraph
from reports.documents.figures import crossed_table, listed_table, note
from reports.documents.investigation import Investigation
from reports.documents.sources import sourced
from reports.templates import Crossed


def crossed(investigation: Investigation, part: Crossed, tested: Tested, language: str) -> list[Block]:
    """The crossing of a part, with the sentence that its test supports beside the others of the chapter."""
    for name in part.by:
        if not has(investigation, name):
            return [without(name, language)]
    if tested.made is None:
        if tested.refusal is not None:
            return [refused(tested.refusal, language)]
        return [Paragraph(NOT_ASKED.fill(name=part.question or "").say(language), "note")]
    made = tested.made
    table = replace(made.table, title=_title(part, made.table))
    key = crossed_key(part.by, part.question)
    blocks: list[Block] = [Heading(table.title.say(language), 2)]
    said = tested.sentence if part.test else None
    if said is not None:
        refers = (key,) if tested.result is not None else ()
        leads = part.table or part.chart != NO_CHART
        blocks.append(Paragraph(said.say(language), leads=leads, refers=refers))
    if part.table:
        is_a_square = len(table.dimensions) == 2 and made.figure != "mean"
        shown = crossed_table(table, language) if is_a_square else listed_table(table, language, made.figure)
        named = (*part.by, *([part.question] if part.question else []))
        blocks.append(replace(shown, note=sourced(shown.note, investigation, language, *named), key=key))
    description = said.say(language) if said is not None else note(table, language)
    # A gap between groups is a title only where the test bears it out.
    is_claimed = part.question is None or tested.result is None or tested.differs
    return [
        *blocks,
        *drawn(investigation, table, part.chart, language, description, key=key, is_claimed=is_claimed),
    ]


def _title(part: Crossed, table: ReleasedTable) -> Text:
    """The title of a part, else what is asked and by what."""
    if any(part.title.values()) or part.question is None:
        return part.title if any(part.title.values()) else table.title
    labels = [table.dimension(name).label for name in part.by]
    by = {
        "zh": "×".join(one.say("zh-CN") for one in labels),
        "en": " × ".join(one.say("en") for one in labels),
    }
    title = table.title
    return Text(zh=f"{title.say('zh-CN')}（按{by['zh']}）", en=f"{title.say('en')} (by {by['en']})")


def crossed_key(by: tuple[str, ...], question: str | None) -> str:
    """The name by which sentences refer to a crossing."""
    return "crossed:" + ",".join((*by, *([question] if question else [])))
