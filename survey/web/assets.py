"""Files of the pages: styles, scripts and pictures, under addresses that change with them.

``asset("respond/respond.css")`` in a template gives ``/static/<version>/respond/respond.css``,
where the version is a hash of the whole folder: relative imports between scripts and
``url()`` in styles stay inside one version, and there is no build step: a folder that is named
like a file (``respond.js/``) is served as that one file, its parts in the order of their names.
Browsers keep a version for good; a page from before an upgrade gets the present file, uncached.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue

from survey.web.access import PUBLIC, access

FOLDER = Path(__file__).parent / "static"
KEEP = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
COMPRESSED = frozenset(TYPES)
VERSION_LENGTH = 12


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, the same compressed (None when not worth it), and its media type."""

    content: bytes
    compressed: bytes | None
    media_type: str


class Assets:
    """The files of a folder, read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {path.relative_to(folder).as_posix(): _read(path) for path in _served(folder)}
        digest = hashlib.sha256()
        for name, file in self._files.items():
            digest.update(f"{name}\0{len(file.content)}\0".encode())
            digest.update(file.content)
        self.version = digest.hexdigest()[:VERSION_LENGTH]

    def address(self, name: str) -> str:
        """The address of a file; naming one that is not there is a defect of the template."""
        if name not in self._files:
            raise LookupError(f"no file {name!r} in the folder static")
        return f"/static/{self.version}/{name}"

    def inline(self, name: str) -> str:
        """A small file as an address that holds it, so that a phone need not ask for it."""
        file = self._files[name]
        return f"data:{file.media_type},{quote(file.content)}"

    def find(self, name: str) -> Asset | None:
        """The file of that name, if there is one."""
        return self._files.get(name)


def register_assets(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the folder and give templates ``asset`` and ``inline_asset``."""
    assets = Assets(folder)
    blueprint = Blueprint("assets", __name__)

    @blueprint.get("/static/<version>/<path:name>")
    @access(PUBLIC)
    def file(version: str, name: str) -> ResponseReturnValue:
        found = assets.find(name)
        if found is None:
            abort(404)
        return _response(found, KEEP if version == assets.version else "no-cache")

    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = assets.address
    app.jinja_env.globals["inline_asset"] = assets.inline


def _served(folder: Path) -> list[Path]:
    """The files of a folder; a folder that is named like a file stands for its parts."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return sorted({path.parent if path.parent.suffix and path.parent != folder else path for path in files})


def _read(path: Path) -> Asset:
    parts = sorted(path.iterdir()) if path.is_dir() else [path]
    content = b"".join(part.read_bytes() for part in parts)
    compressed = gzip.compress(content, 9, mtime=0) if path.suffix in COMPRESSED else None
    if compressed is not None and len(compressed) >= len(content):
        compressed = None
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(content, compressed, guessed)


def _response(file: Asset, cache_control: str) -> Response:
    packed = file.compressed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(file.compressed if packed else file.content, mimetype=file.media_type)
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = cache_control
    response.set_etag(hashlib.sha256(file.content + bytes([packed])).hexdigest()[:20])
    response.make_conditional(request)
    return response
