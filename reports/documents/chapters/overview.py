"""Chapter: how the investigation was done, what came back, how exact it is, and its limits."""

from __future__ import annotations

from reports.documents.content import Block, Heading, Paragraph, Table
from reports.documents.figures import count
from reports.documents.investigation import Investigation, Returns
from reports.weighting import effective_n, kish_deff


def write(investigation: Investigation, language: str) -> list[Block]:
    """The chapter as blocks."""
    chinese = language.startswith("zh")
    return [
        Heading("调查概况" if chinese else "The investigation"),
        Heading("组织与对象" if chinese else "Organisation and population", 2),
        Paragraph(_organisation(investigation, language)),
        Heading("回收情况" if chinese else "Return of questionnaires", 2),
        Paragraph(_return_sentence(investigation, chinese)),
        _return_table(investigation, language),
        *_rates(investigation, chinese),
        Heading("加权与精度" if chinese else "Weights and precision", 2),
        Paragraph(_precision(investigation, language)),
        Heading("局限" if chinese else "Limits", 2),
        Paragraph(_limits(investigation, chinese)),
    ]


def _organisation(investigation: Investigation, language: str) -> str:
    organiser, place = investigation.organiser.say(language), investigation.place.say(language)
    date = investigation.dataset.design.reference_date
    if language.startswith("zh"):
        reference = f"年龄等以 {date} 为基准日期计算。" if date else ""
        return (
            f"本次调查由{organiser}组织，对象为{place}的科技工作者，时间为{investigation.field_period}。"
            f"调查目的是测算科技工作者队伍的规模、从业结构、年龄结构、职称结构及政治面貌等，了解他们的心声和诉求。{reference}"
        )
    reference = f" Ages are counted at {date}." if date else ""
    return (
        f"The investigation was carried out by {organiser} among S&T workers of {place}, {investigation.field_period}. "
        "Its purpose is to know the size of this workforce, its structure by occupation, age, title and political "
        f"status, and what these people ask for.{reference}"
    )


def whole(returns: tuple[Returns, ...] | list[Returns], label: str) -> tuple[str, ...]:
    """The row of totals."""
    return _row(
        label,
        *(sum(getattr(one, name) for one in returns) for name in ("issued", "returned", "valid", "invalid")),
    )


def _row(label: str, issued: int, returned: int, valid: int, invalid: int) -> tuple[str, ...]:
    return (
        label,
        count(issued),
        count(returned),
        count(valid),
        count(invalid),
        _part(returned, issued),
        _part(valid, issued),
    )


def _part(part: int, whole_: int) -> str:
    return f"{part / whole_ * 100:.1f} %" if whole_ else "–"


def _return_sentence(investigation: Investigation, chinese: bool) -> str:
    issued, returned, valid = (
        sum(getattr(one, name) for one in investigation.returns) for name in ("issued", "returned", "valid")
    )
    if chinese:
        return (
            f"共发放问卷 {count(issued)} 份，回收 {count(returned)} 份，其中有效 {count(valid)} 份；"
            f"回收率 {_part(returned, issued)}，有效率 {_part(valid, returned)}，有效回收率 {_part(valid, issued)}。"
        )
    return (
        f"{count(issued)} questionnaires were issued, {count(returned)} came back and {count(valid)} are valid: "
        f"{_part(returned, issued)} returned, {_part(valid, returned)} of these valid, "
        f"{_part(valid, issued)} valid of those issued."
    )


def _return_table(investigation: Investigation, language: str) -> Table:
    chinese = language.startswith("zh")
    columns = (
        ("层", "发放", "回收", "有效", "无效", "回收率", "有效回收率")
        if chinese
        else ("Stratum", "Issued", "Returned", "Valid", "Invalid", "Returned %", "Valid %")
    )
    rows = [
        _row(one.label.say(language), one.issued, one.returned, one.valid, one.invalid)
        for one in investigation.returns
    ]
    rows.append(whole(list(investigation.returns), "合计" if chinese else "Total"))
    others = {
        name: sum(getattr(one, name) for one in investigation.returns)
        for name in ("ineligible", "refused", "partial")
    }
    note = (
        f"注：另有不属于调查对象 {others['ineligible']} 份（不计入应答率基数），不同意参加 {others['refused']} 份，"
        f"截止时部分填答 {others['partial']} 份。回收率=回收/发放，有效回收率=有效/发放。"
        if chinese
        else f"Note: besides, {others['ineligible']} not eligible (outside the base of response rates), {others['refused']} "
        f"refused, {others['partial']} partial at closing."
    )
    caption = "各层问卷发放与回收情况" if chinese else "Questionnaires issued and returned by stratum"
    return Table(caption, columns, tuple(rows), note, frozenset({len(rows) - 1}))


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


def _limits(investigation: Investigation, chinese: bool) -> str:
    threshold = investigation.threshold
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
