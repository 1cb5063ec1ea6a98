"""The questionnaire of a survey on paper and as a codebook, and numbered copies of it in batches, as PDF or Word.

Numbered copies are made when they are asked for and kept nowhere: the QR on every page is the
link of the copy, worked out from its nonce as for slips (:mod:`survey.services.slips`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from questionnaires.formats.about import About
from questionnaires.formats.carried import Note, Written
from questionnaires.formats.paper import (
    MOST_COPIES,
    MOST_WORD_COPIES,
    Stamp,
    copies_of,
    docx_copies_of,
    form_of,
    left_out,
)
from questionnaires.formats.registry import Format
from questionnaires.model import FACTS, Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text
from survey.errors import Refusal
from survey.services.copies import secrets_of
from survey.services.events import Actor, log
from survey.services.respond.interviewing import facts_of
from survey.services.slips import address_of
from survey.services.versions import questionnaire_of
from survey.store import copies as stored
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.copies import CopyFilter, CopyRow
from survey.store.engine import Store
from survey.store.tables import Survey


class Kind(StrEnum):
    """A file of numbered copies: to print, or to edit first."""

    PDF = "pdf"
    WORD = "docx"


#: Larger batches are printed in several files.
MOST_IN_FILE = {Kind.PDF: MOST_COPIES, Kind.WORD: MOST_WORD_COPIES}
LEGAL = ("form_number", "issuing_body", "approval_number", "valid_until")
_SIMULATED = Text(zh="【演示，非真实调查】", en="[Demonstration, not a real survey] ")


@dataclass(frozen=True)
class Printed:
    """Numbered copies in one file: part ``part`` of ``parts``, with its first and last serial.

    ``notes`` say what of the questionnaire is not on paper.
    """

    content: bytes
    count: int
    first: str
    last: str
    part: int
    parts: int
    kind: Kind
    notes: tuple[Note, ...]


def file_of(store: Store, survey_id: int, found: Questionnaire, kind: Format, language: str) -> Written:
    """A questionnaire of a survey, draft or published, as a file, with what the survey says of itself.

    ``kind`` is one of :data:`questionnaires.formats.registry.SHOWN`, ``language`` one in which it can be.
    """
    with store.reading() as session:
        about = about_of(stored_surveys.get(session, survey_id))
    return kind.write(found, language, about)


def about_of(survey: Survey) -> About:
    """The facts that the questionnaire quotes, the legal header where it is whole, and whom to ask."""
    said = {tag: facts_of(survey, tag) for tag in (CHINESE, ENGLISH)}
    facts = {name: Text({tag: said[tag][name] for tag in said if said[tag][name]}) for name in FACTS}
    legal = {name: _words(getattr(survey, name)) for name in LEGAL}
    return About(
        facts=facts,
        legal=legal if all(legal.values()) else {},
        mark=_SIMULATED if survey.is_simulated else Text(),
        contact=" ".join(part for part in (survey.contact, survey.phone) if part),
    )


def _words(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def parts_of(count: int, kind: Kind = Kind.PDF) -> int:
    """In how many files of a kind so many copies are printed."""
    return max(1, math.ceil(count / MOST_IN_FILE[kind]))


def published(store: Store, survey_id: int) -> Questionnaire | None:
    """The questionnaire that is printed; None before one is published."""
    with store.reading() as session:
        version_id = stored_versions.current_id(session, survey_id)
        return questionnaire_of(store, session, version_id) if version_id is not None else None


def languages_of(store: Store, survey_id: int) -> tuple[str, ...]:
    """The languages of the published questionnaire; none before it is published."""
    found = published(store, survey_id)
    return found.languages if found else ()


def printed(
    store: Store,
    key: bytes,
    survey_id: int,
    wanted: CopyFilter,
    public_url: str,
    *,
    kind: Kind = Kind.PDF,
    part: int = 1,
    language: str = CHINESE,
    duplex: bool = True,
    actor: Actor,
    at: datetime,
) -> Printed:
    """The copies a filter lets through on paper, without the spoiled; that they were made is logged.

    The published questionnaire is printed; QR and serial of the copy stand on every page. For
    ``duplex`` printing each copy begins on the front of a sheet.

    :raises Refusal: nothing is published, no copy is meant, or there is no such part or language.
    """
    with store.reading() as session:
        version_id = stored_versions.current_id(session, survey_id)
        if version_id is None:
            raise _unpublished()
        found = questionnaire_of(store, session, version_id)
        rows = [row for row in stored.listed(session, survey_id, wanted) if row.outcome != "spoiled"]
        about = about_of(stored_surveys.get(session, survey_id))
    own, parts = _part(rows, part, kind)
    if language not in found.languages:
        raise _no_language(language, found.languages)
    stamps = [_stamp(key, row, public_url) for row in own]
    write = docx_copies_of if kind is Kind.WORD else copies_of
    content = write(form_of(found, language, about), stamps, duplex=duplex)
    with store.writing() as session:
        log(
            session,
            actor,
            "paper.made",
            at=at,
            survey_id=survey_id,
            subject=("copies", own[0].serial),
            detail={"count": len(own), "first": own[0].serial, "last": own[-1].serial},
        )
    return Printed(content, len(own), own[0].serial, own[-1].serial, part, parts, kind, left_out(found))


def _part(rows: Sequence[CopyRow], part: int, kind: Kind) -> tuple[Sequence[CopyRow], int]:
    parts, most = parts_of(len(rows), kind), MOST_IN_FILE[kind]
    own = rows[(part - 1) * most : part * most] if part > 0 else []
    if rows and not own:
        raise Refusal(
            "no_such_part",
            place=str(part),
            reason=Text(
                zh=f"一共 {parts} 份文件，没有第 {part} 份", en=f"There are {parts} files, no number {part}"
            ),
            remedy=Text(zh=f"请选 1 到 {parts}", en=f"Choose 1 to {parts}"),
        )
    if not own:
        raise Refusal(
            "no_copies",
            reason=Text(zh="没有可印的份", en="There is no copy to print"),
            remedy=Text(zh="请先发放，或放宽筛选", en="Issue copies first, or filter less"),
        )
    return own, parts


def _stamp(key: bytes, row: CopyRow, public_url: str) -> Stamp:
    link, _ = secrets_of(key, row.nonce)
    return Stamp(row.serial, row.unit or row.stratum_label, address_of(public_url, link))


def _unpublished() -> Refusal:
    return Refusal(
        "no_version",
        reason=Text(zh="问卷还没有发布", en="No questionnaire is published yet"),
        remedy=Text(
            zh="请先在“问卷”里发布；印出来的就是发布的那一版",
            en="Publish it under Questionnaire first; what is published is what is printed",
        ),
    )


def _no_language(language: str, languages: Sequence[str]) -> Refusal:
    return Refusal(
        "language_unknown",
        place=language,
        reason=Text(
            zh=f"问卷没有这种语言：{language}", en=f"The questionnaire is not in the language {language}"
        ),
        remedy=Text(zh=f"可选：{'、'.join(languages)}", en=f"Choose one of: {', '.join(languages)}"),
    )
