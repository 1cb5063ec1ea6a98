"""What an address, a saved table or a command names and the data have not, or not any more: said in words."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.text import Text
from survey.errors import Refusal

SHOWN = 12


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
