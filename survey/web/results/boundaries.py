"""地图边界: the file that maps are drawn from, what of this survey it names, and how it will look."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reports.charts.boundaries import MOST_BYTES, Boundaries
from survey.errors import Refusal
from survey.services import boundaries as kept
from survey.services import catalogue
from survey.services.boundaries import Match
from survey.services.refusing import refusals
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.addresses import LONGEST_NAME
from survey.web.results.analysed import analysis
from survey.web.results.blueprint import blueprint
from survey.web.staff import PLATFORM, actor, member, now, page, sentence, with_errors
from survey.web.state import state

AT = "/<survey>/boundaries"


@blueprint.get(AT)
@access(STAFF, "analyst")
def boundaries(survey: str) -> ResponseReturnValue:
    """The file in place, what it names, a preview; who keeps the platform may change it."""
    return _page()


@blueprint.post(AT)
@access(STAFF, PLATFORM)
def put_boundaries(survey: str) -> ResponseReturnValue:
    """Keep a file in place of the one before; one that is refused leaves it as it is."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return with_errors(_page(_("请选一个文件")))
    try:
        with refusals():
            content = given.stream.read(MOST_BYTES + 1)
            found = kept.put(state().store, state().settings.instance, content, at=now(), actor=actor())
    except Refusal as refusal:
        return with_errors(_page(sentence(refusal)))
    flash(_said(found), "done")
    return redirect(url_for("results.boundaries", survey=survey), 303)


@blueprint.post(f"{AT}/remove")
@access(STAFF, PLATFORM)
def remove_boundaries(survey: str) -> ResponseReturnValue:
    """Take the file away."""
    if kept.remove(state().store, state().settings.instance, at=now(), actor=actor()):
        flash(_("边界文件已移除，图形里不再有地图。"), "done")
    return redirect(url_for("results.boundaries", survey=survey), 303)


@blueprint.get(f"{AT}.png")
@access(STAFF, "analyst")
def boundary_preview(survey: str) -> ResponseReturnValue:
    """How the areas will look."""
    found = _standing()
    if found is None:
        abort(404)
    name = asked("by", LONGEST_NAME)
    match = next((one for one in _matches(found)[0] if one.name == name), None)
    response = Response(kept.preview(found, match, current_language()), content_type="image/png")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _page(problem: str = "") -> str:
    try:
        found = _standing()
    except Refusal as refusal:  # put there by hand, or damaged: another one can be put in its place
        found, problem = None, problem or sentence(refusal)
    matches, lacking = _matches(found) if found is not None else ([], "")
    context: dict[str, Any] = {
        "found": found,
        "matches": matches,
        "lacking": lacking,
        "problem": problem,
        "may_change": member().identity.is_administrator,
        "most": MOST_BYTES // 1_000_000,
    }
    return page("results/boundaries.html", stage="results", **context)


def _standing() -> Boundaries | None:
    with refusals():
        return kept.standing(state().settings.instance)


def _matches(found: Boundaries) -> tuple[list[Match], str]:
    """What of the survey's features and questions the file names; why not where there are no answers yet."""
    try:
        data = analysis()
    except Refusal as refusal:
        return [], sentence(refusal)
    names = [one.name for one in catalogue.features(data)]
    names += [one.name for one in catalogue.questions(data) if one.kind == "code" and one.name not in names]
    return kept.matches(found, data.dataset, names), ""


def _said(found: Boundaries) -> str:
    count = len(found.areas)
    told = str(ngettext("已保存 %(num)s 个区域的边界。", "已保存 %(num)s 个区域的边界。", count))
    matches, lacking = _matches(found)
    if lacking:
        return told
    between = "" if current_language().startswith("zh") else " "
    if not matches:
        return f"{told}{between}{_('没有一个名称与本调查的层、乡镇或题目选项对得上，画不成地图。')}"
    best = matches[0]
    more = _(
        "“%(label)s”的 %(count)s 类中有 %(found)s 类对得上。",
        label=best.label.say(current_language()),
        count=best.count,
        found=len(best.found),
    )
    return f"{told}{between}{more}"
