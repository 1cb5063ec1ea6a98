"""Compression of pages: a slow line carries a quarter of the bytes."""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

SMALLEST = 500
LEVEL = 6
TYPES = frozenset({"text/html", "text/css", "text/javascript", "text/plain", "application/json"})
LONGEST_FILLER = 100


def compress_responses(app: Flask) -> None:
    """Send texts of more than 500 bytes gzip-compressed to clients that accept it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
            return response
        response.vary.add("Accept-Encoding")
        wanted = request.accept_encodings.quality("gzip") > 0 and "Content-Encoding" not in response.headers
        body = response.get_data()
        if wanted and response.status_code == 200 and len(body) >= SMALLEST:
            response.set_data(packed(body))
            response.content_encoding = "gzip"
        return response


def packed(body: bytes) -> bytes:
    """``body`` compressed, with a file name of random length in the header.

    The length of a compressed page then tells nobody whether a guess at the form's token
    was right (Paredes & Shulman 2022, "Heal the Breach").
    """
    filler = "k" * secrets.randbelow(LONGEST_FILLER)
    out = io.BytesIO()
    with gzip.GzipFile(filler, "wb", LEVEL, out, mtime=0) as file:
        file.write(body)
    return out.getvalue()
