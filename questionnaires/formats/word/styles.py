"""What the styles of a Word document say of its paragraphs: headings, titles, lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from questionnaires.formats.plaintext.pieces import Style
from questionnaires.formats.word.tree import child, children, number, switched, value

_LARGE = 30  # half points


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is by its style and its own properties."""

    style: Style = ""
    list_id: str = ""
    level: int = 0
    contents: bool = False
    underscored_tabs: bool = False


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {value(one, "styleId"): one for one in children(root, "style")}

    def look(self, paragraph: Element) -> Look:
        """What a paragraph is."""
        own = child(paragraph, "pPr")
        chain = self._chain(value(child(own, "pStyle")))
        properties = [own, *(child(one, "pPr") for one in chain)]
        names = [value(child(one, "name")).lower() for one in chain]
        contents = any(name.startswith("toc") for name in names)
        listed = next((one for one in (child(each, "numPr") for each in properties) if one is not None), None)
        level = child(listed, "ilvl")
        tabs = [one for each in properties for one in children(child(each, "tabs"), "tab")]
        return Look(
            self._style(paragraph, properties, names),
            value(child(listed, "numId")),
            number(value(level)),
            contents,
            any(value(tab, "leader") in ("underscore", "heavy") for tab in tabs),
        )

    def _chain(self, style: str) -> list[Element]:
        found: list[Element] = []
        while style in self._styles and self._styles[style] not in found:
            found.append(self._styles[style])
            style = value(child(found[-1], "basedOn"))
        return found

    def _style(self, paragraph: Element, properties: list[Element | None], names: list[str]) -> Style:
        if any(name in ("title", "标题", "subtitle", "副标题") for name in names):
            return "title"
        outline = next(
            (value(one) for one in (child(each, "outlineLvl") for each in properties) if one is not None), "9"
        )
        if any(re.match(r"heading \d|标题 ?\d", name) for name in names) or number(outline, 9) < 9:
            return "heading"
        runs = [one for one in paragraph.iter() if one.tag.endswith("}r") and _words(one)]
        centred = (
            next((value(one) for one in (child(each, "jc") for each in properties) if one is not None), "")
            == "center"
        )
        if not runs:
            return ""
        bold = all(switched(child(one, "rPr", "b")) for one in runs)
        large = all(number(value(child(one, "rPr", "sz"))) >= _LARGE for one in runs)
        if centred and (bold or large):
            return "title"
        words = "".join(_words(one) for one in runs).strip()
        return (
            "heading" if bold and len(words) <= 20 and not re.search(r"[？?：:_。□○☐]|^\W*\d", words) else ""
        )


def _words(run: Element) -> str:
    return "".join(one.text or "" for one in run if one.tag.endswith("}t"))
