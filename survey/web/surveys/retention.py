"""What the consent page promised to do away with: when it is due, and doing it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import retention as service
from survey.services.retention import Duty
from survey.services.surveys import Card
from survey.web.access import STAFF, access
from survey.web.staff import actor, current_survey, now, page, put_into, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.forms import ArchiveForm


@blueprint.get("/<survey>/retention")
@access(STAFF)
def retention(survey: str) -> ResponseReturnValue:
    """Both promises, when they are due and when they were kept."""
    return page("surveys/retention.html", promises=service.promises(current_survey(), now()))


@blueprint.route("/<survey>/retention/<any(link, answers):duty>", methods=["GET", "POST"])
@access(STAFF, "administrator")
def carry_out(survey: str, duty: str) -> ResponseReturnValue:
    """Destroy the link table, or erase the answers; the survey's code is typed."""
    card = current_survey()
    wanted = Duty(duty)
    promise = next(one for one in service.promises(card, now()) if one.duty is wanted)
    if promise.done_at is not None:
        return redirect(url_for("surveys.retention", survey=card.code), 303)
    form = ArchiveForm().for_code(card.code)
    if form.validate_on_submit():
        try:
            _carry_out(card, wanted)
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            return redirect(url_for("surveys.retention", survey=card.code), 303)
    shown = page("surveys/carry_out.html", form=form, promise=promise, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


def _carry_out(card: Card, duty: Duty) -> None:
    if duty is Duty.LINK:
        count = service.destroy_link(state().store, card.id, actor=actor(), at=now())
        flash(_("对应表已销毁：%(count)s 份问卷不再能对应到答卷。", count=f"{count:,}"), "done")
        return
    count = service.erase_answers(state().store, state().settings.instance, card.id, actor=actor(), at=now())
    flash(_("答案已删除：%(count)s 份答卷清空了内容。", count=f"{count:,}"), "done")
