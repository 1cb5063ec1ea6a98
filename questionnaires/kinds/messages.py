"""What respondents are told about their answers. Short, polite, and saying what to do."""

from __future__ import annotations

from questionnaires.text import Text

REQUIRED = Text(zh="请回答这一题", en="Please answer this question")
REQUIRED_OFFERED = Text(
    zh="请回答这一题；不便回答时，可以选题后的“{offers}”",
    en="Please answer this question, or choose “{offers}” below it",
)
REQUIRED_ROW = Text(zh="请回答这一行：{row}", en="Please answer this line: {row}")
LEFT_OUT = Text(zh="这一题还没有回答", en="This question has not been answered")
LEFT_OUT_ROW = Text(zh="这一行还没有回答：{row}", en="This line has not been answered: {row}")
WRONG_SHAPE = Text(
    zh="这一题的回答读不出来，请重新填写", en="This answer could not be read; please give it again"
)
NOT_OFFERED = Text(
    zh="这一题没有这个选择，请重新回答", en="That choice is not offered here; please answer again"
)
UNKNOWN_OPTION = Text(
    zh="所选的一项不在选项中，请重新选择", en="One choice is not among the options; please choose again"
)
HIDDEN_OPTION = Text(
    zh="“{option}”因前面的回答已不适用，请重新选择",
    en="“{option}” no longer applies after an earlier answer; please choose again",
)
PICKS_EXACTLY = Text(
    zh="请选 {least} 项，现在选了 {given} 项", en="Please choose {least}; you have chosen {given}"
)
PICKS_LEAST = Text(
    zh="请至少选 {least} 项，现在选了 {given} 项",
    en="Please choose at least {least}; you have chosen {given}",
)
PICKS_MOST = Text(
    zh="最多选 {most} 项，现在选了 {given} 项，请去掉 {over} 项",
    en="Please choose at most {most}; you have chosen {given}, take back {over}",
)
EXCLUSIVE = Text(
    zh="“{option}”不能与其他选项同时选，请保留其中一种",
    en="“{option}” cannot go together with other choices; please keep one or the other",
)
REPEATED = Text(
    zh="“{option}”排了不止一次，请每项只排一次",
    en="“{option}” is ranked more than once; please rank each once",
)
WRITE_IN_EMPTY = Text(
    zh="您选了“{option}”，请写出具体内容", en="You chose “{option}”; please write what it is"
)
TOO_LONG = Text(
    zh="最多 {limit} 个字，现在有 {given} 个字，请删去 {over} 个字",
    en="At most {limit} characters; there are {given}, please remove {over}",
)
PATTERN = Text(
    zh="填写的内容不合要求的格式，请检查", en="This does not have the expected form; please check it"
)
HOLDS_NUMBER = Text(
    zh="内容里好像有电话号码或证件号码。请不要写出他人姓名、电话；确认没有请继续",
    en="The text seems to hold a phone or identity number. Please leave such numbers out, or confirm",
)
BETWEEN = Text(zh="请填写 {least} 到 {most} 之间的数", en="Please enter a number between {least} and {most}")
NOT_LESS = Text(zh="请填写不小于 {least} 的数", en="Please enter a number not less than {least}")
NOT_MORE = Text(zh="请填写不大于 {most} 的数", en="Please enter a number not greater than {most}")
WHOLE_NUMBER = Text(zh="请填写整数", en="Please enter a whole number")
DECIMALS = Text(
    zh="最多保留 {decimals} 位小数", en="Please give no more than {decimals} digits after the decimal point"
)
STEP = Text(zh="请填写 {step} 的倍数", en="Please enter a multiple of {step}")
UNUSUAL = Text(
    zh="您填写的是 {value}{unit}，比较少见，请确认",
    en="You entered {value}{unit}, which is unusual; please confirm",
)
SPLIT_SUM = Text(
    zh="各项合计应为 {total}{unit}，现在是 {given}{unit}",
    en="The parts should add up to {total}{unit}; they now make {given}{unit}",
)
SPLIT_PART = Text(
    zh="“{row}”请填写 0 到 {total} 之间的数", en="Please enter a number between 0 and {total} for “{row}”"
)
SPLIT_STEP = Text(zh="“{row}”请填写 {step} 的倍数", en="Please enter a multiple of {step} for “{row}”")
DATE_INCOMPLETE = Text(zh="请把日期补全到{precision}", en="Please complete the date with its {precision}")
DATE_IMPOSSIBLE = Text(zh="没有这一天，请检查日期", en="There is no such date; please check it")
DATE_EARLY = Text(zh="请填写不早于 {earliest} 的日期", en="Please enter a date not before {earliest}")
DATE_LATE = Text(zh="请填写不晚于 {latest} 的日期", en="Please enter a date not after {latest}")
DATE_FUTURE = Text(zh="日期不能晚于今天", en="The date cannot be later than today")
CASCADE_LEVEL = Text(zh="请选择{level}", en="Please choose: {level}")
CASCADE_UNKNOWN = Text(
    zh="名单里没有所选的{level}，请重新选择",
    en="That choice is not in the list; please choose again: {level}",
)
CASCADE_APART = Text(
    zh="所选的{level}不属于上一级，请重新选择",
    en="That choice does not belong to the level above; please choose again: {level}",
)
PRECISION = {
    "year": Text(zh="年", en="year"),
    "month": Text(zh="月", en="month"),
    "day": Text(zh="日", en="day"),
}
NOT_A_DATE = Text(zh="请填写日期，例如 1985 年 3 月", en="Please enter a date, for example March 1985")


def said(message: Text, **values: object) -> Text:
    """A message with its places filled; a Text is said in the message's language."""
    return Text(
        {
            language: wording.format(
                **{
                    name: value.say(language) if isinstance(value, Text) else value
                    for name, value in values.items()
                }
            )
            for language, wording in message.items()
        }
    )
