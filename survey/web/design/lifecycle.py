"""The life of a questionnaire: versions, what differs between them, approval, publishing anew."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from questionnaires.differences import CONSEQUENCES, SORTS, Consequence
from survey.errors import Refusal
from survey.services import publication
from survey.services.design import approval, approving, commenting, comparing, drafts
from survey.services.design.approval import Approval
from survey.services.design.comparing import DRAFT, Comparison
from survey.web.access import STAFF, access
from survey.web.design.blueprint import blueprint
from survey.web.returning import back_to
from survey.web.staff import actor, current_survey, member, now, page, told
from survey.web.state import state

#: How a difference is marked, by what it means for answers already in.
MARKS = {Consequence.SAME: "done", Consequence.HARMONISABLE: "warn", Consequence.BROKEN: "stop"}


@blueprint.get("/<survey>/design/versions")
@access(STAFF)
def versions(survey: str) -> ResponseReturnValue:
    """The draft and the versions with their states, the approval, and what is still said about the draft."""
    card = current_survey()
    with state().store.reading() as session:
        drafted = drafts.at_present(state().store, session, card.id)
        found = approval.approval_of(state().store, session, card.id)
        history = approval.history(session, card.id)
        said = commenting.comments(session, card.id, member().identity.account_id)
    return page(
        "design/versions.html",
        stage="questionnaire",
        versions=comparing.versions(state().store, card.id),
        is_begun=drafted.is_begun,
        approval=found,
        may_decide=_may_decide(found),
        history=[one for one in history if one.number != found.number],
        comments=[
            (one, commenting.part_at(one.place, drafted.questionnaire))
            for one in said
            if one.closed_at is None and one.answers is None
        ],
        closed=sum(1 for one in said if one.closed_at is not None and one.answers is None),
        answers=[one for one in said if one.answers is not None],
        before=request.args.get("before", ""),
        after=request.args.get("after", DRAFT),
    )


def _may_decide(found: Approval) -> bool:
    own = found.submitter == member().identity.account_id
    return found.state == "submitted" and member().has("administrator") and not (own and found.is_demanded)


@blueprint.get("/<survey>/design/differences")
@access(STAFF)
def differences(survey: str) -> ResponseReturnValue:
    """What differs between two versions."""
    given = request.args.get("before", ""), request.args.get("after", DRAFT)
    try:
        found = comparing.compare(state().store, current_survey().id, *given)
    except Refusal as refusal:
        told(refusal)
        return _back()
    if found is None:
        abort(404)
    return _compared("design/differences.html", found)


@blueprint.get("/<survey>/design/publishing")
@access(STAFF, "designer")
def publishing(survey: str) -> ResponseReturnValue:
    """What publishing the draft would change, and the question whether to do it."""
    card = current_survey()
    if card.version is None:
        return redirect(url_for("surveys.questionnaire", survey=card.code), 303)
    try:
        found = comparing.compare(state().store, card.id, str(card.version), DRAFT)
        earlier = comparing.answered_earlier(state().store, card.id)
    except Refusal as refusal:
        told(refusal)
        return _back()
    if found is None:
        abort(404)
    with state().store.reading() as session:
        stands = approval.approval_of(state().store, session, card.id)
    return _compared("design/publishing.html", found, earlier=earlier, approval=stands)


def _compared(template: str, found: Comparison, **more: object) -> str:
    return page(
        template,
        stage="questionnaire",
        found=found,
        draft=DRAFT,
        sorts=SORTS,
        marks=MARKS,
        consequences=CONSEQUENCES,
        **more,
    )


@blueprint.post("/<survey>/design/approval/submit")
@access(STAFF, "designer")
@back_to("design.versions")
def submit_draft(survey: str) -> None:
    """Put the draft forward for approval."""
    approving.submit(state().store, current_survey().id, actor=actor(), at=now())
    flash(_("草稿已送审。"), "done")


@blueprint.post("/<survey>/design/approval/withdraw")
@access(STAFF, "designer")
@back_to("design.versions")
def withdraw_draft(survey: str) -> None:
    """Take back what was put forward and not yet decided on."""
    approving.withdraw(state().store, current_survey().id, actor=actor(), at=now())
    flash(_("送审已撤回。"), "done")


@blueprint.post("/<survey>/design/approval/<any(approve, return):way>")
@access(STAFF, "administrator")
@back_to("design.versions")
def decide_draft(survey: str, way: str) -> None:
    """Approve what was put forward, or return it with words."""
    approving.decide(
        state().store,
        current_survey().id,
        number=request.form.get("number", type=int),
        approve=way == "approve",
        words=request.form.get("words", ""),
        actor=actor(),
        at=now(),
    )
    flash(_("已批准，可以发布。") if way == "approve" else _("已退回。"), "done")


@blueprint.post("/<survey>/design/approval/<any(demand, release):way>")
@access(STAFF, "administrator")
@back_to("design.versions")
def demand_approval(survey: str, way: str) -> None:
    """Say whether a version is only published once it was approved."""
    approving.demand(state().store, current_survey().id, demanded=way == "demand", actor=actor(), at=now())
    flash(_("以后发布要先批准。") if way == "demand" else _("以后发布不需要批准。"), "done")


@blueprint.post("/<survey>/design/comments/<int:number>/done")
@access(STAFF)
@back_to("design.versions")
def comment_done(survey: str, number: int) -> None:
    """Close a comment from the page of versions."""
    commenting.close(state().store, current_survey().id, number, actor=actor(), at=now())
    flash(_("这条意见已了结。"), "done")


@blueprint.post("/<survey>/design/publish")
@access(STAFF, "designer")
@back_to("design.versions")
def publish(survey: str) -> None:
    """Publish the draft that was looked at as the next version of a survey."""
    seen = request.form.get("seen", "")
    number = publication.publish(state().store, current_survey().id, actor=actor(), at=now(), seen=seen)
    flash(_("第 %(number)s 版已发布。", number=number), "done")


def _back() -> ResponseReturnValue:
    return redirect(url_for("design.versions", survey=current_survey().code), 303)
