"""Our figures beside those that others published, each with its source; p adjusted for all that are compared."""

from __future__ import annotations

from questionnaires.text import Text
from reports.documents.chapters.structure import by_one, has
from reports.documents.content import Block, Heading, Paragraph, Table
from reports.documents.figures import interval, share
from reports.documents.investigation import Investigation
from reports.documents.sources import sourced
from reports.errors import ReportError
from reports.groupings import DEFAULT_GROUPINGS, ROLE_LABELS
from reports.published import VERDICTS, Comparison, PublishedTable, beside, sentence, settled, tables_for
from reports.templates import Published

FEATURES = ("sex", "age", "education", "political", "title", "occupation", "field", "unit_type", "sector")
HEADS = {
    "zh": ("类别", "本次调查", "95 % 区间", "已公布", "对照结果"),
    "en": ("Category", "This survey", "95 % interval", "Published", "Verdict"),
}
CAPTION = Text(zh="{feature}：与{source}对照", en="{feature}: beside {source}")
NOTHING = Text(
    zh="没有与本次调查分组相同的已公布数据。", en="No published figures have the same groups as this survey."
)
READING = Text(
    zh="“高于”“低于”按两者误差计算，并用 Holm 法就本部分 {count} 个对照一并校正；其余只说“没有发现差异”。"
    "各地、各年的对象和口径不同，差异不等于变化。",
    en="“Above” and “below” take the errors of both into account, adjusted after Holm for the {count} comparisons of "
    "this part; of all others no difference was found. Populations and definitions differ between places and years: a "
    "difference is not a change.",
)
#: Where nothing could be tested: answers too few for an error, or no base of what others published.
UNTESTED = Text(
    zh="本次调查可以公布的数字太少，或对方没有公布基数，没有一个对照可以检验；差异有无，本部分不下结论。",
    en="Too few figures of this survey can be published, or the base of the others is not: nothing could be tested, and "
    "this part does not say whether anything differs.",
)
ALONE = Text(
    zh="与《{source}》（{year}年）并列，没有可以检验的对照。",
    en="Beside {source} ({year}); nothing could be tested.",
)


def published(investigation: Investigation, part: Published, language: str) -> list[Block]:
    """Features that others published too: a table for each source, what differs in words, and the source."""
    pairs = _pairs(investigation, part)
    if not pairs:
        return [Paragraph(NOTHING.say(language), "note")]
    compared = settled([made for _, _, made in pairs])
    count = sum(row.p is not None for one in compared for row in one.rows)
    reading = READING.fill(count=count) if count else UNTESTED
    blocks: list[Block] = [Paragraph(reading.say(language), "note")]
    last = ""
    for (name, theirs, _), made in zip(pairs, compared, strict=True):
        feature = ROLE_LABELS.get(name, theirs.label).say(language)
        if name != last:
            blocks.append(Heading(feature, 2))
            last = name
        blocks += _shown(investigation, name, feature, theirs, made, language)
    return blocks


def _pairs(investigation: Investigation, part: Published) -> list[tuple[str, PublishedTable, Comparison]]:
    found = []
    for name in part.by or FEATURES:
        listed = [
            one
            for one in tables_for(DEFAULT_GROUPINGS.get(name, name))
            if one.kind in ("distribution", "part")
        ]
        if not listed or not has(investigation, name):
            continue
        table = by_one(investigation, name)
        for theirs in listed:
            try:
                made = beside(table, theirs)
            except ReportError:  # no category in common: nothing to set beside
                continue
            if any(row.ours.value is not None for row in made.rows):
                found.append((name, theirs, made))
    return found


def _shown(
    investigation: Investigation,
    name: str,
    feature: str,
    theirs: PublishedTable,
    made: Comparison,
    language: str,
) -> list[Block]:
    key = f"published:{name}:{theirs.source.name}"
    source = theirs.source
    chinese = language.startswith("zh")
    cited = (
        f"{source.title.say(language)}（{source.year}年）"
        if chinese
        else f"{source.title.say(language)} ({source.year})"
    )
    rows = tuple(
        (
            row.label.say(language),
            share(row.ours),
            interval(row.ours),
            f"{row.theirs * 100:.1f} %",
            VERDICTS[row.verdict].say(language),
        )
        for row in made.rows
    )
    notes = ("" if chinese else " ").join(one.say(language) for one in made.notes)
    note = ("注：" if chinese else "Note: ") + notes
    is_tested = any(row.p is not None for row in made.rows)
    said = sentence(made, theirs) if is_tested else ALONE.fill(source=source.title, year=source.year)
    return [
        Paragraph(said.say(language), leads=True, refers=(key,)),
        Table(
            CAPTION.fill(feature=feature, source=cited).say(language),
            HEADS["zh" if chinese else "en"],
            rows,
            sourced(note, investigation, language, name),
            key=key,
        ),
    ]
