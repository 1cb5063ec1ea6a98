"""How the investigation was done, what came back, how exact it is, and its limits."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.text import Text
from reports.charts.drawing import draw
from reports.dataset import Dataset
from reports.disclosure import collected
from reports.documents.chapters.structure import pictured
from reports.documents.content import Block, Paragraph, Table
from reports.documents.figures import count
from reports.documents.investigation import Investigation, Returns
from reports.documents.sources import sourced
from reports.returns import stages_table
from reports.weighting import effective_n, expand, kish_deff


def organisation(investigation: Investigation, language: str) -> list[Block]:
    """Who asked whom, when and what for."""
    return [Paragraph(_organisation(investigation, language))]


def returns(investigation: Investigation, language: str) -> list[Block]:
    """What was issued and came back, by stratum, with the rates."""
    return [
        Paragraph(return_sentence(investigation, language), leads=True, refers=(RETURNS,)),
        _return_table(investigation, language),
        *_funnel(investigation, language),
        *_rates(investigation, language.startswith("zh")),
    ]


def precision(investigation: Investigation, language: str) -> list[Block]:
    """How the answers were weighted, what that cost, and what the weights cannot make good."""
    return [Paragraph(_precision(investigation, language)), *_warnings(investigation, language)]


def limits(investigation: Investigation, language: str) -> list[Block]:
    """What the results cannot say, and what is not published."""
    return [Paragraph(_limits(investigation, language.startswith("zh")))]


def _organisation(investigation: Investigation, language: str) -> str:
    organiser, place = investigation.organiser.say(language), investigation.place.say(language)
    date, when = investigation.dataset.design.reference_date, investigation.field_period
    if language.startswith("zh"):
        reference = f"年龄等以 {date} 为基准日期计算。" if date else ""
        return (
            f"本次调查由{organiser}组织，对象为{place}的科技工作者{f'，时间为{when}' if when else ''}。"
            f"调查目的是测算科技工作者队伍的规模、从业结构、年龄结构、职称结构及政治面貌等，了解他们的心声和诉求。{reference}"
        )
    reference = f" Ages are counted at {date}." if date else ""
    return (
        f"The investigation was carried out by {organiser} among S&T workers of {place}{when and ', ' + when}. "
        "Its purpose is to know the size of this workforce, its structure by occupation, age, title and political "
        f"status, and what these people ask for.{reference}"
    )


LONE = {
    "remove": Text(zh="不计入方差", en="it does not count in the variance"),
    "average": Text(zh="以其他层的平均方差代替", en="the mean variance of the other strata stands in"),
    "adjust": Text(
        zh="以其与总体均值的偏离计算（偏保守）",
        en="its deviation from the overall mean is used, which is on the safe side",
    ),
    "certainty": Text(zh="按全部抽中处理，不计入方差", en="it counts as drawn with certainty"),
    "fail": Text(zh="不给出区间", en="no interval is given"),
}
NOT_ISSUED = "–"
RETURNS = "returns"  # the key of the table of returns
COUNTED = ("issued", "ineligible", "returned", "valid", "invalid")


def _sums(returns: Sequence[Returns]) -> tuple[int, ...]:
    return tuple(sum(getattr(one, name) for one in returns) for name in COUNTED)


def _issued(investigation: Investigation) -> list[Returns]:
    """The lines of copies that were issued, without what was imported."""
    return [one for one in investigation.returns if not one.imported]


def _row(label: str, numbers: tuple[int, ...], base: int, back: tuple[int, int]) -> tuple[str, ...]:
    """A line of the table; ``back`` are the returned and the valid of the ``base`` that rates have."""
    return (label, *(count(number) for number in numbers), _part(back[0], base), _part(back[1], base))


def _line(one: Returns, language: str) -> tuple[str, ...]:
    if one.imported:
        returned = (count(one.returned), count(one.valid), count(one.invalid))
        return (one.label.say(language), NOT_ISSUED, NOT_ISSUED, *returned, NOT_ISSUED, NOT_ISSUED)
    numbers = _sums([one])
    return _row(one.label.say(language), numbers, one.issued - one.ineligible, (one.returned, one.valid))


def _part(part: int, whole_: int) -> str:
    return f"{part / whole_ * 100:.1f} %" if whole_ else "–"


def return_sentence(investigation: Investigation, language: str) -> str:
    """How many questionnaires went out, came back and are valid, with the rates, and how many were imported."""
    between = "" if language.startswith("zh") else " "
    issued = _issued(investigation)
    said = [_issued_sentence(issued, language)] if _sums(issued)[0] else []
    imported = sum(one.imported for one in investigation.returns)
    if imported:
        valid = sum(one.valid for one in investigation.returns if one.imported)
        said.append(_imported_sentence(imported, valid, bool(said)).say(language))
    return between.join(said) if said else _issued_sentence(issued, language)


def in_figures(investigation: Investigation) -> tuple[str, str, str, str]:
    """Issued, returned, valid and the valid of the eligible; where all were imported nothing was issued."""
    issued, ineligible, returned, valid, _ = _sums(_issued(investigation))
    imported = [one for one in investigation.returns if one.imported]
    if imported and not issued:
        whole = _sums(imported)
        return NOT_ISSUED, count(whole[2]), count(whole[3]), NOT_ISSUED
    return count(issued), count(returned), count(valid), _part(valid, issued - ineligible)


def _imported_sentence(imported: int, valid: int, besides: bool) -> Text:
    figures = {"imported": count(imported), "valid": count(valid), "share": _part(valid, imported)}
    if besides:
        return Text(
            zh="另由文件导入答卷 {imported} 份，其中有效 {valid} 份（{share}）；导入的没有经过发放，不计入各项回收率。",
            en="Besides, {imported} responses were imported from a file, {valid} of them valid ({share}); nothing was "
            "issued for them and no rate counts them.",
        ).fill(**figures)
    return Text(
        zh="答卷 {imported} 份由文件导入，其中有效 {valid} 份（{share}）；没有经过发放，所以没有回收率。",
        en="{imported} responses were imported from a file, {valid} of them valid ({share}); nothing was issued for "
        "them, so there is no rate of return.",
    ).fill(**figures)


def _issued_sentence(returns: Sequence[Returns], language: str) -> str:
    chinese = language.startswith("zh")
    issued, ineligible, returned, valid, _ = _sums(returns)
    base = issued - ineligible
    if chinese:
        apart = (
            f"，其中 {count(ineligible)} 份的填答人不属于调查对象，应答基数为 {count(base)} 份"
            if ineligible
            else ""
        )
        return (
            f"共发放问卷 {count(issued)} 份{apart}；回收 {count(returned)} 份，其中有效 {count(valid)} 份，"
            f"占发放的 {_part(valid, issued)}。回收率 {_part(returned, base)}，有效率 {_part(valid, returned)}，"
            f"有效回收率 {_part(valid, base)}。"
        )
    whom = "a person" if ineligible == 1 else "persons"
    apart = f", {count(ineligible)} of them to {whom} who turned out not to be eligible" if ineligible else ""
    went, hold = (
        ("questionnaire was" if issued == 1 else "questionnaires were"),
        "is" if valid == 1 else "are",
    )
    return (
        f"{count(issued)} {went} issued{apart}; {count(returned)} came back and {count(valid)} {hold} valid, "
        f"{_part(valid, issued)} of those issued. Of the {count(base)} eligible, {_part(returned, base)} came back and "
        f"{_part(valid, base)} are valid; of those that came back, {_part(valid, returned)} are valid."
    )


def _return_table(investigation: Investigation, language: str) -> Table:
    chinese = language.startswith("zh")
    columns = (
        ("层", "发放", "不属对象", "回收", "有效", "无效", "回收率", "有效回收率")
        if chinese
        else ("Stratum", "Issued", "Not eligible", "Returned", "Valid", "Invalid", "Returned %", "Valid %")
    )
    issued = _sums(_issued(investigation))
    # Strata of which nothing was issued are told apart from others only where something was.
    rows = [_line(one, language) for one in investigation.returns if one.imported or issued[0]]
    whole = (*issued[:2], *_sums(investigation.returns)[2:])
    rows.append(_row("合计" if chinese else "Total", whole, issued[0] - issued[1], (issued[2], issued[3])))
    refused, partial = (
        sum(getattr(one, name) for one in investigation.returns) for name in ("refused", "partial")
    )
    note = (
        f"注：应答基数=发放−不属对象；回收率=回收/应答基数，有效回收率=有效/应答基数。"
        f"另有不同意参加 {refused} 份，截止时部分填答 {partial} 份。"
        if chinese
        else f"Note: rates are of the copies issued less those of persons not eligible. Besides, {refused} refused, "
        f"{partial} partial at closing."
    )
    caption = "各层问卷发放与回收情况" if chinese else "Questionnaires issued and returned by stratum"
    said = sourced(note, investigation, language)
    return Table(caption, columns, tuple(rows), said, frozenset({len(rows) - 1}), key=RETURNS)


def _funnel(investigation: Investigation, language: str) -> list[Block]:
    """From issued to returned to valid as a picture; nothing where no copy was issued."""
    issued, _, returned, valid, _ = _sums(_issued(investigation))
    if not issued:
        return []
    with collected():  # apart from the tables of answers that the report gives away
        table = stages_table([("issued", issued), ("returned", returned), ("valid", valid)])
    chart = draw(table, "funnel", investigation.provenance, language)
    said = return_sentence(investigation, language)
    return [pictured(chart, "funnel", table.title.say(language), said, RETURNS)]


def _rates(investigation: Investigation, chinese: bool) -> list[Block]:
    if not investigation.rates:
        return []
    shown = [f"{name} {value * 100:.1f} %" for name, value in investigation.rates if value is not None]
    joined = ("、" if chinese else ", ").join(shown)
    words = (
        f"按 AAPOR 标准定义计算：{joined}。" if chinese else f"By the AAPOR Standard Definitions: {joined}."
    )
    return [Paragraph(words, "note")]


def _precision(investigation: Investigation, language: str) -> str:
    dataset = investigation.dataset
    between = "" if language.startswith("zh") else " "
    notes = between.join(note.say(language) for note in dataset.design.notes)
    deff, effective = kish_deff(dataset.weights), effective_n(dataset.weights)
    if language.startswith("zh"):
        return (
            f"{notes}权数不等造成的设计效应（Kish）为 {deff:.2f}，有效样本量 {effective:,.0f}。"
            "表中方括号为 95 % 置信区间；文字只陈述区间不重叠的差别。"
        )
    return (
        f"{notes} Kish's design effect of the weights is {deff:.2f}, the effective sample size {effective:,.0f}. "
        "Square brackets hold 95 % intervals; the text states only differences whose intervals do not overlap."
    )


def _warnings(investigation: Investigation, language: str) -> list[Block]:
    """What the weights cannot make good, such as a stratum without answers, and what was assumed of lone units."""
    dataset = investigation.dataset
    said = [one.reason.say(language) for one in expand(dataset, "unweighted").warnings]
    said += [one.say(language) for one in lone_units(dataset)]
    between = "" if language.startswith("zh") else " "
    return [Paragraph(between.join(said))] if said else []


def lone_units(dataset: Dataset) -> list[Text]:
    """What to say of strata where all valid answers come from one unit, which has no variance of its own."""
    design = dataset.design
    if not design.clustered:
        return []
    units = dataset.table.groupby("stratum", observed=True)["psu"].nunique()
    lone = [stratum for stratum in design.strata if units.get(stratum.code, 0) == 1]
    if not lone:
        return []
    how = LONE[design.single_psu]
    named = {
        "zh": "、".join(f"“{one.label.say('zh-CN')}”" for one in lone),
        "en": ", ".join(f"“{one.label.say('en')}”" for one in lone),
    }
    return [
        Text(
            zh=f"{named['zh']}层的有效答卷都来自同一个单位，算不出层内方差，{how.say('zh-CN')}。",
            en=f"All valid responses of {named['en']} come from one unit, so that no variance within "
            f"can be worked out: {how.say('en')}.",
        )
    ]


def _limits(investigation: Investigation, chinese: bool) -> str:
    threshold = investigation.policy.threshold
    if chinese:
        return (
            "结果来自自愿填答，未应答者可能与应答者不同，加权只按层校正，不能完全消除由此产生的偏差；"
            f"少于 {threshold} 人的单元格及可由合计推出的单元格不公布（▪）；n < 30 的数字（*）仅供参考。"
        )
    return (
        "Participation was voluntary: those who did not answer may differ, and weights by stratum cannot remove all of that. "
        f"Cells of fewer than {threshold} persons, and cells that would reveal them, are not published (▪); "
        "figures on n < 30 (*) are indicative only."
    )
