"""HTML in the labels of others made plain text.

Nothing of it is kept as HTML: scripts and styles go, line breaks and list items stay as
lines, a picture leaves its alternative text. Reading takes time in proportion to the
text, however broken the HTML is.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_INLINE_WORDS = (
    "a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr o:p"
)
_INLINE = frozenset(_INLINE_WORDS.split())
_BLOCK_WORDS = (
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 head header hr html legend li link main meta nav ol option p pre section select summary details "
    "table tbody td textarea tfoot th thead title tr ul colgroup col caption input"
)
_BLOCK = frozenset(_BLOCK_WORDS.split())
_MEDIA_WORDS = "img audio video source track iframe embed object param svg canvas map area picture"
_MEDIA = frozenset(_MEDIA_WORDS.split())
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_KNOWN = _INLINE | _BLOCK | _MEDIA | _UNSEEN
_CELLS = frozenset({"td", "th", "option"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:]*)")
_ALT = re.compile(r"\balt\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_CLOSING = re.compile(r"</(script|style|noscript|template)", re.IGNORECASE)
_LONGEST_TAG = 4000
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" *\n *")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_GONE = "\x00"


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without HTML; ``lost`` says what it held: ``markup``, ``media``, ``link``, ``script``, ``field``."""

    text: str
    lost: frozenset[str] = frozenset()


def plain(written: str) -> Plain:
    """The plain text of a label that may hold HTML."""
    if "<" not in written and "&" not in written:
        return Plain(_tidied(written))
    pieces, lost = _pieces(written)
    text = "".join(pieces)
    if lost:
        text = text.replace("\n", " ").replace(_GONE, "\n")
    return Plain(_tidied(html.unescape(text)), frozenset(lost))


def _tidied(text: str) -> str:
    text = _CONTROLS.sub("", text.replace("\t", " "))
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _pieces(written: str) -> tuple[list[str], set[str]]:
    pieces: list[str] = []
    lost: set[str] = set()
    place = 0
    last = written.rfind(">")
    while 0 <= (start := written.find("<", place)) < last:
        pieces.append(written[place:start].replace(_GONE, ""))
        if written.startswith("<!--", start):
            end = written.find("-->", start)
            place = len(written) if end < 0 else end + 3
            continue
        name, rest, end = _tag(written, start)
        if not name:
            pieces.append("<")
            place = start + 1
            continue
        place = end
        if name in _UNSEEN and not rest.startswith("/"):
            lost.add("script")
            closing = _CLOSING.search(written, end)
            place = closing.start() if closing else len(written)
            continue
        pieces.append(_left(name, rest, lost))
    pieces.append(written[place:].replace(_GONE, ""))
    return pieces, lost


def _tag(written: str, start: int) -> tuple[str, str, int]:
    """The name of the known tag at ``start`` with what stands in it and where it ends; else no name."""
    begun = _NAME.match(written, start)
    if begun is None or begun[1].lower() not in _KNOWN:
        return "", "", 0
    name = begun[1].lower()
    found = _TAG.match(written, start, start + _LONGEST_TAG)
    if found:
        return name, found[1] + found[3], found.end()
    # A quotation mark that is never closed, or a picture within the tag: it ends at the next bracket.
    end = written.find(">", start) + 1
    return (name, "/" if written.startswith("</", start) else "", end) if end else ("", "", 0)


def _left(name: str, rest: str, lost: set[str]) -> str:
    """What a tag leaves in the text."""
    if name in _MEDIA:
        lost.add("media")
        alt = _ALT.search(rest[:_LONGEST_TAG])
        return f" {alt[1][1:-1]} " if alt else ""
    if name in ("input", "textarea", "select", "button"):
        lost.add("field")
    elif name == "a":
        lost.add("link")
    else:
        lost.add("markup")
    if name == "li" and not rest.startswith("/"):
        return f"{_GONE}· "
    if name in _CELLS:
        return " "
    return _GONE if name in _BLOCK else ""
