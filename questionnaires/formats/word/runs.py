"""The words of a paragraph: boxes and blanks of every make become □ and ____."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from questionnaires.formats.word.tree import below, child, children, local, switched, value

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SKIPPED = {
    "del": "tracked",
    "moveFrom": "tracked",
    "delText": "tracked",
    "instrText": "",
    "rPr": "",
    "pPr": "",
}
_PICTURES = frozenset({"drawing", "pict", "object"})
_LOOKS = ("b", "i", "color", "highlight", "em")
_SYMBOLS = {
    "f06f": "□",
    "f071": "□",
    "f072": "□",
    "f0a8": "□",
    "f0a3": "□",
    "f06d": "○",
    "f0a1": "○",
    "f0fe": "☑",
    "f052": "☑",
    "f0fc": "√",
    "f0e0": "→",
    "f0ae": "→",
}
_ENCLOSED = re.compile(r"\\o\s*\\ac\s*\(\s*[○□◯]\s*[,，]\s*(.+?)\s*\)")


class Words:
    """Reads paragraphs; ``seen`` counts what was met and not carried, ``boxes`` holds texts of text boxes."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.boxes: list[Element] = []
        self.offered: list[str] = []
        self._fields: list[str] = []
        self._code = ""
        self._tab = "\t"

    def of(self, paragraph: Element, *, underscored_tabs: bool = False) -> str:
        """The text of a paragraph with \\n for line breaks; what lists offer is kept in ``offered``."""
        self.offered = []
        self._tab = "____" if underscored_tabs else "\t"
        return "".join(self._of(one) for one in paragraph)

    def _of(self, element: Element) -> str:
        name = local(element)
        if name in _SKIPPED:
            if _SKIPPED[name]:
                self.seen[_SKIPPED[name]] += 1
            return ""
        if name == "r":
            return self._run(element)
        if name == "sdt":
            return self._control(element)
        if name == "AlternateContent":
            return "".join(self._of(one) for one in list(element)[:1])
        if name in _PICTURES:
            return self._picture(element)
        return self._rare(element, name)

    def _rare(self, element: Element, name: str) -> str:
        if name in ("oMath", "oMathPara"):
            self.seen["formulas"] += 1
            return "".join(one.text or "" for one in below(element, "t"))
        if name == "hyperlink":
            self.seen["links"] += bool(value(element, "id"))
        if name == "ins":
            self.seen["inserted"] += 1
        if name in ("commentReference", "footnoteReference", "endnoteReference"):
            self.seen["comments" if name == "commentReference" else "footnotes"] += 1
            return ""
        if name == "fldSimple" and (enclosed := _ENCLOSED.search(value(element, "instr"))):
            return _circled(enclosed[1])
        if name == "ruby":
            self.seen["ruby"] += 1
            return "".join(self._of(one) for one in children(element, "rubyBase"))
        return "".join(self._of(one) for one in element)

    def _run(self, run: Element) -> str:
        properties = child(run, "rPr")
        if switched(child(properties, "vanish")):
            self.seen["hidden"] += any(True for _ in below(run, "t"))
            return ""
        text = "".join(self._piece(one) for one in run)
        if self._fields and self._fields[-1] == "filled":
            return ""
        if switched(child(properties, "u")) and len(text) > 1 and not text.strip(" \t\xa0\u3000\u2002\u2003"):
            return "____"
        if text.strip() and (switched(child(properties, "strike")) or switched(child(properties, "dstrike"))):
            self.seen["struck"] += 1
        if text.strip() and any(switched(child(properties, look)) for look in _LOOKS):
            self.seen["looks"] += 1
        return text

    def _piece(self, element: Element) -> str:
        name = local(element)
        if name == "t":
            return element.text or ""
        if name in ("tab", "ptab"):
            return self._tab
        if name in ("br", "cr"):
            if value(element, "type") == "page":
                self.seen["print_pages"] += 1
            return "" if value(element, "type") == "column" else "\n"
        if name == "noBreakHyphen":
            return "-"
        if name == "sym":
            return self._symbol(value(element, "char").lower(), value(element, "font").lower())
        if name == "fldChar":
            return self._field(element)
        if name == "instrText":
            self._code += element.text or ""
            return ""
        return self._of(element)

    def _symbol(self, char: str, font: str) -> str:
        """A sign of a font of signs: a box, a circle, an arrow, or nothing that a text could say."""
        known = _SYMBOLS.get(char, "□" if "wingdings" in font else "")
        self.seen["symbols"] += not known
        return known

    def _field(self, element: Element) -> str:
        """Form fields of old forms, and circled figures made by a field."""
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._code = ""
            form = child(element, "ffData")
            self._fields.append(
                "filled" if child(form, "textInput") is not None or child(form, "ddList") is not None else ""
            )
            self.offered += [value(one) for one in children(child(form, "ddList"), "listEntry")]
            return "□" if child(form, "checkBox") is not None else ""
        if kind == "end" and self._fields:
            state = self._fields.pop()
            enclosed = _ENCLOSED.search(self._code)
            self._code = ""
            if enclosed:
                return _circled(enclosed[1])
            return "____" if state and not self.offered else ""
        return ""

    def _control(self, element: Element) -> str:
        """A content control: its choices, a date, a place to write, or just its words."""
        properties, content = child(element, "sdtPr"), child(element, "sdtContent")
        for name in ("dropDownList", "comboBox"):
            items = [
                value(one, "displayText") or value(one, "value")
                for one in children(child(properties, name), "listItem")
            ]
            items = [item for item in items if item and not re.match(r"选择一项|Choose an item|请选择", item)]
            if items:
                self.offered += items
                return ""
        empty = child(properties, "showingPlcHdr") is not None
        if empty and child(properties, "date") is not None:
            return "____年____月____日"
        if empty and child(properties, "checkbox") is None:
            return "____"
        return "" if content is None else "".join(self._of(one) for one in content)

    def _picture(self, element: Element) -> str:
        boxes = list(_boxes_in(element))
        if boxes:
            self.seen["text_boxes"] += len(boxes)
            self.boxes += boxes
        elif local(element) == "object":
            self.seen["objects"] += 1
        else:
            self.seen["pictures"] += 1
        return ""


def _boxes_in(element: Element) -> Iterator[Element]:
    """The text boxes of a drawing, each once: what stands in for older programs says the same again."""
    for one in element:
        if local(one) == "txbxContent":
            yield one
        elif local(one) == "AlternateContent":
            yield from _boxes_in(next(iter(one), one))
        else:
            yield from _boxes_in(one)


def _circled(words: str) -> str:
    if words.isdecimal() and 0 < int(words) <= len(_CIRCLED):
        return _CIRCLED[int(words) - 1]
    return f"{words}."
