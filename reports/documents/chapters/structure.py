"""Chapters: the size of the workforce, its structure by one feature, and by two together."""

from __future__ import annotations

from questionnaires.text import Text
from reports.charts.drawing import draw, forms_for
from reports.classification import classify
from reports.crosstabs import breakdown
from reports.crosstabs.breakdown import structure
from reports.disclosure import ReleasedTable
from reports.documents.content import Block, Heading, Paragraph, Picture, Table
from reports.documents.figures import count, crossed_table, note, structure_table
from reports.documents.investigation import Investigation
from reports.documents.sentences import headline, structure_sentence
from reports.purpose import purpose_tables

ONE = (
    ("sex", Text(zh="性别结构", en="Structure by sex")),
    ("education", Text(zh="学历结构", en="Structure by education")),
    ("sector", Text(zh="行业结构", en="Structure by sector")),
    ("unit_type", Text(zh="单位类型", en="Structure by type of unit")),
)
CROSSED = (("age", "sex"), ("sector", "age"), ("sector", "title"), ("age", "title"), ("sector", "education"))


def write(investigation: Investigation, language: str) -> list[Block]:
    """Both chapters as blocks; what cannot be made says why."""
    chinese = language.startswith("zh")
    purpose = purpose_tables(investigation.dataset, investigation.groupings, investigation.threshold)
    blocks: list[Block] = [Heading("队伍规模" if chinese else "Size of the workforce")]
    if "size" in purpose.tables:
        blocks += _size(purpose.tables["size"], language)
    blocks.append(Heading("队伍结构" if chinese else "Structure of the workforce"))
    for role in ("occupation", "age", "title", "political"):
        if role in purpose.tables:
            blocks += _section(investigation, purpose.tables[role], language)
    for role, title in ONE:
        if has(investigation, role):
            classes = [classify(investigation.dataset, role, investigation.groupings)]
            table = structure(investigation.dataset, classes, investigation.threshold, title)
            blocks += _section(investigation, table, language)
    for refusal in purpose.missing.values():
        blocks.append(Paragraph(refusal.reason.say(language) + refusal.remedy.say(language), "note"))
    blocks.append(Heading("结构的交叉" if chinese else "Structure by two features"))
    for by in CROSSED:
        if has(investigation, *by):
            blocks += _crossed(investigation, by, language)
    return blocks


def _size(table: ReleasedTable, language: str) -> list[Block]:
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
    return [
        Paragraph(words, leads=True),
        Table(table.title.say(language), columns, tuple(rows), notes, frozenset({len(rows) - 1})),
    ]


def _section(investigation: Investigation, table: ReleasedTable, language: str) -> list[Block]:
    sentence = structure_sentence(table, language)
    chart = draw(table, "ranked", investigation.provenance, language, headline(table, language))
    return [
        Heading(table.title.say(language), 2),
        Paragraph(sentence, leads=True),
        structure_table(table, language),
        Picture(table.title.say(language), chart.png(), sentence),
    ]


def _crossed(investigation: Investigation, by: tuple[str, str], language: str) -> list[Block]:
    table = breakdown(
        investigation.dataset, by, investigation.groupings, threshold=investigation.threshold
    ).table
    form = forms_for(table)[0]
    title = table.title.say(language)
    chart = draw(table, form, investigation.provenance, language, headline(table, language))
    return [
        Heading(title, 2),
        crossed_table(table, language),
        Picture(title, chart.png(), note(table, language)),
    ]


def has(investigation: Investigation, *roles: str) -> bool:
    """Whether questions of the dataset play all these roles and somebody answered each."""
    dataset = investigation.dataset
    return all(
        dataset.by_role(role) is not None
        and bool(classify(dataset, role, investigation.groupings).valid.any())
        for role in roles
    )
