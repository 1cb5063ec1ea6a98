"""The last look, the submit, the thanks, and help on the way."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.interview import Interview
from questionnaires.kinds import Problem, ProblemLevel
from questionnaires.model import Ending
from survey.services.respond import answer_code, is_repeat, save, submit
from survey.services.secrets import grouped, receipt_of
from survey.web.access import RESPONDENT, access
from survey.web.addresses import public_address
from survey.web.numbers import is_number
from survey.web.respond.answering import posting_of
from survey.web.respond.blueprint import blueprint
from survey.web.respond.forms import new_key, page_form, sound_confirmations, sound_key
from survey.web.respond.gate import Answering, address, answering, turned_away
from survey.web.respond.pages import asking, hidden_fields
from survey.web.respond.posts import as_raw
from survey.web.respond.script_words import script_words
from survey.web.respond.showing import Shower, asks, label_line
from survey.web.respond.telling import FormView, Teller
from survey.web.respond.visit import note_submitted, respondent, secret_key
from survey.web.state import state

RECEIPT_GROUP = 4


@blueprint.get("/r/review")
@access(RESPONDENT)
def review() -> ResponseReturnValue:
    """The last look before sending: every answer, with a way to change it."""
    away = turned_away()
    if away is not None:
        return away
    now = answering()
    if now.response is None:
        return redirect(url_for("respond.start"), 303)
    if now.interview.ending is not None:
        return redirect(url_for("respond.end"), 303)
    return _review(now)


def _seen(typed: str) -> int | None:
    """The revision that the last look was taken at."""
    return int(typed) if is_number(typed) else None


def _review(
    now: Answering, problems: tuple[Problem, ...] | Any = None, *, renewed: bool = False
) -> ResponseReturnValue:
    confirmed = now.response.confirmed if now.response else ()
    told = Teller(now.interview, now.language).tell(
        now.interview.all_problems if problems is None else problems, confirmed
    )
    told = [one for one in told if one.level != "left_out"]
    pages = {question.name: page.name for page in now.interview.path for question in page.questions}
    return render_template(
        "respond/review.html",
        survey=now.survey,
        pages=said_pages(now.interview, now.language),
        hard=[(one, f"{address(pages[one.question])}#{one.anchor}") for one in told if one.level == "hard"],
        soft=[(one, f"{address(pages[one.question])}#{one.anchor}") for one in told if one.level == "soft"],
        left_out=sum(one.level is ProblemLevel.LEFT_OUT for one in now.interview.all_problems),
        last=address(now.interview.path[-1].name),
        key=new_key(),
        revision=now.response.revision if now.response else 0,
        correcting=now.who.is_correcting,
        renewed=renewed,
        words=script_words(),
    )


def said_pages(interview: Interview, language: str) -> list[dict[str, Any]]:
    """What was answered, page by page, in words."""
    shower = Shower(interview, language)
    found = []
    for shown in interview.path:
        answered = [
            (label_line(shower, question), interview.say(question, language))
            for question in shown.questions
            if asks(question)
        ]
        if answered:
            title = shower.text(interview.questionnaire.page_by_name[shown.name].title)
            found.append({"title": title, "address": address(shown.name), "answers": answered})
    return found


@blueprint.post("/r/submit")
@access(RESPONDENT)
def submit_all() -> ResponseReturnValue:
    """Submit; a repeat leads to the same receipt."""
    who = respondent()
    response = who.standing.response
    key = sound_key(request.form.get("key"))
    # The cookie that lets this browser see the receipt is lost with the reply that sets it.
    if (
        who.is_returned
        and response is not None
        and (who.saw_receipt or is_repeat(state().store, response.id, key))
    ):
        note_submitted(who.held.copy_id)
        return redirect(url_for("respond.done"), 303)
    away = turned_away()
    if away is not None:
        return away
    if response is None:
        return redirect(url_for("respond.start"), 303)
    found = submit(
        state().store,
        secret_key(),
        response.token,
        form_key=key,
        at=state().clock(),
        confirmed=sound_confirmations(request.form.getlist("confirm")),
        correcting=who.is_correcting,
        seen=_seen(request.form.get("revision", "")),
    )
    if found.renewed:
        return _review(answering(), renewed=True)
    if found.problems:
        return _review(answering(), found.problems)
    if found.outcome not in {"submitted", "valid", "invalid"}:
        return redirect(url_for("respond.end"), 303)
    note_submitted(who.held.copy_id)
    return redirect(url_for("respond.done"), 303)


@blueprint.get("/r/done")
@access(RESPONDENT)
def done() -> ResponseReturnValue:
    """The receipt, for the browser that submitted."""
    who = respondent()
    response = who.standing.response
    if response is None or response.submitted_at is None or not who.saw_receipt:
        return redirect(url_for("respond.start"), 303)
    now = answering()
    shower = Shower(now.interview, now.language)
    return render_template(
        "respond/done.html",
        survey=now.survey,
        receipt=grouped(receipt_of(secret_key(), response.token), RECEIPT_GROUP),
        thanks=shower.text(now.interview.questionnaire.thanks),
    )


@blueprint.get("/r/end")
@access(RESPONDENT)
def end() -> ResponseReturnValue:
    """The thanks after an ending, with what is still offered there."""
    return _end()


def _end(sent: bool = False) -> ResponseReturnValue:
    who = respondent()
    if who.is_returned:
        return redirect(url_for("respond.start"), 303)
    now = answering()
    ending = _ending(now)
    if ending is None:
        return redirect(url_for("respond.start"), 303)
    shower = Shower(now.interview, now.language)
    asked = asking(now.interview.asked_at_end)
    raw: dict[str, list[str]] = {}
    for question in asked:
        raw.update(as_raw(question, now.interview.answers, now.interview.code_lists))
    view = FormView(raw)
    may_change = turned_away() is None
    receipt = ""
    if now.response is not None and now.response.receipt_digest and ending.outcome != "refused":
        receipt = grouped(receipt_of(secret_key(), now.response.token), RECEIPT_GROUP)
    return render_template(
        "respond/end.html",
        survey=now.survey,
        message=shower.text(ending.message),
        refused=ending.outcome == "refused",
        receipt=receipt,
        items=[shower.item(question) for question in asked] if may_change else [],
        form=view,
        hidden=hidden_fields(now, None, view),
        sent=sent or "sent" in request.args,
        back=address(now.interview.path[-1].name) if may_change else "",
        words=script_words(),
    )


def _ending(now: Answering) -> Ending | None:
    """The ending that applies; of somebody who refused, the one the first page has for that."""
    if now.interview.ending is not None:
        return now.interview.ending
    if now.who.standing.outcome != "refused":
        return None
    endings = now.interview.questionnaire.page_by_name[now.first].endings
    return next((ending for ending in endings if ending.outcome == "refused"), None)


@blueprint.post("/r/end")
@access(RESPONDENT)
def end_with_answers() -> ResponseReturnValue:
    """Take what was answered on the page of thanks."""
    away = turned_away()
    if away is not None:
        return away
    now = answering()
    if now.response is None or now.interview.ending is None:
        return redirect(url_for("respond.start"), 303)
    form = page_form(now.interview.questionnaire, asking(now.interview.asked_at_end))
    save(
        state().store,
        secret_key(),
        now.response.token,
        posting_of(now, form, "", finish=True),
        at=now.at,
        seen=now.seen,
    )
    return redirect(url_for("respond.end", sent=1), 303)


@blueprint.get("/r/help")
@access(RESPONDENT)
def help_page() -> ResponseReturnValue:
    """Whom to ask, and how to go on with another device."""
    who = respondent()
    copy = who.standing.copy
    code = ""
    if copy is not None and not who.is_returned and copy.outcome not in {"withdrawn", "spoiled"}:
        code = answer_code(secret_key(), copy)
    return render_template(
        "respond/help.html",
        survey=who.standing.survey,
        code=code,
        public_q=public_address("respond.enter"),
    )
