"""Cookies: one signed cookie that carries the forms' token and short messages, nothing of a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from survey.settings import Settings

NAME = "kewen"
LIFETIME = timedelta(days=30)


class _KeptSession(SecureCookieSessionInterface):
    """Keeps the cookie when a phone closes its browser: a page restored later still submits."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime:
        return datetime.now(UTC) + app.permanent_session_lifetime


def cookie_name(settings: Settings, name: str) -> str:
    """``name``, with the prefix by which browsers pin a cookie to this very host under https."""
    return f"__Host-{name}" if settings.is_secure else name


def set_cookies(app: Flask, settings: Settings) -> None:
    """Settle the name and flags of the session cookie."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=cookie_name(settings, NAME),
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=LIFETIME,
        # The token lives as long as the cookie: somebody called away for hours loses nothing.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = _KeptSession()
