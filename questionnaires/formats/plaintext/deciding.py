"""Which kind a question is: what stands beside it, else what stands under it, else a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from questionnaires.formats.plaintext import filling
from questionnaires.formats.plaintext.asked import Asked
from questionnaires.formats.plaintext.lines import BLANK
from questionnaires.formats.plaintext.marks import ANSWER_PLACE, wants_order
from questionnaires.formats.plaintext.options import Choice, read_choices

_TEXTS = frozenset({"text", "long_text"})
_ORDERED = re.compile(
    r"很|非常|比较|不太|一般|同意|满意|重要|了解|熟悉|经常|偶尔|从不|\d|好|差|大|小|高|低|多|少"
)
_SEVERAL = re.compile(r"哪些|哪几|有几")
_AGREE = re.compile(r"(?:愿意|同意)")
_CONSENT = re.compile(
    r"(?:同意|愿意).{0,8}(?:参加|参与|接受|填写|填答|配合).{0,10}(?:调查|问卷|研究|访谈|访问)|知情同意|单独同意|已阅读|以上说明"
)


def decided(asked: Asked) -> tuple[str, list[str]]:
    """The kind of a question and the codes of the notes on what had to be guessed."""
    explicit = asked.marks.kind
    guesses = ["kind_unknown"] if asked.marks.unknown else []
    if asked.guessed:
        guesses.append(asked.guessed)
    if explicit is not None:
        return _explicit(asked, explicit), guesses
    kind, guess = _by_body(asked)
    return kind, guesses + ([guess] if guess else [])


def identified(document: dict[str, Any], language: str) -> bool:
    """A text that asks who a person is."""
    return document["kind"] == "text" and filling.identifying(document["label"].get(language, ""))


def _explicit(asked: Asked, kind: str) -> str:
    table = bool(asked.grids or asked.rows)
    if kind == "single" and (asked.marks.multiple or (asked.marks.most or 1) > 1):
        kind = "multiple"
    if kind in ("single", "multiple", "scale") and table:
        return {"single": "matrix_single", "multiple": "matrix_multiple", "scale": "matrix_scale"}[kind]
    if kind in _TEXTS:
        if asked.choices and not asked.blanks:
            return "multiple" if asked.marks.multiple else "single"
        return "blanks" if BLANK.search(asked.text) or any(_worded(line) for line in asked.blanks) else kind
    if kind == "single" and _consents(asked):
        return "consent"
    if kind == "single" and asked.digits and not asked.choices:
        return "scale"
    return kind


def _worded(line: str) -> bool:
    return re.search(r"[\u4e00-\u9fffA-Za-z]", BLANK.sub("", line)) is not None


def _by_body(asked: Asked) -> tuple[str, str]:
    if asked.grids or asked.rows or len(asked.digits) > 1:
        return _matrix(asked), ""
    if asked.digits:
        return "scale", ""
    if asked.choices:
        return _choice(asked)
    return _open(asked)


def _matrix(asked: Asked) -> str:
    from questionnaires.formats.plaintext.tables import matrix_in

    table = matrix_in(asked.grids[0]) if asked.grids else None
    if asked.marks.multiple:
        return "matrix_multiple"
    if table is not None and table.free:
        return "matrix_text"
    columns = (
        table.columns if table else asked.columns or [choice.label for choice in read_choices(asked.choices)]
    )
    ordered = sum(_ORDERED.search(column) is not None for column in columns) * 2 > len(columns)
    return "matrix_scale" if ordered or asked.digits or not columns else "matrix_single"


def _choice(asked: Asked) -> tuple[str, str]:
    if _consents(asked):
        return "consent", ""
    said = " ".join((asked.text, *asked.marks.words, *asked.hints))
    if asked.total is not None or re.search(r"(?:合计|总和|共|之和).{0,6}100", said):
        return "split", "split_guessed"
    if wants_order(said):
        return "ranking", "ranking_guessed"
    if asked.marks.multiple or (asked.marks.most or 0) > 1 or (asked.marks.least or 0) > 1:
        return "multiple", ""
    if len(asked.choices) == 1:
        return "single", "single_guessed"
    if _SEVERAL.search(asked.text) and len(asked.choices) > 2 and asked.marks.most != 1:
        return "multiple", "multiple_guessed"
    return "single", ""


def _open(asked: Asked) -> tuple[str, str]:
    text = asked.text
    if BLANK.search(text) or asked.blanks or re.search(rf"[（(][ \t]*[)）]\s*(?:{filling.UNITS})", text):
        return "blanks", ""
    if filling.figure(ANSWER_PLACE.sub("", text)):
        return "number", "number_guessed"
    if re.search(r"出生(?:年月|日期)|年月日?$", text):
        return "date", "date_guessed"
    return ("long_text" if filling.lengthy(text) else "text"), "open_guessed"


def agreement(choices: Sequence[Choice]) -> Choice | None:
    """The one option that agrees, beside at most one that does not; else None."""
    if not 1 <= len(choices) <= 2 or any(choice.write_in for choice in choices):
        return None
    refusing = [choice for choice in choices if re.match("不|拒", choice.label)]
    agreeing = [choice for choice in choices if _AGREE.search(choice.label) and choice not in refusing]
    return agreeing[0] if len(agreeing) == 1 and len(refusing) == len(choices) - 1 else None


def _consents(asked: Asked) -> bool:
    """同意/不同意 to taking part, or one box of agreement."""
    choices = read_choices(asked.choices) if len(asked.choices) < 3 else []
    said = f"{asked.text} {choices[0].label if len(choices) == 1 else ''}"
    return agreement(choices) is not None and _CONSENT.search(said) is not None
