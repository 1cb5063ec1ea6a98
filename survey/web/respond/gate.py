"""Whether the holder of a pass may answer now, and the kind page that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from questionnaires.interview import Interview
from questionnaires.text import Text
from survey.services.respond import Seen, Stage, first_look, interview_of, offered_answers, opening_of
from survey.store.tables import Response, Survey
from survey.web.language import current_language, prefer_language
from survey.web.respond.visit import Respondent, respondent
from survey.web.state import state

#: Pages of the questionnaire whose name is also an address of ours.
RESERVED = frozenset(
    {"review", "submit", "done", "end", "help", "language", "whole", "save", "token", "list", "first"}
)


@dataclass(frozen=True)
class Answering:
    """Everything a page of answering needs: who, the survey, and the interview as it stands."""

    who: Respondent
    survey: Survey
    response: Response | None
    interview: Interview
    language: str
    at: datetime

    @property
    def first(self) -> str:
        """The name of the first page."""
        return self.interview.path[0].name

    @property
    def offered(self) -> dict[str, str]:
        """Answers known from the copy, by field, which the person confirms with the page they stand on."""
        return offered_answers(state().store, self.who.standing, self.interview) if self.response else {}

    @property
    def seen(self) -> Seen | None:
        """What :func:`survey.services.respond.save` need not read again; None before a beginning."""
        return Seen(self.response, self.survey, self.interview) if self.response else None


def answering() -> Answering:
    """What the present request needs to show or take a page."""
    known: Answering | None = g.get("answering")
    if known is not None:
        return known
    who = respondent()
    survey, response = who.standing.survey, who.standing.response
    at = state().clock()
    if response is not None:
        prefer_language(response.language)
    language = current_language()
    if response is None:
        interview = first_look(state().store, who.standing, at, language)
    else:
        with state().store.reading() as session:
            interview = interview_of(state().store, session, survey, response, language)
    g.answering = Answering(who, survey, response, interview, language, at)
    return g.answering  # type: ignore[no-any-return]


def turned_away() -> ResponseReturnValue | None:
    """The page that says why nothing can be answered now; None where it can."""
    who = respondent()
    survey = who.standing.survey
    if who.standing.response is not None:
        prefer_language(who.standing.response.language)
    if who.is_returned:
        return _page(survey, _("您的答卷已经收到"), "returned", None)
    if who.standing.outcome == "withdrawn":
        return _page(survey, _("您已撤回这份答卷"), "withdrawn", None)
    if who.standing.outcome == "spoiled":
        return _page(survey, _("这份问卷已作废"), "spoiled", None)
    opening = opening_of(survey, state().clock())
    if opening.is_open:
        return None
    titles = {
        Stage.NOT_YET: _("调查还没有开始"),
        Stage.CLOSED: _("调查已经结束"),
        Stage.EXPIRED: _("调查已经结束"),
        Stage.ARCHIVED: _("调查已经结束"),
    }
    return _page(survey, titles[opening.stage], opening.stage.value, opening.when)


def _page(survey: Survey, title: str, reason: str, when: datetime | None) -> ResponseReturnValue:
    return render_template(
        "respond/closed.html",
        survey=survey,
        title=title,
        reason=reason,
        when=moment(survey, when),
        saw_receipt=respondent().saw_receipt,
    )


def moment(survey: Survey, when: datetime | None) -> str:
    """A moment in the survey's own zone; empty where there is none."""
    if when is None:
        return ""
    local = when.astimezone(ZoneInfo(survey.time_zone))
    pattern = "yyyy 年 M 月 d 日 HH:mm" if current_language() != "en" else "d MMMM yyyy, HH:mm"
    return str(format_datetime(local, pattern, rebase=False))


def said(wordings: dict[str, str]) -> str:
    """A text of a survey in the language of this request."""
    return Text(wordings or {}).say(current_language())


def slug(page: str) -> str:
    """A page's name as it stands in its address."""
    return f"{page}-page" if page in RESERVED else page


def page_named(given: str) -> str:
    """The name of the page at an address."""
    return given.removesuffix("-page")


def address(page: str) -> str:
    """The address of a page of the questionnaire."""
    return url_for("respond.page", name=slug(page))
