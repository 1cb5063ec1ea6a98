"""The tests of a part in one table: whether groups differ, p adjusted for all tests of the chapter."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.text import Text
from reports.documents.chapters.tested import Pair, Tested, band, pairs_of
from reports.documents.content import Block, Paragraph, Table
from reports.documents.investigation import Investigation
from reports.documents.sentences import widest_gap
from reports.documents.sources import sourced
from reports.templates import Tests

CAPTION = Text(zh="差异检验一览", en="Tests of differences")
HEADS = (
    Text(zh="内容 × 分组", en="What × groups"),
    Text(zh="检验", en="Test"),
    Text(zh="校正后 p", en="Adjusted p"),
    Text(zh="结论", en="Verdict"),
)
DIFFERS = Text(zh="有差异", en="differ")
ALIKE = Text(zh="没有发现差异", en="no difference found")
SMALL = Text(zh="人数太少，不下结论", en="too few to say")
COUNTED = Text(
    zh="共做 {count} 项检验，经 Holm 校正后 {found} 项有差异。",
    en="Of {count} tests {found} show a difference after Holm's adjustment.",
)
NONE_LEFT = Text(zh="没有可以检验的内容。", en="There is nothing that can be tested.")
NOTE = Text(
    zh="注：检验按抽样设计计算；p 用 Holm 法按本章 {count} 项检验校正，只列所在区间；"
    "“没有发现差异”不等于没有差异",
    en="Note: tests follow the sample design; p is adjusted after Holm for the {count} tests of the chapter and "
    "given in bands; “no difference found” does not mean that there is none",
)


def differences(
    investigation: Investigation, part: Tests, tested: Mapping[Pair, Tested], language: str
) -> list[Block]:
    """The tests of a part with their verdicts, and the widest gap of each that shows a difference."""
    found = [tested[pair] for pair in pairs_of(part)]
    shown = [one for one in found if one.result is not None]
    if not shown:
        return [Paragraph(NONE_LEFT.say(language), "note")]
    count = shown[0].count
    key = "tests:" + ",".join((*part.by, *part.questions))
    told = COUNTED.fill(count=len(shown), found=sum(one.differs for one in shown)).say(language)
    gaps = [gap for one in shown if one.differs and (gap := _gap(one, language))]
    rows = tuple(_row(one, language) for one in shown)
    note = NOTE.fill(count=count).say(language)
    note = sourced(note, investigation, language, *part.questions, *part.by)
    table = Table(CAPTION.say(language), tuple(one.say(language) for one in HEADS), rows, note, key=key)
    between = "" if language.startswith("zh") else " "
    return [Paragraph(between.join((told, *gaps)), leads=True, refers=(key,)), table]


def _row(one: Tested, language: str) -> tuple[str, ...]:
    verdict = SMALL if one.p is None else DIFFERS if one.differs else ALIKE
    what = f"{one.name.say(language)} × {one.group.say(language)}"
    adjusted = "–" if one.p is None else band(one.p)
    return (what, one.statistic.say(language), adjusted, verdict.say(language))


def _gap(one: Tested, language: str) -> str:
    """The answer in which two groups differ most, where intervals part them."""
    if one.made is None or one.question is None or "valid_share" not in one.made.table.cells[0].figures:
        return ""
    gap = widest_gap(one.made.table, language, 0, "valid_share")
    if not gap:
        return ""
    name = one.name.say(language)
    return f"{name}：{gap}。" if language.startswith("zh") else f"{name}: {gap}."
