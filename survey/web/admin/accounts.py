"""Accounts, as the administrator manages them."""

from __future__ import annotations

from flask import abort, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import accounts as service
from survey.services import grants, invitations
from survey.services.happenings import happenings
from survey.services.invitations import Offer
from survey.web.access import STAFF, access
from survey.web.actions import words_of
from survey.web.addresses import public_address
from survey.web.admin.blueprint import blueprint
from survey.web.admin.forms import AccountForm, NameForm
from survey.web.listing import Listing, asked, event_number
from survey.web.staff import PLATFORM, actor, key, now, page, put_into, told, with_errors
from survey.web.state import state

OFFERED = "offered_link"


@blueprint.get("/accounts")
@access(STAFF, PLATFORM)
def accounts() -> ResponseReturnValue:
    """Everybody who can sign in, and who no longer can."""
    search = asked("search")
    listing = Listing(service.ORDERS, "login")
    found = service.listed(state().store, at=now(), search=search, **listing.order)
    return page("admin/accounts.html", found=found, listing=listing.of(found.total), search=search)


@blueprint.get("/accounts/log")
@access(STAFF, PLATFORM)
def events() -> ResponseReturnValue:
    """What happened to accounts and sessions, newest first."""
    before = event_number()
    rows = happenings(state().store, None, before=before)
    return page("admin/events.html", events=rows, words_of=words_of, is_newest=before is None)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@access(STAFF, PLATFORM)
def new_account() -> ResponseReturnValue:
    """Make an account and the link to hand over."""
    form = AccountForm()
    if form.validate_on_submit():
        try:
            made = service.create(
                state().store,
                key(),
                login=form.login.data,
                name=form.name.data,
                is_administrator=form.is_administrator.data,
                actor=actor(),
                at=now(),
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            _hand_over(made.account_id, made.offer)
            return redirect(url_for("admin.account", account_id=made.account_id), 303)
    shown = page("admin/new_account.html", form=form, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.get("/accounts/<int:account_id>")
@access(STAFF, PLATFORM)
def account(account_id: int) -> ResponseReturnValue:
    """One account: its link, its roles, and what can be done with it."""
    return _page(_existing(account_id))


@blueprint.post("/accounts/<int:account_id>/name")
@access(STAFF, PLATFORM)
def rename_account(account_id: int) -> ResponseReturnValue:
    """Change the name under which a person is shown."""
    form = NameForm()
    if form.validate_on_submit():
        service.rename(state().store, account_id, form.name.data, actor=actor(), at=now())
        flash(_("姓名已保存。"), "done")
        return _back(account_id)
    return with_errors(_page(_existing(account_id), form))


@blueprint.post("/accounts/<int:account_id>/link")
@access(STAFF, PLATFORM)
def offer_link(account_id: int) -> ResponseReturnValue:
    """Make a link to set a password, shown once."""
    try:
        offer = invitations.offer_reset(state().store, key(), account_id, actor=actor(), at=now())
    except Refusal as refusal:
        told(refusal)
    else:
        _hand_over(account_id, offer)
    return _back(account_id)


@blueprint.post("/accounts/<int:account_id>/disable")
@access(STAFF, PLATFORM)
def disable_account(account_id: int) -> ResponseReturnValue:
    """Let an account sign in no longer."""
    try:
        service.disable(state().store, account_id, actor=actor(), at=now())
        flash(_("账号已停用，登录已全部退出。"), "done")
    except Refusal as refusal:
        told(refusal)
    return _back(account_id)


@blueprint.post("/accounts/<int:account_id>/enable")
@access(STAFF, PLATFORM)
def enable_account(account_id: int) -> ResponseReturnValue:
    """Let a disabled account sign in again."""
    service.enable(state().store, account_id, actor=actor(), at=now())
    flash(_("账号已启用，密码和分工与停用前相同。"), "done")
    return _back(account_id)


@blueprint.post("/accounts/<int:account_id>/administrator")
@access(STAFF, PLATFORM)
def make_administrator(account_id: int) -> ResponseReturnValue:
    """Make an account administrator of the platform."""
    return _rank(account_id, is_administrator=True)


@blueprint.post("/accounts/<int:account_id>/member")
@access(STAFF, PLATFORM)
def make_member(account_id: int) -> ResponseReturnValue:
    """Take the rank of administrator away."""
    return _rank(account_id, is_administrator=False)


def _rank(account_id: int, *, is_administrator: bool) -> ResponseReturnValue:
    try:
        service.set_administrator(state().store, account_id, is_administrator, actor=actor(), at=now())
        flash(_("已更改，这个账号需要重新登录。"), "done")
    except Refusal as refusal:
        told(refusal)
    return _back(account_id)


def _existing(account_id: int) -> service.Known:
    found = service.get(state().store, account_id)
    if found is None:
        abort(404)
    return found


def _back(account_id: int) -> ResponseReturnValue:
    return redirect(url_for("admin.account", account_id=account_id), 303)


def _hand_over(account_id: int, offer: Offer) -> None:
    session[OFFERED] = [account_id, offer.token, offer.expires_at]


def _page(found: service.Known, form: NameForm | None = None) -> str:
    # The link is shown once, to whoever made it; the store has only its digest.
    offered = session.pop(OFFERED, None)
    link = None
    if offered and offered[0] == found.id:
        link = (public_address("admin.link", token=offered[1]), offered[2])
    return page(
        "admin/account.html",
        account=found,
        form=form or NameForm(formdata=None, name=found.name),
        form_errors=form is not None,
        link=link,
        surveys=grants.surveys_of(state().store, found.id),
        roles=grants.BY_NAME,
    )
