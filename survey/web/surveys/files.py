"""The questionnaire to hand out and to keep: paper, Word, codebooks, of the draft and of every version."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from questionnaires.formats import registry
from questionnaires.formats.carried import Note
from questionnaires.model import Questionnaire
from survey.services import paper, publication
from survey.web.access import STAFF, access
from survey.web.fieldwork.downloads import download
from survey.web.language import LANGUAGES, current_language, say
from survey.web.staff import current_survey, page
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint

SHOWN = {kind.name: kind for kind in registry.SHOWN}
_KINDS = "<any({}):kind>".format(", ".join(f'"{name}"' for name in SHOWN))


@dataclass(frozen=True)
class _Row:
    """A questionnaire that files are made of: the draft, or the version ``number``."""

    number: int | None
    languages: tuple[str, ...]

    def address(self, survey: str, kind: str, language: str) -> str:
        """Where one of its files is fetched."""
        if self.number is None:
            return url_for("surveys.draft_file", survey=survey, kind=kind, language=language)
        return url_for(
            "surveys.version_file", survey=survey, number=self.number, kind=kind, language=language
        )


@blueprint.get("/<survey>/questionnaire/files")
@access(STAFF)
def files(survey: str) -> ResponseReturnValue:
    """What the questionnaire can be fetched as."""
    card = current_survey()
    draft = publication.draft_of(state().store, card.id)
    rows = [_Row(None, draft.taken.languages)] if draft and not draft.is_published else []
    # Versions of one survey seldom differ in their languages, and a document is large to read.
    languages = paper.languages_of(state().store, card.id)
    rows += [_Row(one.number, languages) for one in publication.versions(state().store, card.id)]
    return page(
        "surveys/files.html",
        stage="questionnaire",
        rows=rows,
        kinds=registry.SHOWN,
        unshown=_unshown(draft.taken if draft and not draft.is_published else None),
        languages=LANGUAGES,
    )


@blueprint.get(f"/<survey>/questionnaire/files/draft/{_KINDS}")
@access(STAFF)
def draft_file(survey: str, kind: str) -> ResponseReturnValue:
    """The draft as one of the files."""
    draft = publication.draft_of(state().store, current_survey().id)
    if draft is None:
        abort(404)
    return _file(draft.taken, "draft", kind)


@blueprint.get(f"/<survey>/questionnaire/files/<int:number>/{_KINDS}")
@access(STAFF)
def version_file(survey: str, number: int, kind: str) -> ResponseReturnValue:
    """A published version as one of the files."""
    found = publication.version(state().store, current_survey().id, number)
    if found is None:
        abort(404)
    return _file(found, f"v{number}", kind)


def _unshown(draft: Questionnaire | None) -> list[tuple[str, tuple[Note, ...]]]:
    """What of the draft, or else of the published questionnaire, each kind of file does not show, in words.

    Kinds that leave out the same are told together.
    """
    found = draft or paper.published(state().store, current_survey().id)
    if found is None:
        return []
    told: dict[tuple[Note, ...], list[str]] = {}
    for kind in registry.SHOWN:
        told.setdefault(kind.not_shown(found), []).append(say(kind.label))
    return [(_("、").join(labels), notes) for notes, labels in told.items() if notes]


def _file(found: Questionnaire, which: str, name: str) -> Response:
    card, kind = current_survey(), SHOWN[name]
    known = kind.languages_of(found.languages)
    usual = current_language() if current_language() in known else known[0]
    language = request.args.get("language", usual)
    if language not in known:
        abort(404)
    content = paper.file_of(state().store, card.id, found, kind, language).content
    sort = kind.name.partition("-")[0]
    return download(content, f"{card.code}-{which}-{language}-{sort}{kind.extensions[0]}")
