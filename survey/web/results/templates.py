"""报告模板: what a report contains, arranged part by part with plain forms; shipped templates are copied first."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.templates import KINDS, Part, Template, editing, shipped, shipped_names
from survey.errors import Refusal
from survey.services import templatefiles, templates
from survey.services.templates import Own
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.results import templatelooks as looks
from survey.web.results.blueprint import blueprint
from survey.web.results.templateforms import FORM_OF, CopyForm, TakeForm, TitleForm
from survey.web.results.templateparts import Offers, form_of, kinds, part_of, text_data, texts_of
from survey.web.staff import actor, current_survey, now, page, put_into, told, with_errors
from survey.web.state import state

AT = "/<survey>/report/templates"
CONFLICT = 409
LARGEST_FILE = 200_000


@blueprint.route(AT, methods=["GET", "POST"])
@access(STAFF, "analyst")
def report_templates(survey: str) -> ResponseReturnValue:
    """The templates there are; a new one is copied from another or taken from a file."""
    store, card = state().store, current_survey()
    labels = templates.labels(store, card.id)
    step = request.form.get("step", "")
    copying, taking = CopyForm(formdata=request.form if step == "copy" else None), TakeForm()
    copying.source.choices = [
        (name, f"{label.say(current_language())} {name}") for name, label in labels.items()
    ]
    form = taking if step == "take" else copying
    if step in ("copy", "take") and form.validate():
        try:
            made = _copied(copying) if step == "copy" else _taken(taking)
        except Refusal as refusal:
            put_into(form, _at_fields(refusal, step))
        else:
            flash(_("模板“%(name)s”已建立，可以逐部分修改。", name=made.name), "done")
            return redirect(url_for("results.report_template", survey=survey, template=made.name), 303)
    html = page(
        "results/report_templates.html",
        stage="report",
        form=form,
        copying=copying,
        taking=taking,
        owned=templates.listed(store, card.id),
        supplied=[shipped(name) for name in shipped_names()],
        form_errors=bool(form.errors),
    )
    return with_errors(html) if form.errors else html


@blueprint.route(f"{AT}/<template>", methods=["GET", "POST"])
@access(STAFF, "analyst")
def report_template(survey: str, template: str) -> ResponseReturnValue:
    """A template part by part; what it is called is changed here."""
    found, own = _template(template)
    offers = looks.offers_of(looks.data())
    revision = own.revision if own else 0
    data = {"revision": revision, **text_data("label", found.label), **text_data("title", found.title)}
    form = TitleForm(data=data)
    if own is not None and form.is_submitted() and form.validate():
        try:
            templates.entitle(
                *_at(template), texts_of(form, "label"), texts_of(form, "title"), at=now(), actor=actor()
            )
        except Refusal as refusal:
            put_into(form, _at_fields(refusal, "title"))
        else:
            flash(_("已保存。"), "done")
            return redirect(_address(template), 303)
    html = page(
        "results/report_template.html",
        stage="report",
        opened=found,
        own=own,
        form=form,
        lines=looks.lines(found, offers),
        removed=looks.removed(own, offers) if own else [],
        kinds=kinds(),
        changeable=set(FORM_OF),
        remark="" if offers.found else looks.without_data(),
        form_errors=bool(form.errors),
    )
    return with_errors(html) if form.errors else html


@blueprint.route(f"{AT}/<template>/parts/new", methods=["GET", "POST"])
@access(STAFF, "analyst")
def new_report_part(survey: str, template: str) -> ResponseReturnValue:
    """A part that is added at a place."""
    kind, after = request.values.get("kind", ""), request.values.get("after", "0")
    found, own = _template(template)
    if own is None or kind not in KINDS or not (after.isascii() and after.isdigit() and len(after) <= 4):
        abort(404)
    place = min(int(after), len(found.parts))
    return _part_page(found, own, kind, place, None)


@blueprint.route(f"{AT}/<template>/parts/<int:place>", methods=["GET", "POST"])
@access(STAFF, "analyst")
def report_part(survey: str, template: str, place: int) -> ResponseReturnValue:
    """A part of a template, counted from 1: as it would stand, and its form."""
    found, own = _template(template)
    if not 1 <= place <= len(found.parts):
        abort(404)
    part = found.parts[place - 1]
    return _part_page(found, own, part.what, place - 1, part)


@blueprint.post(f"{AT}/<template>/parts/<int:place>/<any(up, down, drop):way>")
@access(STAFF, "analyst")
def move_report_part(survey: str, template: str, place: int, way: str) -> ResponseReturnValue:
    """Move a part up or down, or take it away."""
    try:
        if way == "drop":
            templates.drop(*_at(template), place - 1, at=now(), actor=actor())
            flash(_("已删去一个部分；要放回去，见下面“删去的部分”。"), "done")
        else:
            by = -1 if way == "up" else 1
            templates.edit(*_at(template), editing.moved(place - 1, by), at=now(), actor=actor())
    except Refusal as refusal:
        _not_there(refusal)
        told(refusal)
    return redirect(_address(template) + "#parts", 303)


@blueprint.post(f"{AT}/<template>/removed/<int:number>/back")
@access(STAFF, "analyst")
def put_back_report_part(survey: str, template: str, number: int) -> ResponseReturnValue:
    """Put a part that was taken away back where it stood; counted from 1, the latest."""
    _found, own = _template(template)
    try:
        made = templates.put_back(*_at(template), number - 1, at=now(), actor=actor())
    except Refusal as refusal:
        _not_there(refusal)
        told(refusal)
        return redirect(_address(template) + "#parts", 303)
    place = min(own.removed[number - 1].place + 1 if own else 1, len(made.template.parts))
    flash(_("已放回第 %(place)s 个部分。", place=place), "done")
    return redirect(_address(template) + f"#part-{place}", 303)


@blueprint.post(f"{AT}/<template>/remove")
@access(STAFF, "analyst")
def remove_report_template(survey: str, template: str) -> ResponseReturnValue:
    """Delete a template of the survey's own; reports made with it stay."""
    try:
        templates.remove(*_at(template), at=now(), actor=actor())
    except Refusal as refusal:
        _not_there(refusal)
        told(refusal)
        return redirect(_address(template), 303)
    flash(_("模板“%(name)s”已删除，用它生成过的报告还在。", name=template), "done")
    return redirect(url_for("results.report_templates", survey=survey), 303)


@blueprint.get(f"{AT}/<template>.yaml")
@access(STAFF, "analyst")
def report_template_file(survey: str, template: str) -> ResponseReturnValue:
    """A template as a YAML file."""
    found, _own = _template(template)
    response = Response(templatefiles.to_yaml(found), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{found.name}.yaml"'
    return response


def _part_page(
    found: Template, own: Own | None, kind: str, place: int, part: Part | None
) -> ResponseReturnValue:
    """The form and look of a part; ``part`` None is one to be added at ``place``."""
    data = looks.data()
    offers = looks.offers_of(data)
    form = form_of(kind, offers, part)
    if not form.is_submitted():
        form.revision.data = str(own.revision) if own else ""
    shown, status = part, 200
    if form.is_submitted():
        if own is None:
            abort(404)
        shown = part_of(kind, form, offers)
        if shown is not None and request.form.get("step") != "look":
            try:
                _kept(found.name, place, shown, is_new=part is None)
            except Refusal as refusal:
                put_into(form, refusal)
                status = CONFLICT
            else:
                flash(_("已保存。"), "done")
                return redirect(_address(found.name) + f"#part-{place + 1}", 303)
    if form.errors and status == 200:
        status = 422
    html = page(
        "results/report_part.html",
        stage="report",
        opened=found,
        own=own,
        form=form,
        kind=kind,
        kind_words=KINDS[kind],
        has_form=kind in FORM_OF,
        is_new=part is None,
        place=place + 1,
        preview=None
        if shown is None or status != 200
        else looks.preview(data, offers, shown, _among(found, place, shown, part)),
        is_typed=form.is_submitted(),
        typed=looks.typed_in(shown),
        remark=looks.without_data() if offers.found is None else "",
        form_errors=bool(form.errors),
        **_quotes(kind, own, offers),
    )
    return html, status


def _among(found: Template, place: int, shown: Part, part: Part | None) -> list[Part]:
    """The parts of a template with one as it is typed at its place, in place of the ``part`` there is or as a new one."""
    return [*found.parts[:place], shown, *found.parts[place + (part is not None) :]]


def _quotes(kind: str, own: Own | None, offers: Offers) -> dict[str, Any]:
    wanted = kind == "words" and own is not None
    return {
        "quotable": looks.quotable(offers) if wanted else [],
        "shares": looks.shares(offers) if wanted else [],
        "pictured": looks.pictured,
        "kind_of": looks.kind_of,
    }


def _kept(name: str, place: int, part: Part, *, is_new: bool) -> None:
    change = editing.added if is_new else editing.changed
    templates.edit(*_at(name), change(place, part), at=now(), actor=actor())


def _copied(form: CopyForm) -> Own:
    given = (form.source.data, form.name.data.strip(), texts_of(form, "label"))
    return templates.copy(state().store, current_survey().id, *given, at=now(), actor=actor())


def _taken(form: TakeForm) -> Own:
    file = form.file.data
    content = file.stream.read(LARGEST_FILE + 1) if file else b""
    name = form.taken_name.data.strip()
    return templates.take(state().store, current_survey().id, name, content, at=now(), actor=actor())


def _template(name: str) -> tuple[Template, Own | None]:
    """A template by the name in the address, with its revision where it is the survey's own; 404 where there is none."""
    if name in shipped_names():
        return shipped(name), None
    try:
        own = templates.one(state().store, current_survey().id, name)
    except Refusal:
        abort(404)
    return own.template, own


def _at(name: str) -> tuple[Any, int, str, int]:
    """Where a change goes: the survey, the template, and the revision that the person saw."""
    given = request.form.get("revision", "")
    revision = int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else -1
    return state().store, current_survey().id, name, revision


def _address(name: str) -> str:
    return url_for("results.report_template", survey=current_survey().code, template=name)


def _not_there(refusal: Refusal) -> None:
    if refusal.code == "template.unknown":
        abort(404)


def _at_fields(refusal: Refusal, step: str) -> Refusal:
    """The refusal of a service at the field of the form at hand."""
    fields = {"copy": {"label": "label_zh"}, "title": {"label": "label_zh", "title": "title_zh"}}
    place = fields.get(step, {}).get(refusal.place, refusal.place)
    if step == "take":
        place = "taken_name" if refusal.place == "name" and refusal.code != "template.invalid" else "file"
    return Refusal(refusal.code, place=place, reason=refusal.reason, remedy=refusal.remedy)
