"""Access: denied unless a view declares who may use it and the visitor is one of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., Any])
LOG = logging.getLogger("kewen.access")
_DECLARED = "kewen_access"


class Audience(StrEnum):
    """Whom a view is for."""

    PUBLIC = "public"
    RESPONDENT = "respondent"
    STAFF = "staff"


PUBLIC = Audience.PUBLIC
RESPONDENT = Audience.RESPONDENT
STAFF = Audience.STAFF

#: Where a visitor who is not known yet is sent, by audience: an endpoint.
ENTRANCES: Mapping[Audience, str] = {RESPONDENT: "respond.enter", STAFF: "admin.sign_in"}


@dataclass(frozen=True)
class Access:
    """Who may use a view: an audience and, among staff, a role."""

    audience: Audience
    role: str | None = None

    def __str__(self) -> str:
        return f"{self.audience}:{self.role}" if self.role else str(self.audience)


class Visitor(Protocol):
    """A visitor who is known: a respondent with a copy, a member of staff with a session."""

    def may(self, role: str | None, place: Mapping[str, Any]) -> bool:
        """Whether the visitor holds ``role`` at ``place`` (the view's arguments, such as the survey)."""
        ...


Identify = Callable[[], Visitor | None]


def access(audience: Audience, role: str | None = None) -> Callable[[View], View]:
    """Declare who may use a view: ``@access(PUBLIC)``, ``@access(STAFF, "reviewer")``.

    It stands directly above the view function, below ``@blueprint.route``.
    """

    def declare(view: View) -> View:
        setattr(view, _DECLARED, Access(audience, role))
        return view

    return declare


def declared_access(app: Flask, endpoint: str) -> Access | None:
    """What the view of ``endpoint`` declares; None when it declares nothing."""
    return getattr(app.view_functions.get(endpoint), _DECLARED, None)


def guard(app: Flask, identify: Mapping[Audience, Identify]) -> None:
    """Refuse every request to a view that its visitor has not been granted.

    ``identify`` tells, by audience, who the visitor is: None when not known. An audience
    without an entry is refused altogether.
    """

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        g.visitor = None
        if request.endpoint is None:
            return None  # no such address, or not with this method: Flask says so itself
        declared = declared_access(current_app, request.endpoint)
        if declared is None:
            LOG.error("undeclared access", extra={"fields": {"endpoint": request.endpoint}})
            abort(403)
        if any("\x00" in str(given) for given in (request.view_args or {}).values()):
            abort(404)  # nothing is called so: no database keeps it
        if declared.audience is PUBLIC:
            return None
        recognise = identify.get(declared.audience)
        g.visitor = recognise() if recognise else None
        if g.visitor is None:
            return _entrance(declared.audience)
        if not g.visitor.may(declared.role, request.view_args or {}):
            abort(403)
        return None


def visitor() -> Visitor:
    """The visitor the guard has let in; only in views for respondents or staff."""
    return cast(Visitor, g.visitor)


def _entrance(audience: Audience) -> ResponseReturnValue:
    endpoint = ENTRANCES[audience]
    if request.method not in {"GET", "HEAD"} or endpoint not in current_app.view_functions:
        abort(403)
    if audience is STAFF:
        return redirect(url_for(endpoint, next=request.full_path.rstrip("?")))
    return redirect(url_for(endpoint))
