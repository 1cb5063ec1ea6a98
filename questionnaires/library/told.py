"""What is told about questions that came from the bank and could not come quite as they were."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.formats.carried import Fate, Note
from questionnaires.text import Text


def renamed(was: str, name: str) -> Note:
    """The name was taken."""
    return Note(
        Fate.CHANGED,
        "renamed",
        f"question:{was}",
        Text(
            zh=f"草稿里已有 {was}，这道题改名为 {name}；它自己的规则也跟着改了。",
            en=f"The draft has a question {was}; this one is called {name}, and its own rules were mended.",
        ),
        question=name,
    )


def setting(question: str, name: str) -> Note:
    """It was kept only under a setting that the draft does not have."""
    return Note(
        Fate.CHANGED,
        "setting",
        f"question:{question}/only",
        Text(
            zh=f"原来只在设置“{name}”打开时才有；草稿没有这个设置，现在总是有。",
            en=f"It was there only under the setting {name}, which the draft lacks; now it always is.",
        ),
        question=question,
    )


def languages(left: Sequence[str]) -> Note:
    """The draft is not in all the languages of the question."""
    names = ", ".join(left)
    return Note(
        Fate.LEFT_OUT,
        "languages",
        "questionnaire/languages",
        Text(
            zh=f"草稿没有列出的语言（{names}）的文字没有带过来。",
            en=f"Wordings in languages that the draft does not list ({names}) were left out.",
        ),
        Text(
            zh="要保留它们，请先在整份问卷的语言里加上，再带入。",
            en="To keep them, add the language to those of the questionnaire first.",
        ),
    )


def rule_left_out(question: str, where: str, rule: str, needed: Sequence[str]) -> Note:
    """A rule names questions that the draft lacks."""
    names = ", ".join(needed)
    return Note(
        Fate.LEFT_OUT,
        "rule",
        f"question:{question}/{where}",
        Text(
            zh=f"规则“{rule}”用到草稿里没有的题（{names}），没有带过来。",
            en=f"The rule “{rule}” names questions the draft lacks ({names}); it was left out.",
        ),
        Text(
            zh=f"要保留这条规则，请连同 {names} 一起带入。",
            en=f"To keep the rule, bring {names} too.",
        ),
        question,
    )


def kept_broken(question: str, needed: Sequence[str]) -> Note:
    """A text or a calculated value names questions that the draft lacks."""
    names = ", ".join(needed)
    return Note(
        Fate.GUESSED,
        "quote",
        f"question:{question}",
        Text(
            zh=f"文字或算式引用了草稿里没有的题（{names}），原样保留，发布前要改。",
            en=f"A text or value names questions the draft lacks ({names}); it was kept and must be mended.",
        ),
        Text(zh=f"请连同 {names} 一起带入，或改写。", en=f"Bring {names} too, or write it anew."),
        question,
    )


def later(question: str, names: Sequence[str]) -> Note:
    """A rule names a question that stands further back."""
    said = ", ".join(names)
    return Note(
        Fate.GUESSED,
        "later",
        f"question:{question}",
        Text(
            zh=f"规则用到的题（{said}）排在它后面，现在不起作用。",
            en=f"Its rules name questions that come after it ({said}); they have no effect there.",
        ),
        Text(zh=f"请把它移到 {said} 之后。", en=f"Move it behind {said}."),
        question,
    )
