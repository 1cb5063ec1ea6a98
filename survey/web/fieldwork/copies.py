"""Issuing copies: batches, the list of copies, one copy, slips."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Refusal
from survey.services import copies as service
from survey.services import frame, issued, spoiling
from survey.services import slips as slip_service
from survey.services.copies import Issued, Order
from survey.services.counts import counts_of
from survey.services.issued import CopyFilter
from survey.services.outcomes import BY_NAME, OUTCOMES
from survey.services.serial import is_serial
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import download
from survey.web.fieldwork.forms import IssueForm, SpoilForm
from survey.web.language import current_language, say
from survey.web.listing import Listing, asked
from survey.web.numbers import is_number
from survey.web.staff import actor, current_survey, key, now, page, put_into, told, with_errors
from survey.web.state import state

FIELDWORKER = "fieldworker"


@blueprint.get("/<survey>/copies")
@access(STAFF, FIELDWORKER)
def copies(survey: str) -> ResponseReturnValue:
    """What was issued, by stratum and in batches, the last batch first."""
    card = current_survey()
    listing = Listing((), "number")
    batches = issued.batches(state().store, card.id)
    return page(
        "fieldwork/copies.html",
        stage="issuing",
        batches=batches[listing.offset : listing.offset + listing.size],
        listing=listing.of(len(batches)),
        counts=counts_of(state().store, card.id),
        lacking=slip_service.lacking(state().store, card.id),
    )


@blueprint.route("/<survey>/copies/issue", methods=["GET", "POST"])
@access(STAFF, FIELDWORKER)
def issue(survey: str) -> ResponseReturnValue:
    """Issue a batch."""
    card = current_survey()
    form = IssueForm()
    form.offer_strata([(row.code, row.label) for row in frame.strata(state().store, card.id)])
    if form.validate_on_submit():
        order = Order(form.stratum.data, form.count.data, form.unit.data.strip() or None, form.key.data)
        try:
            (batch,) = service.issue(
                state().store, key(), card.id, [order], actor=actor(), at=now(), note=form.note.data or ""
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_words_of(batch), "done")
            return redirect(url_for("fieldwork.copies", survey=card.code), 303)
    shown = page(
        "fieldwork/issue.html",
        stage="issuing",
        form=form,
        units=[row.name for row in frame.units(state().store, card.id)[0]],
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown


def _words_of(batch: Issued) -> str:
    serials = {"count": f"{batch.count:,}", "first": batch.first, "last": batch.last}
    if batch.is_repeat:
        told = _(
            "这一批刚才已经发放（%(count)s 份，编号 %(first)s 至 %(last)s），没有重复发放。"
            "如要再发一批，请重新打开“发放一批”。",
            **serials,
        )
    else:
        told = _("已发放 %(count)s 份，编号 %(first)s 至 %(last)s。现在可以下载领取条。", **serials)
    return str(told)


@blueprint.get("/<survey>/copies/list")
@access(STAFF, FIELDWORKER)
def copy_list(survey: str) -> ResponseReturnValue:
    """The copies, filtered and sorted."""
    card = current_survey()
    listing = Listing(issued.ORDERS, "serial")
    strata = [(row.id, row.code, row.label) for row in frame.strata(state().store, card.id)]
    wanted, words = _filter(card.id, strata)
    found = issued.listing(
        state().store,
        card.id,
        wanted,
        order=listing.sort,
        descending=listing.descending,
        page=listing.page,
        size=listing.size,
    )
    return page(
        "fieldwork/list.html",
        stage="issuing",
        rows=found.rows,
        listing=listing.of(found.total),
        words=words,
        outcomes=OUTCOMES,
        strata=strata,
        by_name=BY_NAME,
    )


def _filter(survey_id: int, strata: list[tuple[int, str, str]]) -> tuple[CopyFilter, list[str]]:
    """The filter of the address, and what it says in words."""
    words: list[str] = []
    outcome = asked("outcome")
    if outcome:
        if outcome not in BY_NAME:
            abort(400)
        words.append(_("结果为“%(outcome)s”", outcome=say(BY_NAME[outcome].label)))
    stratum = next((one for one in strata if one[1] == asked("stratum")), None)
    if stratum:
        words.append(_("层为“%(stratum)s”", stratum=stratum[2]))
    serial = asked("serial", 8)
    if serial:
        words.append(_("编号以 %(serial)s 开头", serial=serial))
    batch = asked("batch", 6)
    batch_id = None
    if batch:
        batch_id = issued.batch_id(state().store, survey_id, int(batch)) if is_number(batch) else None
        if batch_id is None:
            abort(404)
        words.append(_("第 %(batch)s 批", batch=batch))
    wanted = CopyFilter(outcome or None, stratum[0] if stratum else None, None, batch_id, serial)
    return wanted, words


@blueprint.route("/<survey>/copies/<serial>", methods=["GET", "POST"])
@access(STAFF, FIELDWORKER)
def one_copy(survey: str, serial: str) -> ResponseReturnValue:
    """One copy: where it stands; spoil it, issue another, or take that back."""
    if not is_serial(serial):
        abort(404)
    card = current_survey()
    form = SpoilForm()
    if request.method == "POST" and request.form.get("act") == "restore":
        try:
            spoiling.restore(state().store, card.id, serial, actor=actor(), at=now())
            flash(_("编号 %(serial)s 已恢复。", serial=serial), "done")
        except Refusal as refusal:
            told(refusal)
        return redirect(url_for("fieldwork.one_copy", survey=card.code, serial=serial), 303)
    if form.validate_on_submit():
        try:
            done = _spoil(card.id, serial, form.reason.data, again=request.form.get("act") == "reissue")
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            return redirect(url_for("fieldwork.one_copy", survey=card.code, serial=done), 303)
    row = issued.copy_of(state().store, card.id, serial)
    if row is None:
        abort(404)
    shown = page(
        "fieldwork/copy.html",
        stage="issuing",
        row=row,
        outcome=BY_NAME[row.outcome],
        form=form,
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown


def _spoil(survey_id: int, serial: str, reason: str, *, again: bool) -> str:
    if not again:
        spoiling.spoil(state().store, survey_id, serial, reason, actor=actor(), at=now())
        flash(_("编号 %(serial)s 已作废。", serial=serial), "done")
        return serial
    batch = spoiling.reissue(state().store, key(), survey_id, serial, reason, actor=actor(), at=now())
    flash(_("编号 %(old)s 已作废，补发 %(new)s。", old=serial, new=batch.first), "done")
    return batch.first


@blueprint.post("/<survey>/copies/slips")
@access(STAFF, FIELDWORKER)
def slips(survey: str) -> ResponseReturnValue:
    """Slips of a batch, of one copy, or of all copies, as PDF or XLSX."""
    card = current_survey()
    form = request.form.get("form", "pdf")
    if form not in ("pdf", "xlsx"):
        abort(400)
    batch, serial = request.form.get("batch", ""), request.form.get("serial", "")
    wanted = CopyFilter()
    if is_number(batch):
        wanted = CopyFilter(batch_id=issued.batch_id(state().store, card.id, int(batch)) or -1)
    elif serial:
        wanted = CopyFilter(serial=serial)
    try:
        sheet = slip_service.sheet_of(
            state().store,
            key(),
            card.id,
            wanted,
            state().settings.public_url,
            actor=actor(),
            at=now(),
            language=current_language(),
        )
    except Refusal as refusal:
        told(refusal)
        return redirect(url_for("fieldwork.copies", survey=card.code), 303)
    content = slip_service.pdf_of(sheet) if form == "pdf" else slip_service.xlsx_of(sheet)
    named = f"-{batch}" if is_number(batch) else f"-{serial}" if serial else ""
    return download(content, f"slips-{card.code}{named}.{form}")
