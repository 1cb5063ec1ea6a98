"""What the designer says of a number: as of one (the key with ``.one``) and as of several."""

from __future__ import annotations

from flask_babel import ngettext


def count_words() -> dict[str, str]:
    """Sentences with ``{n}``, each in both forms; Chinese has one form for both."""
    return {**_sentences(2), **{f"{key}.one": words for key, words in _sentences(1).items()}}


def _sentences(n: int) -> dict[str, str]:
    return {
        "approval.errors": ngettext("还有 {n} 处错误，改好才能发布。", "还有 {n} 处错误，改好才能发布。", n),
        "bar.errors": ngettext("{n} 处错误", "{n} 处错误", n),
        "bar.findings": ngettext("{n} 处提示", "{n} 处提示", n),
        "bulk.chosen": ngettext("选中了 {n} 题", "选中了 {n} 题", n),
        "bulk.done": ngettext("{n} 题的“{what}”改成了“{value}”", "{n} 题的“{what}”改成了“{value}”", n),
        "delete.questions": ngettext("这一页有 {n} 道题，会一起删除。", "这一页有 {n} 道题，会一起删除。", n),
        "findings.more": ngettext("还有 {n} 处没有列出。", "还有 {n} 处没有列出。", n),
        "link.waiting": ngettext("{n} 处改动等待保存", "{n} 处改动等待保存", n),
        "list.count": ngettext("{n} 条", "{n} 条", n),
        "list.levels": ngettext("{n} 级", "{n} 级", n),
        "mended": ngettext("同时改好了 {n} 处引用", "同时改好了 {n} 处引用", n),
        "recoded.mended": ngettext("代码改了，同时改好了 {n} 处引用", "代码改了，同时改好了 {n} 处引用", n),
        "renamed.mended": ngettext(
            "“{was}”改名为“{to}”，同时改好了 {n} 处：{where}",
            "“{was}”改名为“{to}”，同时改好了 {n} 处：{where}",
            n,
        ),
        "restored": ngettext("上次没有保存的 {n} 步又送了一次", "上次没有保存的 {n} 步又送了一次", n),
    }
