"""Our figures beside those that others published, where the categories agree. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text
from reports.disclosure import ReleasedTable
from reports.errors import ReportError
from reports.published import VERDICTS, Beside, PublishedTable, beside, sentence, tables_for


@dataclass(frozen=True)
class Against:
    """A released table against one published: the verdict in words, the figures, and what to know of the source."""

    theirs: PublishedTable
    sentence: Text
    rows: tuple[Beside, ...]
    notes: tuple[Text, ...]

    @property
    def title(self) -> Text:
        """Who published it, and of which year."""
        source = self.theirs.source
        return Text(
            zh=f"《{source.title.say('zh-CN')}》（{source.year}年）",
            en=f"{source.title.say('en')} ({source.year})",
        )

    def verdict(self, row: Beside) -> Text:
        """Above, below, no difference found, or not comparable."""
        return VERDICTS[row.verdict]


def against(table: ReleasedTable, name: str) -> list[Against]:
    """A released table of one feature beside every published one of the same grouping (``name``).

    Nothing where none has two categories or more in common with it that are published. Hidden figures stay hidden.
    """
    found = []
    for theirs in tables_for(name):
        if theirs.kind not in ("distribution", "part"):
            continue
        try:
            made = beside(table, theirs)
        except ReportError:  # no category in common: nothing to set beside
            continue
        known = [row for row in made.rows if row.ours.value is not None]
        if known:
            found.append(Against(theirs, sentence(made, theirs), made.rows, made.notes))
    return found
