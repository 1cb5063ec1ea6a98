"""The same document as a PDF, set by Typst from data that it never reads as markup.

The page is that of the Word file: A4 with the type area of GB/T 9704-2012, its headings and numbers.
The typefaces of official papers are not free to embed; the vendored Noto Sans SC stands for them.
"""

from __future__ import annotations

import json
import tempfile
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

from reports.charts.lettering import FONTS, printable
from reports.documents import content
from reports.documents.grid import TIGHT, frame_of, long_labels, parts, stays_whole, widths
from reports.documents.leading import led
from reports.documents.measures import COLUMN
from reports.documents.numerals import Numbering
from reports.documents.unbroken import unbroken

#: Stands behind the caption of what goes on, below itself or on the next page.
CONTINUED = {"zh": "（续）", "en": " (continued)"}
TEMPLATE = Path(__file__).with_name("report.typ")


def write(document: content.Document) -> bytes:
    """The document as a PDF; the same document gives the same bytes. Characters the font lacks are 〓."""
    import typst

    with tempfile.TemporaryDirectory(prefix="kewen-report-") as folder:
        template = Path(folder, TEMPLATE.name)
        template.write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        data = _Data(document, Path(folder)).whole()
        template.with_name("data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        made = typst.compile(
            str(template), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_tags=True
        )
    assert isinstance(made, bytes)  # noqa: S101 (one PDF, for no file is named and no other format)
    return made


class _Data:
    """A document as plain values, its pictures as files beside them; counts headings, tables and figures."""

    def __init__(self, document: content.Document, folder: Path) -> None:
        self._document = document
        self._folder = folder
        self._numbering = Numbering(document.language)
        self._chinese = document.language.startswith("zh")
        self._tables = self._pictures = 0
        self._narrow = False

    def whole(self) -> dict[str, Any]:
        cover, moment = self._document.cover, self._document.frozen_at
        return {
            "lang": "zh" if self._chinese else "en",
            "chinese": self._chinese,
            "moment": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
            "contents": "目　录" if self._chinese else "Contents",
            "footer": _said(self._document.footer),
            "cover": {
                "title": _said(cover.title),
                "subtitle": _said(cover.subtitle),
                "organiser": _said(cover.organiser),
                "moment": _said(cover.moment),
                "warning": _said(cover.warning),
                "legal": [_said(line) for line in cover.legal],
            },
            "continued": CONTINUED["zh" if self._chinese else "en"],
            "blocks": [self._of(block) for block in led(self._document.blocks)],
        }

    @singledispatchmethod
    def _of(self, block: content.Block) -> dict[str, Any]:
        raise TypeError(f"no way to write {type(block).__name__}")

    @_of.register
    def _heading(self, block: content.Heading) -> dict[str, Any]:
        number = self._numbering.next(block.level) if block.numbered else ""
        return {"kind": "heading", "level": block.level, "text": number + _said(block.text)}

    @_of.register
    def _paragraph(self, block: content.Paragraph) -> dict[str, Any]:
        lines = [_said(line) for line in block.text.split("\n")]
        return {"kind": "paragraph", "style": block.style, "lines": lines, "leads": block.leads}

    @_of.register
    def _page_break(self, block: content.PageBreak) -> dict[str, Any]:
        return {"kind": "break"}

    @_of.register
    def _in_columns(self, block: content.Columns) -> dict[str, Any]:
        self._narrow = True
        found = [self._of(part) for part in block.blocks]
        self._narrow = False
        return {"kind": "columns", "blocks": found}

    @_of.register
    def _picture(self, block: content.Picture) -> dict[str, Any]:
        self._pictures += 1
        name = f"chart{self._pictures}.png"
        self._folder.joinpath(name).write_bytes(block.png)
        caption = f"{'图' if self._chinese else 'Figure'} {self._pictures}　{_said(block.caption)}"
        described = _said(block.description or block.caption)
        return {"kind": "picture", "file": name, "caption": caption, "description": described}

    @_of.register
    def _table(self, block: content.Table) -> dict[str, Any]:
        self._tables += 1
        found = []
        for number, part in enumerate(parts(block)):
            more = CONTINUED["zh" if self._chinese else "en"] if number else ""
            caption = f"{'表' if self._chinese else 'Table'} {self._tables}　{_said(block.caption)}{more}"
            frame = COLUMN if self._narrow else frame_of(part)
            given = widths(part, frame)
            found.append(
                {
                    "caption": caption,
                    "columns": [_said(one) for one in part.columns],
                    "rows": [[_said(one) for one in row] for row in part.rows],
                    "widths": [round(width.mm, 2) for width in given],
                    "size": frame.size.pt,
                    "emphasised": sorted(part.emphasised),
                    "over": sorted(long_labels(part, frame, given[0].mm)),
                    "tight": self._narrow or frame is TIGHT,
                    "whole": stays_whole(part, frame, given),
                    "name": f"table-{self._tables}-{number}",
                }
            )
        return {
            "kind": "table",
            "parts": found,
            "note": _said(block.note),
            "leads": block.leads,
            "narrow": self._narrow,
        }


def _said(text: str) -> str:
    return printable(unbroken(text))[0]
