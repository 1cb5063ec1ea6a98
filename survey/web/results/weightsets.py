"""Sets of weights: one made in a form with a look before it is kept, looked at, frozen, put away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from questionnaires.text import Text
from reports.weighting import Recipe, Step
from reports.weighting.application import WeightSet
from survey.errors import Refusal
from survey.services import charts, margincomparisons, margins, results, weighting, weightsets
from survey.services.charts import WEIGHTS, Wanted
from survey.services.margins import MOST_MARGINS
from survey.services.results import Analysis
from survey.services.weightsets import BASE
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.results.analysed import analysis_with, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.tables import Shown, shown_table
from survey.web.results.weighforms import (
    WeightsForm,
    choices_of,
    form_of,
    margins_chosen,
    put_at_field,
)
from survey.web.staff import actor, current_survey, now, page, sentence, told, with_errors
from survey.web.state import state


@blueprint.route("/<survey>/weights/new", methods=["GET", "POST"])
@access(STAFF, "analyst")
@with_reasons("weighting")
def new_weights(survey: str) -> ResponseReturnValue:
    """The form; the steps of it are chosen by the button: other margins, a look, or keeping the set."""
    base = analysis_with(BASE)
    offers = {one.name: one for one in margins.offers(base)}
    step = request.form.get("step", "")
    chosen = margins_chosen(request.values.getlist("margin"), offers)
    form = form_of(offers, chosen)
    seen: dict[str, Any] = {}
    if form.is_submitted() and step in ("look", "save") and form.validate():
        try:
            choices = choices_of(form, offers, chosen)
            recipe, words = weighting.recipe_of(
                choices, margins.asked(state().store, current_survey().id, base.dataset)
            )
            if step == "save":
                return _saved(form, recipe, base)
            made = weightsets.work_out(recipe, base.dataset)
            label = form.label.data.strip() or _("未保存的权数")
            seen = {
                **_told(base, made, form.name.data or "-", Text(zh=label, en=label)),
                "words": words,
            }
        except Refusal as refusal:
            put_at_field(form, refusal, chosen)
    wrong = form.is_submitted() and step != "margins" and bool(form.errors)
    html = page(
        "results/new_weights.html",
        stage="weighting",
        analysis=base,
        form=form,
        chosen=chosen,
        most=MOST_MARGINS,
        strata=margins.asked(state().store, current_survey().id, base.dataset),
        form_errors=wrong,
        seen=seen,
    )
    return with_errors(html) if wrong else html


@blueprint.get("/<survey>/weights/<name>")
@access(STAFF, "analyst")
@with_reasons("weighting")
def weight_set(survey: str, name: str) -> ResponseReturnValue:
    """A set: its steps in words, what it costs, its margins before and after, how it is spread."""
    base = analysis_with(BASE)
    found = _one(name)
    stale = found.hash != base.data_version
    try:
        made = weightsets.work_out(found.recipe, base.dataset)
    except Refusal as refusal:
        shown: dict[str, Any] = {"seen": {}, "problem": sentence(refusal)}
    else:
        shown = {"seen": _told(base, made, found.name, found.words), "problem": ""}
    return page("results/weight_set.html", stage="weighting", analysis=base, held=found, stale=stale, **shown)


@blueprint.post("/<survey>/weights/<name>/<any(freeze, remove, usual):way>")
@access(STAFF, "analyst")
def change_weights(survey: str, name: str, way: str) -> ResponseReturnValue:
    """Freeze a set, delete a draft, or take a set wherever none is named."""
    store, card = state().store, current_survey()
    try:
        if way == "freeze":
            weightsets.freeze(store, card.id, name, analysis_with(BASE).dataset, at=now(), actor=actor())
            flash(_("权数“%(name)s”已冻结，可以用它出表。", name=name), "done")
        elif way == "usual":
            weightsets.make_usual(store, card.id, name, at=now(), actor=actor())
            flash(_("没有指定权数时，今后用“%(name)s”。", name=name), "done")
            return redirect(url_for("results.weighting", survey=survey), 303)
        else:
            weightsets.remove(store, card.id, name, at=now(), actor=actor())
            flash(_("草稿“%(name)s”已删除。", name=name), "done")
            return redirect(url_for("results.weighting", survey=survey), 303)
    except Refusal as refusal:
        if refusal.code == "weights_unknown":
            abort(404)
        told(refusal)
    return redirect(url_for("results.weight_set", survey=survey, name=name), 303)


def _one(name: str) -> weightsets.Named:
    try:
        return weightsets.one(state().store, current_survey().id, name)
    except Refusal:
        abort(404)


def _saved(form: WeightsForm, recipe: Recipe, base: Analysis) -> ResponseReturnValue:
    made = weightsets.save(
        state().store,
        current_survey().id,
        form.name.data.strip(),
        form.label.data,
        recipe,
        base.dataset,
        at=now(),
        actor=actor(),
    )
    flash(_("权数“%(name)s”已存为草稿。核对后冻结，才能用它出表。", name=made.name), "done")
    return redirect(url_for("results.weight_set", survey=current_survey().code, name=made.name), 303)


def _told(base: Analysis, made: WeightSet, name: str, label: Text) -> dict[str, Any]:
    """What a page says of a set on the data at hand."""
    after = results.reweighted(base, made, name, label)
    return {
        "words": (),
        "steps": made.steps,
        "traces": [_trace(step) for step in made.steps],
        "warnings": made.warnings,
        "last": made.steps[-1],
        "low": float(made.weights.min()),
        "high": float(made.weights.max()),
        "total": float(made.weights.sum()),
        "margins": margincomparisons.compared(base, after, made.recipe),
        "spread": _spread(after),
    }


def _trace(step: Step) -> Sequence[str]:
    """The largest deviation after each iteration; of very many the first and the last."""
    told = [f"{one:.1e}" for one in step.trace]
    return [*told[:10], "…", *told[-5:]] if len(told) > 20 else told


def _spread(after: Analysis) -> Shown | None:
    """How the weights are spread, small classes put together; None where they are all the same or few."""
    try:
        return shown_table(charts.table_of(after, Wanted(WEIGHTS)), current_language())
    except Refusal:
        return None
