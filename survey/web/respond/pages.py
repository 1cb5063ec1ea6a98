"""Showing one page of the questionnaire."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from questionnaires.interview import Interview
from questionnaires.kinds import Problem, kind_of
from questionnaires.model import Cascade, Page, Question
from survey.services.respond import Saved
from survey.web.respond.blanks import question_html
from survey.web.respond.forms import new_key
from survey.web.respond.gate import Answering, address
from survey.web.respond.posts import Raw, as_raw
from survey.web.respond.script_words import script_words
from survey.web.respond.showing import Shower
from survey.web.respond.telling import FormView, Teller, Told
from survey.web.respond.wording import shortened


def asking(questions: tuple[Question, ...]) -> list[Question]:
    """Those of some questions that ask anything."""
    return [question for question in questions if kind_of(question).asks]


def show_page(
    now: Answering,
    name: str,
    *,
    raw: Raw | None = None,
    problems: tuple[Problem, ...] | Any = (),
    told: list[Told] | None = None,
    revision: int | None = None,
    saved: Saved | None = None,
    came: bool = False,
    resumed: bool = False,
    expired: bool = False,
) -> ResponseReturnValue:
    """A page of the questionnaire; with ``raw``, the answers as they were posted."""
    page = now.interview.questionnaire.page_by_name[name]
    shower = Shower(now.interview, now.language)
    confirmed = now.response.confirmed if now.response else ()
    raw = _held(now, page) if raw is None else raw
    if told is None:
        told = Teller(now.interview, now.language).tell(problems, confirmed)
    view = FormView(raw, told)
    floor = (saved.share * 1000 if saved else now.response.furthest if now.response else 0) / 1000
    return render_template(
        "respond/page.html",
        survey=now.survey,
        page=_shown(page, shower, view),
        form=view,
        progress=now.interview.progress(name, floor),
        is_first=name == now.first,
        cover=cover(now, shower) if name == now.first else None,
        begun=now.response is not None,
        back=now.interview.page_before(name) is not None,
        hidden=hidden_fields(now, revision, view),
        conflicts=conflicts(now, saved, shower),
        newer=newer(now, saved, shower),
        came=came,
        resumed=resumed,
        expired=expired,
        correcting=now.who.is_correcting,
        action=address(name),
        words=script_words(),
    )


def _held(now: Answering, page: Page) -> Raw:
    """What the fields of a page hold: the answers so far, and what is offered beforehand."""
    raw: Raw = {}
    answers = {**now.interview.answers, **now.offered}
    for question in asking(page.questions):
        raw.update(as_raw(question, answers, now.interview.code_lists))
    return raw


def _shown(page: Page, shower: Shower, view: FormView) -> dict[str, Any]:
    """A page with its questions; those that look alike for everybody as the HTML that is kept of them."""
    items = [question for question in page.questions if question.kind != "calculated"]
    made = {question.name: question_html(shower, question, view) for question in items}
    shown = shower.page(page, {name: html for name, html in made.items() if html is not None})
    for item, question in zip(shown["items"], items, strict=True):
        if isinstance(question, Cascade):
            item.update(shower.cascade(question, view.raw))
    return shown


def cover(now: Answering, shower: Shower) -> dict[str, Any]:
    """What stands above the first page: title, introduction, and the legal header if it is whole."""
    survey = now.survey
    legal = (survey.form_number, survey.issuing_body, survey.approval_number, survey.valid_until)
    return {
        "title": shower.text(now.interview.questionnaire.title),
        "introduction": shower.text(now.interview.questionnaire.introduction),
        "legal": legal if all(legal) else None,
    }


def hidden_fields(now: Answering, revision: int | None, view: FormView) -> dict[str, str]:
    """What the form carries besides answers."""
    known = now.response.revision if now.response else 0
    return {
        "key": new_key(),
        "revision": str(known if revision is None else revision),
        "started": str(int(now.at.timestamp())),
        "seen": "1" if any(one.level == "left_out" for one in view.told) else "",
    }


def conflicts(now: Answering, saved: Saved | None, shower: Shower) -> list[dict[str, str]]:
    """What was changed in two places: the question, the earlier answer and the one that counts."""
    found: dict[str, dict[str, str]] = {}
    for one in saved.conflicts if saved else ():
        earlier: Interview = now.interview
        later = saved.interview if saved else now.interview
        if one.question.name not in found:
            found[one.question.name] = {
                "anchor": f"q-{one.question.name}",
                "label": str(shower.text(one.question.label)),
                "earlier": shortened(
                    earlier.changed({one.field: one.earlier}).say(one.question, now.language)
                ),
                "now": shortened(later.say(one.question, now.language)),
            }
    return list(found.values())


def newer(now: Answering, saved: Saved | None, shower: Shower) -> list[dict[str, str]]:
    """What this page had changed and others have changed since: the question and the answer that counts."""
    if saved is None:
        return []
    return [
        {
            "anchor": f"q-{one.question.name}",
            "label": str(shower.text(one.question.label)),
            "now": shortened(saved.interview.say(one.question, now.language)),
        }
        for one in saved.elsewhere
        if one.said
    ]
