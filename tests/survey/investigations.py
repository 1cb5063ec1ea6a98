"""A survey with a questionnaire of the library and copies to answer it with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from questionnaires import library
from questionnaires.model import Questionnaire
from survey.services import copies
from survey.services.secrets import answer_code_of, link_of
from survey.services.serial import serial_of
from survey.store import Store
from survey.store.tables import Copy, Entrance, Stratum, Survey, Unit
from tests.survey.samples import publish

KEY = b"k" * 32


@dataclass(frozen=True)
class Slip:
    """A copy as it is handed out."""

    copy_id: int
    link: str
    code: str


@dataclass(frozen=True)
class Investigation:
    """A survey that is open, with its slips and the link of its entrance."""

    survey_id: int
    slips: tuple[Slip, ...]
    open_link: str


def county(**settings: bool) -> Questionnaire:
    """The county questionnaire, extended unless told otherwise."""
    return library.load("county_person", **{"extended": True, "follow_up": False, **settings})


def investigation(
    store: Store,
    questionnaire: Questionnaire | None = None,
    *,
    count: int = 3,
    now: datetime | None = None,
    **columns: Any,
) -> Investigation:
    """A survey open since yesterday, with copies that nobody has opened."""
    now = now or datetime.now(UTC)
    with store.writing() as session:
        survey = Survey(
            **{
                "code": "county",
                "title": {"zh-CN": "清河县科技工作者状况调查", "en": "Qinghe survey of science workers"},
                "place": {"zh-CN": "清河县", "en": "Qinghe County"},
                "organiser": {"zh-CN": "清河县科学技术协会", "en": "Qinghe Association for Science"},
                "contact": "王敏",
                "phone": "0515-8765 4321",
                "processor": {},
                "settings": {},
                "reference_date": date(2026, 10, 31),
                "link_destroyed_on": date(2027, 3, 31),
                "answers_kept_until": date(2029, 12, 31),
                "created_at": now,
                "opens_at": now - timedelta(days=1),
                **columns,
            }
        )
        session.add(survey)
        session.flush()
        stratum = Stratum(survey_id=survey.id, code="health", label="卫生", population=900, position=0)
        session.add(stratum)
        session.flush()
        unit = Unit(survey_id=survey.id, stratum_id=stratum.id, number=7, name="清河县人民医院")
        session.add(unit)
        session.flush()
        slips = []
        for number in range(1, count + 1):
            nonce = f"{survey.id:08x}{number:024x}"
            copy = Copy(
                survey_id=survey.id,
                serial=serial_of(number),
                stratum_id=stratum.id,
                unit_id=unit.id,
                nonce=nonce,
                issued_at=now,
                **copies.digests(KEY, nonce),
            )
            session.add(copy)
            session.flush()
            slips.append(Slip(copy.id, link_of(KEY, nonce), answer_code_of(KEY, nonce)))
        nonce = "e" * 32
        entrance = Entrance(
            survey_id=survey.id,
            stratum_id=stratum.id,
            unit_id=unit.id,
            nonce=nonce,
            link_digest=copies.digests(KEY, nonce)["link_digest"],
            created_at=now,
        )
        session.add(entrance)
        publish(session, survey.id, questionnaire or county())
        return Investigation(survey.id, tuple(slips), link_of(KEY, nonce))
