"""A person's own account: name, password, and where else it is signed in."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import accounts, grants, sessions
from survey.web.access import STAFF, access
from survey.web.admin.blueprint import blueprint
from survey.web.admin.forms import ChangePasswordForm, NameForm
from survey.web.staff import actor, key, member, now, page, put_into, signed_in, with_errors
from survey.web.state import state


@blueprint.get("/me")
@access(STAFF)
def me() -> ResponseReturnValue:
    """The account of whoever is signed in."""
    return _page()


@blueprint.post("/me/name")
@access(STAFF)
def rename_me() -> ResponseReturnValue:
    """Change one's own name."""
    form = NameForm(prefix="n")
    if form.validate_on_submit():
        account_id = member().identity.account_id
        accounts.rename(state().store, account_id, form.name.data, actor=actor(), at=now())
        flash(_("姓名已保存。"), "done")
        return redirect(url_for("admin.me"), 303)
    return with_errors(_page(name_form=form))


@blueprint.post("/me/password")
@access(STAFF)
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other browser is signed out."""
    form = ChangePasswordForm(prefix="p")
    if form.validate_on_submit():
        try:
            begun = sessions.change_password(
                state().store,
                key(),
                member().identity,
                form.present.data,
                form.password.data,
                at=now(),
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("密码已更改，其他设备上的登录已全部退出。"), "done")
            return signed_in(begun, url_for("admin.me"))
    return with_errors(_page(password_form=form))


@blueprint.post("/me/sessions")
@access(STAFF)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere else."""
    ended = sessions.sign_out_everywhere(state().store, member().identity, at=now())
    flash(_("已退出其他 %(count)s 处登录。", count=ended), "done")
    return redirect(url_for("admin.me"), 303)


def _page(name_form: NameForm | None = None, password_form: ChangePasswordForm | None = None) -> str:
    identity = member().identity
    return page(
        "admin/me.html",
        name_form=name_form or NameForm(formdata=None, prefix="n", name=identity.name),
        password_form=password_form or ChangePasswordForm(formdata=None, prefix="p"),
        form_errors=bool(name_form or password_form),
        sessions=sessions.open_sessions(state().store, identity.account_id, at=now()),
        surveys=grants.surveys_of(state().store, identity.account_id),
        roles=grants.BY_NAME,
    )
