"""The findings on one page, each a sentence that the intervals of its table support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import ceil
from unicodedata import east_asian_width

from reports.crosstabs.frequencies import frequencies
from reports.disclosure import ReleasedTable
from reports.documents.chapters.overview import return_sentence
from reports.documents.chapters.questions import question_names, question_title
from reports.documents.chapters.structure import by_one, has
from reports.documents.content import Block, Paragraph
from reports.documents.figures import count
from reports.documents.investigation import SIMULATED, Investigation
from reports.documents.sentences import (
    extremes_sentence,
    has_parts,
    options_sentence,
    structure_sentence,
)
from reports.errors import ReportError
from reports.size import known_size
from reports.templates import Findings

FEATURES = ("age", "title", "occupation", "political", "sex", "education", "sector", "unit_type")
MOST_OF_KIND = {"matrix": 2, "ranking": 2, "multiple": 2}
PAGE_LINES = 31  # of findings; the rest of the page is heading and note
LINE_LETTERS = 33  # full-width letters in a line


def findings(investigation: Investigation, part: Findings, language: str) -> list[Block]:
    """The sentences, no more than a page of them and no more than the part asks for."""
    chinese = language.startswith("zh")
    blocks: list[Block] = []
    if investigation.simulated:
        blocks.append(Paragraph(SIMULATED.say(language) + ("。" if chinese else ".")))
    found = [return_sentence(investigation, language), *_findings(investigation, language)]
    for number, sentence in enumerate(_on_a_page(found)[: part.most], 1):
        blocks.append(Paragraph(f"{number}. {sentence.strip()}", "finding"))
    words = (
        "方括号内为 95 % 置信区间。只在区间不重叠时说“最多”“最少”“最高”“最低”；各条的依据见后面各章的表和图。"
        if chinese
        else "Square brackets hold 95 % intervals. Something is called largest, smallest, highest or lowest only where "
        "intervals do not overlap; the tables and figures behind each finding are in the chapters that follow."
    )
    return [*blocks, Paragraph(words, "note")]


def _on_a_page(sentences: Sequence[str]) -> list[str]:
    """The sentences, in order, that a page has room for."""
    found, lines = [], 0
    for sentence in sentences:
        letters = sum(1.0 if east_asian_width(letter) in "WFA" else 0.5 for letter in sentence)
        lines += ceil(letters / LINE_LETTERS)
        if lines > PAGE_LINES:
            break
        found.append(sentence)
    return found


def _findings(investigation: Investigation, language: str) -> Iterator[str]:
    with suppress(ReportError):  # the part on the size says why there is none
        yield _size(known_size(investigation.dataset.design, investigation.dataset.hash), language)
    for role in FEATURES:
        if has(investigation, role):
            yield from _supported(by_one(investigation, role), language)
    yield from _opinions(investigation, language)


def _supported(table: ReleasedTable, language: str) -> Iterator[str]:
    if has_parts(table):
        yield structure_sentence(table, language)


def _size(table: ReleasedTable, language: str) -> str:
    total = count(table.cell().figure("size").value)
    if language.startswith("zh"):
        return f"按各层填报的人数汇总，科技工作者共 {total} 人。"
    return f"By the counts reported for the strata there are {total} S&T workers."


def _opinions(investigation: Investigation, language: str) -> Iterator[str]:
    """What stands out in the matrices, rankings and multiple choices, in the order of the questionnaire."""
    left = dict(MOST_OF_KIND)
    dataset = investigation.dataset
    for name in question_names(dataset):
        group = dataset.group(name)
        if group is None or not left.get(group.kind):
            continue
        tables = frequencies(dataset, name, investigation.threshold)
        title = question_title(dataset, name, language)
        if group.kind == "matrix":
            sentence = extremes_sentence(tables[1], title, language)
        else:
            sentence = options_sentence(tables[0], title, language)
        if sentence:
            left[group.kind] -= 1
            yield sentence
