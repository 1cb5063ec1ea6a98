"""Long texts as pages show them: a notice by its lines, an answer by its beginning."""

from __future__ import annotations

import re

from markupsafe import Markup

LONGEST_QUOTE = 120
LEAD = re.compile(r"[^<&：:，。,.]{1,24}(?:：|: )")


def paragraphs(statement: Markup) -> list[tuple[Markup, Markup]]:
    """The lines of a long notice, each with the word or two before its first colon, by which one finds it."""
    found = []
    for line in filter(None, map(Markup.strip, statement.split("\n"))):
        lead = LEAD.match(line)
        end = lead.end() if lead else 0
        found.append((line[:end], line[end:]))
    return found


def shortened(said: str) -> str:
    """An answer as a sentence quotes it: a long one by its beginning."""
    return said if len(said) <= LONGEST_QUOTE else said[:LONGEST_QUOTE] + "…"
