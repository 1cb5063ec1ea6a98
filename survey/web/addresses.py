"""Addresses: what may be gone to after a form, and whether a part of the site is there."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, url_for

from survey.web.state import state

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")


def local_path(given: str | None, otherwise: str = "/") -> str:
    """``given`` when it is a path on this site, else ``otherwise``: no redirect leads elsewhere."""
    return given if given and _LOCAL.fullmatch(given) else otherwise


def address_of(endpoint: str, **values: Any) -> str | None:
    """The address of a view, None when this installation does not have it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def public_address(endpoint: str, **values: Any) -> str:
    """The whole address of a view for slips, mails and codes; never taken from the request's Host."""
    return state().settings.public_url + url_for(endpoint, **values)
