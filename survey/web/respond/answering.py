"""Page by page: showing a page, taking its answers, and where to go from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import dropwhile
from typing import Any, cast

from flask import Response, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from questionnaires.interview import Interview
from questionnaires.kinds import Lists, kind_of
from questionnaires.model import Page, Question
from survey.services.respond import Agreed, Posting, Saved, agree, layout_of, save
from survey.web.access import RESPONDENT, access
from survey.web.errors import wants_json
from survey.web.front import ONE_YEAR, SIZE_COOKIE, SIZES
from survey.web.language import COOKIE, LANGUAGES
from survey.web.respond.blueprint import blueprint
from survey.web.respond.forms import PageForm, page_form, sound_confirmations
from survey.web.respond.gate import Answering, address, answering, page_named, turned_away
from survey.web.respond.pages import asking, show_page
from survey.web.respond.posts import Raw, as_raw
from survey.web.respond.telling import Teller, Told
from survey.web.respond.visit import device_digest, hold, keep_device, secret_key
from survey.web.state import state

LONGEST_STAY = 3600
REFUSE = "refuse"


@blueprint.get("/r")
@access(RESPONDENT)
def start() -> ResponseReturnValue:
    """Where to begin or to go on: the first page, the page where one was, or why neither."""
    away = turned_away()
    if away is not None:
        return away
    now = answering()
    if now.response is None or now.who.standing.outcome == "refused":
        return show_page(now, now.first)
    if now.interview.ending is not None and now.who.standing.outcome == "ineligible":
        return redirect(url_for("respond.end"), 303)
    resumed = now.interview.resume(now.response.page or None)
    if resumed is None:
        return redirect(url_for("respond.review"), 303)
    return redirect(address(resumed.name) + "?again=1", 303)


@blueprint.get("/r/<name>")
@access(RESPONDENT)
def page(name: str) -> ResponseReturnValue:
    """One page of the questionnaire as it stands."""
    away = turned_away()
    if away is not None:
        return away
    now = answering()
    wanted = page_named(name)
    if wanted not in now.interview.questionnaire.page_by_name:
        abort(404)
    if now.response is None and wanted != now.first:
        return redirect(url_for("respond.start"), 303)
    if now.interview.page(wanted) is None:
        return redirect(url_for("respond.start"), 303)
    return show_page(now, wanted, resumed="again" in request.args)


@blueprint.post("/r/<name>")
@access(RESPONDENT)
def take(name: str) -> ResponseReturnValue:
    """Take a page's answers and go where the person wants: on, back, or into another language."""
    away = turned_away()
    if away is not None:
        return away
    now = answering()
    wanted = page_named(name)
    known = now.interview.questionnaire.page_by_name.get(wanted)
    if known is None:
        abort(404)
    form = page_form(now.interview.questionnaire, asking(known.questions))
    going = request.form.get("go", "next")
    if now.response is None:
        return _begin(now, form, wanted)
    if going == "next" and REFUSE not in request.form.getlist("confirm"):
        warning = _would_erase(now, form, known)
        if warning is not None:
            return show_page(now, wanted, raw=form_raw(form), told=[warning])
    saved = save_form(now, form, wanted, finish=going == "next")
    if "prefer" in request.form:
        return with_preference(redirect(address(wanted), 303))
    after = Answering(now.who, now.survey, now.response, saved.interview, now.language, now.at)
    if going == "back":
        before = saved.interview.page_before(wanted)
        return redirect(address(before.name if before else wanted), 303)
    if going == "choose":
        return show_page(after, wanted, raw=form_raw(form), revision=saved.revision)
    return _onward(now, after, form, wanted, saved)


def _would_erase(now: Answering, form: PageForm, page: Page) -> Told | None:
    """A warning before a refusal on the way, which empties what was answered."""
    from_here = dropwhile(lambda each: each is not page, now.interview.questionnaire.pages)
    to_come = (ending for each in from_here for ending in each.endings)
    if not now.interview.answers or all(ending.outcome != "refused" for ending in to_come):
        return None
    readings = [now.interview.read(question, form.answers) for question in form.questions]
    ending = now.interview.changed({k: v for reading in readings for k, v in reading.values.items()}).ending
    if ending is None or ending.outcome != "refused":
        return None
    question = form.questions[0]
    message = _("如果不参加，您已填的全部回答会被删除。")
    return Told(question.name, question.name, REFUSE, "soft", message, f"q-{question.name}")


def _begin(now: Answering, form: PageForm, wanted: str) -> ResponseReturnValue:
    """The first page of somebody who has not begun."""
    if "prefer" in request.form:
        return with_preference(redirect(url_for("respond.start"), 303))
    if wanted != now.first:
        return redirect(url_for("respond.start"), 303)
    posting = posting_of(now, form, wanted, finish=True)
    found: Agreed = agree(
        state().store,
        secret_key(),
        now.who.held,
        posting,
        at=now.at,
        language=now.language,
        device=device_digest(),
        found=now.who.standing,
    )
    if found.problems:
        after = Answering(now.who, now.survey, None, found.interview, now.language, now.at)
        return show_page(after, wanted, raw=form_raw(form), problems=found.problems)
    hold(found.held)
    if found.outcome != "opened":
        return keep_device(make_response(redirect(url_for("respond.end"), 303)))
    following = found.interview.page_after(wanted)
    target = address(following.name) if following else url_for("respond.review")
    return keep_device(make_response(redirect(target, 303)))


def _onward(
    now: Answering, after: Answering, form: PageForm, wanted: str, saved: Saved
) -> ResponseReturnValue:
    """The next page, or this one again with what has to be looked at first."""
    came = _came(now.interview, after.interview, wanted)
    newer = [one.question for one in saved.elsewhere if one.said]
    left_out_seen = form.posted.get("seen") == "1"
    unreadable = unreadable_problems(saved, after)
    stopping = [one for one in saved.problems if one.question not in came]
    telling = Teller(after.interview, after.language).tell(stopping, saved.confirmed)
    telling = [
        *unreadable,
        *(one for one in telling if not any(one.field == bad.field for bad in unreadable)),
    ]
    stops = [one for one in telling if one.level != "left_out" or not left_out_seen]
    if came or saved.conflicts or newer or stops:
        return show_page(
            after,
            wanted,
            raw=_as_it_stands(form_raw(form), newer, saved.interview),
            told=telling,
            revision=saved.revision,
            saved=saved,
            came=bool(came),
        )
    if saved.interview.ending is not None and saved.interview.page_after(wanted) is None:
        return redirect(url_for("respond.end"), 303)
    following = saved.interview.page_after(wanted)
    return redirect(address(following.name) if following else url_for("respond.review"), 303)


def _as_it_stands(raw: Raw, newer: Sequence[Question], interview: Interview) -> Raw:
    """A post with the present answers of some questions in the place of what it says of them."""
    owner, names = layout_of(interview.questionnaire).owner, {question.name for question in newer}
    kept = {name: values for name, values in raw.items() if getattr(owner(name), "name", "") not in names}
    for question in newer:
        kept.update(as_raw(question, interview.answers, interview.code_lists))
    return kept


def _came(before: Interview, after: Interview, name: str) -> set[str]:
    """The questions of a page that its own answers have brought."""
    if not any(question.show for question in after.questionnaire.page_by_name[name].questions):
        return set()
    was, seen = before.page(name), after.page(name)
    came = {one.name for one in seen.questions} if seen else set()
    return came - ({one.name for one in was.questions} if was else set())


def unreadable_problems(saved: Saved, after: Answering) -> list[Told]:
    """What could not be read, told at its field."""
    owners = {question.name: question for question in after.interview.questionnaire.questions}
    found = []
    for one in saved.unreadable:
        owner = next((name for name, question in owners.items() if _holds(question, one.field)), "")
        if owner:
            reason = one.reason.say(after.language)
            problem = Told(owner, one.field, f"{one.field}:unreadable", "hard", reason, one.field)
            found.append(problem)
    return [one for one in found if after.interview.shown(one.question)]


def _holds(question: Question, field: str) -> bool:
    return kind_of(question).asks and field in kind_of(question).stored_fields(question, Lists())


def posting_of(now: Answering, form: PageForm, page_name: str, *, finish: bool) -> Posting:
    """A form as the service takes it."""
    return Posting(
        posted=form.raw if finish else without_offered(now, form.raw),
        revision=form.seen_revision,
        key=form.save_key,
        page=page_name,
        whole=form.whole,
        confirmed=sound_confirmations(request.form.getlist("confirm")),
        seconds=stay(form, now),
        finish=finish,
        language=now.language,
    )


def without_offered(now: Answering, raw: Raw) -> Raw:
    """A post without the questions that still stand as the copy filled them in: only going on confirms those."""
    offered = now.offered
    if not offered:
        return raw
    layout = layout_of(now.interview.questionnaire)
    waiting = {layout.owners[field].name for field in offered}
    owners = {name: owner.name for name in raw if (owner := layout.owner(name)) is not None}
    changed = {owners[name] for name in owners if "".join(raw[name]) != offered.get(name, "")}
    return {name: values for name, values in raw.items() if owners.get(name) not in waiting - changed}


def save_form(now: Answering, form: PageForm, page_name: str, *, finish: bool) -> Saved:
    """Save a page that was posted as a form."""
    assert now.response is not None  # noqa: S101
    return save(
        state().store,
        secret_key(),
        now.response.token,
        posting_of(now, form, page_name, finish=finish),
        at=now.at,
        correcting=now.who.is_correcting,
        seen=now.seen,
    )


def stay(form: PageForm, now: Answering) -> float:
    """How long the page was looked at, in seconds; 0 where that cannot be true."""
    typed = form.posted.get("started", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 12):
        return 0.0
    seconds = now.at.timestamp() - int(typed)
    return seconds if 0 < seconds <= LONGEST_STAY else 0.0


def form_raw(form: PageForm) -> Raw:
    """What was posted, ready to be shown again: also what was typed to search a list."""
    found = form.raw
    found.update({name: [request.form[name]] for name in request.form if name.endswith(".find")})
    return found


def with_preference(response: Any) -> Response:
    """Keep a choice of language or type size made on a page whose answers had to be kept too."""
    made = make_response(response)
    name, _colon, value = request.form.get("prefer", "").partition(":")
    allowed: Mapping[str, Any] = {COOKIE: LANGUAGES, SIZE_COOKIE: SIZES}
    if value not in allowed.get(name, ()):
        abort(400)
    secure = state().settings.is_secure
    made.set_cookie(name, value, ONE_YEAR, secure=secure, httponly=True, samesite="Lax")
    return made


@blueprint.errorhandler(CSRFError)
def expired_form(error: CSRFError) -> ResponseReturnValue:
    """A page whose token no longer counts: shown again as it was filled in, with a fresh one."""
    if wants_json() or request.endpoint != "respond.take" or request.view_args is None:
        return said_by_site(error)
    away = turned_away()
    if away is not None:
        return away
    now = answering()
    wanted = page_named(request.view_args["name"])
    known = now.interview.questionnaire.page_by_name.get(wanted)
    if known is None:
        return said_by_site(error)
    form = page_form(now.interview.questionnaire, asking(known.questions))
    return show_page(now, wanted, raw=form_raw(form), revision=form.seen_revision, expired=True)


def said_by_site(error: CSRFError) -> ResponseReturnValue:
    """The page that the whole site has for a form whose token no longer counts."""
    handler = current_app.error_handler_spec[None][400][CSRFError]
    return cast(ResponseReturnValue, handler(error))
