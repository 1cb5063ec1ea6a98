"""What people ask for. Only what its authors agreed to pass on, and a person cleared, is quoted."""

from __future__ import annotations

from reports.documents.content import Block, Paragraph, Table
from reports.documents.figures import count
from reports.documents.investigation import Investigation


def suggestions(investigation: Investigation, language: str) -> list[Block]:
    """How many, by topic, and those that may be quoted; topics below the threshold are added together."""
    chinese = language.startswith("zh")
    found = investigation.suggestions
    blocks: list[Block] = []
    if not found.written:
        blocks.append(Paragraph("没有收到意见和建议。" if chinese else "No suggestions were received."))
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
        blocks.append(Table("意见建议的主题" if chinese else "Topics of suggestions", columns, tuple(rows)))
    for topic, wording in found.quotes:
        blocks.append(Paragraph(f"（{topic.say(language)}）{wording}" if str(topic) else wording, "quote"))
    return blocks


def _topics(investigation: Investigation, language: str) -> list[tuple[str, str]]:
    chinese, threshold = language.startswith("zh"), investigation.threshold
    ranked = sorted(investigation.suggestions.topics, key=lambda pair: -pair[1])
    rows = [(topic.say(language), count(number)) for topic, number in ranked if number >= threshold]
    rest = sum(number for _, number in ranked if 0 < number < threshold)
    if rest:
        rows.append(
            (
                f"其他主题（各少于 {threshold} 条）"
                if chinese
                else f"Other topics (fewer than {threshold} each)",
                count(rest),
            )
        )
    return rows
