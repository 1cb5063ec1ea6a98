"""The size of the workforce by every method that there are data for, each with what it assumes."""

from __future__ import annotations

from questionnaires.text import Text
from reports.disclosure import ReleasedTable
from reports.documents.chapters.structure import refused
from reports.documents.content import Block, Paragraph, Table
from reports.documents.figures import count, interval
from reports.documents.investigation import Investigation
from reports.documents.sources import sourced
from reports.errors import ReportError
from reports.size import methods_of, side_by_side, two_lists
from reports.templates import Sizes

KEY = "sizes"
HEADS = {
    "zh": ("方法", "人数", "95 % 区间", "占人口"),
    "en": ("Method", "Persons", "95 % interval", "Of population"),
}
NO_METHOD = Text(
    zh="没有可用的方法：各层没有填报人数，也没有第二份名册。请在“抽样”中填写各层人数，或在模板的这一部分填写两份名册的人数。",
    en="No method can be used: strata have no counts, and there is no second list. Fill in the counts of strata under "
    "Sampling, or the numbers of two lists in this part of the template.",
)
ONE = Text(
    zh="现有数据只够一种方法：{method}，{size} 人。",
    en="The data allow one method: {method}, {size} persons.",
)
RANGE = Text(
    zh="{count} 种方法测算的人数在 {low} 至 {high} 之间。各种方法前提不同，不取平均，也不相加。",
    en="By {count} methods there are between {low} and {high} persons. They assume different things, and are neither "
    "averaged nor added up.",
)
ASSUMING = Text(zh="各方法的前提和提示：", en="What the methods assume, and what to know:")
NO_INTERVAL = "–"


def sizes(investigation: Investigation, part: Sizes, language: str) -> list[Block]:
    """Every method with its size and interval side by side, and beneath what each assumes."""
    try:
        table = _compared(investigation, part)
    except ReportError as refusal:
        return [refused(refusal, language)]
    if table is None:
        return [Paragraph(NO_METHOD.say(language), "note")]
    cells = [(cell.keys["method"], cell) for cell in table.inner()]
    known = [cell.figure("size").value or 0.0 for _, cell in cells]
    labels = [table.say("method", code, language) for code, _ in cells]
    said = (
        ONE.fill(method=labels[0], size=count(known[0]))
        if len(cells) == 1
        else RANGE.fill(count=len(cells), low=count(min(known)), high=count(max(known)))
    )
    heads = HEADS["zh" if language.startswith("zh") else "en"]
    shown = heads if part.population is not None else heads[:3]
    rows = []
    for label, (_, cell) in zip(labels, cells, strict=True):
        size = cell.figure("size")
        row = [label, count(size.value), interval(size, 1, 0) if size.se else NO_INTERVAL]
        if part.population is not None:
            share = cell.figure("population_share").value
            row.append("–" if share is None else f"{share * 100:.2f} %")
        rows.append(tuple(row))
    note = part.source.say(language)
    prefix = ("注：" if language.startswith("zh") else "Note: ") if note else ""
    note = sourced(prefix + note, investigation, language)
    assumed = [f"{number}. {one.say(language)}" for number, one in enumerate(table.notes, 1)]
    return [
        Paragraph(said.say(language), leads=True, refers=(KEY,)),
        Table(table.title.say(language), shown, tuple(rows), note, key=KEY),
        Paragraph("\n".join((ASSUMING.say(language), *assumed)), "note"),
    ]


def _compared(investigation: Investigation, part: Sizes) -> ReleasedTable | None:
    found = methods_of(investigation.dataset)
    if part.lists is not None:
        found = [*found, two_lists(part.lists.first, part.lists.second, part.lists.both)]
    if not found:
        return None
    return side_by_side(found, part.population, source=investigation.dataset.hash)
