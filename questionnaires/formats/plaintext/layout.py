"""Which line is a question, which stands under one, and which is none of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from questionnaires.formats.plaintext import lines as seen
from questionnaires.formats.plaintext import tables
from questionnaires.formats.plaintext.asked import Asked, Layout, Remark, Section
from questionnaires.formats.plaintext.choices import bare_codes, split_at, split_line
from questionnaires.formats.plaintext.filling import GAP
from questionnaires.formats.plaintext.marks import BRACKETS, KINDS, Marks, mark_of, read_marks
from questionnaires.formats.plaintext.numbers import Numbered, bare_number, numbered
from questionnaires.formats.plaintext.pieces import Grid, Line, Piece, squeezed
from questionnaires.formats.plaintext.skips import spoken
from questionnaires.formats.plaintext.under import Under

LONGEST_TITLE = 60
_FORM = re.compile(rf"[^_：:。？?]{{1,24}}[：:]\s*(?:{seen.BLANK.pattern})")
# 【单选】1.您的年龄: the kind before the number
_KIND_FIRST = re.compile(rf"^[\[【（(]({'|'.join(KINDS)})[\]】）)]\s*((?:Q|第)?\d{{1,3}}\s*[.、:：题]\D.*)$")
_GREETING = re.compile(r"(?:尊敬|亲爱|敬爱)的|您好|你好|各位|女士|先生|Dear |Hello", re.IGNORECASE)


def laid_out(pieces: Sequence[Piece]) -> Layout:
    """The questionnaire that the pieces hold, as it is laid out."""
    return _Reader(_single_spaced(pieces)).run()


def _single_spaced(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the empty lines of a text in which every line is followed by one."""
    written = [place for place, piece in enumerate(pieces) if not (isinstance(piece, Line) and piece.blank)]
    touching = sum(two == one + 1 for one, two in pairwise(written))
    if len(written) > 8 and touching * 12 < len(written):
        return [pieces[place] for place in written]
    return list(pieces)


class _Reader:
    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.at = 0
        self.layout = Layout()
        self.section: Section | None = None
        self.under: Under | None = None
        self.style = ""
        self.last = 0
        self.instructions = False

    def run(self) -> Layout:
        """Read all pieces in turn; a table laid out as questions is read as lines in its place."""
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            if isinstance(piece, Grid):
                self._grid(piece)
            elif piece.blank:
                if self.under:
                    self.under.end_block()
            else:
                self._line(piece)
        self.layout.sections = [one for one in self.layout.sections if one.asked or one.intro or one.title]
        self._closing()
        return self.layout

    def _line(self, line: Line) -> None:
        text = _KIND_FIRST.sub(r"\2[\1]", GAP.sub("____", line.text.strip()))
        if line.style == "page" or seen.PAGE.fullmatch(text):
            self._begin(Section(place=line.place))
        elif seen.FURNITURE.fullmatch(text):
            self._remark("page_furniture", line.place, text)
        elif seen.SEPARATOR.fullmatch(text):
            self._rule_across(text)
        elif self._office(line, text) or (not self.layout.sections and self._front(line, text)):
            return
        elif not self._heading(line, text) and not self._question(line, text):
            self._plain(line, text)

    def _rule_across(self, text: str) -> None:
        if self.under:
            if seen.ONLY_BLANK.fullmatch(text):
                self.under.takes_line_across()
            self.under.end_block()

    def _front(self, line: Line, text: str) -> bool:
        """Title and introduction; False where the questions begin."""
        if self._asks_here(text) or self._is_heading(line, text):
            return False
        if seen.ANNEX.fullmatch(text):
            self._remark("annex_line", line.place, text)
        elif self._is_title(line, text):
            self.layout.title = squeezed(
                f"{self.layout.title} {re.sub(r'^(?:#+|(?:问卷)?标题[:：])', '', text).strip()}"
            )
        else:
            self.instructions = self.instructions or seen.INSTRUCTIONS.fullmatch(text) is not None
            self.layout.intro.append(squeezed(text))
        return True

    def _office(self, line: Line, text: str) -> bool:
        """Serial number, interviewer, approval: what the office writes, no question."""
        if not seen.OFFICE.match(text) or not (seen.BLANK.search(text) or re.search(r"[:：□]", text)):
            return False
        self._remark("office_line", line.place, text)
        return True

    def _is_title(self, line: Line, text: str) -> bool:
        if self.layout.intro:
            return False
        if self.layout.title:
            return line.style == "title"
        return len(text) <= LONGEST_TITLE and not _GREETING.match(text) and not text.endswith("。")

    def _asks_here(self, text: str) -> bool:
        """Before the first question: does it begin here, or is this a numbered instruction?"""
        one = numbered(text)
        if one is None:
            return self._unnumbered(text) or (seen.MARKED.fullmatch(text) is not None and self._typed_below())
        if seen.tagged(one.text) or one.style.startswith("letter"):
            return True
        choosing = self._choices_follow()
        statement = one.text.endswith(("。", "；", ";")) and not re.search(r"[？?]|_{2,}", one.text)
        if statement and not choosing and split_at(one.text) < 0:
            return False
        if self.instructions and not choosing and not re.search(r"[？?]|_{2,}|[（(]\s*[)）]", one.text):
            return split_at(one.text) >= 0
        return not one.chinese

    def _heading(self, line: Line, text: str) -> bool:
        if not self._is_heading(line, text):
            return False
        marked = seen.MARKED.fullmatch(text)
        title = marked[2] if marked else text
        section = Section(place=line.place)
        for found in BRACKETS.finditer(title):
            if spoken(found[1]):
                section.skips.append(found[1])
                title = title.replace(found[0], "")
        kind = mark_of(re.sub(r"^[一二三四五六七八九十]+[、.]|^第\S+部分[:：\s]*|[（(].*", "", title).strip())
        section.kind = kind.kind or "" if kind else ""
        if found_title := seen.heading(title):
            title = found_title
        section.title = squeezed(title)
        self._begin(section)
        return True

    def _is_heading(self, line: Line, text: str) -> bool:
        if marked := seen.MARKED.fullmatch(text):
            return not self._typed_below() and (self.layout.title != "" or len(marked[1]) > 1)
        one = numbered(text)
        if one is not None and one.chinese:
            return not self._chinese_asks(one)
        if line.style == "heading":
            return (one is None and not seen.tagged(text)) or (one is not None and not seen.asks(one.text))
        return one is None and bool(seen.heading(text))

    def _chinese_asks(self, one: Numbered) -> bool:
        """一、 before a question rather than before a heading."""
        if seen.tagged(one.text) and one.text.strip("[]【】") not in KINDS:
            return True
        if re.fullmatch(r"\S{2,6}题\s*(?:[（(].*[)）])?", one.text):
            return False
        if re.search(r"[？?]|_{2,}", one.text) or split_at(one.text) >= 0:
            return True
        following = self._next_line()
        if following is None or (
            (further := numbered(following.text)) is not None and further.sort_of_question
        ):
            return False
        return self._choices_follow()

    def _question(self, line: Line, text: str) -> bool:
        one = numbered(text)
        if one is None and (bare := bare_number(text)) is not None and self._bare_asks(bare):
            one = bare
        if one is not None and self._is_question(one):
            self._start(one, line)
            return True
        if marked := seen.MARKED.fullmatch(text):
            self._start(Numbered("", "", None, marked[2]), line, waits=True)
            return True
        if one is None and self._unnumbered(text):
            self._start(Numbered("", "", None, text), line)
            return True
        return False

    def _is_question(self, one: Numbered) -> bool:
        if seen.tagged(one.text) or one.chinese or one.style in ("said", "square") or self.under is None:
            return True
        if one.style.startswith("letter"):
            return True
        expected, series = self.last + 1, self.under.next_digit
        alike = one.style == self.style or (
            one.style[:5] == self.style[:5] == "plain" and one.order == expected
        )
        if not alike:
            return self._sub_question(one, self.under)
        if one.order == expected:
            return one.order != series or seen.asks(one.text)
        if one.order == series:
            return one.order == 1 and re.search(r"[？?]", one.text) is not None
        return seen.asks(one.text) or ((one.order or 0) > self.last and not self.under.asked.bodiless)

    def _sub_question(self, one: Numbered, under: Under) -> bool:
        """（1） with a question mark and options of its own, under a question that has none."""
        if not re.search(r"[？?]", one.text) or not (self._choices_follow() or split_at(one.text) >= 0):
            return False
        if under.asked.bodiless:
            under.asked.marks = Marks(kind="note")
        return True

    def _bare_asks(self, one: Numbered) -> bool:
        if self.under is not None and (one.order != self.last + 1 or one.order == self.under.next_digit):
            return False
        return seen.asks(one.text) or self._choices_follow()

    def _unnumbered(self, text: str) -> bool:
        """A question without a number: with its kind beside it, its options in the line or right below."""
        if seen.TYPE.fullmatch(text) or split_line(text):
            return False
        if seen.tagged(text):
            return True
        if self.under is not None and not self.under.ended:
            return False
        if (
            _FORM.match(text)
            and self.layout.title
            and not (self.under and self.under.asked.bodiless and not self.under.asked.note)
        ):
            return True
        if split_at(text) > 0 and len(text) < 200:
            return seen.asks(text[: split_at(text)])
        return re.search(r"[？?](?:\s*[（(].*)?$", text) is not None and self._choices_follow()

    def _start(self, one: Numbered, line: Line, *, waits: bool = False) -> None:
        section = self._here(line.place)
        text, asked = one.text, Asked(one.number, "", line.place)
        cut = split_at(text)
        head = text if cut < 0 else text[:cut]
        for found in BRACKETS.finditer(head):
            if mark_of(found[1]) is None and spoken(found[1]):
                asked.skips.append(found[1])
                head = head.replace(found[0], "", 1)
            elif len(legend := split_line(found[1])) > 2 and legend[0].sort != "plain":
                asked.choices, head = legend, head.replace(found[0], "", 1)
        asked.text, asked.marks = read_marks(head)
        if one.star:
            asked.marks = asked.marks.with_(Marks(required=True))
        if section.kind and asked.marks.kind is None:
            asked.marks = asked.marks.with_(Marks(kind=section.kind))
        self.layout.typed = (
            self.layout.typed or re.search(r"[\[【]\S*(?:题|框|滑动条|文件上传)[\]】]", head) is not None
        )
        if cut >= 0:
            asked.choices = split_line(text[cut:]) or bare_codes(text[cut:])
        section.asked.append(asked)
        self.under = Under(asked)
        self.under.waits = waits
        if one.order is not None and not (one.style == "round" and self.style not in ("", "round")):
            self.style, self.last = one.style, one.order

    def _plain(self, line: Line, text: str) -> None:
        """A line that is neither heading nor question."""
        if text.startswith(">"):
            self._remark("quoted_aside", line.place, "")
        elif self.under is None:
            self._here(line.place).intro.append(squeezed(text))
        elif not self.under.takes(text, self._next_line()):
            self._paragraph(line, text)

    def _paragraph(self, line: Line, text: str) -> None:
        section = self._here(line.place)
        last = section.asked[-1]
        if last.note and not last.number and self.under is not None and self.under.asked is last:
            last.text = f"{last.text}\n{squeezed(text)}"
            return
        asked = Asked("", squeezed(text), line.place, Marks(kind="note"))
        section.asked.append(asked)
        self.under = Under(asked, paragraph=True)

    def _grid(self, grid: Grid) -> None:
        if tables.matrix_in(grid) is None:
            self.pieces[self.at : self.at] = tables.as_lines(grid)
            return
        last = self.section.asked[-1] if self.section and self.section.asked else None
        if last is not None and last.bodiless and (not last.note or seen.asks(last.text)):
            if last.note:
                last.marks = Marks()
                last.guessed = "table_head"
            last.grids.append(grid)
            return
        section = self._here(grid.place)
        head = section.intro.pop() if section.intro and seen.asks(section.intro[-1]) else ""
        text = head or tables.corner(grid) or "请对下列各项作出选择"
        section.asked.append(Asked("", text, grid.place, grids=[grid], guessed="table_head"))
        self.under = Under(section.asked[-1])
        self.under.end_block()

    def _here(self, place: str) -> Section:
        """The section at hand; the first begins with what stands in it."""
        if self.section is None:
            self._begin(Section(place=place))
        return self.layout.sections[-1]

    def _begin(self, section: Section) -> None:
        former = self.layout.sections[-1] if self.layout.sections else None
        if former is not None and not former.asked and not former.intro:
            section.title = squeezed(f"{former.title} {section.title}")
            section.skips[:0] = former.skips
            section.kind = section.kind or former.kind
            self.layout.sections.pop()
        self.layout.sections.append(section)
        self.section, self.under = section, None

    def _closing(self) -> None:
        """Thanks at the end are the closing words, not a note after the last question."""
        for section in reversed(self.layout.sections):
            while section.asked and section.asked[-1].note:
                texts = section.asked[-1].text.split("\n")
                cut = next((place for place, text in enumerate(texts) if seen.THANKS.match(text)), None)
                if cut is None:
                    return
                self.layout.thanks[:0] = texts[cut:]
                section.asked[-1].text = "\n".join(texts[:cut])
                if cut:
                    return
                section.asked.pop()
            if section.asked or section.title:
                return
            if section.intro and all(seen.THANKS.match(text) for text in section.intro):
                self.layout.thanks[:0] = section.intro
                self.layout.sections.remove(section)

    def _next_line(self) -> Line | None:
        """The next line that says something; None at the end or before a table."""
        for piece in self.pieces[self.at :]:
            if isinstance(piece, Grid):
                return None
            if not piece.blank:
                return piece
        return None

    def _typed_below(self) -> bool:
        """A line such as ``Type: select one`` comes before the next heading."""
        for piece in self.pieces[self.at : self.at + 12]:
            if isinstance(piece, Grid) or seen.MARKED.fullmatch(piece.text.strip()):
                return False
            if seen.TYPE.fullmatch(piece.text.strip()):
                return True
        return False

    def _choices_follow(self) -> bool:
        following = self._next_line()
        if following is None or following.style == "page":
            return False
        marks = split_line(following.text)
        return (
            bool(marks)
            and marks[0].sort != "bullet"
            and (marks[0].sort != "digit" or marks[0].mark in ("0", "1", "01"))
        )

    def _remark(self, code: str, place: str, words: str) -> None:
        self.layout.remarks.append(Remark(code, place, words))
