"""The room on a page of a report, the same in Word and in PDF (type area of GB/T 9704-2012)."""

from __future__ import annotations

from docx.shared import Pt

from reports.documents import grid
from reports.documents.grid import Frame

WIDTH, HEIGHT = int(grid.WIDTH), 195  # mm for tables and pictures
PICTURE_WIDTH = 130  # mm
COLUMN_WIDTH = 75  # mm, of one of two columns
COLUMN = Frame(COLUMN_WIDTH, Pt(8), 16, 1.9)
