"""What people ask for. Only what its authors agreed to pass on, and a person cleared, is quoted."""

from __future__ import annotations

from questionnaires.text import Text
from reports.documents.chapters.topics import released, told
from reports.documents.content import Block, Heading, Paragraph, Table
from reports.documents.figures import HIDDEN, count
from reports.documents.investigation import Investigation
from reports.templates import Themes

KEY = "suggestions"
TABLE = Text(zh="意见建议的主题", en="Topics of suggestions")
HEADS = {"zh": ("主题", "条数", "占全部", "摘录"), "en": ("Topic", "Suggestions", "Of all", "Quoted")}
NONE = Text(zh="没有收到意见和建议。", en="No suggestions were received.")
RECEIVED = Text(
    zh="共收到意见和建议 {written} 条，其中 {agreed} 条的作者同意转交有关部门；经人工去除能识别身份的内容后，"
    "可以引用的有 {quotable} 条，其余只按主题计数。",
    en="{written} suggestions were received; the authors of {agreed} agreed to have them passed on. {quotable} may be "
    "quoted after a person removed what identifies; the others are only counted.",
)
SOURCE = Text(
    zh="注：来自问卷中的意见建议题，主题由填写人选择，按条数计，不加权；"
    "条数少于 {threshold}、或与主题题的频数合看会说出很少的人的主题并入“其他主题”，不足 {threshold} 条时再并入条数最少的。",
    en="Note: from the question on suggestions; their authors chose the topic. Counts of suggestions, not weighted; "
    "topics of fewer than {threshold}, and such as would with the frequencies of that question tell of so few, are added "
    "together, with the least frequent others where they would be fewer than {threshold} even so.",
)
ABOUT = Text(zh="共 {count} 条，占全部意见建议的 {share}。", en="{count} suggestions, {share} of all.")
FEW = Text(
    zh="不足 {threshold} 条，条数不公布。",
    en="Fewer than {threshold} suggestions; their number is not published.",
)
SHOWN = Text(zh="下面是其中可以引用的 {shown} 条：", en="Of those that may be quoted, {shown}:")
NOT_QUOTED = Text(
    zh="其中还没有经人工核可、可以引用的原话。", en="None of them has been cleared for quoting so far."
)


def themes(investigation: Investigation, part: Themes, language: str) -> list[Block]:
    """The suggestions theme by theme, the most frequent first: how many, and the words of those that may be quoted.

    Themes below the threshold stand together at the end, their quotes too. Wordings stand as a person cleared
    them, in the order in which they were received.
    """
    found, chinese = investigation.suggestions, language.startswith("zh")
    if not found.written:
        return [Paragraph(NONE.say(language))]
    alone, together = told(investigation)
    held = [[topic] for topic, _ in alone] + ([[topic for topic, _ in together]] if together else [])
    shown = released(investigation, alone, together)
    rows = [
        (
            shown.say("topic", cell.keys["topic"], language),
            cell.n,
            [words for one, words in found.quotes if one in topics],
        )
        for cell, topics in zip(shown.inner(), held, strict=True)
    ]
    table = Table(
        TABLE.say(language),
        HEADS["zh" if chinese else "en"],
        tuple(
            (label, count(number), _share(number, found.written), count(len(quotes)))
            for label, number, quotes in rows
        ),
        SOURCE.fill(threshold=investigation.policy.threshold).say(language),
        key=KEY,
    )
    said = RECEIVED.fill(
        written=count(found.written), agreed=count(found.agreed), quotable=count(len(found.quotes))
    )
    blocks: list[Block] = [Paragraph(said.say(language), leads=True, refers=(KEY,)), table]
    for label, number, quotes in rows:
        said = FEW.fill(threshold=investigation.policy.threshold)
        if number is not None:
            said = ABOUT.fill(count=count(number), share=_share(number, found.written))
        about = said.say(language)
        cited = quotes[: part.quotes]
        between = "" if chinese else " "
        after = SHOWN.fill(shown=len(cited)) if cited else NOT_QUOTED
        words = about if not part.quotes else about + between + after.say(language)
        blocks += [Heading(label, 3), Paragraph(words, leads=bool(cited))]
        blocks += [Paragraph(one, "quote") for one in cited]
    return blocks


def _share(number: int | None, written: int) -> str:
    return HIDDEN if number is None else f"{number / written * 100:.1f} %"


def suggestions(investigation: Investigation, language: str) -> list[Block]:
    """How many, by topic, and those that may be quoted; topics below the threshold are added together."""
    chinese = language.startswith("zh")
    found = investigation.suggestions
    blocks: list[Block] = []
    if not found.written:
        blocks.append(Paragraph(NONE.say(language)))
        return blocks
    blocks.append(
        Paragraph(
            f"共收到意见和建议 {count(found.written)} 条，其中 {count(found.agreed)} 条的作者同意转交有关部门；"
            f"经人工去除能识别身份的内容后，下面摘录 {len(found.quotes)} 条，其余按主题计数。"
            if chinese
            else f"{count(found.written)} suggestions were received; the authors of {count(found.agreed)} agreed to have them "
            f"passed on. {len(found.quotes)} are quoted below after a person removed what identifies; the others are counted."
        )
    )
    rows = _topics(investigation, language)
    if rows:
        columns = ("主题", "条数") if chinese else ("Topic", "Suggestions")
        note = SOURCE.fill(threshold=investigation.policy.threshold).say(language)
        blocks.append(Table(TABLE.say(language), columns, tuple(rows), note, key=KEY))
    for topic, wording in found.quotes:
        blocks.append(Paragraph(f"（{topic.say(language)}）{wording}" if str(topic) else wording, "quote"))
    return blocks


def _topics(investigation: Investigation, language: str) -> list[tuple[str, str]]:
    table = released(investigation, *told(investigation))
    return [(table.say("topic", cell.keys["topic"], language), count(cell.n)) for cell in table.inner()]
