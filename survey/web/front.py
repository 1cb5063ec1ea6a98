"""The front page, and the choices of language and type size that a device keeps."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from survey.web.access import ENTRANCES, PUBLIC, RESPONDENT, STAFF, access
from survey.web.addresses import address_of, local_path
from survey.web.language import COOKIE, LANGUAGES
from survey.web.state import state

SIZE_COOKIE = "size"
SIZES = ("normal", "large")
ONE_YEAR = 365 * 24 * 3600
CHOICES = {COOKIE: tuple(LANGUAGES), SIZE_COOKIE: SIZES}

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@access(PUBLIC)
def page() -> str:
    """The two ways in: for respondents with an answer code, and for staff."""
    return render_template(
        "front.html",
        respondent_entrance=address_of(ENTRANCES[RESPONDENT]),
        staff_entrance=address_of(ENTRANCES[STAFF]),
    )


@blueprint.post("/preferences")
@access(PUBLIC)
def prefer() -> ResponseReturnValue:
    """Keep a choice of language or type size on the device and go back to where it was made."""
    response = make_response(redirect(local_path(request.form.get("back")), 303))
    for name, allowed in CHOICES.items():
        chosen = request.form.get(name)
        if chosen is None:
            continue
        if chosen not in allowed:
            abort(400)
        response.set_cookie(
            name, chosen, ONE_YEAR, secure=state().settings.is_secure, httponly=True, samesite="Lax"
        )
    return response


@blueprint.app_context_processor
def preferences() -> dict[str, object]:
    """What the head of every page needs: the type size, and where to come back to."""
    # A page that answers a POST is found again by GET at the same address or not at all.
    asked = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return {"large_type": request.cookies.get(SIZE_COOKIE) == "large", "this_page": asked}
