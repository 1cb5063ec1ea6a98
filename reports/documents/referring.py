"""References from sentences to the tables and charts that their figures come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.documents.content import Block, Columns, Paragraph, Picture, Table, flat

STOPS = "。."
_PLACES = re.compile(r"（[表图] \d+(?:、[表图] \d+)*）| \((?:Table|Figure) \d+(?:, (?:Table|Figure) \d+)*\)")


def resolved(blocks: Sequence[Block], language: str) -> list[Block]:
    """The blocks, with the number of the table before the full stop of every sentence that refers to one.

    Tables and charts are numbered as every writer counts them. A sentence whose table is not in the document
    refers to the chart of the same key, else to nothing.
    """
    places = _places(blocks, language)
    return [_told(block, places, language) for block in blocks]


def _places(blocks: Sequence[Block], language: str) -> dict[str, str]:
    chinese = language.startswith("zh")
    found: dict[str, str] = {}
    pictured: dict[str, str] = {}
    tables = pictures = 0
    for block in flat(blocks):
        if isinstance(block, Table):
            tables += 1
            found.setdefault(block.key, f"表 {tables}" if chinese else f"Table {tables}")
        elif isinstance(block, Picture):
            pictures += 1
            pictured.setdefault(block.key, f"图 {pictures}" if chinese else f"Figure {pictures}")
    return {key: place for key, place in {**pictured, **found}.items() if key}


def _told(block: Block, places: dict[str, str], language: str) -> Block:
    if isinstance(block, Columns):
        parts = tuple(_told(one, places, language) for one in block.blocks)
        return replace(block, blocks=parts)  # type: ignore[arg-type]
    if not isinstance(block, Paragraph) or not block.refers:
        return block
    named = list(dict.fromkeys(places[key] for key in block.refers if key in places))
    return replace(block, text=with_places(block.text, named, language)) if named else block


def with_places(text: str, named: Sequence[str], language: str) -> str:
    """A text with places such as 表 3 in brackets before its last full stop."""
    chinese = language.startswith("zh")
    words = text.rstrip()
    stop = words[-1:] if words[-1:] in STOPS else ""
    bracket = f"（{'、'.join(named)}）" if chinese else f" ({', '.join(named)})"
    return words.removesuffix(stop) + bracket + stop if stop else words + bracket


def without_places(text: str) -> str:
    """A text without the numbers of tables that :func:`resolved` put in."""
    return _PLACES.sub("", text)
