"""Type in charts: the vendored Chinese font, wrapping, and characters it lacks.

Noto Sans SC (SIL Open Font License 1.1, see ``reports/fonts/OFL.txt``) is drawn from files
of the project, so that a chart looks the same on every machine. A character that neither it
nor DejaVu Sans has becomes 〓 (U+3013, the geta mark printers use) and is reported.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

FONTS = Path(__file__).resolve().parents[1] / "fonts"
REGULAR = FONTS / "NotoSansSC-Regular.gbk.ttf"
BOLD = FONTS / "NotoSansSC-Bold.gb2312.ttf"
GETA = "〓"
WRAP = 12  # full-width characters in a line of a label
LATIN_WRAP = 17  # the same for labels of Latin letters, whose words are long
MOST_LINES = 4
#: In the Chinese font curly quotation marks are full width, which tears a line of Latin letters apart.
NARROW_QUOTES = str.maketrans("“”‘’", "\"\"''")

for file in (REGULAR, BOLD):
    font_manager.fontManager.addfont(str(file))
mpl.rcParams.update(
    {
        "font.family": ["Noto Sans SC", "DejaVu Sans"],
        "axes.unicode_minus": False,
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "kewen",  # the same chart gives the same file
    }
)


@cache
def _characters(file: Path) -> frozenset[int]:
    return frozenset(FT2Font(str(file)).get_charmap())


@cache
def _fallback() -> frozenset[int]:
    return _characters(Path(font_manager.findfont("DejaVu Sans")))


def drawable(text: str) -> tuple[str, frozenset[str]]:
    """``text`` with every character that cannot be drawn in a chart as 〓, and those characters."""
    if all(unicodedata.east_asian_width(character) not in "WF" for character in text):
        text = text.translate(NARROW_QUOTES)
    kept, lacking = _marked(text, _characters(REGULAR) | _fallback())
    # matplotlib reads a pair of dollar signs as mathematics.
    return kept.replace("$", r"\$"), lacking


def printable(text: str) -> tuple[str, frozenset[str]]:
    """``text`` with every character that the Chinese font lacks as 〓, and those characters."""
    return _marked(text, _characters(REGULAR))


def _marked(text: str, known: frozenset[int]) -> tuple[str, frozenset[str]]:
    """Control characters other than a line end are dropped: they have no shape."""
    kept: list[str] = []
    lacking: set[str] = set()
    for character in text:
        if character == "\n":
            kept.append(character)
        elif unicodedata.category(character) in ("Cc", "Cf"):
            continue
        elif ord(character) in known:
            kept.append(character)
        else:
            kept.append(GETA)
            lacking.add(character)
    return "".join(kept), frozenset(lacking)


def weight_for(text: str) -> str:
    """``bold`` where the bold font has every character of ``text``, else ``normal``."""
    return (
        "bold"
        if all(ord(character) in _characters(BOLD) for character in text if character != "\n")
        else "normal"
    )


def width(text: str) -> float:
    """The width of a text in full-width characters; Latin letters count little over half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.56 for character in text)


def wrapped(text: str, limit: float = WRAP) -> str:
    """``text`` broken into lines of at most ``limit`` full-width characters.

    Words in Latin letters and numbers stay whole where they fit in a line; closing
    punctuation does not begin a line, and an opening bracket does not end one.
    """
    lines: list[str] = []
    line = ""
    latin = int(limit / 0.56)
    for found in re.findall(r"[A-Za-z0-9_.,%+/'’()–-]+|\s+|[（《“‘【「]+\S|.", text):
        piece = " " if found.isspace() else found
        fits = width((line + piece).rstrip()) <= limit
        if line and not fits and piece not in "，。、；：？！）》”%":
            lines.append(line.rstrip())
            line = ""
        while width(piece) > limit:
            lines.append(piece[:latin])
            piece = piece[latin:]
        line += piece if line or not piece.isspace() else ""
    if line.strip():
        lines.append(line.rstrip())
    return "\n".join(lines)


def balanced(text: str, limit: float = WRAP) -> str:
    """``text`` in as few lines as :func:`wrapped` takes, but of about one length: no line of a single character."""
    count = wrapped(text, limit).count("\n")
    if count == 0:
        return wrapped(text, limit)
    least = int(width(text) / (count + 1))
    for tried in range(max(least, 2), int(limit) + 1):
        found = wrapped(text, tried)
        if found.count("\n") <= count:
            return found
    return wrapped(text, limit)


def label_lines(label: str) -> str:
    """A label of a category in lines of its kind of letters; after four lines it ends in an ellipsis."""
    wide = sum(1 for character in label if unicodedata.east_asian_width(character) in "WF")
    lines = balanced(label, WRAP if wide * 2 >= len(label) else LATIN_WRAP).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip("，、；,;. ") + "…"]
    return "\n".join(lines)
