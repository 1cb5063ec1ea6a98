"""What stands under a question: its options, rows, blanks, hints and skip notes."""

from __future__ import annotations

import re

from questionnaires.formats.plaintext import lines as seen
from questionnaires.formats.plaintext.asked import Asked
from questionnaires.formats.plaintext.choices import Mark, bare_codes, counts_on, plain_columns, split_line
from questionnaires.formats.plaintext.marks import BRACKETS, mark_of
from questionnaires.formats.plaintext.numbers import numbered
from questionnaires.formats.plaintext.pieces import Line, squeezed
from questionnaires.formats.plaintext.skips import spoken

CHOOSING = frozenset(
    {"single", "multiple", "ranking", "judgement", "dropdown", "split", "scored_single", "scored_multiple"}
    | {"goods", "scenario", "scale", "cascade"}
)
FREE = frozenset({"text", "long_text", "number", "date", "upload", "drawing"})
LONGEST_OPTION = 40
_BARE_ROW = re.compile(r"(?:[-–—·•*▪]\s+|[(（]?\d{1,2}(?:[)）]|[.、])\s*|[①-⑳⑴-⒇]\s*|[A-Z][.、．]\s*)?(\S.*)")
_WRITE_IN = re.compile(
    r"(?:其[他它]|请(?:注明|说明|填写|写明)|具体(?:是|为)?)[^？?]{0,12}(?:_{2,}|[:：]\s*_*$|[(（]\s*[)）])"
)


class Under:
    """Takes the lines below one question as long as they belong to it."""

    def __init__(self, asked: Asked, *, paragraph: bool = False) -> None:
        self.asked = asked
        self.ended = paragraph  # an empty line, or what only a marked option can follow
        self._paragraph = paragraph
        self._mode = ""
        self.waits = False  # for the line that tells the kind; what comes before it is a hint

    @property
    def next_digit(self) -> int:
        """The number that the next option would have, if the options are numbered."""
        last = self.asked.choices[-1] if self.asked.choices else None
        if last is None:
            return len(self.asked.rows) + 1
        return int(last.mark) + 1 if last.sort == "digit" else 0

    def end_block(self) -> None:
        """An empty line has come."""
        self.ended = True
        if self.asked.rows and self._mode == "rows":
            return
        if self.asked.columns:
            self._mode = ""

    def takes(self, text: str, following: Line | None) -> bool:
        """Take a line; False where it does not belong to the question."""
        if self._paragraph or (seen.THANKS.fullmatch(text) and not self._counts_on(text)):
            return False
        if self.waits and seen.TYPE.fullmatch(text) is None:
            self.asked.hints.append(squeezed(text))
            return True
        return (
            self._takes_mark(text)
            or self._takes_matrix(text)
            or self._takes_figures(text)
            or self._takes_choices(text)
            or self._takes_plain(text, following)
        )

    def takes_line_across(self) -> None:
        """A line to write on: the answer, or the words of an option that asks for some."""
        asked = self.asked
        if asked.bodiless:
            asked.blanks.append("____")
        elif asked.choices and re.match(r"其[他它]|.*(?:注明|说明|[:：])$", asked.choices[-1].text):
            asked.choices[-1] = _with_blank(asked.choices[-1])

    def _counts_on(self, text: str) -> bool:
        marks = split_line(text)
        return bool(marks) and (not self.asked.choices or counts_on(self.asked.choices, marks))

    def _takes_mark(self, text: str) -> bool:
        """Kind, hint, skip note, total or a line to write on."""
        asked = self.asked
        if found := seen.TYPE.fullmatch(text):
            self.waits = self.ended = False
            for part in re.split(r"(?=[(（])", found[1]):
                said = mark_of(part.strip("()（）[]【】 "))
                asked.marks = asked.marks.with_(said) if said else asked.marks
            return True
        bare = text.strip("()（）[]【】*＊ \t。")
        if len(bare) < 40 and (said := mark_of(bare)) is not None:
            asked.marks = asked.marks.with_(said)
            return True
        if found := seen.TOTAL.fullmatch(text.strip("（）()")):
            asked.total = float(found[1])
            return True
        if spoken(bare) and (
            BRACKETS.fullmatch(text)
            or re.match(
                r"第?\s*\d+\s*[、,，~至到和—-]\s*第?\s*\d+\s*题|若|如|选|凡|依赖|关联|显示|跳|请?直接|→|回答|【|\[|\*",
                text,
            )
        ):
            asked.skips.append(bare)
            return True
        if found := seen.HINT.fullmatch(bare):
            asked.hints.append(squeezed(found[1]))
            return True
        if seen.ONLY_BLANK.fullmatch(text):
            if asked.choices and asked.choices[-1].text:
                asked.choices[-1] = _with_blank(asked.choices[-1])
            else:
                asked.blanks.append("____")
            return True
        return False

    def _takes_matrix(self, text: str) -> bool:
        """行：, 列：, and the lines under them; rows with boxes behind."""
        asked = self.asked
        for mode, pattern, held in (
            ("rows", seen.ROWS, asked.rows),
            ("columns", seen.COLUMNS, asked.columns),
        ):
            if (found := pattern.fullmatch(text)) and (mode == "rows" or asked.rows or not asked.choices):
                self._mode, self.ended = mode, False
                held.extend(_items(found[1]))
                return True
        if self._mode and (not self.ended or re.match(r"[-–—·•*]\s+", text)):
            held = asked.rows if self._mode == "rows" else asked.columns
            held.append(_bare(text))
            return True
        if row := seen.matrix_row(text, legend=bool(asked.choices or asked.columns)):
            asked.rows.append(_bare(row[0]))
            return True
        marks = split_line(text)
        if asked.choices and marks and len(marks) == 1 and self._other_manner(marks[0]):
            label = seen.boxed_row(marks[0].text)
            if label or asked.rows:
                asked.rows.append(label or marks[0].text)
                return True
        return False

    def _other_manner(self, mark: Mark) -> bool:
        return mark.sort in ("digit", "circled") and self.asked.choices[0].sort in ("letter", "plain", "box")

    def _takes_figures(self, text: str) -> bool:
        if self.asked.choices and self.asked.choices[0].sort != "plain":
            return False
        figures = seen.digit_line(text) or seen.digit_line(_bare(text))
        if figures is None:
            found = seen.RANGE.fullmatch(text)
            wanted = (
                self.asked.marks.kind in ("scale", "slider", "matrix_number") or "~" in text or "～" in text
            )
            if found is None or not wanted or self.ended:
                return False
            figures = ("", (int(found[1]), int(found[2])), "")
        self.asked.digits.append(figures)
        return True

    def _takes_choices(self, text: str) -> bool:
        """A line that begins with the mark of an option."""
        asked = self.asked
        marks = split_line(text) or bare_codes(text)
        if not marks or (asked.marks.kind in FREE and not asked.choices):
            return bool(marks) and self._takes_blank(text)
        if asked.rows and not asked.choices:
            return False
        if self.ended and asked.choices and not counts_on(asked.choices, marks):
            return False
        if (
            all(seen.BLANK.search(mark.text) and not _WRITE_IN.search(mark.text) for mark in marks)
            and not asked.choices
        ):
            return self._takes_blank("\t".join(mark.text for mark in marks))
        asked.choices.extend(marks)
        return True

    def _takes_blank(self, text: str) -> bool:
        if not seen.BLANK.search(text):
            return False
        self.asked.blanks.append(text)
        return True

    def _takes_plain(self, text: str, following: Line | None) -> bool:
        """A line without any mark: an option, as 问卷星 writes them, or something to fill in."""
        asked = self.asked
        if asked.choices and _WRITE_IN.fullmatch(text):
            asked.choices.append(Mark(text, asked.choices[0].sort))
            return True
        marked = bool(asked.choices) and asked.choices[0].sort != "plain"
        if marked and not self.ended and len(text) < 12 and text.startswith(("请注明", "请说明", "具体")):
            asked.choices[-1] = _with_blank(asked.choices[-1])
            return True
        if marked or asked.rows or asked.digits:
            return False
        if seen.BLANK.search(text) and not asked.choices and (asked.bodiless or not self.ended):
            return self._takes_blank(text)
        if asked.marks.kind in FREE or asked.blanks:
            return False
        if self.ended and not self._begins_options(text, following):
            return False
        asked.choices.extend(_plain(text, asked.marks.kind))
        self.ended = False
        return True

    def _begins_options(self, text: str, following: Line | None) -> bool:
        """After an empty line: does a list of options begin?"""
        asked = self.asked
        if asked.choices or len(text) > LONGEST_OPTION or seen.THANKS.match(text):
            return False
        if asked.marks.kind in CHOOSING:
            return True
        if asked.marks.kind is not None or following is None or text.endswith(("。", "：", ":", "！")):
            return False
        return len(plain_columns(text)) > 1 or (
            len(following.text) <= LONGEST_OPTION
            and not seen.asks(following.text)
            and not seen.asks(text)
            and not seen.THANKS.match(following.text)
            and numbered(following.text) is None
        )


def _plain(text: str, kind: str | None) -> list[Mark]:
    if kind in ("cascade", "scenario"):
        return [Mark(text.strip(), "plain")]
    return plain_columns(text)


def _with_blank(mark: Mark) -> Mark:
    return Mark(f"{mark.text}____", mark.sort, mark.mark)


def _items(words: str) -> list[str]:
    return [_bare(one) for one in seen.listed(words)] if words.strip() else []


def _bare(text: str) -> str:
    found = _BARE_ROW.fullmatch(text.strip())
    return squeezed(found[1]) if found else squeezed(text)
