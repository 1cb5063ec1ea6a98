"""What stays on the page of what follows: the words between a heading and what that heading is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.documents.content import Block, Columns, Heading, Paragraph, Picture, Table


def led(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with words right under a heading leading to the table, chart or lower heading that follows.

    A heading stays with what follows by itself; without this it would stand with a note at the foot of a page.
    """
    found: list[Block] = []
    for place, block in enumerate(blocks):
        above = blocks[place - 1] if place else None
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        if isinstance(block, Paragraph) and isinstance(above, Heading) and _belongs(below, above):
            found.append(replace(block, leads=True))
        else:
            found.append(block)
    return found


def _belongs(block: Block | None, heading: Heading) -> bool:
    """Whether a block is what a heading is about, and not another matter."""
    if isinstance(block, Heading):
        return block.level > heading.level
    return isinstance(block, Table | Picture | Columns)
