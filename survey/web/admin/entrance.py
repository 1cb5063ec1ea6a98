"""Signing in and out, and the links by which a password is set."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services import invitations, sessions
from survey.services.invitations import Invited
from survey.services.sessions import SignedIn
from survey.web.access import PUBLIC, access
from survey.web.addresses import local_path
from survey.web.admin.blueprint import blueprint
from survey.web.admin.forms import PasswordForm, SetUpForm, SignInForm
from survey.web.cookies import cookie_name
from survey.web.errors import STATUSES
from survey.web.staff import COOKIE, key, now, page_outside, put_into, signed_in, signed_out, with_errors
from survey.web.state import state

LINK = "staff_link"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password."""
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            begun = sessions.sign_in(
                state().store,
                key(),
                form.login.data,
                form.password.data,
                place=request.remote_addr or "",
                at=now(),
                former=_token(),
            )
        except Refusal as refusal:
            put_into(form, refusal)
            status = STATUSES.get(refusal.code, 422)
        else:
            session.clear()
            return signed_in(begun, _whereto())
    elif form.is_submitted():
        status = 422
    return page_outside("admin/sign_in.html", form=form, form_errors=status != 200), status


@blueprint.post("/sign-out")
@access(PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session; the browser keeps nothing of it."""
    token = _token()
    if token:
        sessions.sign_out(state().store, key(), token, at=now())
    session.clear()
    return signed_out(url_for("admin.sign_in"))


@blueprint.get("/link/<token>")
@access(PUBLIC)
def link(token: str) -> ResponseReturnValue:
    """Take a link's secret out of the address, so that neither history nor referrer keeps it."""
    session[LINK] = token[:100]
    return redirect(url_for("admin.password"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@access(PUBLIC)
def password() -> ResponseReturnValue:
    """Set a password by a link: at set-up, when invited, for a reset."""
    token = str(session.get(LINK, ""))
    invited = invitations.find(state().store, key(), token, at=now())
    if invited is None:
        return page_outside("admin/link_over.html"), 410
    form = SetUpForm() if invited.purpose == "setup" else PasswordForm()
    if form.validate_on_submit():
        try:
            begun = _use(token, invited, form)
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            session.clear()
            return signed_in(begun, url_for("surveys.listing"))
    shown = page_outside("admin/password.html", form=form, invited=invited, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


def _use(token: str, invited: Invited, form: PasswordForm) -> SignedIn:
    store, at = state().store, now()
    if isinstance(form, SetUpForm):
        return invitations.set_up(
            store,
            key(),
            token,
            login=form.login.data,
            name=form.name.data,
            password=form.password.data,
            at=at,
        )
    return invitations.accept(store, key(), token, form.password.data, at=at)


def _token() -> str | None:
    return request.cookies.get(cookie_name(state().settings, COOKIE))


def _whereto() -> str:
    home = url_for("surveys.listing")
    wanted = local_path(request.args.get("next"), home)
    return wanted if wanted.startswith("/staff/") else home
