"""Who does what in a survey."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import accounts, grants
from survey.web.access import STAFF, access
from survey.web.language import say
from survey.web.staff import actor, current_survey, member, now, page, put_into, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.forms import MemberForm


@blueprint.get("/<survey>/people")
@access(STAFF)
def people(survey: str) -> ResponseReturnValue:
    """The people of a survey and their roles."""
    return _page()


@blueprint.post("/<survey>/people")
@access(STAFF, "administrator")
def give_roles(survey: str) -> ResponseReturnValue:
    """Give an account roles in the survey."""
    card = current_survey()
    form = _form()
    if form.validate_on_submit():
        try:
            account = accounts.by_login(state().store, form.login.data)
            present = grants.roles_in(state().store, account.id, card.id)
            wanted = present | set(form.roles.data)
            grants.set_roles(state().store, card.id, account.id, wanted, actor=actor(), at=now())
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("%(name)s的分工已保存，立即生效。", name=account.name), "done")
            return redirect(url_for("surveys.people", survey=card.code), 303)
    return with_errors(_page(form))


@blueprint.route("/<survey>/people/<int:account_id>", methods=["GET", "POST"])
@access(STAFF, "administrator")
def member_roles(survey: str, account_id: int) -> ResponseReturnValue:
    """Change or take away the roles of one person."""
    card = current_survey()
    found = next(
        (one for one in grants.members(state().store, card.id) if one.account_id == account_id), None
    )
    if found is None:
        abort(404)
    if request.method == "POST":
        wanted = set(request.form.getlist("roles")) & grants.BY_NAME.keys()
        grants.set_roles(state().store, card.id, account_id, wanted, actor=actor(), at=now())
        flash(_("%(name)s的分工已保存，立即生效。", name=found.name), "done")
        return redirect(url_for("surveys.people", survey=card.code), 303)
    return page("surveys/member.html", stage="people", person=found, roles=grants.ROLES)


def _form() -> MemberForm:
    form = MemberForm()
    form.roles.choices = [(role.name, say(role.label)) for role in grants.ROLES]
    return form


def _page(form: MemberForm | None = None) -> str:
    card = current_survey()
    known = []
    if member().has("administrator"):
        known = [row for row in accounts.listed(state().store, at=now()).rows if not row.disabled_at]
    return page(
        "surveys/people.html",
        stage="people",
        members=grants.members(state().store, card.id),
        roles=grants.ROLES,
        form=form or _form(),
        form_errors=form is not None,
        known=known,
    )
