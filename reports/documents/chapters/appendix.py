"""Appendix: the questionnaire as it was asked, and the data version of the report."""

from __future__ import annotations

from reports.documents.content import Block, Columns, Heading, PageBreak, Paragraph, Table
from reports.documents.investigation import Investigation


def write(investigation: Investigation, language: str) -> list[Block]:
    """The appendix as blocks."""
    chinese = language.startswith("zh")
    blocks: list[Block] = [
        PageBreak(),
        Heading("附一　调查问卷" if chinese else "Appendix 1: the questionnaire", numbered=False),
    ]
    lines: list[Heading | Paragraph | Table] = []
    for page, questions in investigation.questionnaire:
        if str(page):
            lines.append(Heading(page.say(language), 3, numbered=False))
        for question, options in questions:
            shown = "　".join(option.say(language) for option in options)
            lines.append(Paragraph(question.say(language) + (f"\n{shown}" if shown else ""), "listed"))
    if lines:
        blocks.append(Columns(tuple(lines)))
    blocks.append(Heading("附二　数据版本" if chinese else "Appendix 2: data version", numbered=False))
    dataset = investigation.dataset
    blocks.append(
        Paragraph(
            f"本报告全部数字来自同一冻结的数据版本，共 {len(dataset):,} 份有效答卷，冻结时间 "
            f"{investigation.frozen_at:%Y-%m-%d %H:%M}。下面是其内容的 SHA-256 校验值，每八位一组。"
            if chinese
            else f"Every figure of this report comes from one frozen data version of {len(dataset):,} valid responses, "
            f"frozen {investigation.frozen_at:%Y-%m-%d %H:%M}. The SHA-256 of its content follows in groups of eight."
        )
    )
    blocks.append(Paragraph(in_groups(dataset.hash), "note"))
    return blocks


def in_groups(digest: str, size: int = 8) -> str:
    """A long digest with spaces, so that lines break between groups and people can compare it."""
    return " ".join(digest[place : place + size] for place in range(0, len(digest), size))
