"""What a questionnaire has and a file made to be read does not show, told in one note.

A codebook is of columns and a paper is filled in with a pen: neither has a place for all
that the model knows. Every attribute of the model is shown by such a file or stands here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from questionnaires.formats.carried import NOTHING, Fate, Note
from questionnaires.model import Page, Part, Questionnaire
from questionnaires.text import Text

#: Words for a thing, and the attributes it stands for: ``*`` is any kind of question.
THINGS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "names": (Text(zh="内部名称", en="inner names"), ("name", "pages/name", "settings/name", "*/name", "*/rows/name",
        "*/levels/name", "lists/name")),
    "languages": (Text(zh="其他语言", en="other languages"), ("languages",)),
    "list_names": (Text(zh="选择题代码表的名称", en="names of lists of choices"), ("single/list", "multiple/list", "ranking/list")),
    "decimals": (Text(zh="小数位", en="decimals"), ("number/decimals",)),
    "patterns": (Text(zh="填空的格式", en="patterns of texts"), ("text/pattern", "text/warn_numbers")),
    "date_bounds": (Text(zh="最早和最晚的日期", en="bounds of dates"), ("date/earliest", "date/latest")),
    "ending_marks": (
        Text(zh="提前结束算什么、还问什么", en="what endings count as and still ask"),
        ("pages/endings/outcome", "pages/endings/reason", "pages/endings/ask"),
    ),
    "page_names": (Text(zh="页的名称", en="names of pages"), ("pages/name",)),
    "settings": (Text(zh="设置", en="settings"), ("settings", "settings/*")),
    "introduction": (Text(zh="开头的话", en="introduction"), ("introduction",)),
    "thanks": (Text(zh="结束语", en="thanks"), ("thanks",)),
    "pages": (Text(zh="页的标题和说明", en="titles and introductions of pages"), ("pages/title", "pages/intro")),
    "endings": (Text(zh="提前结束", en="early endings"), ("pages/endings", "pages/endings/*")),
    "reviews": (Text(zh="审核规则", en="reviews"), ("reviews", "reviews/*")),
    "complete_when": (Text(zh="完成条件", en="what counts as complete"), ("complete_when",)),
    "notes": (Text(zh="说明文字", en="notes between questions"), ("note/*",)),
    "calculated": (Text(zh="计算项", en="calculated values"), ("calculated/*",)),
    "value_lists": (Text(zh="计算项的代码表", en="lists of calculated values"), ("calculated/list",)),
    "why": (Text(zh="提问的原因", en="why it is asked"), ("*/why",)),
    "notes_why": (Text(zh="说明文字的理由", en="reasons of notes"), ("note/why",)),
    "unasked": (Text(zh="不用回答的题的编号、必答和提示", en="numbers, hints and “required” of what is not answered"), ("note/required",  # noqa: E501
        "note/number", "calculated/hint", "calculated/required", "calculated/number")),
    "required": (Text(zh="必答", en="required"), ("*/required",)),
    "rules": (Text(zh="题和页的显示条件", en="conditions of questions and pages"), ("*/show", "pages/show")),
    "checks": (Text(zh="检查规则", en="checks"), ("*/checks", "*/checks/*")),
    "offers": (Text(zh="“不愿回答”“不清楚”", en="offered missing answers"), ("*/offers",)),
    "analysis": (Text(zh="用途和隐私", en="roles and privacy"), ("*/role", "*/privacy", "*/levels/role")),
    "origin": (Text(zh="题的来源", en="where questions came from"), ("*/origin",)),
    "option_rules": (Text(zh="选项的显示条件", en="conditions of options"), ("*/options/show",)),
    "option_missing": (Text(zh="选项的缺失标记", en="marks of missing answers"), ("*/options/missing",)),
    "multiple_missing": (Text(zh="多选题选项的缺失标记", en="marks of missing answers of multiple choices"), ("multiple/options/missing",)),  # noqa: E501
    "exclusive": (Text(zh="独选项", en="options that stand alone"), ("*/options/exclusive",)),
    "matrix_marks": (Text(zh="矩阵选项的独选和“请注明”", en="exclusive and write-in options of matrices"), ("matrix/options/exclusive",  # noqa: E501
        "matrix/options/write_in")),
    "agree": (Text(zh="哪个选项算同意", en="which option agrees"), ("consent/agree",)),
    "shuffle": (Text(zh="选项随机排列", en="shuffling"), ("*/shuffle",)),
    "look": (Text(zh="选项的样子", en="appearance of options"), ("single/appearance",)),
    "bounds": (Text(zh="可以选多少项", en="how many may be chosen"), ("multiple/least", "multiple/most", "ranking/least",
        "ranking/most")),
    "steps": (Text(zh="数字的步长", en="steps of numbers"), ("number/step", "split/step")),
    "numbers": (Text(zh="数字的范围和小数位", en="bounds and decimals of numbers"), ("number/decimals", "number/least", "number/most")),  # noqa: E501
    "usual": (Text(zh="通常的范围", en="usual bounds"), ("number/usual_least", "number/usual_most")),
    "dates": (Text(zh="日期的精度和范围", en="precision and bounds of dates"), ("date/precision", "date/earliest", "date/latest")),
    "texts": (Text(zh="填空的字数和格式", en="lengths and patterns of texts"), ("text/long", "text/limit", "text/pattern",
        "text/warn_numbers")),
    "scale": (Text(zh="矩阵是不是量表", en="whether a matrix is a scale"), ("matrix/scale",)),
    "reverse": (Text(zh="反向计分的行", en="reversed rows"), ("*/rows/reverse",)),
    "expect": (Text(zh="注意力检测的行", en="attention rows"), ("*/rows/expect",)),
    "split_marks": (Text(zh="比重题各行的标记", en="marks of the parts of splits"), ("split/rows/reverse", "split/rows/expect")),
    "levels": (Text(zh="各级的名称和可否自己填", en="levels of cascades"), ("cascade/levels", "cascade/levels/*", "cascade/write_in")),  # noqa: E501
    "lists": (Text(zh="代码表的标题、标准和版本", en="titles, standards and versions of lists"), ("lists/title", "lists/standard",
        "lists/version")),
    "list_titles": (Text(zh="代码表的标题", en="titles of lists"), ("lists/title",)),
    "list_codes": (Text(zh="代码表的代码", en="codes of lists"), ("lists/entries/code",)),
    "list_search": (Text(zh="代码表的级名和检索词", en="levels and search words of lists"), ("lists/levels", "lists/entries/search")),  # noqa: E501
}  # fmt: skip


def unshown(questionnaire: Questionnaire, things: Sequence[str]) -> tuple[Note, ...]:
    """One note that lists those of ``things`` (of :data:`THINGS`) which a questionnaire has, with how many."""
    found: Counter[str] = Counter()
    for attribute in _attributes(questionnaire, ""):
        found.update(_meant(attribute, tuple(things)))
    if not found:
        return ()
    told = {
        language: "、".join(
            f"{THINGS[one][0].say(language)}（{found[one]} 处）" for one in things if found[one]
        )
        if language == "zh-CN"
        else ", ".join(f"{THINGS[one][0].say(language)} ({found[one]})" for one in things if found[one])
        for language in ("zh-CN", "en")
    }
    what = Text(zh=f"这种文件不写：{told['zh-CN']}。", en=f"Such a file does not show: {told['en']}.")
    return (Note(Fate.LEFT_OUT, "not_shown", "questionnaire", what, NOTHING),)


@lru_cache(4096)
def _meant(attribute: str, things: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in things if any(fnmatchcase(attribute, each) for each in THINGS[one][1]))


def _attributes(part: Part, above: str) -> Iterator[str]:
    """Every attribute of every part that is not as it is by default, such as ``single/options/exclusive``."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name == "kind" or (not field.is_required() and value == field.default):
            continue
        yield f"{above}{name}"
        if isinstance(value, tuple):
            inside = "" if isinstance(part, Page) and name == "questions" else f"{above}{name}/"
            for one in value:
                if isinstance(one, Part):
                    yield from _attributes(one, f"{one.kind}/" if hasattr(one, "kind") else inside)
