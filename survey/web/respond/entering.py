"""Coming in: by an answer code typed at /q, or by a link."""

from __future__ import annotations

import threading
import time

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.services.respond import Pass, by_code, by_link, note_wrong_guess
from survey.web.access import PUBLIC, access
from survey.web.respond.blueprint import blueprint
from survey.web.respond.forms import CodeForm
from survey.web.respond.visit import hold, secret_key
from survey.web.state import state

# Waiting costs a thread, so few may wait at once; the others are told to come back.
_waiting = threading.BoundedSemaphore(2)


@blueprint.get("/q")
@access(PUBLIC)
def enter() -> ResponseReturnValue:
    """Ask for an answer code."""
    return render_template("respond/enter.html", form=CodeForm(), wrong=False, typed="")


@blueprint.post("/q")
@access(PUBLIC)
def enter_code() -> ResponseReturnValue:
    """Take an answer code; a wrong one gets the same page whether or not it ever existed."""
    form = CodeForm()
    typed = str(form.code.data or "")
    held = by_code(state().store, secret_key(), typed)
    if held is None:
        status = wrong_guess("code")
        return render_template("respond/enter.html", form=form, wrong=True, typed=typed[:40]), status
    return _go_on(held)


@blueprint.get("/q/<link>", strict_slashes=False)
@access(PUBLIC)
def enter_link(link: str) -> ResponseReturnValue:
    """Exchange a link for a cookie and leave its address behind; nothing is written."""
    held = by_link(state().store, secret_key(), link)
    if held is None:
        return render_template("respond/enter.html", form=CodeForm(), wrong=True, typed=""), 404
    return _go_on(held)


def _go_on(held: Pass) -> ResponseReturnValue:
    hold(held)
    return redirect(url_for("respond.start"), 303)


def wrong_guess(kind: str) -> int:
    """Count a wrong guess, hold back its answer, and give the status to answer with."""
    address = request.remote_addr or ""
    delay = note_wrong_guess(state().store, secret_key(), address, kind, state().clock())
    if not delay:
        return 200
    if not _waiting.acquire(blocking=False):
        return 429
    try:
        time.sleep(delay)
    finally:
        _waiting.release()
    return 429
