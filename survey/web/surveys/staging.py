"""A questionnaire from a file or pasted text: shown before anything is stored; and files of every format to fetch."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField

from questionnaires.editing.blank import KIND_WORDS
from questionnaires.formats import registry
from questionnaires.formats.carried import Fate, Note
from survey.errors import Refusal, all_refusals
from survey.services import publication, staging
from survey.services.staging import Staged
from survey.web.access import STAFF, access
from survey.web.forms import StaffForm
from survey.web.language import LANGUAGES, current_language, say
from survey.web.numbers import is_number
from survey.web.returning import back_to
from survey.web.staff import actor, current_survey, now, page, with_errors
from survey.web.state import state
from survey.web.surveys import reading
from survey.web.surveys.blueprint import blueprint

#: What must be settled comes first, what only changed its form last.
ORDER = (Fate.GUESSED, Fate.LEFT_OUT, Fate.CHANGED)


class ImportForm(StaffForm):
    """A file or a text, and what cannot be seen from it."""

    file = FileField(lazy_gettext("文件"))
    text = TextAreaField(lazy_gettext("或者把问卷的文字粘贴在这里"), render_kw={"maxlength": "400000"})
    format = SelectField(lazy_gettext("格式"), choices=())
    language = SelectField(lazy_gettext("文字的语言（文件没有写明时）"), choices=())

    def offer(self) -> None:
        """Offer the formats that can be read, and the languages."""
        self.format.choices = [
            ("", _("自动识别")),
            *((one.name, f"{say(one.label)} ({', '.join(one.extensions)})") for one in registry.readers()),
        ]
        self.language.choices = list(LANGUAGES.items())
        if not self.is_submitted():
            self.language.data = current_language()

    def given(self) -> tuple[str, bytes]:
        """The name and the bytes of what came; pasted text has no name."""
        uploaded = self.file.data
        if uploaded and getattr(uploaded, "filename", ""):
            with uploaded.stream as stream:
                return uploaded.filename, stream.read(registry.LARGEST + 1)
        return "", (self.text.data or "").encode()


@blueprint.route("/<survey>/questionnaire/import", methods=["GET", "POST"])
@access(STAFF, "designer")
def import_questionnaire(survey: str) -> ResponseReturnValue:
    """Read a file or pasted text; what was read is shown on a page of its own."""
    form = ImportForm()
    form.offer()
    problems: tuple[Refusal, ...] = ()
    if form.validate_on_submit():
        filename, content = form.given()
        try:
            number = staging.stage(
                state().store,
                current_survey().id,
                filename,
                content,
                actor=actor(),
                at=now(),
                format_name=form.format.data or "",
                language=form.language.data,
            )
        except Refusal as refusal:
            problems = all_refusals(refusal)
        else:
            return redirect(
                url_for("surveys.staged_questionnaire", survey=current_survey().code, number=number), 303
            )
    shown = page(
        "surveys/import_questionnaire.html",
        stage="questionnaire",
        form=form,
        problems=problems,
        kinds=registry.readers(),
        accepted=",".join(registry.extensions()),
        waiting=staging.waiting(state().store, current_survey().id, actor().account_id, at=now()),
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.get("/<survey>/questionnaire/import/<int:number>")
@access(STAFF, "designer")
def staged_questionnaire(survey: str, number: int) -> ResponseReturnValue:
    """What came over, what changed, what was left out, what must be settled; nothing is stored yet."""
    found = _staged(number)
    card = current_survey()
    draft = publication.draft_of(state().store, card.id)
    return page(
        "surveys/import_shown.html",
        stage="questionnaire",
        staged=found,
        groups=_by_fate(found.notes),
        kinds=[(KIND_WORDS[kind], count) for kind, count in found.overview.kinds.items()],
        written_in=[LANGUAGES.get(language, language) for language in found.overview.languages],
        pages=reading.pages_of(found.questionnaire),
        fill=_as_written,
        draft=draft,
        draft_questions=len(draft.whole.questions) if draft else 0,
    )


@blueprint.post("/<survey>/questionnaire/import/<int:number>/take")
@access(STAFF, "designer")
@back_to("surveys.questionnaire")
def take_staged(survey: str, number: int) -> None:
    """Take what was read as the draft."""
    staging.take(state().store, current_survey().id, number, actor=actor(), at=now())
    flash(_("导入的问卷已成为草稿。请往下看检查结果。"), "done")


@blueprint.post("/<survey>/questionnaire/import/<int:number>/drop")
@access(STAFF, "designer")
@back_to("surveys.import_questionnaire")
def drop_staged(survey: str, number: int) -> None:
    """Put away what was read; the draft stays as it is."""
    staging.put_away(state().store, current_survey().id, number)
    flash(_("已放弃这次导入，草稿没有改动。"), "done")


@blueprint.get("/<survey>/questionnaire/export/<name>")
@access(STAFF)
def export_questionnaire(survey: str, name: str) -> ResponseReturnValue:
    """The draft, or with ``?version=`` a published version, as a file of a format.

    Where the format has no word for a part, a page says so first; its button fetches the file (``?seen=1``).
    """
    card = current_survey()
    asked = request.args.get("version")
    if asked is not None and not is_number(asked):
        abort(404)
    number = None if asked is None else int(asked)
    made = staging.written(state().store, card.id, name, number)
    if made is None:
        abort(404)
    kind = registry.named(name)
    if made.notes and "seen" not in request.args:
        fetch = url_for("surveys.export_questionnaire", survey=card.code, name=name, version=number, seen=1)
        return page(
            "surveys/export_shown.html",
            stage="questionnaire",
            kind=kind,
            fetch=fetch,
            count=len(made.notes),
            groups=_by_fate(made.notes),
        )
    which = "draft" if number is None else f"v{number}"
    response = Response(made.content, mimetype=kind.media_type)
    ending = kind.extensions[0]
    response.headers.set("Content-Disposition", "attachment", filename=f"{card.code}-{which}{ending}")
    return response


def _staged(number: int) -> Staged:
    found = staging.staged(state().store, current_survey().id, number, at=now())
    if found is None:
        abort(404)
    return found


def _by_fate(notes: Sequence[Note]) -> list[tuple[Fate, list[Note]]]:
    groups = [(fate, [note for note in notes if note.fate is fate]) for fate in ORDER]
    return [(fate, alike) for fate, alike in groups if alike]


def _as_written(text: str) -> str:
    """A text as it was read: what it quotes is not filled in yet."""
    return text
