"""Kept tables: the list in its order, opening one, moving and deleting, and all of them as one workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import layouts, savedtables, tablebooks, templates
from survey.services.results import Analysis
from survey.services.savedtables import Saved
from survey.services.templates import Own
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.results.analysed import analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.building import address_of_table
from survey.web.results.files import TYPES
from survey.web.staff import actor, current_survey, now, page, told
from survey.web.state import state

MOST_NAMES = 500


@dataclass(frozen=True)
class Line:
    """A kept table in the list: its address, what it is made of in words, what is wrong with it.

    ``used`` are the templates of reports that have it: it keeps its short name and stays as long as they do.
    """

    saved: Saved
    address: str | None
    words: str
    problem: str
    used: Sequence[Own] = ()


@blueprint.get("/<survey>/tables")
@access(STAFF, "analyst")
@with_reasons("results")
def saved_tables(survey: str) -> ResponseReturnValue:
    """The kept tables in their order."""
    found = analysis()
    kept = savedtables.listed(state().store, current_survey().id)
    words = {
        one.name: one.label.say(current_language())
        for one in layouts.offered(state().store, current_survey().id, found)
    }
    lines = [
        replace(_line(found, one, words), used=templates.using(state().store, current_survey().id, one.name))
        for one in kept
    ]
    return page("results/saved_tables.html", stage="results", analysis=found, lines=lines)


@blueprint.get("/<survey>/tables/<name>")
@access(STAFF, "analyst")
@with_reasons("results")
def saved_table(survey: str, name: str) -> ResponseReturnValue:
    """A kept table by its short address: leads to the builder with its variables on the shelves."""
    try:
        kept = savedtables.one(state().store, current_survey().id, name)
    except Refusal:
        abort(404)
    address = address_of_table(analysis(), kept)
    if address is None:
        return redirect(url_for("results.saved_tables", survey=survey), 302)
    return redirect(address, 302)


@blueprint.post("/<survey>/tables/order")
@access(STAFF, "analyst")
def order_saved_tables(survey: str) -> ResponseReturnValue:
    """Put the kept tables in the order given, as dragging left them."""
    names = request.form.getlist("name")
    if len(names) > MOST_NAMES:
        abort(400)
    try:
        savedtables.reorder(state().store, current_survey().id, names, at=now(), actor=actor())
    except Refusal as refusal:
        told(refusal)
    return redirect(url_for("results.saved_tables", survey=survey), 303)


@blueprint.post("/<survey>/tables/<name>/<any(up, down, drop):way>")
@access(STAFF, "analyst")
def move_saved_table(survey: str, name: str, way: str) -> ResponseReturnValue:
    """Move a kept table up or down, or delete it."""
    store, card = state().store, current_survey()
    try:
        if way == "drop":
            seen = request.form.get("revision", "")
            if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
                abort(400)
            savedtables.remove(store, card.id, name, int(seen), at=now(), actor=actor())
            flash(_("已删除一张存下的表。"), "done")
        else:
            savedtables.move(store, card.id, name, -1 if way == "up" else 1, at=now(), actor=actor())
    except Refusal as refusal:
        if refusal.code == "table.unknown":
            abort(404)
        told(refusal)
    return redirect(url_for("results.saved_tables", survey=survey) + f"#t-{name}", 303)


@blueprint.get("/<survey>/tables.xlsx")
@access(STAFF, "analyst")
@with_reasons("results")
def saved_workbook(survey: str) -> ResponseReturnValue:
    """All kept tables as one workbook, in their order; what cannot be made is named on its first sheet."""
    found = analysis()
    book = tablebooks.book_of(state().store, current_survey().id, found, current_language())
    response = Response(book.content, content_type=TYPES["xlsx"])
    name = f"{found.survey_code}-tables-{found.version[:8]}{'-simulated' if found.is_simulated else ''}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _line(found: Analysis, saved: Saved, words: dict[str, str]) -> Line:
    language = current_language()
    if saved.layout is None:
        return Line(saved, None, "", saved.problem.say(language) if saved.problem else "")
    layout = saved.layout
    parts = [
        (shelf, [words.get(name, name) for name in names])
        for shelf, names in (
            (_("行"), layout.rows),
            (_("列"), layout.columns),
            (_("筛选"), tuple(one.name for one in layout.filters)),
        )
    ]
    comma, colon, between = ("、", "：", "；") if language.startswith("zh") else (", ", ": ", "; ")
    said = between.join(shelf + colon + comma.join(labels) for shelf, labels in parts if labels)
    lacking = layouts.gone(found, layout)
    problem = _("数据中已没有：%(names)s", names=comma.join(lacking)) if lacking else ""
    return Line(saved, address_of_table(found, saved), said, problem)
