"""Who is answering: the pass in the signed cookie, and where its holder stands."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Response, g, request, session

from survey.services import secrets as codes
from survey.services.copies import key_of
from survey.services.respond import RETURNED, Pass, Standing, standing
from survey.web.cookies import cookie_name
from survey.web.headers import FRAMED_BY_OURSELVES
from survey.web.state import state

COPY, ENTRANCE, CORRECTING, DONE = "copy", "entrance", "correcting", "done"
DEVICE = "device"
ONE_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Respondent:
    """A visitor with a pass, as the guard knows one."""

    held: Pass
    standing: Standing

    def may(self, role: str | None, place: Mapping[str, Any]) -> bool:
        """A respondent has no roles; every page of answering is about the copy held."""
        return role is None

    @property
    def is_correcting(self) -> bool:
        """Whether this browser came in with the receipt to correct the answers."""
        return self.held.copy_id is not None and session.get(CORRECTING) == self.held.copy_id

    @property
    def is_returned(self) -> bool:
        """Whether the response was submitted and is not being corrected."""
        response = self.standing.response
        never_sent = response is not None and response.submitted_at is None
        return self.standing.outcome in RETURNED and not never_sent and not self.is_correcting

    @property
    def saw_receipt(self) -> bool:
        """Whether the response was submitted in this browser, which may see the receipt again."""
        return self.held.copy_id is not None and session.get(DONE) == self.held.copy_id


def identify_respondent() -> Respondent | None:
    """The visitor whose cookie holds a pass that is still good."""
    held = Pass(session.get(COPY), session.get(ENTRANCE))
    if held == Pass():
        return None
    found = standing(state().store, held)
    return None if found is None else Respondent(held, found)


def respondent() -> Respondent:
    """The respondent whom the guard has let in."""
    return cast(Respondent, g.visitor)


def hold(held: Pass, *, correcting: bool = False) -> None:
    """Give the browser a pass; what it held before is let go, so that two copies never mix."""
    if session.get(COPY) != held.copy_id or held.copy_id is None:
        for name in (COPY, ENTRANCE, CORRECTING, DONE):
            session.pop(name, None)
    if held.copy_id is not None:
        session[COPY] = held.copy_id
        session.pop(ENTRANCE, None)
    elif held.entrance_id is not None:
        session[ENTRANCE] = held.entrance_id
    if correcting:
        session[CORRECTING] = held.copy_id


def note_submitted(copy_id: int | None) -> None:
    """Remember that this browser submitted the copy."""
    session[DONE] = copy_id
    session.pop(CORRECTING, None)


def secret_key() -> bytes:
    """The key of links, codes and digests."""
    return key_of(state().settings.secret_key)


def device_digest() -> str:
    """The keyed digest of the device's random cookie; a new one is made where there is none."""
    random = request.cookies.get(cookie_name(state().settings, DEVICE), "")
    if len(random) != codes_length():
        random = secrets.token_hex(16)
        g.new_device = random
    return codes.digest(secret_key(), "device", random)


def codes_length() -> int:
    """The length of the random in a device's cookie."""
    return 32


def frame_trial(response: Response) -> Response:
    """Let the editor show the pages of a trial in a frame; those of a survey are never framed."""
    who = g.get("visitor")
    if isinstance(who, Respondent) and who.standing.survey.trial_of is not None:
        response.headers.update(FRAMED_BY_OURSELVES)
    return response


def keep_device(response: Response) -> Response:
    """Send the device's cookie where one was made in this request."""
    random = g.pop("new_device", None)
    if random is not None:
        settings = state().settings
        response.set_cookie(
            cookie_name(settings, DEVICE),
            random,
            ONE_YEAR,
            secure=settings.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def box_name() -> str:
    """The name under which a phone keeps what is not yet acknowledged; it tells nobody the copy."""
    held = respondent().held
    return codes.digest(secret_key(), "outbox", f"{held.copy_id}:{held.entrance_id}")[:16]
