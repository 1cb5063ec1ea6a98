"""A table that somebody laid out and saved: table and chart."""

from __future__ import annotations

from dataclasses import replace

from questionnaires.text import Text
from reports.charts.drawing import draw_spec, forms_for
from reports.documents.chapters.structure import NO_CHART, pictured, refused
from reports.documents.content import Block, Heading, Paragraph
from reports.documents.figures import listed_table, note
from reports.documents.investigation import Investigation
from reports.errors import ReportError
from reports.templates import Saved

GONE = Text(
    zh="没有短名为“{name}”的存下的表，它可能已改名或删除。请在“报告模板”中改正后重新生成。",
    en="No saved table has the short name “{name}”: it may be renamed or deleted. Mend the template and make the "
    "report again.",
)


def saved(investigation: Investigation, part: Saved, language: str) -> list[Block]:
    """A saved table as it was laid out; what cannot be made says why in its place."""
    if part.saved not in investigation.saved:
        return [Paragraph(GONE.fill(name=part.saved).say(language), "note")]
    kept = investigation.saved[part.saved]
    named = part.title.say(language) or kept.label
    try:
        made = investigation.laid_out(part.saved)
    except ReportError as refusal:
        return [Heading(named, 2), refused(refusal, language)]
    table = replace(made.table, title=part.title if part.title.say(language) else Text(zh=named, en=named))
    blocks: list[Block] = [Heading(named, 2)]
    if part.table:
        blocks.append(listed_table(table, language, made.figure))
    area = investigation.boundaries
    offered = forms_for(table, area) if kept.layout.is_drawn else ()
    if part.chart == NO_CHART or not offered:
        return blocks
    form = next((one for one in (part.chart, kept.chart.form) if one in offered), offered[0])
    spec = replace(kept.chart, form=form, title=kept.chart.title or table.title)
    chart = draw_spec(table, spec, investigation.provenance, language, area)
    return [*blocks, pictured(chart, form, named, note(table, language))]
