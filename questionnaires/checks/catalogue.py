"""Every kind of finding with its words; what a rule itself gets wrong is said by the rule language."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.findings import Finding, Severity
from questionnaires.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one kind of finding; ``{…}`` are filled in."""

    severity: Severity
    reason: Text
    remedy: Text


def _error(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Entry:
    return Entry(Severity.ERROR, Text(zh=zh, en=en), Text(zh=remedy_zh, en=remedy_en))


def _warning(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Entry:
    return Entry(Severity.WARNING, Text(zh=zh, en=en), Text(zh=remedy_zh, en=remedy_en))


CATALOGUE: dict[str, Entry] = {
    # names
    "name_repeated": _error(
        "名称“{name}”用了不止一次。",
        "The name “{name}” is used more than once.",
        "请给其中一个换名。",
        "Rename one of them.",
    ),
    "name_reserved": _error(
        "名称“{name}”由平台使用。",
        "The name “{name}” is used by the platform.",
        "请换一个名称。",
        "Choose another name.",
    ),
    "column_repeated": _error(
        "数据列“{name}”与“{other}”的列同名（不分大小写）。",
        "The data column “{name}” is also a column of “{other}” (capitals do not count).",
        "请给其中一题换名。",
        "Rename one of the two questions.",
    ),
    # references
    "unknown_name": _error(
        "规则用到的“{name}”不存在。",
        "The rule refers to “{name}”, which does not exist.",
        "请检查名称，或补上这道题。",
        "Check the name or add the question.",
    ),
    "reference_later": _error(
        "规则用到的“{name}”排在后面。",
        "The rule refers to “{name}”, which comes later.",
        "请把那道题移到前面，或改规则。",
        "Move that question forward or change the rule.",
    ),
    "circular": _error(
        "显示条件互相依赖：{names}。",
        "These depend on each other: {names}.",
        "请去掉其中一个条件。",
        "Remove one of the conditions.",
    ),
    "quote_unknown": _error(
        "文字引用的“{name}”不存在。",
        "The text quotes “{name}”, which does not exist.",
        "可引用前面的题和 {facts}。",
        "Quote an earlier question or one of {facts}.",
    ),
    "quote_later": _error(
        "文字引用的“{name}”排在后面。",
        "The text quotes “{name}”, which comes later.",
        "请把那道题移到前面，或去掉引用。",
        "Move that question forward or remove the quotation.",
    ),
    "quote_broken": _error(
        "文字里的 ${{…}} 没有写完整。",
        "A ${{…}} in the text is not complete.",
        "请写成 ${{名称}}。",
        "Write ${{name}}.",
    ),
    "quote_differs": _warning(
        "各语言的文字引用的内容不同。",
        "The languages do not quote the same names.",
        "请核对译文。",
        "Check the translation.",
    ),
    # rules
    "rule_unreachable": _error(
        "这个条件永不成立：没有哪种回答能满足。",
        "No answer can make this condition true.",
        "请检查代码、数的范围和 and、or。",
        "Check codes, bounds, and and or.",
    ),
    "rule_idle": _warning(
        "这个条件总成立，不起作用。",
        "Every answer makes this condition true; it has no effect.",
        "请改正条件，或删去它。",
        "Correct the condition or remove it.",
    ),
    "page_unreachable": _error(
        "这一页不会出现。",
        "This page can never be reached.",
        "请检查它的条件和前面的提前结束。",
        "Check its condition and the endings before it.",
    ),
    "question_unreachable": _error(
        "本页和本题的条件不能同时成立。",
        "The conditions of the page and of the question exclude each other.",
        "请改其中一个条件。",
        "Change one of the two conditions.",
    ),
    "questionnaire_empty": _error(
        "问卷里还没有页面。",
        "The questionnaire has no page yet.",
        "请加一页，再加题。",
        "Add a page, then questions.",
    ),
    "page_empty": _error(
        "这一页还没有题。",
        "This page has no question yet.",
        "请加题，或删去这一页。",
        "Add a question or remove the page.",
    ),
    "page_silent": _warning(
        "这一页没有要显示的题。",
        "Nothing on this page is shown.",
        "请把计算题移到别的页。",
        "Move its calculations to another page.",
    ),
    # texts
    "label_empty": _error("没有文字。", "The wording is empty.", "请写上文字。", "Write the wording."),
    "translation_missing": _error(
        "缺少语言：{languages}。",
        "Languages are missing: {languages}.",
        "请补上译文，或在整份问卷的语言（languages）里去掉它。",
        "Add the translation, or take the language out of those of the questionnaire (languages).",
    ),
    "translation_partial": _warning(
        "缺少语言：{languages}。",
        "Languages are missing: {languages}.",
        "请补上译文。",
        "Add the translation.",
    ),
    "language_unlisted": _warning(
        "这里写了问卷没有列出的语言：{languages}。",
        "Something is written in languages that the questionnaire does not list: {languages}.",
        "请在整份问卷的语言（languages）里加上它，或删去这些文字。",
        "Add it to the languages of the questionnaire (languages), or remove the wording.",
    ),
    "languages_wrong": _error(
        "问卷的语言（languages）没有写、重复或写法不对。",
        "The languages of the questionnaire (languages) are empty, repeated or not well-formed.",
        "请写语言标签，例如 zh-CN、en。",
        "Write language tags such as zh-CN and en.",
    ),
    # options and lists
    "code_repeated": _error(
        "代码“{code}”用了不止一次。",
        "The code “{code}” is used more than once.",
        "请给其中一个换代码。",
        "Change one of them.",
    ),
    "code_reserved": _error(
        "代码“{code}”由平台使用。",
        "The code “{code}” is used by the platform.",
        "-1、-3、-9 分别表示未显示、不适用、未答，请换代码。",
        "-1, -3 and -9 stand for not shown, not applicable and left out; use another code.",
    ),
    "code_unmarked": _warning(
        "选项“{code}”的代码表示缺失，但没有写明分析时当作缺失（missing）。",
        "The code “{code}” stands for a missing answer, but the option does not say that it counts as one (missing).",
        "请在这个选项的更多设置里写明：-7 是不愿回答（missing: refused），-8 是不清楚（missing: unknown）。",
        "Say so among the option's further settings: -7 is refused (missing: refused), -8 does not know (missing: unknown).",
    ),
    "missing_twice": _warning(
        "“{reason}”既是选项，又是另外提供的回答（offers）。",
        "“{reason}” is both an option and offered besides (offers).",
        "请只留一个。",
        "Keep one of the two.",
    ),
    "options_missing": _error(
        "没有选项。",
        "There are no options.",
        "请写选项（options），或从代码表（list）里选。",
        "Write options, or choose a code list.",
    ),
    "options_twice": _error(
        "既写了选项（options），又选了代码表（list）。",
        "Both options and a list are given.",
        "请只留一个。",
        "Keep one of the two.",
    ),
    "options_few": _warning(
        "只有一个选项。", "There is only one option.", "请补上选项。", "Add another option."
    ),
    "exclusive_all": _error(
        "所有选项都是排他的。",
        "Every option is exclusive.",
        "请改成单选题，或去掉几个“排他”（exclusive）。",
        "Make it a single choice or remove exclusive.",
    ),
    "exclusive_idle": _warning(
        "单选题里的“排他”（exclusive）不起作用。",
        "exclusive has no effect in a single choice.",
        "可以删去；随机排列时它让选项排在最后。",
        "Remove it, unless it keeps the option last when shuffled.",
    ),
    "write_in_idle": _error(
        "这种题型不能自填。",
        "Words cannot be written in here.",
        "请去掉“请写明”（write_in）。",
        "Remove “please say” (write_in).",
    ),
    "list_missing": _error(
        "没有名为“{name}”的代码表。",
        "There is no list “{name}”.",
        "请在问卷的代码表（lists）里加上它。",
        "Add it to the code lists (lists).",
    ),
    "list_empty": _error(
        "代码表“{name}”没有内容。",
        "The list “{name}” is empty.",
        "请写条目（entries），或用共用的代码表（shared）。",
        "Write entries, or take a shared list (shared).",
    ),
    "shared_unknown": _error(
        "没有名为“{name}”的共享代码表。",
        "There is no shared list “{name}”.",
        "可用的有：{names}。",
        "There are: {names}.",
    ),
    "list_unused": _warning(
        "代码表“{name}”没有用到。", "The list “{name}” is not used.", "可以删去。", "It can be removed."
    ),
    "list_levels": _error(
        "代码表“{name}”有 {has} 级，这里用 {wants} 级。",
        "The list “{name}” has {has} levels; {wants} are used here.",
        "请让级数一致。",
        "Make the numbers of levels agree.",
    ),
    "list_level_names": _warning(
        "各级名称与代码表“{name}”的不同。",
        "The names of the levels differ from those of the list “{name}”.",
        "请核对各级的顺序。",
        "Check the order of the levels.",
    ),
    "parent_missing": _error(
        "上级代码“{parent}”不在前面的条目里。",
        "The parent “{parent}” is not an entry above.",
        "请改正上级代码，或把上级条目写在前面。",
        "Correct the parent or write its entry first.",
    ),
    "parent_ambiguous": _error(
        "上级代码“{parent}”对应不止一个条目。",
        "The parent “{parent}” may be several entries.",
        "请给上级条目不同的代码。",
        "Give the entries above different codes.",
    ),
    "entry_childless": _warning(
        "条目“{code}”下面没有下一级。",
        "The entry “{code}” has nothing below it.",
        "请补上，或允许自己写（write_in）。",
        "Add entries below it or allow write_in.",
    ),
    "agree_unknown": _error(
        "选项里没有代码“{code}”。",
        "No option has the code “{code}”.",
        "请把“哪一项是同意”（agree）写成其中一个选项的代码。",
        "Write the code of one of the options as agree.",
    ),
    "rows_missing": _error("没有行。", "There are no rows.", "请加上行（rows）。", "Write rows."),
    "expect_unknown": _error(
        "选项里没有要求选的代码“{code}”。",
        "No option has the expected code “{code}”.",
        "请改成选项的代码。",
        "Write the code of an option.",
    ),
    "reverse_idle": _warning(
        "矩阵的选项没有顺序，反向计分（reverse）不起作用。",
        "reverse has no effect in a matrix that is not a scale.",
        "请去掉反向计分，或写明选项有顺序（scale: true）。",
        "Remove reverse, or say that the options are in order (scale: true).",
    ),
    # bounds
    "bounds_crossed": _error(
        "下限 {least} 大于上限 {most}。",
        "The least, {least}, is above the most, {most}.",
        "请改正上下限。",
        "Correct the bounds.",
    ),
    "bounds_beyond": _error(
        "至少要选 {least} 项，可一起选的只有 {count} 项。",
        "{least} are to be chosen; only {count} can be chosen together.",
        "请减少最少选几项（least），或增加选项。",
        "Lower the least to be chosen (least) or add options.",
    ),
    "most_beyond": _warning(
        "最多选 {most} 项，多于选项数 {count}。",
        "At most {most} can be chosen, more than the {count} options.",
        "请改成不大于选项数。",
        "Lower it to the number of options.",
    ),
    "usual_outside": _error(
        "常见范围超出允许范围。",
        "The usual range goes beyond the allowed one.",
        "请让通常的范围（usual_least、usual_most）落在最小和最大（least、most）之间。",
        "Keep the usual range (usual_least, usual_most) between the least and the most.",
    ),
    "step_fine": _error(
        "步长 {step} 比小数位数更细，或大于整个范围。",
        "The step {step} is finer than the decimals or wider than the range.",
        "请改步长（step）或小数位数（decimals）。",
        "Change the step (step) or the decimals (decimals).",
    ),
    "number_is_code": _warning(
        "回答可以是 {codes}，数据里也用这些数表示没有回答；导出时会另加一列 {name}.missing 写明缘由。",
        "The answer may be {codes}, which the data also use for missing answers; exports then say why "
        "an answer is missing in {name}.missing.",
        "不会是负数的，请把“最小”（least）写成 0。",
        "If it is never negative, write 0 as the least (least).",
    ),
    "total_unreachable": _error(
        "按步长 {step} 凑不成合计 {total}。",
        "Steps of {step} cannot add up to {total}.",
        "请让合计是步长的正整数倍。",
        "Make the total a multiple of the step.",
    ),
    "date_invalid": _error(
        "“{date}”不是日期。", "“{date}” is not a date.", "请写存在的日期。", "Write a date that exists."
    ),
    "date_crossed": _error(
        "最早日期 {earliest} 晚于最晚日期 {latest}。",
        "The earliest date, {earliest}, is after the latest, {latest}.",
        "请改正日期。",
        "Correct the dates.",
    ),
    "pattern_wrong": _error(
        "格式不能用：{reason_zh}", "The pattern cannot be used: {reason_en}", "{remedy_zh}", "{remedy_en}"
    ),
    "scale_long": _warning(
        "量表有 {count} 个点，手机上难以选择。",
        "The scale has {count} points, too many for a phone.",
        "请改用数字题，或减少到 11 点以内。",
        "Use a number or at most 11 points.",
    ),
    # pieces that do not fit together
    "required_idle": _warning(
        "这道题不收回答，“必答”（required）不起作用。",
        "This question takes no answer; required has no effect.",
        "请去掉“必答”。",
        "Remove required.",
    ),
    "check_idle": _warning(
        "这道题不收回答，校验（checks）不起作用。",
        "This question takes no answer; checks have no effect.",
        "请把校验移到别的题。",
        "Move the checks to another question.",
    ),
    "role_repeated": _warning(
        "用途“{role}”用在不止一题上。",
        "The role “{role}” is given to more than one question.",
        "请只留一题。",
        "Keep it at one question.",
    ),
    "role_unfit": _error(
        "“{role}”不能用在这种题型上。",
        "The role “{role}” does not fit this kind of question.",
        "请用在：{kinds}。",
        "It fits: {kinds}.",
    ),
    "ending_idle": _warning(
        "这是最后一页，提前结束不起作用。",
        "An ending on the last page has no effect.",
        "请删去，或移到前面的页。",
        "Remove it or move it to an earlier page.",
    ),
    "ending_asks": _error(
        "提前结束后要问的“{name}”不存在。",
        "The ending asks “{name}”, which does not exist.",
        "请写已有的题名。",
        "Write the name of a question.",
    ),
    "complete_unknown": _error(
        "算作完整的条件（complete_when）里的“{name}”不存在。",
        "What makes a response complete (complete_when) names “{name}”, which does not exist.",
        "请写已有的字段名。",
        "Write the name of a field.",
    ),
    "setting_unknown": _error(
        "没有名为“{name}”的设置。",
        "There is no setting “{name}”.",
        "请在问卷的设置（settings）里加上它。",
        "Add it to the settings of the questionnaire (settings).",
    ),
    "nothing_left": _error(
        "按这些设置，问卷里一道题也没有了。",
        "With these settings nothing is left to ask.",
        "请留下至少一页不受设置影响的题。",
        "Keep at least one page that no setting removes.",
    ),
    "setting_unused": _warning(
        "设置“{name}”没有用到。", "The setting “{name}” is not used.", "可以删去。", "It can be removed."
    ),
}


def found(code: str, place: str, /, **values: object) -> Finding:
    """A finding with its words filled in."""
    entry = CATALOGUE[code]
    return Finding(code, place, entry.reason.fill(**values), entry.remedy.fill(**values), entry.severity)
