"""Reading a Word file: its body as lines and tables, read by the grammar that pasted texts have."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried, Fate, Note
from questionnaires.formats.error import FormatError
from questionnaires.formats.packages import Package, open_package
from questionnaires.formats.plaintext.carrying import carried
from questionnaires.formats.plaintext.pieces import Grid, Line, Piece, cleaned
from questionnaires.formats.plaintext.tables import matrix_in
from questionnaires.formats.word.numbering import Numbering
from questionnaires.formats.word.runs import Words
from questionnaires.formats.word.styles import Styles
from questionnaires.formats.word.tree import below, child, local, number, value
from questionnaires.text import CHINESE, Text

MOST_PIECES = 20_000
_MAIN = "word/document.xml"

_SEEN: dict[str, tuple[Fate, str, str]] = {
    "pictures": (Fate.LEFT_OUT, "图片没有带过来（{n} 处）。", "Pictures were left out ({n})."),
    "objects": (Fate.LEFT_OUT, "嵌入的对象没有带过来（{n} 处）。", "Embedded objects were left out ({n})."),
    "comments": (Fate.LEFT_OUT, "批注没有带过来（{n} 处）。", "Comments were left out ({n})."),
    "footnotes": (Fate.LEFT_OUT, "脚注、尾注没有带过来（{n} 处）。", "Footnotes were left out ({n})."),
    "tracked": (
        Fate.CHANGED,
        "文件带有修订：删去的文字没有带过来，添加的带过来了（{n} 处删除）。",
        "The file has tracked changes: what was deleted was left out ({n}), what was inserted came over.",
    ),
    "inserted": (
        Fate.CHANGED,
        "修订里添加的文字照样带过来了（{n} 处）。",
        "What tracked changes insert came over ({n}).",
    ),
    "links": (Fate.CHANGED, "链接成为纯文字（{n} 处）。", "Links became plain text ({n})."),
    "ruby": (Fate.CHANGED, "注音没有带过来（{n} 处）。", "Readings above characters were left out ({n})."),
    "symbols": (
        Fate.LEFT_OUT,
        "符号字体里的符号没有带过来（{n} 处）。",
        "Signs of a font of signs were left out ({n}).",
    ),
    "parts": (
        Fate.LEFT_OUT,
        "插入的其他文件没有带过来（{n} 处）。",
        "Files put into this one were left out ({n}).",
    ),
    "looks": (
        Fate.LEFT_OUT,
        "粗体、斜体、颜色等样子没有带过来（{n} 处）。",
        "Bold, italics, colours and the like were left out ({n}).",
    ),
    "hidden": (Fate.LEFT_OUT, "隐藏的文字没有带过来（{n} 处）。", "Hidden text was left out ({n})."),
    "struck": (
        Fate.GUESSED,
        "划了删除线的文字照样带过来了（{n} 处），请核对。",
        "Text struck through came over all the same ({n}); settle it.",
    ),
    "formulas": (Fate.CHANGED, "公式只带过来文字（{n} 处）。", "Of formulas only the words came over ({n})."),
    "text_boxes": (
        Fate.GUESSED,
        "文本框里的文字接在所在的段落后面（{n} 处），请核对位置。",
        "The words of text boxes stand behind their paragraphs ({n}); settle their places.",
    ),
    "print_pages": (
        Fate.CHANGED,
        "打印用的分页没有带过来，按标题分页（{n} 处）。",
        "Page breaks for printing were not taken ({n}); headings make pages.",
    ),
    "contents": (Fate.LEFT_OUT, "目录没有带过来。", "The table of contents was left out."),
    "nested": (
        Fate.CHANGED,
        "表格里的表格只带过来文字（{n} 处）。",
        "Of tables within tables only the words came over ({n}).",
    ),
}


def read(content: bytes, *, name: str, language: str = CHINESE) -> Carried:
    """The questionnaire in a Word file; places in notes are paragraphs and tables of its body.

    Raises FormatError: what :func:`~questionnaires.formats.packages.open_package` raises,
    ``not_word``, ``text_questions``.
    """
    package = open_package(content, name)
    main = _main(package)
    reader = _Body(package, main)
    read_body = carried(reader.pieces(), name, language)
    return Carried(read_body.questionnaire, (*package.notes, *reader.notes(), *read_body.notes))


def _main(package: Package) -> str:
    if _MAIN in package:
        return _MAIN
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            target = value(relation, "Target").lstrip("/")
            if (
                value(relation, "Type").endswith("/officeDocument")
                and target in package
                and target.startswith("word")
            ):
                return target
    reason = Text(zh="这不是 Word 文件。", en="This is no Word file.")
    remedy = Text(zh="请用 Word 或 WPS 另存为 .docx。", en="Save it as .docx in Word or WPS.")
    raise FormatError((Finding("not_word", package.name, reason, remedy),))


class _Body:
    def __init__(self, package: Package, main: str) -> None:
        folder = main.rpartition("/")[0]
        self.package = package
        self.document = package.xml(main)
        self.styles = Styles(self._part(f"{folder}/styles.xml"))
        self.numbering = Numbering(self._part(f"{folder}/numbering.xml"))
        self.words = Words()
        self.paragraphs = 0
        self.tables = 0

    def _part(self, part: str) -> Element | None:
        return self.package.xml(part) if part in self.package else None

    def pieces(self) -> list[Piece]:
        """Lines and tables of the body in order.

        Raises FormatError ``word_too_long``.
        """
        body = child(self.document, "body")
        found = [] if body is None else self._pieces(body)
        if len(found) > MOST_PIECES:
            reason = Text(
                zh=f"文件有 {len(found)} 段，最多 {MOST_PIECES} 段。",
                en=f"{len(found)} paragraphs; {MOST_PIECES} are the most.",
            )
            remedy = Text(zh="请只留问卷本身。", en="Keep the questionnaire only.")
            raise FormatError((Finding("word_too_long", self.package.name, reason, remedy),))
        return found

    def _pieces(self, parent: Element) -> list[Piece]:
        found: list[Piece] = []
        for element in parent:
            name = local(element)
            if name == "p":
                found += self._paragraph(element)
            elif name == "tbl":
                found += self._table(element)
            elif name in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo"):
                if (
                    name == "sdt"
                    and value(child(element, "sdtPr", "docPartObj", "docPartGallery")) == "Table of Contents"
                ):
                    self.words.seen["contents"] += 1
                    continue
                found += self._pieces(element)
            elif name in ("del", "moveFrom"):
                self.words.seen["tracked"] += 1
            elif name == "altChunk":
                self.words.seen["parts"] += 1
            elif name in ("oMath", "oMathPara"):
                found += self._paragraph(element)
        return found

    def _paragraph(self, element: Element, place: str = "") -> list[Piece]:
        look = self.styles.look(element)
        if not place:
            self.paragraphs += 1
            place = f"第 {self.paragraphs} 段"
        text = self.words.of(element, underscored_tabs=look.underscored_tabs)
        offered, boxes, self.words.boxes = self.words.offered, self.words.boxes, []
        if look.contents:
            self.words.seen["contents"] += 1
            return []
        if text.strip() and look.list_id not in ("", "0"):
            label = self.numbering.label(look.list_id, look.level)
            text = f"{label} {text.lstrip()}" if label else text
        lines: list[Piece] = [Line(cleaned(part), place, look.style) for part in text.split("\n")]
        lines += [Line(cleaned(f"○{item}"), place) for item in offered]
        for box in boxes:
            lines += self._pieces(box)
        return lines

    def _table(self, element: Element) -> list[Piece]:
        self.tables += 1
        place = f"表 {self.tables} "
        rows: list[tuple[str, ...]] = []
        merged = False
        for row in below_rows(element):
            cells: list[str] = []
            for cell in cells_of(row):
                merge = child(cell, "tcPr", "vMerge")
                merged = merged or (merge is not None and value(merge) != "restart" and not cells)
                span = min(number(value(child(cell, "tcPr", "gridSpan")), 1), 60)
                words = self._cell(cell)
                if (
                    merge is not None
                    and value(merge) != "restart"
                    and not words
                    and rows
                    and len(rows[-1]) > len(cells) == 0
                ):
                    words = rows[-1][0]
                cells += [words] * max(span, 1)
            rows.append(tuple(cells))
        if len(rows) == 1 and len(rows[0]) == 1:
            return [Line(part, place.strip()) for part in rows[0][0].split("\n")]
        grid = Grid(tuple(rows), place)
        if merged:
            joined = Grid(tuple((_joined(row[:2]), *row[2:]) for row in rows), place)
            return [joined] if matrix_in(joined) is not None else [_once(grid)]
        return [grid]

    def _cell(self, cell: Element) -> str:
        lines: list[str] = []
        for element in cell:
            name = local(element)
            if name == "p":
                lines += [piece.text for piece in self._paragraph(element, "-") if isinstance(piece, Line)]
            elif name in ("tbl", "sdt"):
                self.words.seen["nested"] += name == "tbl"
                lines += [
                    piece.text
                    for paragraph in below(element, "p")
                    for piece in self._paragraph(paragraph, "-")
                    if isinstance(piece, Line)
                ]
        return "\n".join(line for line in lines if line.strip())

    def notes(self) -> list[Note]:
        """What was met and not carried, headers and footers among it."""
        found = [
            Note(fate, code, self.package.name, Text(zh=zh, en=en).fill(n=self.words.seen[code]))
            for code, (fate, zh, en) in _SEEN.items()
            if self.words.seen[code]
        ]
        for part in self.package.parts:
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", part):
                text = " ".join("".join(one.text or "" for one in below(self.package.xml(part), "t")).split())
                drawn = any(True for name in ("drawing", "pict") for _ in below(self.package.xml(part), name))
                if text or drawn:
                    what = Text(
                        zh=f"页眉页脚没有带过来：“{text[:60] or '图片'}”。",
                        en=f"Header or footer was left out: “{text[:60] or 'a picture'}”.",
                    )
                    found.append(Note(Fate.LEFT_OUT, "headers", f"{self.package.name}/{part}", what))
        return found


def below_rows(table: Element) -> list[Element]:
    """The rows of a table, also those in content controls."""
    rows: list[Element] = []
    for one in table:
        if local(one) == "tr":
            rows.append(one)
        elif local(one) in ("sdt", "sdtContent", "ins", "customXml"):
            rows += below_rows(one)
    return rows


def cells_of(row: Element) -> list[Element]:
    """The cells of a row, also those in content controls."""
    cells: list[Element] = []
    for one in row:
        if local(one) == "tc":
            cells.append(one)
        elif local(one) in ("sdt", "sdtContent", "customXml"):
            cells += cells_of(one)
    return cells


def _joined(cells: tuple[str, ...]) -> str:
    words = list(dict.fromkeys(cell for cell in cells if cell.strip()))
    return " – ".join(words)


def _once(grid: Grid) -> Grid:
    """Without the repeats of cells that span several rows."""
    rows: list[tuple[str, ...]] = []
    for place, row in enumerate(grid.rows):
        same = place and row and grid.rows[place - 1] and row[0] == grid.rows[place - 1][0]
        rows.append(("", *row[1:]) if same else row)
    return Grid(tuple(rows), grid.place)
