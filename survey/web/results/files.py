"""Charts and tables as files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from flask import Response, request
from flask.typing import ResponseReturnValue

from questionnaires.text import CHINESE
from survey.services import charts
from survey.services.charts import AS_IT_COMES, Kind, Look
from survey.web.access import STAFF, access
from survey.web.language import LANGUAGES
from survey.web.listing import asked
from survey.web.results.addresses import look_of_address, wanted_of_address
from survey.web.results.analysed import analysis
from survey.web.results.blueprint import blueprint

TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEEP = "private, max-age=86400"
CHECK = "private, no-cache"


@blueprint.get("/<survey>/chart.<any(png, svg, pdf):kind>")
@access(STAFF, "analyst")
def chart(survey: str, kind: Kind) -> ResponseReturnValue:
    """The chart of a table."""
    return _file(kind, look_of_address(), attached=kind == "pdf")


@blueprint.get("/<survey>/table.<any(csv, xlsx):kind>")
@access(STAFF, "analyst")
def table(survey: str, kind: Kind) -> ResponseReturnValue:
    """A table with all its cells."""
    return _file(kind, AS_IT_COMES, attached=True)


def language_asked() -> str:
    """The language of a file, Chinese unless another of ours is asked for."""
    language = asked("language")
    return language if language in LANGUAGES else CHINESE


def file_response(content: bytes, kind: str, parts: Sequence[str], *, attached: bool) -> Response:
    """A file to look at or, ``attached``, to keep under the name that its parts make."""
    response = Response(content, content_type=TYPES[kind])
    response.headers["Cache-Control"] = CHECK
    if attached:
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", "-".join(part for part in parts if part))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _file(kind: Kind, look: Look, *, attached: bool) -> Response:
    found, wanted = analysis(), wanted_of_address()
    content = charts.file_of(found, wanted, kind, language_asked(), look)
    parts = [found.survey_code, wanted.purpose, *wanted.by, wanted.question, found.version[:8]]
    parts += ["simulated"] if found.is_simulated else []
    response = file_response(content, kind, parts, attached=attached)
    if asked("version") == found.version[:12]:
        response.headers["Cache-Control"] = KEEP
    response.set_etag(hashlib.sha256(content).hexdigest()[:20])
    response.make_conditional(request)
    return response
