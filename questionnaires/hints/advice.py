"""The kinds of advice, each with its reason and its remedy."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Question
from questionnaires.text import Text


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice on one place: ``code`` names the kind of advice, ``place`` reads like that of a finding."""

    code: str
    place: str
    question: str
    reason: Text
    remedy: Text


ADVICE: dict[str, tuple[Text, Text]] = {
    "long": (
        Text(zh="问法较长（{n} 字），手机上要读好几行。", en="The question is long ({n} characters)."),
        Text(zh="请删去不影响意思的话，或移到提示里。", en="Cut what does not change its meaning, or move it to the hint."),
    ),
    "long_option": (
        Text(zh="选项“{said}”较长。", en="The option “{said}” is long."),
        Text(zh="请缩短，让人一眼能分清；解释可放在括号里。",
             en="Shorten it, or put what explains it in brackets; options should differ at a glance."),
    ),
    "double_negative": (
        Text(zh="有双重否定：“{said}”。", en="A double negative: “{said}”."),
        Text(zh="请改成肯定的说法。", en="Say it positively."),
    ),
    "two_in_one": (
        Text(zh="像是一题问了两件事：“{said}”。", en="It seems to ask two things at once: “{said}”."),
        Text(zh="请拆成两题，每题只问一件。", en="Split it; one question, one thing."),
    ),
    "leading": (
        Text(zh="“{said}”带有倾向，会引人作答。", en="“{said}” leads people to an answer."),
        Text(zh="请换成中性的说法。", en="Use neutral words."),
    ),
    "abbreviation": (
        Text(zh="缩写“{said}”不是人人都懂。", en="Not everybody knows the abbreviation “{said}”."),
        Text(zh="请写全称，或在括号里说明。", en="Write it out, or explain it in brackets."),
    ),
    "overlap": (
        Text(zh="“{one}”和“{other}”有重叠。", en="“{one}” and “{other}” overlap."),
        Text(zh="请让每个数只落在一个选项里。", en="Let every number fall into one option only."),
    ),
    "gap": (
        Text(zh="选项之间有空档：{low} 到 {high} 没有选项。", en="The options leave a gap: {low} to {high}."),
        Text(zh="请补上这一段。", en="Fill it."),
    ),
    "no_way_out": (
        Text(zh="多选题没有“其他”或“都没有”。", en="There is no “other” and no “none of these”."),
        Text(zh="请加一个，否则不合适的人只能乱选或跳过。", en="Add one; people whom nothing fits must guess or skip."),
    ),
    "no_other": (
        Text(zh="选项可能不全，又没有“其他”。", en="The options may not be complete, and there is no “other”."),
        Text(zh="请加“其他”，或说明只在这几项里选。", en="Add “other”, or say that these are all there are."),
    ),
    "no_none": (
        Text(zh="这道多选题必答，却没有“以上都没有”。", en="It must be answered, and there is no “none of these”."),
        Text(zh="请加一个独选的“以上都没有”，或改为选填。",
             en="Add “none of these” as an option that stands alone, or let it be left out."),
    ),
    "unbalanced": (
        Text(zh="正面选项 {good} 个，反面选项 {bad} 个，会把结果推向一边。",
             en="{good} options are positive and {bad} negative, which pushes the result to one side."),
        Text(zh="请让两边一样多。", en="Have as many on both sides."),
    ),
    "many_options": (
        Text(zh="一屏 {n} 个选项，很难读完。", en="{n} options are more than people read."),
        Text(zh="请分组、改下拉框，或用代码表。", en="Group them, use a drop-down, or a code list."),
    ),
    "many_rows": (
        Text(zh="矩阵有 {n} 行，手机上要逐行作答，容易草率。", en="{n} rows one after another invite careless answers."),
        Text(zh="请拆成两题，每题不超过 10 行。", en="Split it into parts of at most ten rows."),
    ),
}  # fmt: skip


def advise(code: str, place: str, question: Question, **values: object) -> Hint:
    """One piece of advice, its words filled in."""
    reason, remedy = ADVICE[code]
    return Hint(code, place, question.name, reason.fill(**values), remedy)
