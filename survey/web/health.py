"""Health: whether this process lives, and whether it can take answers."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify

from survey.store.unusable import require_room
from survey.web.access import PUBLIC, access
from survey.web.state import state

LOG = logging.getLogger("kewen.health")
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    """200 while the process answers at all."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@access(PUBLIC)
def ready() -> Response:
    """200 when the database takes a write and the disk has room, else 503; the cause is in the log."""
    try:
        state().store.ready()
        require_room(state().settings.instance)
    except Exception:
        LOG.exception("not ready")
        response = jsonify(ready=False)
        response.status_code = 503
        response.headers["Retry-After"] = "5"
        return response
    return jsonify(ready=True)
