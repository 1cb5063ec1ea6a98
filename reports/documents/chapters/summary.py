"""The investigation on one page: its figures, the strongest findings that tests support, its limits in two lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaires.text import Text
from reports.documents.chapters.crossed import crossed_key
from reports.documents.chapters.findings import (
    FEATURES,
    Finding,
    on_a_page,
    opinions,
    size_finding,
)
from reports.documents.chapters.overview import in_figures
from reports.documents.chapters.structure import by_one, has, structure_key
from reports.documents.chapters.tested import WHOLE, Pair, Tested, together
from reports.documents.content import Block, Paragraph, Table
from reports.documents.figures import count
from reports.documents.investigation import SIMULATED, Investigation
from reports.documents.sentences import lead_of, structure_sentence
from reports.errors import ReportError
from reports.purpose import ROLES
from reports.size import known_size
from reports.templates import Summary

#: Lines of findings below the heading and the figures and above the limits; what surrounds them is smaller in Latin type.
ROOM, LATIN_ROOM = 25, 28
MOST_STRUCTURES, MOST_DIFFERENCES, MOST_OPINIONS = 4, 3, 3
KEY = "summary"
CAPTION = Text(zh="调查数字", en="The investigation in figures")
HEADS = {
    "zh": ("发放份数", "回收份数", "有效份数", "有效回收率", "科技工作者", "数据版本"),
    "en": ("Issued", "Returned", "Valid", "Valid of eligible", "S&T workers", "Data version"),
}
LIMITS = Text(
    zh="方括号内为 95 % 置信区间；只列区间或检验（全书合并作 Holm 校正）支持的结果，依据见所注的表或图。\n"
    "自愿填答，未应答者可能不同；少于 {threshold} 人的数字不公布。",
    en="Square brackets hold 95 % intervals; only what intervals or tests (Holm, over the whole report) support is "
    "listed.\nParticipation was voluntary; figures of fewer than {threshold} persons are not published.",
)
NOTHING = Text(
    zh="没有区间或检验支持的结果，各表见正文。",
    en="There is nothing that intervals or tests support; the tables are in the chapters.",
)


def summary(
    investigation: Investigation, part: Summary, tested: Mapping[Pair, Tested], language: str
) -> list[Block]:
    """One page: figures, findings by their strength, limits. ``tested`` are the tests of the whole report."""
    blocks: list[Block] = []
    if investigation.simulated:
        blocks.append(Paragraph(SIMULATED.say(language) + ("。" if language.startswith("zh") else ".")))
    blocks.append(_figures(investigation, language))
    found = _strongest(investigation, tested, language)[: part.most]
    room = ROOM if language.startswith("zh") else LATIN_ROOM
    for number, (sentence, key) in enumerate(on_a_page(found, room, language), 1):
        blocks.append(Paragraph(f"{number}. {sentence.strip()}", "finding", refers=(key,)))
    if not found:
        blocks.append(Paragraph(NOTHING.say(language)))
    limits = LIMITS.fill(threshold=investigation.policy.threshold).say(language)
    return [*blocks, Paragraph(limits, "note")]


def _figures(investigation: Investigation, language: str) -> Table:
    issued, returned, valid, share = in_figures(investigation)
    try:
        table = known_size(investigation.dataset.design, investigation.dataset.hash)
        size = count(table.cell().figure("size").value)
    except ReportError:
        size = "–"
    heads = HEADS["zh" if language.startswith("zh") else "en"]
    row = (issued, returned, valid, share, size, investigation.provenance.version[:8])
    return Table(CAPTION.say(language), heads, (row,), key=KEY, labelled=False)


def _strongest(investigation: Investigation, tested: Mapping[Pair, Tested], language: str) -> list[Finding]:
    """Size and structures first, for they are what the survey is held for; then differences, then opinions."""
    structures = sorted(_structures(investigation, language), key=lambda pair: pair[0])
    differences = sorted(_differences(tested, language), key=lambda pair: pair[0])
    found = [
        *size_finding(investigation, language),
        *(finding for _, finding in structures[:MOST_STRUCTURES]),
        *(finding for _, finding in differences[:MOST_DIFFERENCES]),
    ]
    return [*found, *list(opinions(investigation, language))[:MOST_OPINIONS]]


def _structures(investigation: Investigation, language: str) -> Iterator[tuple[tuple[bool, float], Finding]]:
    """Structures of which intervals tell the largest part: those of the survey's purpose first, then by their lead."""
    for role in FEATURES:
        if not has(investigation, role):
            continue
        table = by_one(investigation, role)
        lead = lead_of(table)
        if lead > 0:
            place = (role not in ROLES, -lead)
            yield place, (structure_sentence(table, language), structure_key(role))


def _differences(tested: Mapping[Pair, Tested], language: str) -> Iterator[tuple[float, Finding]]:
    """Differences that stand when all tests of the report are one family, the clearest first."""
    for (by, question), one in together(tested, WHOLE).items():
        said = one.sentence
        if one.differs and one.p is not None and said is not None:
            yield one.p, (said.say(language), crossed_key(by, question))
