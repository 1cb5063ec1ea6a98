"""The QR of an address: drawn for a PDF or a page, dotted for a Word file."""

from __future__ import annotations

import io
from typing import Any

DOTS = 8  # to a module of the picture: sharp at 600 dpi for the size that copies print


def qr_svg(address: str) -> str:
    """The QR of an address as SVG, error correction M, without a fixed size."""
    return str(_made(address).svg_inline(border=2, omitsize=True))


def qr_png(address: str) -> bytes:
    """The same as PNG, for programs that draw no SVG."""
    target = io.BytesIO()
    _made(address).save(target, kind="png", scale=DOTS, border=2)
    return target.getvalue()


def _made(address: str) -> Any:
    import segno

    # Any mask can be read; trying all eight takes six times as long, 13 s for 3,000 slips.
    return segno.make(address, error="m", micro=False, mask=2)
