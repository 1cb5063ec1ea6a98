"""What changed since the report of the version before: which figures moved, from what to what."""

from __future__ import annotations

from questionnaires.text import Text
from reports.documents.changes import Changes, changes
from reports.documents.content import Block, Paragraph, Table
from reports.documents.printed import Printed

MOST_FIGURES, MOST_SENTENCES = 120, 40
KEY = "changes"
NONE_BEFORE = Text(
    zh="没有用同一模板生成过的更早版本的报告，无从比较。",
    en="No report of an earlier version was made after this template: there is nothing to compare with.",
)
SAME = Text(
    zh="与 {then} 的数据版本 {version} 的报告相比，{count} 个数字都没有变化。",
    en="Compared with the report of data version {version} of {then}, none of {count} figures has changed.",
)
SOME = Text(
    zh="与 {then} 的数据版本 {version} 的报告相比，{count} 个数字中有 {moved} 个变化。有效答卷由 {before} 份变为 {after} 份。",
    en="Compared with the report of data version {version} of {then}, {moved} of {count} figures have changed. Valid "
    "responses went from {before} to {after}.",
)
OTHER_WEIGHTS = Text(
    zh="注：前一份报告用的是权数“{before}”，这一份用的是“{after}”，数字的变化也来自权数。",
    en="Note: the report before was made with the weights “{before}”, this one with “{after}”: figures moved because "
    "of the weights, too.",
)
BASE = Text(zh="基础权数", en="base weights")
CAPTION = Text(zh="变化了的数字", en="Figures that changed")
HEADS = {"zh": ("表", "行", "列", "原来", "现在"), "en": ("Table", "Row", "Column", "Before", "Now")}
SENTENCES = Text(zh="变化了的句子", en="Sentences that changed")
CUT = Text(
    zh="注：只列前 {most} 个，全部变化在平台“报告”一页查看。",
    en="Note: the first {most} only; all of them are on the page Report of the platform.",
)
ONLY_PRINTED = Text(
    zh="注：只比较两份报告都已印出的内容；▪ 表示不公布。",
    en="Note: only what both reports printed is compared; ▪ was not published.",
)


def changed(before: Printed | None, after: Printed, language: str) -> list[Block]:
    """The figures and sentences that moved against the report before; that there is none, where there is none."""
    if before is None:
        return [Paragraph(NONE_BEFORE.say(language), "note")]
    found = changes(before, after)
    facts = {
        "then": before.frozen_at[:10],
        "version": before.version[:8],
        "count": f"{found.figures:,}",
        "moved": f"{len(found.moved):,}",
        "before": f"{before.rows:,}",
        "after": f"{after.rows:,}",
    }
    if not found.moved and not found.sentences:
        return [Paragraph(SAME.fill(**facts).say(language))]
    return [
        Paragraph(SOME.fill(**facts).say(language)),
        *_weights(before, after, language),
        *_figures(found, language),
        *_sentences(found, language),
    ]


def _weights(before: Printed, after: Printed, language: str) -> list[Block]:
    """That two sets of weights are compared, where they are."""
    if before.weights == after.weights:
        return []
    said = OTHER_WEIGHTS.fill(before=before.weights or BASE, after=after.weights or BASE)
    return [Paragraph(said.say(language), "note")]


def _figures(found: Changes, language: str) -> list[Block]:
    if not found.moved:
        return []
    tag = "zh" if language.startswith("zh") else "en"
    rows, last = [], ""
    for one in found.moved[:MOST_FIGURES]:
        # The caption once: below it the number of the table is enough.
        number = str(one.table or "–")
        place = f"{number}　{one.caption}"
        rows.append(
            (number if place == last else place, one.row, one.column, one.before or "–", one.after or "–")
        )
        last = place
    cut = len(found.moved) > MOST_FIGURES
    note = CUT.fill(most=MOST_FIGURES) if cut else ONLY_PRINTED
    return [Table(CAPTION.say(language), HEADS[tag], tuple(rows), note.say(language), key=KEY)]


def _sentences(found: Changes, language: str) -> list[Block]:
    if not found.sentences:
        return []
    lines = [f"{one.before or '–'}\n→ {one.after or '–'}" for one in found.sentences[:MOST_SENTENCES]]
    head = SENTENCES.say(language) + ("：" if language.startswith("zh") else ":")
    return [Paragraph(head, leads=True), *(Paragraph(line, "listed") for line in lines)]
