"""How far the items of each matrix measure one thing, in the chapter on method."""

from __future__ import annotations

from questionnaires.text import Text
from reports.disclosure.tables import SMALL_BASE
from reports.documents.chapters.questions import question_names, question_title
from reports.documents.content import Block, Paragraph, Table
from reports.documents.figures import SMALL, count
from reports.documents.investigation import Investigation
from reports.documents.sentences import short_title
from reports.documents.sources import asked, sourced
from reports.errors import ReportError
from reports.scales import Item, reliability
from reports.scales import Reliability as Found
from reports.templates import Reliability

KEY = "reliability"
LOW = 0.7  # Nunnally 1978: below it a sum of the items is not to be relied on
CAPTION = Text(zh="量表的信度", en="Reliability of scales")
HEADS = {
    "zh": ("量表", "题项数", "n", "α", "95 % 区间", "去掉最弱一项的 α"),
    "en": ("Scale", "Items", "n", "α", "95 % interval", "α without the weakest"),
}
NO_SCALES = Text(
    zh="问卷中没有可以计算信度的量表。",
    en="The questionnaire has no scale of which a reliability can be worked out.",
)
HIGH = Text(
    zh="{count} 个量表的 Cronbach α 在 {low:.2f} 至 {high:.2f} 之间，区间下限都不低于 {limit:g}。",
    en="Cronbach's α of the {count} scales lies between {low:.2f} and {high:.2f}, and no interval begins below {limit:g}.",
)
ONE_HIGH = Text(
    zh="该量表的 Cronbach α 为 {low:.2f}，区间下限不低于 {limit:g}。",
    en="Cronbach's α of the scale is {low:.2f}, and its interval does not begin below {limit:g}.",
)
WEAK = Text(
    zh="{names}的区间下限低于 {limit:g}，各题项宜分开看，不宜合并成一个分数。",
    en="The interval of {names} begins below {limit:g}: look at the items one by one rather than at their sum.",
)
NOTE = Text(
    zh="注：α 为 Cronbach α，只计每项都回答的人，加权；区间按 Feldt（1965）。最弱一项是与其余题项之和相关最低的：{weakest}",
    en="Note: Cronbach's α of those who answered every item, weighted; intervals after Feldt (1965). The weakest item is "
    "the one least correlated with the sum of the others: {weakest}",
)
FEW = Text(zh="* n < {few}，仅供参考", en="* n < {few}: indicative only")
ROUNDED = Text(
    zh="有人没有全答的量表，n 与未全答的人数只说到频数表所说的程度，各数取整，区间向外取整",
    en="where some did not answer every item, n is told no nearer than frequencies tell it, figures are rounded and "
    "intervals outward",
)
REFUSED = Text(zh="“{name}”没有计算信度：{reason}", en="No reliability of “{name}”: {reason}")


def reliable(investigation: Investigation, part: Reliability, language: str) -> list[Block]:
    """α of every matrix with its interval and its weakest item; why there is none, where there is none."""
    dataset, policy = investigation.dataset, investigation.policy
    found: list[tuple[str, Found]] = []
    refused: list[str] = []
    for name in question_names(dataset):
        group = dataset.group(name)
        if group is None or group.kind != "matrix" or name in part.leave_out:
            continue
        title = short_title(question_title(dataset, name, language))
        try:
            found.append((name, reliability(dataset, name, weighted=True, policy=policy)))
        except ReportError as refusal:
            said = REFUSED.fill(name=title, reason=refusal.reason)
            refused.append(said.say(language))
    if not found:
        return [Paragraph(line, "note") for line in (refused or [NO_SCALES.say(language)])]
    titles = {name: short_title(question_title(dataset, name, language)) for name, _ in found}
    rows = tuple(_row(titles[name], one, asked(dataset, name), language) for name, one in found)
    named = ("、" if language.startswith("zh") else ", ").join(
        _weakest(one).label.say(language) for _, one in found
    )
    words = NOTE.fill(weakest=named).say(language)
    if any(one.left_out for _, one in found):
        words += ("；" if language.startswith("zh") else "; ") + ROUNDED.say(language)
    if any(one.n < SMALL_BASE for _, one in found):
        words += ("；" if language.startswith("zh") else "; ") + FEW.fill(few=SMALL_BASE).say(language)
    note = sourced(words, investigation, language, *titles)
    heads = HEADS["zh" if language.startswith("zh") else "en"]
    return [
        Paragraph(_sentence(found, titles, language), leads=True, refers=(KEY,)),
        Table(CAPTION.say(language), heads, rows, note, key=KEY),
        *(Paragraph(line, "note") for line in refused),
    ]


def _weakest(one: Found) -> Item:
    return min(one.items, key=lambda item: item.rest)


def _row(title: str, one: Found, number: str, language: str) -> tuple[str, ...]:
    weakest = _weakest(one)
    without = "–" if weakest.alpha_without is None else f"{weakest.alpha_without:.2f}"
    return (
        f"{number}　{title}" if number else title,
        str(len(one.items)),
        count(one.n) + (SMALL if one.n < SMALL_BASE else ""),
        f"{one.alpha:.2f}",
        f"[{one.low:.2f}, {one.high:.2f}]",
        without,
    )


def _sentence(found: list[tuple[str, Found]], titles: dict[str, str], language: str) -> str:
    chinese = language.startswith("zh")
    weak = [titles[name] for name, one in found if one.low < LOW]
    if weak:
        named = "、".join(f"“{one}”" for one in weak) if chinese else ", ".join(f"“{one}”" for one in weak)
        return WEAK.fill(names=named, limit=LOW).say(language)
    values = [one.alpha for _, one in found]
    words = HIGH if len(found) > 1 else ONE_HIGH
    return words.fill(count=len(found), low=min(values), high=max(values), limit=LOW).say(language)
