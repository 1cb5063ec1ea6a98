"""Numbered copies on paper: a PDF or a Word file of a batch, with QR and serial on every page."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.formats.paper import left_out
from survey.errors import Refusal
from survey.services import issued
from survey.services import paper as service
from survey.services.issued import CopyFilter
from survey.services.serial import is_serial
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import download
from survey.web.language import LANGUAGES, current_language
from survey.web.numbers import is_number
from survey.web.staff import actor, current_survey, key, now, page, told
from survey.web.state import state

FIELDWORKER = "fieldworker"
_KINDS = frozenset(service.Kind)


@blueprint.get("/<survey>/copies/paper")
@access(STAFF, FIELDWORKER)
def paper(survey: str) -> ResponseReturnValue:
    """What of a batch can be printed: in which languages, in how many parts."""
    card, number = current_survey(), _batch(request.args.get("batch", ""))
    batch = next((one for one in issued.batches(state().store, card.id) if one.number == number), None)
    if batch is None:
        abort(404)
    found = service.published(state().store, card.id)
    return page(
        "fieldwork/paper.html",
        stage="issuing",
        batch=batch,
        kinds=[(kind, service.parts_of(batch.size, kind)) for kind in service.Kind],
        most=service.MOST_IN_FILE,
        spoken=found.languages if found else (),
        unshown=left_out(found) if found else (),
        languages=LANGUAGES,
        chosen=current_language(),
    )


@blueprint.post("/<survey>/copies/paper")
@access(STAFF, FIELDWORKER)
def print_paper(survey: str) -> ResponseReturnValue:
    """A part of a batch on paper, or one copy."""
    card, serial = current_survey(), request.form.get("serial", "")
    kind, _, part = request.form.get("file", "pdf-1").partition("-")
    if not is_number(part) or (serial and not is_serial(serial)) or kind not in _KINDS:
        abort(404)
    name, wanted = serial, CopyFilter(serial=serial)
    if not serial:
        name = str(_batch(request.form.get("batch", "")))
        wanted = CopyFilter(batch_id=issued.batch_id(state().store, card.id, int(name)) or -1)
    try:
        made = service.printed(
            state().store,
            key(),
            card.id,
            wanted,
            state().settings.public_url,
            kind=service.Kind(kind),
            part=int(part),
            language=request.form.get("language", current_language()),
            duplex="single" not in request.form,
            actor=actor(),
            at=now(),
        )
    except Refusal as refusal:
        told(refusal)
        return redirect(url_for("fieldwork.copies", survey=card.code), 303)
    within = f"-{made.part}" if made.parts > 1 else ""
    return download(made.content, f"paper-{card.code}-{name}{within}.{made.kind}")


def _batch(asked: str) -> int:
    if not is_number(asked):
        abort(404)
    return int(asked)
