"""The web application: the only code that knows Flask.

:func:`create_app` puts it together. A part of the site is a module or package of this
package named in ``PARTS`` that offers ``blueprint``; it may also offer
``identify_respondent`` or ``identify_staff``, which tell the guard who the visitor is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.journal import REQUEST_ID, masked
from survey.limits import Limits
from survey.settings import Settings
from survey.store import Store, open_store
from survey.web import front, health
from survey.web.access import RESPONDENT, STAFF, Audience, Identify, guard
from survey.web.addresses import address_of
from survey.web.assets import register_assets
from survey.web.compression import compress_responses
from survey.web.cookies import set_cookies
from survey.web.errors import show_errors
from survey.web.headers import send_headers
from survey.web.language import speak
from survey.web.numbers import read_numbers
from survey.web.state import EXTENSION, State, utc_now

LOG = logging.getLogger("kewen.web")
PARTS = ("respond", "fieldwork", "results", "surveys", "design", "admin")
IDENTIFY = {"identify_respondent": RESPONDENT, "identify_staff": STAFF}
MOST_FORM_PARTS = 2000


class Kewen(Flask):
    """Flask, with strict templates and a log of defects that names no link."""

    jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}  # noqa: RUF012

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log a defect with the request's id and masked path."""
        fields = {"request": g.get("request_id", ""), "method": request.method, "path": masked(request.path)}
        LOG.error("defect", exc_info=exc_info, extra={"fields": fields})


def create_app(
    settings: Settings, *, store: Store | None = None, clock: Callable[[], datetime] = utc_now
) -> Flask:
    """The application with these settings, on a database that has been migrated.

    Tests may give a ``store`` and a ``clock`` of their own.
    """
    app = Kewen("survey.web", static_folder=None)
    app.extensions[EXTENSION] = State(settings, store or open_store(settings.database_url), clock)
    largest = Limits()
    app.config.update(
        MAX_CONTENT_LENGTH=largest.upload.size,
        MAX_FORM_MEMORY_SIZE=largest.body.size,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    set_cookies(app, settings)
    app.before_request(number_request)
    read_numbers(app)
    identify: dict[Audience, Identify] = {}
    guard(app, identify)
    CSRFProtect(app)
    speak(app, settings)
    show_errors(app)
    send_headers(app, settings)
    compress_responses(app)
    register_assets(app)
    app.jinja_env.globals["address_of"] = address_of
    for part in (front, health, *_parts()):
        app.register_blueprint(part.blueprint)
        identify.update(
            {audience: getattr(part, name) for name, audience in IDENTIFY.items() if hasattr(part, name)}
        )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def number_request() -> None:
    """Give the request the number by which the log and an error page name it."""
    g.request_id = request.environ.get(REQUEST_ID) or secrets.token_hex(8)


def _parts() -> list[Any]:
    names = [f"{__name__}.{part}" for part in PARTS]
    found = [import_module(name) for name in names if find_spec(name)]
    return [part for part in found if hasattr(part, "blueprint")]
