"""Whole numbers that come in addresses and forms: none that a database would not take."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class NumberConverter(IntegerConverter):
    """``<int:…>`` in addresses: 0 to :data:`LARGEST`; anything else is no page."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: object) -> None:  # noqa: A002 - the name is werkzeug's
        super().__init__(map, max=LARGEST)  # type: ignore[arg-type]


def read_numbers(app: Flask) -> None:
    """Let ``<int:…>`` in the addresses of the application stand for such numbers only."""
    app.url_map.converters["int"] = NumberConverter


def is_number(given: str) -> bool:
    """Whether a text is a whole number that a database takes."""
    return given.isascii() and given.isdigit() and len(given) <= 10 and int(given) <= LARGEST
