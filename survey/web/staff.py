"""What all staff's pages share: who is signed in, the survey at hand, the layout, refusals in forms.

A view is declared ``@access(STAFF, "designer")``; where its address has ``<survey>``, the
role is looked for in that survey, and ``current_survey()`` gives it. Roles may be joined:
``"fieldworker|reviewer"``; no role means anybody who has one in the survey. The survey's
administrator and the administrator of all may do everything. A survey in which somebody
has no role at all answers 404: it is not said to exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Response, abort, current_app, flash, redirect, render_template, request

from questionnaires.text import CHINESE, Text
from survey.errors import Refusal, all_refusals
from survey.services import events, grants, sessions, stages, surveys
from survey.services.sessions import Identity, SignedIn
from survey.services.surveys import Card
from survey.web import demonstrating
from survey.web.access import declared_access, visitor
from survey.web.addresses import address_of
from survey.web.cookies import cookie_name
from survey.web.forms import StaffForm
from survey.web.language import current_language, say
from survey.web.state import state

COOKIE = "kewen_staff"
UNPROCESSABLE = 422
#: The role of views that only the administrator of the whole platform may use.
PLATFORM = "platform"

#: What the layout asks for and a page may lack.
NOTHING: Mapping[str, Any] = dict.fromkeys(
    ("identity", "survey", "stages", "stage", "next_step", "standing", "form_errors", "making")
)
#: The view that a stage's line in the left column, or the next step, leads to.
ENDPOINTS: Mapping[str, str] = {
    "facts": "surveys.edit_facts",
    "questionnaire": "surveys.questionnaire",
    "sampling": "surveys.frame",
    "opening": "surveys.opening",
    "issuing": "fieldwork.copies",
    "returns": "fieldwork.returns",
    "review": "fieldwork.responses",
    "weighting": "results.weighting",
    "results": "results.purposes",
    "report": "results.report",
    "suggestions": "fieldwork.suggestions",
}


@dataclass(frozen=True)
class Member:
    """Who is signed in, and, where the address names a survey, the survey and the roles in it."""

    identity: Identity
    survey: Card | None
    roles: frozenset[str]

    def may(self, role: str | None, place: Mapping[str, Any]) -> bool:
        """Whether one of the roles in ``role`` is held at ``place``; 404 in a survey without any."""
        if "survey" in place and (self.survey is None or not self.roles):
            abort(404)
        return self.has(role)

    def has(self, role: str | None) -> bool:
        """Whether one of the roles in ``role`` (``"designer|analyst"``) is held here."""
        if self.identity.is_administrator or role is None:
            return True
        if role == PLATFORM:
            return False
        wanted = {*role.split("|"), "administrator"}
        return bool(self.roles & wanted)


@dataclass(frozen=True)
class StageLink:
    """A stage in the left column, and where it leads (None where the person may not go)."""

    name: str
    label: Text
    state: str
    words: Text
    address: str | None


@dataclass(frozen=True)
class StepLink:
    """The next step, where it leads, and who takes it when the person may not."""

    words: Text
    action: Text
    where: str
    address: str | None
    who: Text | None


def identify_staff() -> Member | None:
    """Who the cookie belongs to, with the survey that the address names."""
    token = request.cookies.get(cookie_name(state().settings, COOKIE))
    if not token:
        return None
    at = state().clock()
    identity = sessions.identify(state().store, key(), token, at=at)
    if identity is None:
        return None
    code = (request.view_args or {}).get("survey")
    survey = surveys.find(state().store, str(code), at=at) if code is not None else None
    if survey is None:
        return Member(identity, None, frozenset())
    if identity.is_administrator:
        return Member(identity, survey, frozenset(grants.BY_NAME))
    return Member(identity, survey, grants.roles_in(state().store, identity.account_id, survey.id))


def member() -> Member:
    """Who is signed in; only in views for staff."""
    return cast(Member, visitor())


def current_survey() -> Card:
    """The survey that the address names; only in views whose address has ``<survey>``."""
    found = member().survey
    if found is None:
        abort(404)
    return found


def actor() -> events.Actor:
    """Who acts, for the log."""
    return events.staff(member().identity.account_id)


def key() -> bytes:
    """The secret key as services take it."""
    return state().settings.secret_key.encode()


def now() -> datetime:
    """The moment of this request."""
    return state().clock()


def page(template: str, *, stage: str | None = None, **context: Any) -> str:
    """A staff page: ``template`` with what staff/base.html needs.

    ``stage`` is the line of the left column that is open. Everything in ``context`` is
    given on; where the address names a survey, ``survey``, ``stages`` and ``next_step``
    are added.
    """
    who = member()
    shared: dict[str, Any] = {**NOTHING, "identity": who.identity, "may": who.has, "stage": stage}
    if who.survey.is_simulated if who.survey else who.identity.is_administrator:
        shared["making"] = demonstrating.loading(who.survey)
    if who.survey is not None:
        standing = stages.standing_of(state().store, who.survey)
        shared |= {
            "survey": who.survey,
            "standing": standing,
            "stages": [_stage_link(one, who) for one in stages.stages_of(standing)],
            "next_step": _step_link(stages.next_step(standing), who),
        }
    return render_template(template, **{**shared, **context})


def page_outside(template: str, **context: Any) -> str:
    """A page in the staff's layout for somebody who is not signed in."""
    return render_template(template, **{**NOTHING, **context})


def with_errors(html: str) -> tuple[str, int]:
    """A page that shows a form again, with the status that says so."""
    return html, UNPROCESSABLE


def put_into(form: StaffForm, refusal: Refusal) -> None:
    """Put a refusal at the fields of a form that it names, else at the form's head."""
    for one in all_refusals(refusal):
        wording = sentence(one)
        if one.place in form:
            form[one.place].errors = [*form[one.place].errors, wording]
        else:
            form.form_errors.append(wording)


def sentence(refusal: Refusal) -> str:
    """Reason and remedy of a refusal as sentences in the language of this request."""
    stop, space = ("。", "") if current_language() == CHINESE else (".", " ")
    parts = [say(text).rstrip("。.") + stop for text in (refusal.reason, refusal.remedy) if say(text)]
    return space.join(parts)


def told(refusal: Refusal) -> None:
    """Tell a refusal at the head of the next page."""
    for one in all_refusals(refusal):
        flash(sentence(one), "stop")


def signed_in(begun: SignedIn, address: str) -> Response:
    """Go to ``address`` with the cookie of a session that has just begun."""
    response = cast(Response, redirect(address, 303))
    response.set_cookie(
        cookie_name(state().settings, COOKIE),
        begun.token,
        expires=begun.expires_at,
        secure=state().settings.is_secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def signed_out(address: str) -> Response:
    """Go to ``address`` without a session."""
    response = cast(Response, redirect(address, 303))
    response.delete_cookie(
        cookie_name(state().settings, COOKIE),
        secure=state().settings.is_secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _address(where: str, who: Member) -> str | None:
    """The address of a stage's view; None where it is not there or the person may not open it."""
    endpoint = ENDPOINTS.get(where, "")
    declared = declared_access(current_app, endpoint)
    if who.survey is None or declared is None or not who.has(declared.role):
        return None
    return address_of(endpoint, survey=who.survey.code)


def _stage_link(stage: stages.Stage, who: Member) -> StageLink:
    return StageLink(stage.name, stage.label, stage.state, stage.words, _address(stage.name, who))


def _step_link(step: stages.Step | None, who: Member) -> StepLink | None:
    if step is None:
        return None
    wanted = stages.WHO.get(step.where, ())
    if not who.has("|".join(wanted)):
        named = "、".join(say(grants.BY_NAME[role].label) for role in wanted)
        return StepLink(step.words, step.action, step.where, None, Text({current_language(): named}))
    return StepLink(step.words, step.action, step.where, _address(step.where, who), None)
