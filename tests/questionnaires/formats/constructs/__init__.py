"""What every reader makes of every construct of its files: one tiny file for each, of which docs/carried.md is made.

``python -m tests.questionnaires.formats.constructs > docs/carried.md`` writes the page anew.
"""

from __future__ import annotations

from questionnaires.formats import registry
from questionnaires.formats.carried import FATES
from questionnaires.formats.plaintext.said import NOTES
from tests.questionnaires.formats.constructs import limesurvey, qualtrics, surveyjs, texts, xlsform
from tests.questionnaires.formats.constructs.case import BESIDE, CARRIED, REFUSED, Case

CASES: tuple[Case, ...] = (
    *texts.wenjuanxing(),
    *texts.word(),
    *xlsform.cases(),
    *limesurvey.cases(),
    *surveyjs.cases(),
    *qualtrics.cases(),
)
HEAD = """# What comes over, construct by construct

中文摘要：每一种文件里的每一样东西，读进来后是原样带过来（carried）、有改动（changed）、没有带过来（left out）、
要您核对（please check），还是拒绝（refused）。导入页上的说明就是这里的话，中英文都有。
这一页由测试用的小文件生成：每一行都有一个小文件，读一遍，说的和这里一样。

Of every kind of file: what is carried as it is, changed, left out, guessed for you to check, or refused. The words are those
of the import page, which says them in Chinese too; the code stands behind them. The page is made of the tiny files of
`tests/questionnaires/formats/constructs`, one for every line, and a test holds it to what the readers say. How constructs
become ours is told in [imports.md](imports.md) and [xlsform.md](xlsform.md).
"""


def page() -> str:
    """The page docs/carried.md."""
    pieces = [HEAD]
    for kind in dict.fromkeys(case.format for case in CASES):
        rows = "\n".join(case.row() for case in CASES if case.format == kind)
        pieces.append(
            f"## {registry.named(kind).label.say('en')}\n| in the file | fate | here |\n|---|---|---|\n{rows}\n"
        )
    pieces.append(_further())
    return "\n".join(pieces)


def _further() -> str:
    """What reading typed text tells besides: of office lines, page numbers, guesses by its words."""
    told = {case.code for case in CASES if case.format == "wenjuanxing"}
    rows = [
        f"| {FATES[fate].say('en').lower()} | {' '.join(filter(None, (en, remedy)))} (`{code}`) |"
        for code, (fate, _, en, _, remedy) in NOTES.items()
        if code not in told
    ]
    head = "## Typed text and Word: what else is told\n| fate | words |\n|---|---|\n"
    return f"{head}{chr(10).join(rows)}\n"


__all__ = ["BESIDE", "CARRIED", "CASES", "REFUSED", "Case", "page"]
