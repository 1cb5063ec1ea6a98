"""Figures in the office's own sentences: ``{valid}``, ``{title/middle}``, filled from the data version.

No number of a report is typed by hand. A sentence names what it quotes: a count of the field work
(:data:`COUNTS`), the estimated size ``{size}``, the place and organiser, or, as ``{feature/code}``, the
share of a category of a feature with its 95 % interval from the released table. What is suppressed is
said to be not published. A quote of what there is not stands in the sentence marked, so that one wrong word does
not stop a report and is not overlooked either: the report is made, and lists such quotes at its end.
"""

from __future__ import annotations

import re

from questionnaires.text import Text
from reports.classification import classify
from reports.documents.chapters.overview import RETURNS
from reports.documents.chapters.structure import SIZE, by_one, has, structure_key
from reports.documents.figures import count, interval, share
from reports.documents.investigation import Investigation
from reports.errors import ReportError
from reports.size import known_size

COUNTS = ("issued", "returned", "valid", "invalid", "ineligible", "refused", "partial")
WORDS = ("place", "organiser", "title", "field_period")
NAMES = (*COUNTS, "size", *WORDS)
#: What can be quoted by a bare name, in words.
LABELS = {
    "issued": Text(zh="发放份数", en="copies issued"),
    "returned": Text(zh="回收份数", en="copies returned"),
    "valid": Text(zh="有效份数", en="valid responses"),
    "invalid": Text(zh="无效份数", en="invalid responses"),
    "ineligible": Text(zh="不属于调查对象的份数", en="not eligible"),
    "refused": Text(zh="拒访份数", en="refusals"),
    "partial": Text(zh="未填完的份数", en="partial responses"),
    "size": Text(zh="科技工作者人数", en="number of S&T workers"),
    "place": Text(zh="地区", en="the area"),
    "organiser": Text(zh="主办单位", en="the organiser"),
    "title": Text(zh="调查名称", en="the title of the survey"),
    "field_period": Text(zh="调查期间", en="the field period"),
}
UNKNOWN = Text(zh="【引用有误：{name}】", en="[wrong quote: {name}]")
NOT_PUBLISHED = Text(zh="（不公布）", en="(not published)")
_QUOTE = re.compile(r"\{([^{}]*)\}")


def quoted(text: Text, investigation: Investigation, language: str) -> str:
    """A wording with what it quotes in its place; a quote of what there is not stands there marked."""
    return _QUOTE.sub(lambda found: _marked(found[1].strip(), investigation, language), text.say(language))


def wrong_quotes(text: Text, investigation: Investigation, language: str) -> list[str]:
    """What a wording quotes that there is not."""
    names = dict.fromkeys(found.strip() for found in _QUOTE.findall(text.say(language)))
    return [name for name in names if not known(name, investigation)]


def keys_of(text: Text, language: str) -> tuple[str, ...]:
    """The keys of the tables that the figures of a wording come from."""
    found = []
    for name in (one.strip() for one in _QUOTE.findall(text.say(language))):
        feature, _, code = name.partition("/")
        if name in COUNTS:
            found.append(RETURNS)
        elif name == "size":
            found.append(SIZE)
        elif code:
            found.append(structure_key(feature))
    return tuple(dict.fromkeys(found))


def quotes_of(text: Text) -> list[str]:
    """What the wordings of a text quote, each once."""
    return list(dict.fromkeys(name.strip() for words in text.values() for name in _QUOTE.findall(words)))


def known(name: str, investigation: Investigation) -> bool:
    """Whether there is what a quote names; no table is made for the answer."""
    if name == "size":
        try:
            known_size(investigation.dataset.design, investigation.dataset.hash)
        except ReportError:
            return False
    if name in NAMES:
        return True
    feature, _, code = name.partition("/")
    return bool(code) and code in dict(categories(investigation, feature))


def categories(investigation: Investigation, feature: str) -> list[tuple[str, Text]]:
    """The codes and words of a feature's categories, of which each share can be quoted; none where it has no data."""
    if not has(investigation, feature):
        return []
    classes = classify(investigation.dataset, feature, investigation.groupings)
    return [(category.code, category.label) for category in classes.categories]


def examples(investigation: Investigation, language: str) -> list[tuple[str, Text, str]]:
    """The bare names that can be quoted, each with its words and with what would stand in the sentence now."""
    return [
        (name, LABELS[name], _figure(name, investigation, language))
        for name in NAMES
        if known(name, investigation)
    ]


def _marked(name: str, investigation: Investigation, language: str) -> str:
    try:
        return _figure(name, investigation, language)
    except ReportError:
        return UNKNOWN.fill(name=name).say(language)


def _figure(name: str, investigation: Investigation, language: str) -> str:
    if name in COUNTS:
        return count(sum(getattr(one, name) for one in investigation.returns))
    if name == "size":
        table = known_size(investigation.dataset.design, investigation.dataset.hash)
        return count(table.cell().figure("size").value)
    if name == "field_period":
        return investigation.field_period or LABELS["field_period"].say(language)
    if name in WORDS:
        said: Text = getattr(investigation, name)
        return said.say(language)
    feature, _, code = name.partition("/")
    if code and has(investigation, feature):
        table = by_one(investigation, feature)
        dimension = table.dimensions[0]
        if any(category.code == code for category in dimension.categories):
            cell = table.cell(**{dimension.name: code})
            if cell.suppressed:
                return NOT_PUBLISHED.say(language)
            estimate = cell.figure()
            return f"{share(estimate)} {interval(estimate)}".strip()
        raise _unknown(name, ", ".join(f"{feature}/{category.code}" for category in dimension.categories))
    raise _unknown(name, ", ".join((*NAMES, "title/middle")))


def _unknown(name: str, known: str) -> ReportError:
    return ReportError(
        "template.quote",
        name,
        Text(
            zh="报告的文字引用了“{name}”，数据中没有。", en="A sentence quotes “{name}”, which there is not."
        ).fill(name=name),
        Text(zh="可以引用：{known}", en="What can be quoted: {known}").fill(known=known),
    )
