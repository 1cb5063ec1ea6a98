"""自由制表: variables on shelves for rows, columns and filters make a table, which can be kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField

from questionnaires.text import Text
from reports.charts.drawing import FORMS, base_line
from reports.layout import MOST_CROSSED, MOST_FILTERS, Layout
from survey.errors import Refusal
from survey.services import layouts, savedtables
from survey.services.charts import Look, Wanted
from survey.services.layouts import Offered
from survey.services.results import Analysis
from survey.services.savedtables import LONGEST_LABEL, Saved
from survey.web.access import STAFF, access
from survey.web.forms import StaffForm, at_most, needed
from survey.web.language import current_language
from survey.web.listing import asked
from survey.web.results.addresses import look_of_address, table_addresses
from survey.web.results.analysed import EXPLAINED, analysis, figure_or_usual, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.pivot import pivot_of
from survey.web.results.shelves import Shelves, shelves_of_address
from survey.web.staff import actor, current_survey, now, page, put_into, sentence, told, with_errors
from survey.web.state import state

LONGEST_STEP = 200
GONE = Text(zh="{name}（已不在数据中）", en="{name} (no longer in the data)")


class KeepForm(StaffForm):
    """Under which name a table is kept."""

    label = StringField(lazy_gettext("表的名称"), [needed(), at_most(LONGEST_LABEL)])
    name = StringField(lazy_gettext("短名"), [needed(), at_most(40)])
    revision = HiddenField()


@dataclass(frozen=True)
class Chip:
    """A variable on a shelf; of a filter with its values, each with whether it is chosen."""

    name: str
    label: str
    kind: str
    is_known: bool
    values: tuple[tuple[str, str, bool], ...] = ()


@blueprint.route("/<survey>/build", methods=["GET", "POST"])
@access(STAFF, "analyst")
@with_reasons("results")
def build(survey: str) -> ResponseReturnValue:
    """The shelves, the table that they make, and the forms that keep it."""
    found, shelves = analysis(), shelves_of_address()
    opened, lost = _opened()
    step = asked("do", LONGEST_STEP)
    if step and request.method == "GET":
        after = shelves
        try:
            after = Shelves() if step == "clear" else shelves.after(step).held()
        except Refusal as refusal:
            told(refusal)
        return redirect(_address(found, after, opened) + "#shelves", 302)
    form = KeepForm()
    if lost is not None and not form.is_submitted():
        told(lost)
    if form.is_submitted():
        kept = _kept(form, shelves, opened, lost, found)
        if kept is not None:
            return kept
    elif opened is not None:
        form.label.data, form.name.data = opened.label, opened.name
    else:
        form.name.data = savedtables.free_name(state().store, current_survey().id)
    context = _page(found, shelves, opened)
    html = page(
        "results/build.html",
        stage="results",
        analysis=found,
        form=form,
        opened=opened,
        form_errors=bool(form.errors),
        **context,
    )
    if form.errors:
        return with_errors(html)
    return (html, 422) if context["problem"] else html


def address_of_table(found: Analysis, saved: Saved) -> str | None:
    """The address that opens a kept table with its chart; None where it cannot be read."""
    if saved.layout is None:
        return None
    return _address(found, Shelves.of(saved.layout), saved, look_of(saved))


def look_of(saved: Saved) -> Look:
    """How the chart of a kept table is to look."""
    order = next(iter(saved.chart.order.values()), "")
    title = saved.chart.title.say(current_language()) if saved.chart.title else ""
    return Look(saved.chart.form, title, order if isinstance(order, str) else "")


def _opened() -> tuple[Saved | None, Refusal | None]:
    """The kept table that the address names, None where it names none; why not where it is there no more."""
    name = asked("table", 40)
    try:
        return savedtables.one(state().store, current_survey().id, name) if name else None, None
    except Refusal as refusal:
        return None, refusal


def _address(found: Analysis, shelves: Shelves, opened: Saved | None, look: Look | None = None) -> str:
    shown = look or look_of_address()
    return url_for(
        "results.build",
        survey=found.survey_code,
        weights=found.weights_named,
        table=opened.name if opened is not None else None,
        form=shown.form or None,
        title=shown.title or None,
        order=shown.order or None,
        **shelves.arguments(),
    )


def _page(found: Analysis, shelves: Shelves, opened: Saved | None) -> dict[str, Any]:
    offered = layouts.offered(state().store, current_survey().id, found)
    known = {one.name: one for one in offered}
    look = look_of_address()
    context: dict[str, Any] = {
        "shelves": shelves,
        "chips": {
            "row": [_chip(found, known, shelves, name) for name in shelves.row],
            "col": [_chip(found, known, shelves, name) for name in shelves.col],
            "filter": [_chip(found, known, shelves, name, with_values=True) for name in shelves.filter],
        },
        "offered": layouts.by_heading(offered),
        "example": layouts.example(found),
        "used": set(shelves.names),
        "most": (MOST_CROSSED, MOST_FILTERS),
        "look": look,
        "forms": FORMS,
        "here": _address(found, shelves, opened),
        "is_changed": opened is not None and (opened.layout, look_of(opened)) != (shelves.layout, look),
        "problem": "",
        "pivot": None,
    }
    layout = shelves.layout
    if layout is None:
        return context
    try:
        return {**context, **_result(found, layout, look)}
    except Refusal as refusal:
        if refusal.code in EXPLAINED:
            raise
        return {**context, "problem": sentence(refusal)}


def _result(found: Analysis, layout: Layout, look: Look) -> dict[str, Any]:
    made, language = layouts.laid_out(found, layout), current_language()
    wanted = Wanted(layout=layout)
    pivot = pivot_of(made.table, made.down, made.across, language, made.figure)
    return {
        "pivot": pivot,
        "figure_name": made.figure,
        "title": made.table.title.say(language),
        "base": base_line(made.table, language),
        "notes": [note.say(language) for note in made.table.notes],
        "figure": figure_or_usual(found, wanted, look) if pivot.rows and pivot.heads else None,
        "files": table_addresses(found, wanted),
        "tests": layouts.tested(found, made),
    }


def _chip(
    found: Analysis, known: dict[str, Offered], shelves: Shelves, name: str, *, with_values: bool = False
) -> Chip:
    one, language = known.get(name), current_language()
    if one is None:
        return Chip(name, GONE.fill(name=name).say(language), "", is_known=False)
    label = one.label.say(language)
    if not with_values or not one.is_filter:
        return Chip(name, label, one.kind, is_known=True)
    chosen = shelves.codes.get(name, ())
    values = layouts.values(found, name)
    listed = [(value.code, value.label.say(language), value.code in chosen) for value in values]
    lost = set(chosen) - {value.code for value in values}
    listed += [(code, GONE.fill(name=code).say(language), True) for code in sorted(lost)]
    return Chip(name, label, one.kind, is_known=True, values=tuple(listed))


def _kept(
    form: KeepForm, shelves: Shelves, opened: Saved | None, lost: Refusal | None, found: Analysis
) -> ResponseReturnValue | None:
    """Keep what the page shows as the button says; None where the page must be shown again with errors.

    ``lost`` says that the table to be changed is there no more: what is on the shelves stays to be saved.
    """
    step, layout = request.form.get("step", ""), shelves.layout
    if step not in ("save", "change", "rename") or layout is None:
        abort(400)
    if opened is None and step != "save":
        if lost is None:
            abort(400)
        put_into(form, lost)
        return None
    if step != "change" and not form.validate():
        return None
    store, card, look = state().store, current_survey(), look_of_address()
    try:
        made = layouts.laid_out(found, layout)
        chart = look.spec(made.table, current_language())
        if opened is None or step == "save":
            name, label = form.name.data.strip(), form.label.data
            kept = savedtables.save(store, card.id, name, label, layout, chart, at=now(), actor=actor())
            flash(_("已存为“%(label)s”。", label=kept.label), "done")
        elif step == "change":
            seen = _revision(form)
            kept = savedtables.change(
                store, card.id, opened.name, seen, layout, chart, at=now(), actor=actor()
            )
            flash(_("“%(label)s”已改为现在的样子。", label=kept.label), "done")
        else:
            kept = savedtables.rename(
                store,
                card.id,
                opened.name,
                _revision(form),
                form.name.data.strip(),
                form.label.data,
                at=now(),
                actor=actor(),
            )
            flash(_("已改名。"), "done")
    except Refusal as refusal:
        put_into(form, refusal)
        return None
    return redirect(_address(found, shelves, kept) + "#kept", 303)


def _revision(form: KeepForm) -> int:
    seen = form.revision.data or ""
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        abort(400)
    return int(seen)
