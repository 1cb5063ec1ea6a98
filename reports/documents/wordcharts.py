"""Charts that Word draws itself: the chart of a slide, taken over into a Word file with its workbook.

python-docx has no charts and python-pptx has; both write the same DrawingML (ECMA-376, part 1, ch. 21.2).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from reports.charts.lettering import balanced
from reports.documents import native

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POINTS = 9.5
LABEL = 16  # full-width letters in a line of a label
ROW, LEAST, MOST = 9.0, 55.0, 160.0  # mm: of a category, and of a chart
_FRAME = """
<w:drawing {spaces}>
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent cx="{width}" cy="{height}"/>
    <wp:docPr id="{number}" name="chart {number}"/>
    <wp:cNvGraphicFramePr/>
    <a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
        <c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>
      </a:graphicData>
    </a:graphic>
  </wp:inline>
</w:drawing>
"""


def slide() -> Any:
    """A slide to draw charts on that is thrown away; to open a deck takes as long as a chart."""
    from pptx import Presentation

    deck: Any = Presentation()
    return deck.slides.add_slide(deck.slide_layouts[6])


def add(
    paragraph: Paragraph,
    figures: native.Native,
    on: Any,
    width: float,
    number: int,
    described: str,
    created: datetime,
) -> None:
    """Put a chart of ``width`` mm into a paragraph, drawn ``on`` a slide that is thrown away.

    ``number`` is that of the figure, ``described`` says it in words.
    """
    if figures.form != "columns":
        # A label on one line would run over the edge of the chart in programs that do not break it.
        broken = tuple(balanced(label, LABEL) for label in figures.categories)
        figures = replace(figures, categories=broken)
    lines = 3 if figures.form == "columns" else sum(1 + one.count("\n") / 2 for one in figures.categories)
    height = min(max(LEAST, 28 + ROW * lines), MOST)
    document = paragraph.part
    frame = native.draw(on.shapes, figures, (0, 0, Mm(width), Mm(height)), POINTS, created)
    drawn = frame.chart.part
    package = document.package
    behind = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), WORKBOOK, _workbook_of(drawn), package)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART, drawn.blob, package)
    for relation in drawn.rels.values():  # the chart names its workbook by this identifier
        chart.load_rel(RELATIONSHIP_TYPE.PACKAGE, behind, relation.rId)
    drawing = parse_xml(
        _FRAME.format(
            spaces=nsdecls("w", "wp", "a", "r"),
            width=int(Mm(width)),
            height=int(Mm(height)),
            number=number,
            relation=document.relate_to(chart, RELATIONSHIP_TYPE.CHART),
        )
    )
    drawing.xpath(".//wp:docPr")[0].set("descr", described)
    paragraph.add_run()._element.append(drawing)


def drop_pictures(word: Document) -> None:
    """Leave out of a file the pictures that stand in it no more."""
    part = word.part
    shown = set(part.element.xpath("//a:blip/@r:embed"))
    for name, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.IMAGE and name not in shown:
            del part.rels[name]


def _workbook_of(part: Any) -> bytes:
    blob: bytes = part.chart_workbook.xlsx_part.blob
    return blob
