"""Slips to hand out: a PDF of ten a page with QR, and the same as a workbook.

Link and answer code are worked out from the nonce as the slip is made; they are printed,
never stored and never logged.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from questionnaires.formats.paper import lettering
from questionnaires.formats.paper.qr import qr_svg
from questionnaires.formats.paper.typeset import typeset_apart
from questionnaires.hints import minutes
from questionnaires.text import CHINESE, Text
from survey.errors import Refusal
from survey.services import secrets
from survey.services.copies import secrets_of
from survey.services.events import Actor, log
from survey.services.versions import questionnaire_of
from survey.store import copies as stored
from survey.store import frame as stored_frame
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.copies import CopyFilter, CopyRow
from survey.store.engine import Store
from survey.store.tables import Survey

TEMPLATE = Path(__file__).with_name("slips.typ")
MOST_SLIPS = 20_000

_WORDS = {
    "how": Text(zh="请您填写一份问卷", en="Please fill in a questionnaire"),
    "minutes": Text(zh="，约 {minutes} 分钟", en=", about {minutes} minutes"),
    "to": Text(zh=" 到 ", en=" to "),
    "scan": Text(zh="用微信或相机扫右侧的二维码；", en="Scan the code with your phone's camera;"),
    "or": Text(zh="或打开下面的网址，输入填答码。", en="or open the address below and type the answer code."),
    "code": Text(
        zh="填答码（一人一码，请勿转给他人）", en="Answer code (yours alone, please do not pass it on)"
    ),
    "serial": Text(zh="编号", en="Serial"),
    "open": Text(zh="本单位共用，不需填答码", en="Shared by the unit, no code needed"),
    "contact": Text(zh="咨询", en="Questions"),
    "simulated": Text(zh="【演示，非真实调查】", en="[Demonstration, not a real survey]"),
}
_SHEET = Text(zh="领取条", en="Slips")


@dataclass(frozen=True)
class Slip:
    """What one slip says; the answer code is in groups of four."""

    serial: str
    unit: str
    stratum: str
    link: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """Slips of one survey, and the facts all of them print.

    ``how`` asks for the answers and says how long they take, where that is known.
    """

    title: str
    how: str
    address: str
    contact: str
    slips: tuple[Slip, ...]
    language: str = CHINESE


def address_of(public_url: str, link: str) -> str:
    """The whole address of a copy or an entrance."""
    return f"{public_url.rstrip('/')}/q/{link}"


def sheet_of(
    store: Store,
    key: bytes,
    survey_id: int,
    wanted: CopyFilter,
    public_url: str,
    *,
    actor: Actor,
    at: datetime,
    language: str = CHINESE,
) -> Sheet:
    """The slips of the copies a filter lets through, without the spoiled; that they were made is logged.

    :raises Refusal: no copy is meant, or more than can be printed at once.
    """
    with store.reading() as session:
        rows = [row for row in stored.listed(session, survey_id, wanted) if row.outcome != "spoiled"]
    _check(rows)
    time = _time_of(store, survey_id, language)
    with store.writing() as session:
        survey = stored_surveys.get(session, survey_id)
        log(
            session,
            actor,
            "slips.made",
            at=at,
            survey_id=survey_id,
            subject=("copies", rows[0].serial),
            detail={"count": len(rows), "first": rows[0].serial, "last": rows[-1].serial},
        )
    slips = tuple(_slip(key, row, public_url) for row in rows)
    return _sheet(survey, slips, public_url, language, time)


def entrance_sheet(
    store: Store,
    key: bytes,
    survey_id: int,
    public_url: str,
    *,
    actor: Actor,
    at: datetime,
    language: str = CHINESE,
) -> Sheet:
    """One slip for each open entrance of a survey, without an answer code."""
    time = _time_of(store, survey_id, language)
    with store.writing() as session:
        survey = stored_surveys.get(session, survey_id)
        rows = [row for row in stored.entrances(session, survey_id) if row.revoked_at is None]
        _check(rows)
        log(
            session,
            actor,
            "slips.made",
            at=at,
            survey_id=survey_id,
            subject=("entrances", survey.code),
            detail={"count": len(rows)},
        )
    slips = tuple(
        Slip(
            "",
            row.unit,
            row.stratum_label,
            address_of(public_url, secrets.link_of(key, row.nonce)),
            "",
        )
        for row in rows
    )
    return _sheet(survey, slips, public_url, language, time)


def _time_of(store: Store, survey_id: int, language: str) -> str:
    """How long the questionnaire takes, in words; empty before one is published."""
    with store.reading() as session:
        version_id = stored_versions.current_id(session, survey_id)
        if version_id is None:
            return ""
        questionnaire = questionnaire_of(store, session, version_id)
    found = minutes(questionnaire, language)
    least, most = max(1, round(found.shortest)), max(1, round(found.longest))
    said = str(most) if least == most else f"{least}{_WORDS['to'].say(language)}{most}"
    return _WORDS["minutes"].say(language).format(minutes=said)


def _check(rows: Sequence[Any]) -> None:
    if not rows:
        raise Refusal(
            "no_copies",
            reason=Text(zh="没有可印的份或入口", en="There is no copy or entrance to print"),
            remedy=Text(zh="请先发放，或放宽筛选", en="Issue copies first, or filter less"),
        )
    if len(rows) > MOST_SLIPS:
        raise Refusal(
            "too_many_slips",
            reason=Text(zh=f"一次要印 {len(rows)} 份", en=f"{len(rows)} slips at once"),
            remedy=Text(
                zh=f"请按批次分开，每次不超过 {MOST_SLIPS} 份",
                en=f"Print batch by batch, at most {MOST_SLIPS} at a time",
            ),
        )


def _slip(key: bytes, row: CopyRow, public_url: str) -> Slip:
    link, code = secrets_of(key, row.nonce)
    return Slip(row.serial, row.unit, row.stratum_label, address_of(public_url, link), secrets.grouped(code))


def _sheet(survey: Survey, slips: tuple[Slip, ...], public_url: str, language: str, time: str) -> Sheet:
    mark = _WORDS["simulated"].say(language) if survey.is_simulated else ""
    contact = " ".join(part for part in (survey.contact, survey.phone) if part)
    return Sheet(
        title=mark + Text(survey.title).say(language),
        how=_WORDS["how"].say(language) + time,
        address=f"{public_url.rstrip('/')}/q",
        contact=f"{_WORDS['contact'].say(language)} {contact}" if contact else "",
        slips=slips,
        language=language,
    )


def lacking(store: Store, survey_id: int) -> str:
    """The characters of a survey's title, contact, strata and units that slips print as 〓, in order."""
    with store.reading() as session:
        survey = stored_surveys.get(session, survey_id)
        texts = [*survey.title.values(), survey.contact, survey.phone]
        texts += [stratum.label for stratum in stored_frame.strata(session, survey_id)]
        texts += [unit.name for unit in stored_frame.units(session, survey_id)]
    return lettering.lacking("".join(texts))


def pdf_of(sheet: Sheet) -> bytes:
    """The slips as a PDF, ten a page; a character that the font lacks is printed as 〓."""
    return typeset_apart(TEMPLATE, _data(sheet), {})


def _data(sheet: Sheet) -> dict[str, Any]:
    def say(name: str) -> str:
        return _WORDS[name].say(sheet.language)

    return {
        "title": lettering.printable(sheet.title),
        "address": sheet.address,
        "contact": lettering.printable(sheet.contact),
        "words": {
            "how": sheet.how,
            "steps": [say("scan"), say("or")],
            "code": say("code"),
            "serial": say("serial"),
            "open": say("open"),
        },
        "slips": [
            {
                "serial": slip.serial,
                "code": slip.code or say("open"),
                "place": lettering.printable(slip.unit or slip.stratum),
                "qr": qr_svg(slip.link),
            }
            for slip in sheet.slips
        ],
    }


@cache
def _headings(language: str) -> tuple[str, ...]:
    words = (
        Text(zh="编号", en="Serial"),
        Text(zh="单位", en="Unit"),
        Text(zh="层", en="Stratum"),
        Text(zh="链接", en="Link"),
        Text(zh="填答码", en="Answer code"),
    )
    return tuple(word.say(language) for word in words)


def xlsx_of(sheet: Sheet) -> bytes:
    """The slips as a workbook: serial, unit, stratum, link and answer code, all as text."""
    import xlsxwriter

    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"in_memory": True, **safe}) as book:
        page = book.add_worksheet(_SHEET.say(sheet.language))
        strong = book.add_format({"bold": True, "bottom": 1})
        page.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(
            zip(_headings(sheet.language), (11, 28, 14, 64, 18), strict=True)
        ):
            page.write_string(0, place, heading, strong)
            page.set_column(place, place, width)
        for line, slip in enumerate(sheet.slips, 1):
            for place, cell in enumerate((slip.serial, slip.unit, slip.stratum, slip.link, slip.code)):
                page.write_string(line, place, cell)
    return made.getvalue()
