"""The lines of a form that Kewen wrote, each as the part of a document it says."""

from __future__ import annotations

import re

from questionnaires.editing.document import Document
from questionnaires.formats.xlsform.cells import OPTION, taken, taken_show, with_more
from questionnaires.formats.xlsform.tables import Line

_QUOTED = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")


def in_tags(line: Line, tags: dict[str, str]) -> Line:
    """A line with its texts by language tag instead of by header."""
    texts = {
        key: {tags.get(header, header): text for header, text in wordings.items()}
        for key, wordings in line.texts.items()
    }
    return Line(line.sheet, line.number, line.values, texts)


class Told:
    """What texts quote: the calculations that ODK needs for labels, by the name they stand for."""

    def __init__(self, lines: tuple[Line, ...] = ()) -> None:
        self.names = {
            line.get("name"): line.get("kewen::of") for line in lines if line.get("kewen::part") == "said"
        }

    def back(self, wordings: dict[str, str]) -> dict[str, str]:
        """Texts as they are here: ``${x_said}`` is ``${x}``."""
        if not self.names:
            return wordings
        return {
            tag: _QUOTED.sub(lambda found: f"${{{self.names.get(found[1]) or found[1]}}}", wording)
            for tag, wording in wordings.items()
        }


def text(line: Line, key: str, told: Told) -> Document:
    """A translated cell under its key, if there is any wording."""
    wordings = line.texts.get(key, {})
    return {_KEYS.get(key, key): told.back(dict(wordings))} if wordings else {}


_KEYS = {"guidance_hint": "why"}


def question(line: Line, told: Told) -> Document:
    """What the line of a question says of it; rows, levels and options stand on lines of their own."""
    own = taken(line)
    found: Document = {"name": line.get("name"), "kind": line.get("kewen::kind")}
    number, label = own.get("number", ""), told.back(line.texts.get("label", {}))
    if label:
        found["label"] = {
            tag: said.removeprefix(f"{number} ") if number else said for tag, said in label.items()
        }
    hint = told.back(line.texts.get("hint", {}))
    for tag, said in hint.items():
        kept = without_added(said, added(own, tag))
        if kept:
            found.setdefault("hint", {})[tag] = kept
    found |= text(line, "guidance_hint", told)
    if line.get("required"):
        found["required"] = True
    found |= taken_show(line)
    if found["kind"] == "calculated":
        found["value"] = line.values.get("calculation", "")
    looks = line.get("appearance").split()
    if found["kind"] == "single" and "minimal" in looks:
        found["appearance"] = "dropdown"
    for key, value in own.items():
        found[key] = told.back(value) if isinstance(value, dict) else value
    if line.get("kewen::label_is"):
        found[line.get("kewen::label_is")] = found.pop("label", {})
    return with_more(line, found)


def added(document: Document, tag: str) -> str:
    """What a hint says besides in ODK: the unit of a number, the ends of a scale."""
    parts = []
    if unit := document.get("unit", {}).get(tag):
        parts.append(f"（{unit}）" if tag.startswith("zh") else f"({unit})")
    low, high = document.get("low_label", {}).get(tag), document.get("high_label", {}).get(tag)
    least, most = document.get("least", 0), document.get("most", 10)
    ends = [f"{end:g} = {label}" for end, label in ((least, low), (most, high)) if label]
    return "\n".join([*parts, *ends])


def without_added(said: str, more: str) -> str:
    """A hint without what :func:`added` put behind it."""
    if more and said == more:
        return ""
    return said.removesuffix(f"\n{more}") if more else said


def page(line: Line, told: Told) -> Document:
    """What the line of a page says of it."""
    own = taken(line)
    found: Document = {"name": own.pop("name", line.get("name")), **own, **taken_show(line)}
    title = text(line, "label", told)
    if title:
        found["title"] = title["label"]
    return with_more(line, found)


def ending(line: Line, told: Told) -> Document:
    """An ending, from the line of its message."""
    found = taken(line)
    if message := text(line, "label", told):
        found["message"] = message["label"]
    return with_more(line, found)


def row(line: Line, told: Told) -> Document:
    """A row of a matrix or a split, or a level of a cascade."""
    return with_more(
        line, {"name": line.get("name"), **text(line, "label", told), **taken(line), **taken_show(line)}
    )


def level(line: Line, told: Told) -> Document:
    """A level of a cascade."""
    return with_more(line, {"name": line.get("name"), **text(line, "label", told), **taken(line)})


def option(line: Line, told: Told) -> Document:
    """An option, from the sheet choices."""
    found: Document = {
        "code": line.values.get("name", ""),
        **text(line, "label", told),
        **taken(line, OPTION),
    }
    if show := line.values.get(f"{OPTION}show"):
        found["show"] = show
    return with_more(line, found, OPTION)


def entry(line: Line, told: Told) -> Document:
    """An entry of a code list, from the sheet choices."""
    found: Document = {
        "code": line.values.get("name", ""),
        **text(line, "label", told),
        **taken(line, OPTION),
    }
    if parent := line.values.get("parent"):
        found["parent"] = parent
    return with_more(line, found, OPTION)


def plain(line: Line, told: Told) -> Document:
    """A line of our own sheets: every column is a key."""
    found = taken(line)
    return with_more(line, found)
