"""What an address, a saved table or a command names and the data have not, or not any more: said in words."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.text import Text
from reports.dataset import Dataset
from survey.errors import Refusal

SHOWN = 12
_AS_QUESTION = Text(
    zh="请把它选在“题目”里，看各组怎样回答；要把它与别的题交叉，用“自由制表”",
    en="Choose it under “Question” to see how each group answers; to cross it with other questions, build a table",
)
#: Why what the data have is nothing to break down by, and what to do, by the kind of the variable or group.
NO_FEATURE = {
    "number": (
        Text(
            zh="“{label}”是数值，没有类别，不能作为分组的特征",
            en="“{label}” is a number: it has no categories to break down by",
        ),
        Text(
            zh="请把它选在“题目”里，看各组的平均数，或在“回归”里作自变量；"
            "要按它分组，下一次调查请按档次问（例如每周不到 40 小时、40–50 小时）",
            en="Choose it under “Question” to see the mean of each group, or take it as a predictor under "
            "“Regression”; to break down by it, ask it in classes next time (such as under 40 hours a week, 40–50)",
        ),
    ),
    "date": (
        Text(
            zh="“{label}”是日期，没有类别，不能作为分组的特征",
            en="“{label}” is a date: it has no categories to break down by",
        ),
        Text(
            zh="年龄的各种分组在列表中，请从列表中选择", en="Groupings of age are on the list: choose from it"
        ),
    ),
    "text": (
        Text(
            zh="“{label}”是文字，不能作为分组的特征", en="“{label}” is text: nothing can be broken down by it"
        ),
        Text(zh="请从列表中选择", en="Choose from the list"),
    ),
    "": (
        Text(
            zh="“{label}”是一道题，不在可以作分组的特征之列",
            en="“{label}” is a question, and not one of the features to break down by",
        ),
        _AS_QUESTION,
    ),
}


def absent(names: Sequence[str], code: str = "layout.gone") -> Refusal:
    """The refusal of variables that the data at hand have not."""
    return _refusal(
        names,
        code,
        Text(zh="数据中没有这些变量：", en="The data do not have these variables: "),
        Text(
            zh="问卷改版或删除答卷后变量会变。请把它们移出，换成现在有的变量",
            en="Variables change with a new version of the questionnaire or an erasure. Take them out and choose "
            "from those there are",
        ),
    )


def absent_answer(name: str) -> Refusal:
    """The refusal of an answer, option or row that a question has not."""
    return _refusal(
        [name],
        "answer.gone",
        Text(zh="这道题没有这个选项或题项：", en="The question has no such answer, option or row: "),
        Text(
            zh="问卷改版后选项会变。请从列出的选项中重新选择",
            en="Options change with a new version of the questionnaire. Choose again from those listed",
        ),
    )


def no_feature(dataset: Dataset, names: Sequence[str]) -> Refusal:
    """The refusal of names that the breakdown does not go by: what the data do not have, else why and what to do.

    The data have it, and it is a number, a text or a question that is no feature: the first such name is told of
    where all are there.
    """
    gone = [one for one in names if one not in dataset and dataset.group(one) is None]
    if gone:
        return absent(gone)
    name, group = names[0], dataset.group(names[0])
    label = group.label if group is not None else dataset.variable(name).label
    kind = group.kind if group is not None else dataset.variable(name).kind
    reason, remedy = NO_FEATURE.get(kind, NO_FEATURE[""])
    return Refusal("breakdown.feature", place=name, reason=reason.fill(label=label), remedy=remedy)


def _refusal(names: Sequence[str], code: str, said: Text, remedy: Text) -> Refusal:
    shown, more = list(names[:SHOWN]), len(names) > SHOWN
    return Refusal(
        code,
        place=", ".join(shown),
        reason=Text(
            zh=said.say("zh-CN") + "、".join(shown) + ("……" if more else ""),
            en=said.say("en") + ", ".join(shown) + ("…" if more else ""),
        ),
        remedy=remedy,
    )
