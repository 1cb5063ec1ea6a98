"""The log: one JSON object a line, without answers, addresses of people or link codes."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

ACCESS = logging.getLogger("kewen.access")
#: Where a request carries the number by which the log and the pages name it.
REQUEST_ID = "kewen.request_id"
LONGEST_SEGMENT = 16
#: What follows these segments opens somebody's questionnaire or receipt.
_AFTER = re.compile(r"^/(q|receipt)/.*$", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ASSET = re.compile(r"^/static/[0-9a-f]{12}/[a-z0-9/._-]+$")


def masked(path: str) -> str:
    """``path`` as it may stand in a log: codes of links and receipts are left out.

    Everything after ``/q/`` and ``/receipt/`` and every segment of more than 16 characters
    becomes ``…``; files of our own are named in full.
    """
    if _ASSET.match(path):
        return path
    if found := _AFTER.match(path):
        return f"/{found[1].lower()}/…"
    return "/".join("…" if len(segment) > LONGEST_SEGMENT else segment for segment in path.split("/"))


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the fields of ``extra={"fields": …}``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


class TextLines(logging.Formatter):
    """The same for a person at a terminal; line breaks inside a message are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``."""
        fields = getattr(record, "fields", {})
        said = " ".join([record.getMessage(), *(f"{name}={value}" for name, value in fields.items())])
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        line = _CONTROL.sub(lambda found: repr(found[0])[1:-1], f"{moment} {record.levelname.lower()} {said}")
        trace = "\n" + self.formatException(record.exc_info) if record.exc_info else ""
        return line + trace


def start_log(log_format: str) -> None:
    """Send the log of this process to standard error, in ``json`` or ``text``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextLines() if log_format == "text" else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # uvicorn's own access log would write paths unmasked.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.access").propagate = False
