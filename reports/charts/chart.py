"""The finished chart: its figure, the table it shows, the data behind it, and its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from questionnaires.text import Text
from reports.safe_cells import safe_cell

MARK = "\ufeff"  # tells Excel that the file is UTF-8
Value = str | int | float | None


@dataclass(frozen=True)
class Words:
    """What a chart says: the finding or the question, its base, where it comes from, and the sign of suppression."""

    title: str
    base: str = ""
    source: str = ""
    hidden: str = "▪"
    language: str = "zh-CN"

    @property
    def not_published(self) -> str:
        """The sign of suppression with its meaning, for places that have the room."""
        return f"{self.hidden} {self.say('不公布', 'not published')}"

    def say(self, zh: str, en: str) -> str:
        """The wording in the language of the chart."""
        return zh if self.language.startswith("zh") else en


@dataclass(frozen=True)
class Chart:
    """A finished chart with the table it shows.

    ``columns`` and ``rows`` are that table as text, for the page and the document; ``data`` are heading and
    rows of the figures as drawn, unrounded, a hidden one None. ``lacking`` holds characters that were drawn
    as 〓; ``alt`` says in both languages what there is to see.
    """

    figure: Figure
    words: Words
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lacking: frozenset[str] = field(default_factory=frozenset)
    data: tuple[tuple[Value, ...], ...] = ()
    alt: Text = field(default_factory=Text)

    def png(self, dpi: int = 200) -> bytes:
        """The chart as PNG; without a time inside, so that the same chart is the same file."""
        canvas = FigureCanvasAgg(self.figure)
        drawn = self._saved("raw", dpi=dpi)
        size = int(canvas.renderer.width), int(canvas.renderer.height)
        target = io.BytesIO()
        # Charts stand on paper: without transparency files are smaller and quicker to make and to set.
        Image.frombytes("RGBA", size, drawn).convert("RGB").save(target, format="png", dpi=(dpi, dpi))
        return target.getvalue()

    def svg(self) -> bytes:
        """The chart as SVG with its letters as outlines, so that no font is needed."""
        # Imported here, as that of PDF below: it takes a second to import and most charts are drawn as PNG.
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        FigureCanvasSVG(self.figure)
        return self._saved("svg", metadata={"Date": None, "Creator": None})

    def pdf(self) -> bytes:
        """The chart as PDF with its fonts inside as TrueType (fonttype 42), so that text can be searched."""
        from matplotlib.backends.backend_pdf import FigureCanvasPdf

        FigureCanvasPdf(self.figure)
        metadata = {"CreationDate": None, "Creator": None, "Producer": None}
        return self._saved("pdf", metadata={**metadata, "Title": self.words.title})

    def picture(self, kind: str) -> bytes:
        """The chart as ``png`` for a page, ``svg`` or ``pdf``."""
        return self.png() if kind == "png" else self.svg() if kind == "svg" else self.pdf()

    def csv(self) -> bytes:
        """The figures as CSV: UTF-8 with byte order mark; text that would begin a formula is disarmed."""
        target = io.StringIO(newline="")
        csv.writer(target).writerows(_safe(row) for row in self.data)
        return (MARK + target.getvalue()).encode()

    def xlsx(self, created: datetime) -> bytes:
        """The figures as a workbook of one sheet; ``created`` is its only time."""
        import xlsxwriter

        target = io.BytesIO()
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(target, {"in_memory": True, "nan_inf_to_errors": True, **safe}) as book:
            book.set_properties({"created": created.replace(tzinfo=None), "title": self.words.title})
            sheet = book.add_worksheet()
            for line, row in enumerate(self.data):
                for place, value in enumerate(_safe(row)):
                    if isinstance(value, str):
                        sheet.write_string(line, place, value)
                    elif value is not None:
                        sheet.write_number(line, place, value)
        return target.getvalue()

    def _saved(self, kind: str, **options: Any) -> bytes:
        target = io.BytesIO()
        self.figure.savefig(target, format=kind, **options)
        return target.getvalue()


def _safe(row: Sequence[Value]) -> list[Value]:
    return [safe_cell(value) if isinstance(value, str) else value for value in row]
