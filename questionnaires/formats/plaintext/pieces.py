"""What a questionnaire text is made of: lines and tables, cleaned of typing habits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from questionnaires.model import FACTS

Style: TypeAlias = Literal["", "title", "heading", "page"]

_WIDE = {0xFF10 + n: 0x30 + n for n in range(10)}
_WIDE |= {0xFF21 + n: 0x41 + n for n in range(26)}
_WIDE |= {0xFF41 + n: 0x61 + n for n in range(26)}
_SIGNS = str.maketrans(
    {
        **{chr(wide): chr(plain) for wide, plain in _WIDE.items()},
        "．": ".", "＿": "_", "﹍": "_", "＊": "*", "［": "[", "］": "]", "＝": "=", "＃": "#",
        "　": "  ", "\xa0": " ", "\u2002": " ", "\u2003": "  ", "\u2009": " ", "\v": " ", "\f": " ",
        "∕": "/", "☆": "*", "★": "*",
    }
)  # fmt: skip
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_QUOTED = re.compile(rf"\$(?=\{{)(?!\{{(?:{'|'.join(FACTS)})\}})")
_CODE_BOXES = re.compile(r"(?<=[:：年月号码])\s*[□▢◻]{2,}|[□▢◻]{2,}(?=\s*[年月日号])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with where it stands; ``style`` is what the source says of it (a page break has no text)."""

    text: str
    place: str
    style: Style = ""

    @property
    def blank(self) -> bool:
        """Nothing is written on it."""
        return not self.text.strip() and self.style != "page"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, the paragraphs of a cell apart by line feeds."""

    rows: tuple[tuple[str, ...], ...]
    place: str


Piece: TypeAlias = Line | Grid


def cleaned(text: str) -> str:
    """Full-width letters, digits and blanks as plain ones; what cannot be seen is gone.

    Chinese punctuation stays. Boxes to write single figures in are one blank. ``${`` is
    written with the full-width sign, since texts of a questionnaire quote answers that way;
    quotations of facts about the survey stay.
    """
    plain = _CODE_BOXES.sub("____", _INVISIBLE.sub("", text.translate(_SIGNS)))
    return _QUOTED.sub("＄", plain).rstrip()


def squeezed(text: str) -> str:
    """The words of a label: single spaces, none at the ends."""
    return re.sub(r"[ \t]+", " ", text).strip()
