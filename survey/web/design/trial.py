"""Trying the draft: the preview beside the editor, and a test run for colleagues."""

from __future__ import annotations

from flask import flash, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from questionnaires.formats.paper.qr import qr_svg
from survey.services.design import trying
from survey.services.respond import Pass
from survey.web.access import STAFF, access
from survey.web.addresses import public_address
from survey.web.design import sent
from survey.web.design.blueprint import blueprint
from survey.web.design.blueprint import doors_blueprint as doors
from survey.web.language import current_language, say
from survey.web.respond.gate import address
from survey.web.respond.visit import hold
from survey.web.returning import back_to
from survey.web.staff import current_survey, key, member, now, page
from survey.web.state import state


@doors.post("/<survey>/design/preview")
@access(STAFF)
def preview(survey: str) -> ResponseReturnValue:
    """Bring the trial up to the draft and say where it shows a question or a page.

    The browser is given the trial copy of the person, so that ``address`` opens for it.
    """
    body = sent.sent()
    found = trying.preview(
        state().store,
        key(),
        current_survey().id,
        member().identity.account_id,
        language=current_language(),
        at=now(),
        question=sent.text(body, "question", "", longest=63),
        page=sent.text(body, "page", "", longest=63),
        anew=body.get("anew") is True,
    )
    hold(Pass(copy_id=found.copy_id))
    anchor = f"#q-{found.question}" if found.question else ""
    return jsonify(address=address(found.page) + anchor, shown=found.is_shown, why=say(found.why))


@blueprint.get("/<survey>/design/trial")
@access(STAFF)
def trial(survey: str) -> ResponseReturnValue:
    """The test run: its link as text and as QR, and how many tried."""
    run = trying.test_run(state().store, key(), current_survey().id)
    link = public_address("respond.enter_link", link=run.link) if run else ""
    qr = Markup(qr_svg(link)) if run else ""  # noqa: S704 - drawn here, from an address of ours
    return page("design/trial.html", stage="questionnaire", run=run, link=link, qr=qr)


@blueprint.post("/<survey>/design/trial/open")
@access(STAFF, "designer")
@back_to("design.trial")
def open_trial(survey: str) -> None:
    """Let colleagues try the draft as it stands."""
    trying.open_run(state().store, key(), current_survey().id, at=now())
    flash(_("试填链接已是现在的草稿。"), "done")


@blueprint.post("/<survey>/design/trial/clear")
@access(STAFF, "designer")
@back_to("design.trial")
def clear_trial(survey: str) -> None:
    """Throw away everything that was answered in the trial."""
    count = trying.clear_run(state().store, current_survey().id)
    flash(_("已清除 %(count)s 份试填。", count=count), "done")
