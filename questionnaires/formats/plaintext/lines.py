"""What single lines are: headings, page breaks, closing words, lines of the office, rows of a matrix."""

from __future__ import annotations

import re

from questionnaires.formats.plaintext.choices import BOXES
from questionnaires.formats.plaintext.marks import BRACKETS, mark_of

MARKED = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
TYPE = re.compile(r"(?:Type|题型|类型|题目类型)\s*[:：]\s*(\S.*)", re.IGNORECASE)
# possessive: a row of them is taken whole, so that no line takes long
BLANK = re.compile(r"_{2,}+|\{_\}|…{3,}+|\.{6,}+|‗{2,}+|﹏{2,}+|—{4,}+")
ONLY_BLANK = re.compile(rf"(?=.*(?:{BLANK.pattern}))[\s_…‗﹏—.。，]+")
ROWS = re.compile(r"(?:行|行标题|题项|评价项目?|Rows?|Statements?)\s*[:：]\s*(.*)", re.IGNORECASE)
COLUMNS = re.compile(r"(?:列|列标题|选项|评价等级|Columns?|Ratings?)\s*[:：]\s*(.*)", re.IGNORECASE)
RANGE = re.compile(r"\s*(-?\d{1,4})\s*(?:[~～]|—+|–|-|至|到)\s*(-?\d{1,4})\s*分?\s*")
TOTAL = re.compile(r"(?:总分|总和|合计|共计|总计)\s*[:：为]?\s*(\d+(?:\.\d+)?)\s*[%分]?")
HINT = re.compile(r"(?:注意?|说明|提示|备注|填写说明|填答说明)\s*[:：]\s*(\S.*)")
SEPARATOR = re.compile(r"\s*([-=*_~—－·.])\s*(?:\1\s*){4,}")
PAGE = re.compile(
    r"\s*[=\-—*#~<【\[]{2,}\s*(?:分页符?|下一页|page\s*break)\s*[=\-—*#~>】\]]{2,}\s*|\[分页(?:符|栏)?\]|【分页(?:符|栏)?】",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"\s*(?:第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页|[-—]\s*\d{1,3}\s*[-—]|\d{1,3}\s*/\s*\d{1,3}|Page\s+\d+\s+of\s+\d+)\s*",
    re.IGNORECASE,
)
ANNEX = re.compile(r"附件\s*[0-9一二三四五六七八九十]*\s*[:：]?|附[:：]")
OFFICE = re.compile(
    r"(?:问卷)?(?:编\s*号|编\s*码)|表\s*号|制定机关|制表机关|批准(?:机关|文号|备案)|备案(?:机关|文号)|有效期(?:至|限)|"
    r"(?:调查|访问|督导|审核|录入|复核)(?:员|人)(?:姓名|编号|签名|签字)?|(?:访问|审核|录入|复核)(?:时间|日期)|统计机构|综合机关"
)
INSTRUCTIONS = re.compile(
    r"[\[【（(]?\s*(?:填写|填答|填表|答题|作答|填报|问卷)?(?:说明|须知|要求|注意事项|提示|指南)\s*[\]】）)]?\s*[:：]?"
)
THANKS = re.compile(
    r"(?:再次|衷心|非常|最后|十分|诚挚|由衷)*地?(?:感谢|谢谢)(?:您|你|大家|各位)?.{0,24}|"
    r"(?:本)?(?:问卷|调查|填写|答题)(?:到此|至此|已经|已)?(?:全部)?(?:结束|完毕|完成).{0,30}|祝.{0,20}[！!。]?"
)
ASKING = re.compile(r"[？?]|您|贵单位|你们?(?!好)|请|是否|哪|____|_{3,}|[（(][ \t]*[)）]")
_SECTION = re.compile(
    r"[\[【（(]?\s*(?:第\s*[0-9一二三四五六七八九十百]{1,3}\s*(?:部分|章|节|单元|模块|篇|大部分)|"
    r"[A-Z]\s*(?:部分|模块|卷|单元)|(?:模块|单元|部分|Part|Section)\s*[0-9A-Z一二三四五六七八九十]{1,3}(?![0-9A-Za-z]))\s*[:：、.\-—]?\s*.{0,60}"
)
_BRACKETED = re.compile(r"【([^【】]{1,60})】")
_BARE_BOX = rf"(?:[{BOXES}]|[（(][ \t]*[)）]|\[[ \t]*\])"
_ROW = re.compile(rf"\s*(?P<label>\S.*?)\s*(?P<boxes>{_BARE_BOX}(?:[ \t/|]*{_BARE_BOX})+)\s*")
_LEGENDED = re.compile(
    r"\s*(?P<label>\S.*?[\u4e00-\u9fff？?。)）]\S*)\s+(?P<signs>A(?:\s+[B-K]){1,10}|[01](?:\s+\d{1,2}){2,10})\s*"
)
_ONE_BOX = re.compile(rf"\s*(?P<label>\S.*?)\s*{_BARE_BOX}\s*")
_DIGITS = re.compile(
    rf"\s*(?P<low>[^\d{BOXES}]*?)\s*"
    rf"(?P<digits>(?:[{BOXES}]?+\s*+\d{{1,2}}+\s*+分?+[ \t—–\-·.,，、|/]*+){{3,}}[{BOXES}]?)\s*(?P<high>[^\d{BOXES}]*)"
)


def heading(text: str) -> str:
    """The title of a section that a line plainly is, else nothing."""
    text = text.strip()
    if found := _BRACKETED.fullmatch(text):
        said = mark_of(found[1])
        return "" if said or not re.search(r"[\w\u4e00-\u9fff]", found[1]) else found[1].strip()
    if (
        _SECTION.fullmatch(text)
        and not re.search(r"[？?]|_{2,}|第\s*\d+\s*题", text)
        and not text.endswith("。")
    ):
        return text
    return ""


def matrix_row(text: str, *, legend: bool = False) -> tuple[str, int] | None:
    """``工作内容 □ □ □ □ □``: the label, and how many boxes stand behind it.

    Where a legend of the columns came before, letters or figures may stand for the boxes.
    """
    if legend and (marked := _LEGENDED.fullmatch(text)):
        return marked["label"].strip(), len(marked["signs"].split())
    found = _ROW.fullmatch(text)
    if found is None or not re.search(r"[\w\u4e00-\u9fff]", found["label"]):
        return None
    if re.search(rf"[{BOXES}]", found["label"]):
        return None
    return found["label"].strip(), len(re.findall(_BARE_BOX, found["boxes"]))


def boxed_row(text: str) -> str:
    """``科学新发现（ ）``: the label before one empty box."""
    found = _ONE_BOX.fullmatch(text)
    return found["label"].strip() if found and not re.search(rf"[{BOXES}]", found["label"]) else ""


def digit_line(text: str) -> tuple[str, tuple[int, ...], str] | None:
    """``很不满意 1 2 3 4 5 很满意``: what stands before, the figures counting by one, what stands behind."""
    found = _DIGITS.fullmatch(text)
    if found is None:
        return None
    digits = tuple(int(one) for one in re.findall(r"\d+", found["digits"]))
    if len(digits) < 3:
        return None
    step = digits[1] - digits[0]
    if abs(step) != 1 or any(digits[place + 1] - one != step for place, one in enumerate(digits[:-1])):
        return None
    low, high = found["low"].strip(" \t-—:："), found["high"].strip(" \t-—:：。")
    return (low, digits, high) if step > 0 else (high, digits[::-1], low)


def listed(words: str) -> list[str]:
    """Several things in one line: by wide space or tabs, else by commas, else by spaces."""
    for pattern in (r"\t+|\s{2,}|\|", r"[、,，;；]", r"\s+"):
        parts = [part.strip() for part in re.split(pattern, words.strip()) if part.strip()]
        if len(parts) > 1:
            return parts
    return [words.strip()] if words.strip() else []


def asks(text: str) -> bool:
    """The words sound like a question rather than like an option or a statement."""
    if ASKING.search(text) or text.rstrip().endswith((":", "：")):
        return True
    return any(mark_of(found[1]) for found in BRACKETS.finditer(text))


def tagged(text: str) -> bool:
    """A kind of 问卷星 stands beside the words in square brackets."""
    return any(
        (said := mark_of(found[1])) is not None and (said.kind or said.unknown)
        for found in re.finditer(
            r"[\[【（(]([^\[\]【】（）()]*)[\]】）)]\s*\*?\s*(?:[（(][^（）()]*[）)])?\s*[_\s*]*$", text
        )
    )
