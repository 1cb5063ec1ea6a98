"""The fixed words of a printed questionnaire."""

from __future__ import annotations

from questionnaires.text import Text

BRACKETS = Text(zh="（{words}）", en="({words})")
MARK = Text(zh="【{words}】", en="[{words}]")
JUMP = Text(zh="→ 跳到 {number}", en="→ go to {number}")
STOP = Text(zh="→ 到此结束", en="→ stop here")
WHEN = Text(zh="{sentence}时回答", en="Answer only when {sentence}")
WHEN_PART = Text(zh="本部分{sentence}时回答", en="Answer this part only when {sentence}")
WHEN_THIS = Text(zh="{sentence}时可选", en="only when {sentence}")
WHEN_ROW = Text(zh="{sentence}时填", en="only when {sentence}")
RULE = Text(zh="回答条件：{rule}", en="Answer only under this condition: {rule}")
ENDS = Text(zh="{sentence}时，到此结束。", en="Stop here when {sentence}.")
ENDS_RULE = Text(zh="符合下面的条件时，到此结束：{rule}。", en="Stop here under this condition: {rule}.")
ASK = Text(zh="请再填{questions}。", en="Please still answer {questions}.")

ANY = Text(zh="可多选", en="choose all that apply")
ANY_LEAST = Text(zh="可多选，至少 {least} 项", en="choose all that apply, at least {least}")
UP_TO = Text(zh="最多选 {most} 项", en="choose at most {most}")
EXACTLY = Text(zh="选 {most} 项", en="choose {most}")
BETWEEN = Text(zh="选 {least} 到 {most} 项", en="choose {least} to {most}")
RANKED = Text(
    zh="把选项的代码按先后写进方框，{count}",
    en="write the codes of the options into the squares in order; {count}",
)
PLACE = Text(zh="第{place}", en="{place}.")
PLACES = tuple("一二三四五六七八九十")

YEAR, MONTH, DAY = Text(zh="年", en="Year"), Text(zh="月", en="Month"), Text(zh="日", en="Day")
SUM = Text(zh="合计", en="Sum")
BOUNDS = Text(zh="{least} 到 {most}", en="{least} to {most}")
AT_LEAST = Text(zh="不少于 {least}", en="at least {least}")
AT_MOST = Text(zh="不超过 {most}", en="at most {most}")
STEP = Text(zh="填 {step} 的倍数", en="in steps of {step}")
JOIN = Text(zh="，", en="; ")
LIST_JOIN = Text(zh="、", en=", ")
QUESTION = Text(zh=" {number} 题", en=" question {number}")
OWN_CODE = Text(zh="代码", en="code")

APPENDIX = Text(zh="附录 {letter}　{title}", en="Appendix {letter}. {title}")
IN_APPENDIX = Text(
    zh="代码见附录 {letter}；不清楚代码的只写名称。",
    en="Codes are in appendix {letter}; if you do not know the code, write the name only.",
)
NOT_IN_APPENDIX = Text(
    zh="请写名称，代码由工作人员填写。", en="Please write the name; staff fill in the code."
)
MAY_BE_WRITTEN = Text(zh="名单里没有的也请写出来。", en="If the list lacks it, write it all the same.")
SOURCE = Text(zh="来源：{source}", en="Source: {source}")

ANSWER_TO = Text(zh="〔{number} 题的答案〕", en="[your answer to {number}]")
WORKED_OUT = Text(zh="〔{label}〕", en="[{label}]")
UNKNOWN_FACT = "〔　　〕"

END = Text(zh="问卷到此结束，谢谢您。", en="This is the end of the questionnaire. Thank you.")
WHY = Text(zh="为什么问：", en="Why we ask: ")
SERIAL = Text(zh="编号", en="Serial")
SCAN = Text(zh="也可扫码在手机上填", en="or scan to answer by phone")
PAGE = Text(zh="第 {page} 页　共 {pages} 页", en="Page {page} of {pages}")
PAGE_OF_COPY = Text(zh="第 {page} 页", en="Page {page}")
EMPTY_PAGE = Text(zh="（此面没有题）", en="(no questions on this page)")
CONTACT = Text(zh="咨询：{contact}", en="Questions: {contact}")
OFFICE = Text(zh="由工作人员填写", en="For office use")
OFFICE_FIELDS = (
    Text(zh="发放日期", en="Handed out on"),
    Text(zh="收回日期", en="Returned on"),
    Text(zh="调查员", en="Interviewer"),
    Text(zh="结果代码", en="Outcome"),
    Text(zh="录入员", en="Entered by"),
    Text(zh="复核员", en="Checked by"),
)
HOW_TICK = Text(
    zh="请用黑色或蓝色笔填写。在选项前的方框里打“√”；没有写“可多选”的，只选一项。",
    en="Please use a black or blue pen. Tick the square before an option; choose one unless more are allowed.",
)
HOW_DIGITS = Text(
    zh="有小方格的，一格写一个数字，靠右写。",
    en="Where there are small squares, write one digit in each, to the right.",
)
HOW_JUMP = Text(
    zh="选项后面有“→”的，请跳到它指的那一题；没有的，接着往下答。",
    en="Where “→” follows an option, go on with the question it names; otherwise with the next one.",
)
HOW_CHANGE = Text(
    zh="要改答案，请划掉原来的，重新打“√”或写在旁边。",
    en="To change an answer, cross it out and tick or write the new one beside it.",
)
LEGAL = {
    "form_number": Text(zh="表号：", en="Form number:"),
    "issuing_body": Text(zh="制定机关：", en="Issuing body:"),
    "approval_number": Text(zh="批准文号：", en="Approval number:"),
    "valid_until": Text(zh="有效期至：", en="Valid until:"),
}
