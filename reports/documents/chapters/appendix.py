"""The questionnaire as it was asked, and the data version of the report."""

from __future__ import annotations

from reports.documents.content import Block, Columns, Heading, Paragraph, Table
from reports.documents.investigation import Investigation
from reports.templates import Template


def questionnaire(investigation: Investigation, language: str) -> list[Block]:
    """The questionnaire, page by page, in two columns."""
    lines: list[Heading | Paragraph | Table] = []
    for page, questions in investigation.questionnaire:
        if str(page):
            lines.append(Heading(page.say(language), 3, numbered=False))
        for question, options in questions:
            shown = "　".join(option.say(language) for option in options)
            lines.append(Paragraph(question.say(language) + (f"\n{shown}" if shown else ""), "listed"))
    return [Columns(tuple(lines))] if lines else []


def data_version(investigation: Investigation, language: str) -> list[Block]:
    """From which frozen data, and with which set of weights, every figure comes."""
    chinese, dataset = language.startswith("zh"), investigation.dataset
    return [
        Paragraph(
            f"本报告全部数字来自同一冻结的数据版本，共 {len(dataset):,} 份有效答卷，冻结时间 "
            f"{investigation.frozen_at:%Y-%m-%d %H:%M}。下面是其内容的 SHA-256 校验值，每八位一组。"
            if chinese
            else f"Every figure of this report comes from one frozen data version of {len(dataset):,} valid responses, "
            f"frozen {investigation.frozen_at:%Y-%m-%d %H:%M}. The SHA-256 of its content follows in groups of eight."
        ),
        Paragraph(in_groups(investigation.provenance.version), "note"),
        *_weights(investigation, language),
    ]


def _weights(investigation: Investigation, language: str) -> list[Block]:
    """The set of weights where it is another than the data carry, as its note under every table says it."""
    if not investigation.provenance.weights:
        return []
    notes = investigation.dataset.design.notes
    return [Paragraph(one.say(language), "note") for one in notes if one.say("en").startswith("Weights: ")]


def template_named(template: Template, language: str) -> Block:
    """After which template the report was made: with it and the data version it can be made again."""
    label, digest = template.label.say(language), template.hash[:8]
    if language.startswith("zh"):
        return Paragraph(f"本报告按模板“{label}”生成，模板校验值前八位 {digest}。", "note")
    return Paragraph(f"Made after the template “{label}”, whose SHA-256 begins with {digest}.", "note")


def in_groups(digest: str, size: int = 8) -> str:
    """A long digest with spaces, so that lines break between groups and people can compare it."""
    return " ".join(digest[place : place + size] for place in range(0, len(digest), size))
