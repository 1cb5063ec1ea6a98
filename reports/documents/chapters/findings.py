"""The findings on one page, each a sentence that the intervals of its table support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import ceil
from textwrap import wrap
from typing import TypeAlias
from unicodedata import east_asian_width

from reports.documents.chapters.overview import RETURNS, return_sentence
from reports.documents.chapters.questions import question_key, question_names, question_title
from reports.documents.chapters.structure import SIZE, by_one, has, structure_key
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
REFERENCE = 5  # letters of （表 12）
#: Letters in a line of Latin type: measured in Word and PDF 82 to 92, so that one of wide letters has room too.
LATIN_LETTERS = 80
LATIN_NUMBER, LATIN_REFERENCE = "10. ", " (Table 12)"
#: A sentence and the key of its table.
Finding: TypeAlias = tuple[str, str]


def findings(investigation: Investigation, part: Findings, language: str) -> list[Block]:
    """The sentences, no more than a page of them and no more than the part asks for."""
    chinese = language.startswith("zh")
    blocks: list[Block] = []
    if investigation.simulated:
        blocks.append(Paragraph(SIMULATED.say(language) + ("。" if chinese else ".")))
    found = [(return_sentence(investigation, language), RETURNS), *_findings(investigation, language)]
    for number, (sentence, key) in enumerate(on_a_page(found, PAGE_LINES, language)[: part.most], 1):
        blocks.append(Paragraph(f"{number}. {sentence.strip()}", "finding", refers=(key,)))
    words = (
        "方括号内为 95 % 置信区间。只在区间不重叠时说“最多”“最少”“最高”“最低”；各条的依据见所注的表和图。"
        if chinese
        else "Square brackets hold 95 % intervals. Something is called largest, smallest, highest or lowest only where "
        "intervals do not overlap; the table or figure behind each finding is named with it."
    )
    return [*blocks, Paragraph(words, "note")]


def on_a_page(findings: Sequence[Finding], room: int, language: str) -> list[Finding]:
    """The findings, in order, for which there is room: so many lines."""
    found, lines = [], 0
    for sentence, key in findings:
        lines += lines_of(sentence, language)
        if lines > room:
            break
        found.append((sentence, key))
    return found


def lines_of(sentence: str, language: str) -> int:
    """How many lines a finding takes, with its number and that of its table; Latin type breaks between words only."""
    if not language.startswith("zh"):
        return len(wrap(LATIN_NUMBER + sentence.strip() + LATIN_REFERENCE, LATIN_LETTERS))
    letters = REFERENCE + sum(1.0 if east_asian_width(letter) in "WFA" else 0.5 for letter in sentence)
    return ceil(letters / LINE_LETTERS)


def _findings(investigation: Investigation, language: str) -> Iterator[Finding]:
    yield from size_finding(investigation, language)
    for role in FEATURES:
        if has(investigation, role):
            table = by_one(investigation, role)
            if has_parts(table):
                yield structure_sentence(table, language), structure_key(role)
    yield from opinions(investigation, language)


def size_finding(investigation: Investigation, language: str) -> Iterator[Finding]:
    """How many there are by the counts of the frame, where these are known."""
    with suppress(ReportError):  # the part on the size says why there is none
        table = known_size(investigation.dataset.design, investigation.dataset.hash)
        total = count(table.cell().figure("size").value)
        if language.startswith("zh"):
            yield f"按各层填报的人数汇总，科技工作者共 {total} 人。", SIZE
        else:
            yield f"By the counts reported for the strata there are {total} S&T workers.", SIZE


def opinions(investigation: Investigation, language: str) -> Iterator[Finding]:
    """What stands out in the matrices, rankings and multiple choices, in the order of the questionnaire."""
    left = dict(MOST_OF_KIND)
    dataset = investigation.dataset
    for name in question_names(dataset):
        group = dataset.group(name)
        if group is None or not left.get(group.kind):
            continue
        tables = investigation.frequencies(name)
        title = question_title(dataset, name, language)
        if group.kind == "matrix":
            sentence = extremes_sentence(tables[1], title, language)
        else:
            sentence = options_sentence(tables[0], title, language)
        if sentence:
            left[group.kind] -= 1
            yield sentence, question_key(name)
