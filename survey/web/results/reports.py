"""报告: what will be in it, the button that makes it, and the versions made before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.text import Text
from reports.disclosure import THRESHOLD
from reports.templates import USUAL, shipped, shipped_names
from survey.errors import Refusal
from survey.services import (
    catalogue,
    changes,
    counts,
    making,
    nearness,
    reportfiles,
    reporting,
    results,
    suggestions,
    templates,
)
from survey.services.naming import is_name
from survey.web.access import STAFF, access
from survey.web.language import LANGUAGES, current_language
from survey.web.listing import asked
from survey.web.results.analysed import analysis, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.staff import actor, current_survey, now, page
from survey.web.state import state

REFRESH_SECONDS = "4"


@blueprint.get("/<survey>/report")
@access(STAFF, "analyst")
@with_reasons("report")
def report(survey: str) -> ResponseReturnValue:
    """What the report will say and from which version of the data."""
    found, store, card = analysis(), state().store, current_survey()
    made = results.purposes(found)
    versions = reporting.frozen_versions(store, card.id)
    instance = state().settings.instance
    labels = offered(versions)
    progress = {
        (one.name, tag, template): making.state_of(instance, card.code, one.name, tag, template)
        for one in versions
        for tag in LANGUAGES
        for template in labels
    }
    standing = templates.listed(store, card.id)
    html = page(
        "results/report.html",
        stage="report",
        analysis=found,
        counted=counts.counts_of(store, card.id),
        suggested=suggestions.overview(store, card.id),
        purposes=made,
        questions=catalogue.questions(found),
        versions=versions,
        threshold=THRESHOLD,
        near=nearness.near(store, instance, card, found.dataset),
        progress=progress,
        remarks={key: _remark(key, standing) for key, one in progress.items() if one and one.state == "made"},
        at=now(),
        languages=LANGUAGES,
        chosen=current_language(),
        templates=labels,
        standing=templates.labels(store, card.id),
        usual=USUAL,
        forms=reporting.FORMS,
    )
    response = Response(html)
    if any(one is not None and one.state == "making" for one in progress.values()):
        # Until it is made, failed or interrupted. The address is named: one with a fragment, as after the
        # button, would only be scrolled to and not fetched again.
        address = url_for("results.report", survey=survey)
        response.headers["Refresh"] = f"{REFRESH_SECONDS}; url={address}"
    return response


@dataclass(frozen=True)
class Remark:
    """What to know of a report that is made: ``wrong`` quotes, whether its template ``is_old``, the version before."""

    wrong: Sequence[Text] = ()
    is_old: bool = False
    before: str = ""


def _remark(key: tuple[str, str, str], own: Sequence[templates.Own]) -> Remark:
    """What is to be known of the report of a version, language and template; nothing where it was made long ago."""
    name, language, template = key
    store, card, instance = state().store, current_survey(), state().settings.instance
    found = changes.kept(instance, card.code, name, language, template)
    if found is None:
        return Remark()
    now_ = {one.name: one.template.hash for one in own} | {one: shipped(one).hash for one in shipped_names()}
    older = changes.previous(store, instance, card, name, language, template)
    is_old = template in now_ and now_[template] != found.template
    return Remark(found.remarks, is_old, older[0] if older is not None else "")


@blueprint.get("/<survey>/report/changes")
@access(STAFF, "analyst")
def report_changes(survey: str) -> ResponseReturnValue:
    """Which numbers moved between the reports of two versions of the data, and why."""
    language = request.args.get("language", current_language())
    template = request.args.get("template", USUAL)
    if language not in LANGUAGES or not is_name(template):
        abort(404)
    store, card, instance = state().store, current_survey(), state().settings.instance
    after, before = asked("after"), asked("before")
    if not after or not before:
        before, after = changes.newest_two(store, instance, card, language, template)
    found = changes.compared(store, instance, card, before, after, language, template)
    return page("results/report_changes.html", stage="report", found=found, label=_label_of(template))


def _label_of(template: str) -> Text:
    return templates.labels(state().store, current_survey().id).get(template) or Text(zh=template)


def offered(versions: Sequence[reporting.FrozenVersion]) -> dict[str, Text]:
    """The labels of templates that reports can be or were made with: one that was deleted stands by its name."""
    card, instance = current_survey(), state().settings.instance
    found = templates.labels(state().store, card.id)
    made = {name for one in versions for name in reportfiles.templates_of(instance, card.code, one.name)}
    return found | {
        name: Text(zh=f"{name}（模板已删除）", en=f"{name} (its template was deleted)")
        for name in sorted(made - set(found))
        if is_name(name)
    }


@blueprint.post("/<survey>/report")
@access(STAFF, "analyst")
@with_reasons("report")
def make_report(survey: str) -> ResponseReturnValue:
    """Freeze the data, or take a version frozen before, and begin to make the report."""
    language, name = request.form.get("language", current_language()), request.form.get("version")
    template = request.form.get("template", USUAL)
    if language not in LANGUAGES or template not in templates.labels(state().store, current_survey().id):
        abort(400)
    settings, card = state().settings, current_survey()
    if not name:
        name = reporting.freeze(state().store, settings.instance, card, at=now(), actor=actor()).name
    elif all(one.name != name for one in reporting.frozen_versions(state().store, card.id)):
        abort(404)
    making.start(settings, card.code, name, language, template)
    return redirect(url_for("results.report", survey=survey, _anchor="versions"), 303)


@blueprint.get("/<survey>/report/<name>.<language>.<form>")
@access(STAFF, "analyst")
def report_file(survey: str, name: str, language: str, form: str) -> ResponseReturnValue:
    """The report of a frozen version of the data in one of its forms, once it is made."""
    template = request.args.get("template", USUAL)
    if language not in LANGUAGES or form not in reporting.FORMS or not is_name(template):
        abort(404)
    card = current_survey()
    found = next((one for one in reporting.frozen_versions(state().store, card.id) if one.name == name), None)
    ending = reporting.FORMS[form].ending
    made = reportfiles.file_of(state().settings.instance, card.code, name, language, template, ending)
    if found is None or not made.exists():
        raise Refusal(
            "not_found",
            place=name,
            reason=Text(
                zh="这份报告还没有生成，或者数据已重建",
                en="This report is not made, or its data were rebuilt",
            ),
            remedy=Text(zh="请在“报告”一页生成", en="Make it on the page Report"),
        )
    response = Response(made.read_bytes(), content_type=reporting.FORMS[form].content_type)
    file_name = reporting.file_name(card, found.hash, language, template, form)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
