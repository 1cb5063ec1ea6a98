"""The size of the workforce, and its structure by one feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from questionnaires.text import Text
from reports.charts.chart import Chart
from reports.charts.drawing import draw, forms_for
from reports.classification import classify
from reports.crosstabs.breakdown import structure
from reports.disclosure import ReleasedTable
from reports.documents.content import Block, Heading, Paragraph, Picture, Table
from reports.documents.figures import count, structure_table
from reports.documents.investigation import Investigation
from reports.documents.native import native_of
from reports.documents.sentences import headline, structure_sentence
from reports.documents.sources import sourced
from reports.errors import ReportError
from reports.purpose import ROLES
from reports.size import known_size
from reports.templates import Structure

TITLES = {
    **ROLES,
    "sex": Text(zh="性别结构", en="Structure by sex"),
    "education": Text(zh="学历结构", en="Structure by education"),
    "sector": Text(zh="行业结构", en="Structure by sector"),
    "unit_type": Text(zh="单位类型", en="Structure by type of unit"),
}
NO_CHART, PERSONS = "none", "total"
ABSENT = Text(
    zh="{names}没有有效答卷，其中的 {count} 人不在推算人数之内。",
    en=" There are no valid responses of {names}: the {count} persons there are not among the estimated ones.",
)
SIZE = "size"  # the key of the table of sizes
NOBODY = Text(
    zh="{names}没有数据：问卷中没有题目担任这个角色，或没有人作答；本章略去有关的内容。",
    en="Nothing to show for {names}: no question plays this role, or nobody answered it. What needs it is left out "
    "of this chapter.",
)
UNFIT = Text(
    zh="选定的图形不适合这张表，改用最合适的图形。",
    en="The chosen form of chart does not fit this table; the one that fits best is drawn.",
)


def size(investigation: Investigation, language: str) -> list[Block]:
    """How many there are by the counts of the frame; why not, where none are known."""
    try:
        table = known_size(investigation.dataset.design, investigation.dataset.hash)
    except ReportError as refusal:
        return [refused(refusal, language)]
    return _size(investigation, table, language)


def single(investigation: Investigation, part: Structure, language: str) -> list[Block]:
    """The structure by one feature: its sentence, its table and its chart."""
    if not has(investigation, part.by):
        return [without(part.by, language)]
    table = by_one(investigation, part.by, part.title)
    title, sentence = table.title.say(language), structure_sentence(table, language)
    blocks: list[Block] = [Heading(title, 2)]
    key = structure_key(part.by)
    if part.sentence:
        leads = part.table or part.chart != NO_CHART
        blocks.append(Paragraph(sentence, leads=leads, refers=(key,)))
    if part.table:
        shown = structure_table(table, language)
        words = (
            shown.note + absent_strata(investigation, language)
            if PERSONS in table.cells[0].figures
            else shown.note
        )
        blocks.append(replace(shown, note=sourced(words, investigation, language, part.by), key=key))
    return [*blocks, *drawn(investigation, table, part.chart, language, sentence, usual="ranked", key=key)]


def absent_strata(investigation: Investigation, language: str) -> str:
    """Why estimated persons add to fewer than there are: strata without answers, where weights are of strata only."""
    dataset = investigation.dataset
    held = set(dataset.table["stratum"].astype(str))
    lost = [one for one in dataset.design.strata if one.population and one.code not in held]
    if not lost or investigation.provenance.weights:
        return ""
    names = ("、" if language.startswith("zh") else ", ").join(f"“{one.label.say(language)}”" for one in lost)
    return ABSENT.fill(names=names, count=count(sum(one.population or 0 for one in lost))).say(language)


def structure_key(name: str) -> str:
    """The name by which sentences refer to the table of a feature."""
    return f"structure:{name}"


def by_one(investigation: Investigation, name: str, title: Text | None = None) -> ReleasedTable:
    """The released table of one feature, under the title that reports give it."""

    def made() -> ReleasedTable:
        classes = [classify(investigation.dataset, name, investigation.groupings)]
        named = title or TITLES.get(name) or classes[0].label
        return structure(investigation.dataset, classes, investigation.policy, named)

    return investigation.once(("structure", name, title or None), made)


def drawn(
    investigation: Investigation,
    table: ReleasedTable,
    form: str,
    language: str,
    description: str,
    usual: str = "",
    *,
    key: str = "",
    is_claimed: bool = True,
) -> list[Block]:
    """The chart of a table in a form, else in the usual one, else in what fits best; nothing where none fits.

    Without ``is_claimed`` its title says what it is of and not what it finds.
    """
    offered = forms_for(table, investigation.boundaries)
    if form == NO_CHART or not offered or not _is_shown(table):
        return []
    fitting = next((one for one in (form, usual) if one in offered), offered[0])
    shares = any("share" in cell.figures for cell in table.cells)
    said = headline(table, language) if shares and is_claimed else table.title.say(language)
    area = investigation.boundaries
    chart = draw(table, fitting, investigation.provenance, language, said, boundaries=area)
    blocks: list[Block] = [pictured(chart, fitting, table.title.say(language), description, key)]
    return [Paragraph(UNFIT.say(language), "note"), *blocks] if form and form != fitting else blocks


def _is_shown(table: ReleasedTable) -> bool:
    """Whether anything in it is published: of a chart without a figure nothing would be seen but its axes."""
    return any(figure.value for cell in table.inner() for figure in cell.figures.values())


def pictured(chart: Chart, form: str, caption: str, description: str, key: str = "") -> Picture:
    """A drawn chart as a block of a document."""
    words = chart.words
    source = "\n".join(line for line in (words.base, words.source) if line)
    return Picture(caption, chart.png(), description, native_of(chart, form), words.title, source, key)


@dataclass(frozen=True)
class Absent(Paragraph):
    """In the place of a part whose ``feature`` nobody answered."""

    feature: str = ""


def without(name: str, language: str) -> Absent:
    """That nobody answered what a feature is of."""
    return Absent(_nobody([name], language), "note", feature=name)


def gathered(blocks: Sequence[Block], language: str) -> list[Block]:
    """The blocks of a chapter, what the data have not said once, at its end."""
    names = [block.feature for block in blocks if isinstance(block, Absent)]
    kept = [block for block in blocks if not isinstance(block, Absent)]
    return [*kept, Paragraph(_nobody(names, language), "note")] if names else kept


def _nobody(names: Sequence[str], language: str) -> str:
    labels = [TITLES.get(name, Text(zh=name, en=name)).say(language) for name in dict.fromkeys(names)]
    quoted = [f"“{label}”" for label in labels]
    return NOBODY.fill(names=("、" if language.startswith("zh") else ", ").join(quoted)).say(language)


def refused(refusal: ReportError, language: str) -> Paragraph:
    """Why there is no table, and what to do."""
    return Paragraph(refusal.reason.say(language) + refusal.remedy.say(language), "note")


def _size(investigation: Investigation, table: ReleasedTable, language: str) -> list[Block]:
    dimension = table.dimensions[0]
    total = table.cell().figure("size").value
    chinese = language.startswith("zh")
    words = (
        f"按各层填报的人数汇总，科技工作者共 {count(total)} 人。"
        if chinese
        else f"By the counts reported for the strata there are {count(total)} S&T workers."
    )
    rows = []
    for code in (*(category.code for category in dimension.categories), None):
        size = table.cell(**{dimension.name: code}).figure("size").value
        part = "–" if size is None or not total else f"{size / total * 100:.1f} %"
        rows.append((table.say(dimension.name, code, language), count(size), part))
    columns = ("层", "人数", "占比") if chinese else ("Stratum", "Persons", "Share")
    notes = "；".join(one.say(language).rstrip("。.") for one in table.notes) + ("。" if chinese else ".")
    notes = sourced(notes, investigation, language)
    return [
        Paragraph(words, leads=True, refers=(SIZE,)),
        Table(table.title.say(language), columns, tuple(rows), notes, frozenset({len(rows) - 1}), key=SIZE),
    ]


def has(investigation: Investigation, *roles: str) -> bool:
    """Whether each of these can be grouped by, and somebody answered it."""
    return all(_answered(investigation, role) for role in roles)


def _answered(investigation: Investigation, name: str) -> bool:
    try:
        return bool(classify(investigation.dataset, name, investigation.groupings).valid.any())
    except ReportError:
        return False
