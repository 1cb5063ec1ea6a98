"""With a receipt code: did it arrive, what was answered, correct, withdraw, delete."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.errors import Refusal
from survey.services.outcomes import BY_NAME
from survey.services.respond import Held, correct, erase, look, withdraw
from survey.services.secrets import grouped, normalised
from survey.web.access import PUBLIC, access
from survey.web.language import current_language, say
from survey.web.respond.blueprint import blueprint
from survey.web.respond.entering import wrong_guess
from survey.web.respond.finishing import RECEIPT_GROUP, said_pages
from survey.web.respond.forms import CodeForm, ConfirmForm
from survey.web.respond.gate import moment
from survey.web.respond.visit import hold, secret_key
from survey.web.state import state


@blueprint.get("/receipt")
@access(PUBLIC)
def receipt() -> ResponseReturnValue:
    """Ask for a receipt code."""
    return render_template("respond/receipt_enter.html", form=CodeForm(), wrong=False, typed="")


@blueprint.post("/receipt")
@access(PUBLIC)
def receipt_show() -> ResponseReturnValue:
    """Show what a receipt code stands for. It travels in the form, never in an address."""
    typed = request.form.get("code", "")
    held = look(state().store, secret_key(), typed)
    return _unknown(typed) if held is None else _show(held, typed)


@blueprint.post("/receipt/correct")
@access(PUBLIC)
def receipt_correct() -> ResponseReturnValue:
    """Go back into one's own response."""
    typed = request.form.get("code", "")
    if look(state().store, secret_key(), typed) is None:
        return _unknown(typed)
    held = correct(state().store, secret_key(), typed, at=state().clock())
    hold(held, correcting=True)
    return redirect(url_for("respond.review"), 303)


@blueprint.post("/receipt/<any(withdraw, erase):step>")
@access(PUBLIC)
def receipt_take_back(step: str) -> ResponseReturnValue:
    """Withdraw or delete, once the person has confirmed it."""
    form = ConfirmForm()
    typed = str(form.code.data or "")
    held = look(state().store, secret_key(), typed)
    if held is None:
        return _unknown(typed)
    if form.sure.data != "1":
        return render_template(
            "respond/receipt_sure.html", form=form, survey=held.survey, step=step, code=typed
        )
    at = state().clock()
    try:
        if step == "withdraw":
            withdraw(state().store, secret_key(), typed, at=at)
        else:
            erase(state().store, secret_key(), state().settings.instance, typed, at=at)
    except Refusal as refusal:
        return _show(held, typed, refusal=refusal)
    after = look(state().store, secret_key(), typed)
    return _show(after or held, typed, done=step)


def _unknown(typed: str) -> ResponseReturnValue:
    status = wrong_guess("receipt")
    page = render_template("respond/receipt_enter.html", form=CodeForm(), wrong=True, typed=typed[:40])
    return page, status


def _show(held: Held, typed: str, *, done: str = "", refusal: Refusal | None = None) -> ResponseReturnValue:
    at = state().clock()
    shown = held.response.erased_at is None
    return render_template(
        "respond/receipt.html",
        form=CodeForm(),
        survey=held.survey,
        held=held,
        code=typed,
        receipt=grouped(normalised(typed), RECEIPT_GROUP),
        outcome=say(BY_NAME[held.response.outcome].label),
        arrived=moment(held.survey, held.response.submitted_at),
        erased=moment(held.survey, held.response.erased_at),
        pages=said_pages(held.interview, current_language()) if shown else [],
        may_correct=held.may_correct(at),
        done=done,
        refusal=refusal,
    )
