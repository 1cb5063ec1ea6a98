"""The questionnaire of a survey: chosen, configured, looked through, published."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from questionnaires.formats import registry, yaml
from questionnaires.model import Questionnaire
from survey.errors import Refusal, all_refusals
from survey.services import publication, unitlists
from survey.services.design import approval
from survey.web.access import STAFF, access
from survey.web.language import current_language, say
from survey.web.returning import back_to
from survey.web.staff import actor, current_survey, now, page, put_into, told, with_errors
from survey.web.state import state
from survey.web.surveys import reading
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.forms import ChooseForm, UploadForm


@blueprint.get("/<survey>/questionnaire")
@access(STAFF)
def questionnaire(survey: str) -> ResponseReturnValue:
    """The draft with its findings, and the versions published."""
    return _page()


@blueprint.post("/<survey>/questionnaire/choose")
@access(STAFF, "designer")
def choose(survey: str) -> ResponseReturnValue:
    """Take a questionnaire of the library."""
    form = _choose_form()
    if form.validate_on_submit():
        try:
            publication.choose(state().store, current_survey().id, form.name.data, actor=actor(), at=now())
            flash(_("问卷已放入草稿。请往下看检查结果。"), "done")
            return _back()
        except Refusal as refusal:
            put_into(form, refusal)
    return with_errors(_page(choose_form=form))


@blueprint.post("/<survey>/questionnaire/upload")
@access(STAFF, "designer")
def upload(survey: str) -> ResponseReturnValue:
    """Take a questionnaire from a YAML file."""
    form = UploadForm(prefix="u")
    problems: tuple[Refusal, ...] = ()
    if form.validate_on_submit():
        content = form.file.data.read(publication.LARGEST_FILE + 1)
        try:
            publication.upload(state().store, current_survey().id, content, actor=actor(), at=now())
            flash(_("问卷已放入草稿。请往下看检查结果。"), "done")
            return _back()
        except Refusal as refusal:
            problems = all_refusals(refusal)
    return with_errors(_page(upload_form=form, problems=problems))


@blueprint.post("/<survey>/questionnaire/settings")
@access(STAFF, "designer")
@back_to("surveys.questionnaire")
def set_settings(survey: str) -> None:
    """Choose the settings of the questionnaire."""
    card = current_survey()
    draft = publication.draft_of(state().store, card.id)
    if draft is None:
        abort(404)
    chosen = {setting.name: setting.name in request.form for setting in draft.whole.settings}
    publication.set_settings(state().store, card.id, chosen, actor=actor(), at=now())
    flash(_("设置已保存。"), "done")


@blueprint.post("/<survey>/questionnaire/units")
@access(STAFF, "designer")
@back_to("surveys.questionnaire")
def fill_units(survey: str) -> None:
    """Put the units of the frame into the questionnaire's list."""
    count = unitlists.fill_units(state().store, current_survey().id, actor=actor(), at=now())
    flash(_("单位名单已换成抽样框里的 %(count)s 个单位。", count=count), "done")


@blueprint.post("/<survey>/questionnaire/publish")
@access(STAFF, "designer")
def publish(survey: str) -> ResponseReturnValue:
    """Publish the draft as the first version; of a later one, show first what it changes."""
    if current_survey().version is not None:
        return redirect(url_for("design.publishing", survey=current_survey().code), 303)
    seen = request.form.get("seen", "")
    try:
        number = publication.publish(state().store, current_survey().id, actor=actor(), at=now(), seen=seen)
        flash(_("第 %(number)s 版已发布。", number=number), "done")
    except Refusal as refusal:
        told(refusal)
    return _back()


@blueprint.get("/<survey>/questionnaire/reading")
@access(STAFF)
def read_draft(survey: str) -> ResponseReturnValue:
    """All questions of the draft in reading form."""
    draft = publication.draft_of(state().store, current_survey().id)
    if draft is None:
        abort(404)
    return _reading(draft.taken, None)


@blueprint.get("/<survey>/questionnaire/versions/<int:number>")
@access(STAFF)
def read_version(survey: str, number: int) -> ResponseReturnValue:
    """All questions of a published version in reading form."""
    return _reading(_version(number), number)


@blueprint.get("/<survey>/questionnaire/draft.yaml")
@access(STAFF)
def download_draft(survey: str) -> ResponseReturnValue:
    """The draft as a file, with its settings."""
    card = current_survey()
    draft = publication.draft_of(state().store, card.id)
    if draft is None:
        abort(404)
    return _file(draft.whole, f"{card.code}-draft.yaml")


@blueprint.get("/<survey>/questionnaire/versions/<int:number>.yaml")
@access(STAFF)
def download_version(survey: str, number: int) -> ResponseReturnValue:
    """A published version as a file."""
    return _file(_version(number), f"{current_survey().code}-v{number}.yaml")


def _version(number: int) -> Questionnaire:
    found = publication.version(state().store, current_survey().id, number)
    if found is None:
        abort(404)
    return found


def _file(found: Questionnaire, name: str) -> Response:
    response = Response(yaml.dump(found), mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _reading(found: Questionnaire, number: int | None) -> str:
    return page(
        "surveys/reading.html",
        stage="questionnaire",
        questionnaire=found,
        pages=reading.pages_of(found),
        fill=_fill,
        number=number,
    )


def _fill(text: str) -> str:
    """A text with the facts it quotes about the survey."""
    return reading.filled(text, current_survey().facts, current_language())


def _choose_form() -> ChooseForm:
    form = ChooseForm(prefix="c")
    form.name.choices = [(one.name, reading.shipped_title(say(one.title))) for one in publication.shipped()]
    return form


def _page(
    choose_form: ChooseForm | None = None,
    upload_form: UploadForm | None = None,
    problems: tuple[Refusal, ...] = (),
) -> str:
    card = current_survey()
    draft = publication.draft_of(state().store, card.id)
    with state().store.reading() as session:
        stands = approval.approval_of(state().store, session, card.id)
    return page(
        "surveys/questionnaire.html",
        stage="questionnaire",
        draft=draft,
        approval=stands,
        fill=_fill,
        summary=reading.summary_of(draft.taken) if draft else None,
        asks_for_units=bool(draft and unitlists.asks_for_units(draft.whole)),
        versions=publication.versions(state().store, card.id),
        choose_form=choose_form or _choose_form(),
        upload_form=upload_form or UploadForm(formdata=None, prefix="u"),
        problems=problems,
        exports=registry.writers(),
        form_errors=bool(choose_form or upload_form),
    )


def _back() -> ResponseReturnValue:
    return redirect(url_for("surveys.questionnaire", survey=current_survey().code), 303)
