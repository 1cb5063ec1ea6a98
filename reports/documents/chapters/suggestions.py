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
#: What may be quoted stands below in full in one part; the other shows as many of each topic as it was told to.
RECEIVED = Text(
    zh="共收到意见和建议 {written} 条，{agreed}；{quotable}。",
    en="{written} suggestions were received; {agreed}. {quotable}.",
)
FEW_RECEIVED = Text(
    zh="收到意见和建议不足 {threshold} 条，条数不公布；{quotable}。",
    en="Fewer than {threshold} suggestions were received; their number is not published. {quotable}.",
)
AGREED = Text(
    zh="其中 {agreed} 条的作者同意转交有关部门", en="the authors of {agreed} agreed to have them passed on"
)
ALL_AGREED = Text(zh="作者都同意转交有关部门", en="all authors agreed to have them passed on")
NOT_TOLD = Text(
    zh="作者同意转交有关部门的条数不公布（同意或不同意的不足 {threshold} 条）",
    en="how many authors agreed to have them passed on is not published (fewer than {threshold} agreed, or did not)",
)
EXCERPTED = Text(
    zh="经人工去除能识别身份的内容后，下面摘录 {count} 条，其余只按主题计数",
    en="{count} {are} quoted below after a person removed what identifies; the others are only counted",
)
MAY_BE_QUOTED = Text(
    zh="经人工去除能识别身份的内容后，可以引用的有 {count} 条，其余只按主题计数",
    en="{count} may be quoted after a person removed what identifies; the others are only counted",
)
NONE_QUOTED = Text(
    zh="其中还没有经人工核可、可以引用的原话，都只按主题计数",
    en="None has been cleared for quoting so far; all are only counted",
)
QUOTED_AS_WRITTEN = Text(
    zh="原话按填写时的文字刊出。", en="Quotes stand in the language in which they were written."
)
SOURCE = Text(
    zh="注：来自问卷中的意见建议题，主题由填写人选择，按条数计，不加权；"
    "条数少于 {threshold}、或与主题题的频数合看会说出很少的人的主题并入“其他主题”，不足 {threshold} 条时再并入条数最少的。",
    en="Note: from the question on suggestions; their authors chose the topic. Counts of suggestions, not weighted; "
    "topics of fewer than {threshold}, and such as would with the frequencies of that question tell of so few, are added "
    "together, with the least frequent others where they would be fewer than {threshold} even so.",
)
ABOUT = Text(zh="共 {count} 条，占全部意见建议的 {share}。", en="{count} {suggestions}, {share} of all.")
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
    came = received(investigation, MAY_BE_QUOTED, language)
    blocks: list[Block] = [Paragraph(came, leads=True, refers=(KEY,)), table]
    for label, number, quotes in rows:
        said: Text = FEW.fill(threshold=investigation.policy.threshold)
        if number is not None:
            noun = "suggestion" if number == 1 else "suggestions"
            said = ABOUT.fill(count=count(number), suggestions=noun, share=_share(number, found.written))
        about = said.say(language)
        cited = quotes[: part.quotes]
        between = "" if chinese else " "
        after = SHOWN.fill(shown=len(cited)) if cited else NOT_QUOTED
        words = about if not part.quotes else about + between + after.say(language)
        blocks += [Heading(label, 3), Paragraph(words, leads=bool(cited))]
        blocks += [Paragraph(one, "quote") for one in cited]
    return blocks


def received(investigation: Investigation, quotable: Text, language: str) -> str:
    """How many suggestions came, of how many the authors agreed, and, in the words of ``quotable``, what is quoted.

    A count below the threshold is not told, nor one that leaves fewer who did not agree: with the total it tells them.
    How many are quoted is no secret, since the quotes stand there to be counted.
    """
    found, threshold = investigation.suggestions, investigation.policy.threshold
    quotes = len(found.quotes)
    quoted = quotable.fill(count=count(quotes), are="is" if quotes == 1 else "are") if quotes else NONE_QUOTED
    if found.written < threshold:
        said: Text = FEW_RECEIVED.fill(threshold=threshold, quotable=quoted)
    else:
        silent = found.written - found.agreed
        agreed: Text = AGREED.fill(agreed=count(found.agreed))
        if not silent:
            agreed = ALL_AGREED
        elif found.agreed < threshold or silent < threshold:
            agreed = NOT_TOLD.fill(threshold=threshold)
        said = RECEIVED.fill(written=count(found.written), agreed=agreed, quotable=quoted)
    foreign = quotes and not language.startswith("zh")
    return f"{said.say(language)} {QUOTED_AS_WRITTEN.say(language)}" if foreign else said.say(language)


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
    blocks.append(Paragraph(received(investigation, EXCERPTED, language)))
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
