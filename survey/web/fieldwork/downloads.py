"""Files as answers of a request."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "application/octet-stream",  # a file to keep, never shown as a page of ours
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


def download(content: bytes, name: str) -> Response:
    """A file to be saved under ``name``; no cache keeps it."""
    response = Response(content, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
