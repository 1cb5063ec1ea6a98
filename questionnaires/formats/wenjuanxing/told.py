"""What is told of a questionnaire written as text: what that text has no word for."""

from __future__ import annotations

from questionnaires.formats.carried import Fate, Note
from questionnaires.text import Text

_SAID: dict[str, tuple[Fate, str, str]] = {
    "languages": (
        Fate.LEFT_OUT,
        "文本只有一种语言，写的是 {words}；另有 {others}。",
        "The text is in one language, {words}; the questionnaire is also in {others}.",
    ),
    "language": (
        Fate.CHANGED,
        "问卷没有 {others} 的文字，写的是 {words}。",
        "The questionnaire has no texts in {others}; those in {words} were written.",
    ),
    "rule": (
        Fate.LEFT_OUT,
        "显示条件没有写出，请在问卷星里设置：{words}",
        "Conditions were left out; set them there: {words}",
    ),
    "check": (Fate.LEFT_OUT, "检查规则没有写出。", "Checks were left out."),
    "ending": (
        Fate.LEFT_OUT,
        "提前结束没有写出，请在问卷星里设置：{words}",
        "Early endings were left out; set them there: {words}",
    ),
    "calculated": (Fate.LEFT_OUT, "计算项没有写出。", "Calculated values were left out."),
    "analysis": (
        Fate.LEFT_OUT,
        "用途、隐私和缺失的标记没有写出。",
        "Roles, privacy and marks of missing answers were left out.",
    ),
    "exclusive": (
        Fate.LEFT_OUT,
        "独选项没有标出，请在问卷星里设置。",
        "Options that stand alone are not marked; set them there.",
    ),
    "codes": (
        Fate.CHANGED,
        "选项代码不写出，问卷星从 1 起编号。",
        "Codes of options are not written; they will be numbered from 1.",
    ),
    "numbers": (Fate.CHANGED, "题号改成了从 1 起连续编号。", "Questions are numbered from 1."),
    "number": (
        Fate.CHANGED,
        "数字题成了填空题，范围和小数位没有写出。",
        "Numbers became blanks without bounds and decimals.",
    ),
    "date": (
        Fate.CHANGED,
        "日期题成了填空题，最早和最晚的日期没有写出。",
        "Dates became blanks without bounds.",
    ),
    "words": (Fate.LEFT_OUT, "填空的字数和格式没有写出。", "Lengths and patterns of texts were left out."),
    "hint": (
        Fate.CHANGED,
        "提示和理由写进了题干的括号。",
        "Hints and reasons stand in brackets behind the question.",
    ),
    "offers": (
        Fate.LEFT_OUT,
        "“不愿回答”“不清楚”按钮没有写出。",
        "The buttons for missing answers were left out.",
    ),
    "statement": (
        Fate.CHANGED,
        "知情同意成了说明文字加单选题。",
        "The consent became a text and a single choice.",
    ),
    "entries": (
        Fate.LEFT_OUT,
        "代码表有 {words} 项，太长，没有写出。",
        "A code list of {words} entries was too long to write.",
    ),
    "look": (Fate.LEFT_OUT, "选项随机排列没有写出。", "Shuffling was left out."),
    "whole": (
        Fate.LEFT_OUT,
        "审核规则和完成条件没有写出。",
        "Reviews and what counts as complete were left out.",
    ),
    "split": (Fate.LEFT_OUT, "比重题的步长和单位没有写出。", "Steps and units of splits were left out."),
    "unit": (Fate.LEFT_OUT, "单位“{words}”没有写出。", "The unit “{words}” was left out."),
    "levels": (
        Fate.LEFT_OUT,
        "多级下拉题各级的名称、用途和“可以自己填”没有写出。",
        "Names and roles of the steps of a cascade, and that its last may be written in, were left out.",
    ),
    "rows": (
        Fate.LEFT_OUT,
        "行的反向计分、注意力检测没有写出。",
        "Reversed and attention rows were not marked.",
    ),
}


def told(code: str, place: str, words: str = "", others: str = "") -> Note:
    """The note of a code, its words filled in as they are."""
    fate, *said = _SAID[code]
    zh, en = (one.replace("{others}", others).replace("{words}", words) for one in said)
    return Note(fate, code, place, Text(zh=zh, en=en))
