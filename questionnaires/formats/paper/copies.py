"""Numbered copies of a printed form: the body is set once, each copy only adds its stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from questionnaires.formats.paper import form
from questionnaires.formats.paper.lettering import printable
from questionnaires.formats.paper.qr import qr_svg
from questionnaires.formats.paper.typeset import body_of, typeset_apart
from questionnaires.formats.paper.wording import EMPTY_PAGE, SCAN

TEMPLATE = Path(__file__).with_name("stamp.typ")
#: The pages of all copies are in memory until the file is whole: some 250 MB for so many.
MOST_COPIES = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one copy from the others: serial, where it goes, and the address that its QR leads to."""

    serial: str
    place: str
    address: str


def copies_of(printed: form.Form, stamps: Sequence[Stamp], *, duplex: bool = True) -> bytes:
    """The form once for each stamp, in one PDF; QR and serial stand on every page.

    For ``duplex`` printing each copy begins on the front of a sheet: a page that says it is empty follows an odd number.
    Raises ValueError for no copies or more than :data:`MOST_COPIES`.
    """
    if not 0 < len(stamps) <= MOST_COPIES:
        raise ValueError(f"{len(stamps)} copies; at least 1, at most {MOST_COPIES}")
    body, pages = body_of(printed)
    data = {
        "title": printable(printed.title),
        "lang": printed.language.partition("-")[0],
        "serial": printed.serial,
        "scan": SCAN.say(printed.language),
        "pages": pages,
        "duplex": duplex,
        "empty": EMPTY_PAGE.say(printed.language),
        "copies": [
            {"serial": printable(one.serial), "place": printable(one.place), "qr": qr_svg(one.address)}
            for one in stamps
        ],
    }
    return typeset_apart(TEMPLATE, data, {"body.pdf": body})
