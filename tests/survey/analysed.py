"""A survey with many valid responses, put straight into the store: for tests of results, never of answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from questionnaires.formats import yaml
from questionnaires.formats.canonical import version_hash
from questionnaires.kinds import Column, columns
from questionnaires.model import Questionnaire
from survey.services import copies
from survey.services.serial import serial_of
from survey.store import Store
from survey.store.tables import Copy, Response, Stratum, Submission, Survey
from tests.survey.investigations import county
from tests.survey.samples import QUESTIONNAIRE, publish

KEY = b"k" * 32
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
STRATA = {"1": ("工业", 920), "2": ("农业", 115), "3": ("教育", 640), "4": ("卫生", 590), "6": ("其他", 1230)}
#: Shares of options where equal ones would not look like a county.
SHARES = {
    "sex": {"1": 0.54, "2": 0.44, "9": 0.02},
    "title_lv": {"411": 0.05, "412": 0.2, "420": 0.35, "434": 0.17, "435": 0.05, "499": 0.18},
    "polit": {"01": 0.38, "02": 0.02, "03": 0.08, "13": 0.5, "12": 0.02},
    "edu": {"11": 0.02, "14": 0.12, "21": 0.58, "31": 0.22, "40": 0.06},
}


_made: dict[tuple[str, int, int], tuple[list[str], list[dict[str, Any]]]] = {}


def small() -> Questionnaire:
    """The small questionnaire: a report on it is made in a moment."""
    return yaml.load(QUESTIONNAIRE)


@dataclass(frozen=True)
class Analysed:
    """The survey: its identity, its code, its questionnaire."""

    id: int
    code: str
    questionnaire: Questionnaire


def analysed_survey(
    store: Store,
    count: int = 240,
    *,
    code: str = "county",
    questionnaire: Questionnaire | None = None,
    populations: Mapping[str, int | None] | None = None,
    is_simulated: bool = False,
    title: str = "清河县科技工作者状况调查",
    seed: int = 1,
    suggestion: str = "希望增加进修机会",
) -> Analysed:
    """A closed survey of ``count`` valid responses over five strata, and some copies that did not come back."""
    chosen = questionnaire or county()
    sizes = {name: size for name, (_, size) in STRATA.items()} if populations is None else populations
    with store.writing() as session:
        survey = Survey(
            code=code,
            title={"zh-CN": title, "en": "Survey of science workers of Qinghe"},
            place={"zh-CN": "清河县", "en": "Qinghe County"},
            organiser={"zh-CN": "清河县科学技术协会", "en": "Qinghe Association for Science and Technology"},
            contact="王敏",
            phone="0515-8765 4321",
            processor={},
            settings={},
            is_simulated=is_simulated,
            reference_date=date(2026, 10, 31),
            created_at=NOW - timedelta(days=60),
            opens_at=NOW - timedelta(days=40),
            closed_at=NOW - timedelta(days=2),
        )
        session.add(survey)
        session.flush()
        strata = {}
        for place, (name, (label, _)) in enumerate(STRATA.items()):
            stratum = Stratum(
                survey_id=survey.id, code=name, label=label, population=sizes.get(name), position=place
            )
            session.add(stratum)
            session.flush()
            strata[name] = stratum.id
        publish(session, survey.id, chosen)
        version_id = session.scalars(sa.text("SELECT max(id) FROM version")).one()
        held, answers = _drawn(chosen, count, seed)
        rows, records, slips = [], [], []
        for number in range(1, count + 1):
            name = held[number - 1]
            token = f"{survey.id:04x}{number:028x}"
            rows.append(
                {
                    "token": token, "survey_id": survey.id, "version_id": version_id, "stratum": name,
                    "mode": "phone", "language": "zh-CN", "seed": number, "answers": {}, "confirmed": [],
                    "timings": {}, "outcome": "valid", "started_at": NOW, "saved_at": NOW,
                    "submitted_at": NOW - timedelta(days=5), "device": "", "revision": 1, "furthest": 1,
                    "page": "", "ending": "",
                }
            )  # fmt: skip
            values = dict(answers[number - 1])
            if number % 4 == 0:
                agreed = "1" if number % 8 == 0 else "2"
                values |= {"suggest": suggestion, "sug_send": agreed, "send": agreed}
            records.append(values)
            slips.append(_copy(survey.id, strata[name], number, "valid", token))
        for number, outcome in enumerate(
            ["not_opened"] * 12 + ["refused", "ineligible", "invalid", "partial"], count + 1
        ):
            slips.append(_copy(survey.id, strata["1"], number, outcome, None))
        session.execute(sa.insert(Response), rows)
        session.execute(sa.insert(Copy), slips)
        stored = session.execute(
            sa.select(Response.token, Response.id).where(Response.survey_id == survey.id)
        )
        ids = {row.token: row.id for row in stored}
        session.execute(
            sa.insert(Submission),
            [
                {
                    "response_id": ids[row["token"]], "number": 1, "key": f"k{row['token']}",
                    "record": {"values": values}, "hash": "0" * 64, "at": NOW,
                }
                for row, values in zip(rows, records, strict=True)
            ],
        )  # fmt: skip
        return Analysed(survey.id, code, chosen)


def _drawn(chosen: Questionnaire, count: int, seed: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Strata and answers of all; drawn once in a process, for most tests ask for the same."""
    key = (version_hash(chosen), count, seed)
    if key not in _made:
        draw = np.random.default_rng(seed)
        listed = [column for question in chosen.questions for column in columns(question, chosen)]
        shares = np.array([size for _, size in STRATA.values()], dtype=float)
        held = [str(name) for name in draw.choice(list(STRATA), count, p=shares / shares.sum())]
        _made[key] = held, [{column.name: _value(column, draw) for column in listed} for _each in held]
    return _made[key]


def _copy(survey_id: int, stratum_id: int, number: int, outcome: str, token: str | None) -> dict[str, Any]:
    nonce = f"{survey_id:08x}{number:024x}"
    return {
        "survey_id": survey_id,
        "serial": serial_of(number),
        "stratum_id": stratum_id,
        "nonce": nonce,
        "response_token": token,
        "outcome": outcome,
        "issued_at": NOW - timedelta(days=30),
        **copies.digests(KEY, nonce),
    }


def _value(column: Column, draw: np.random.Generator) -> Any:
    if draw.random() < 0.02:
        return {"missing": "left_out"}
    match column.type:
        case "code":
            shares = SHARES.get(column.name)
            if shares and set(shares) <= set(column.codes):
                return str(draw.choice(list(shares), p=list(shares.values())))
            likely = [code for code in column.codes if code not in column.missing][:12]
            return str(draw.choice(likely)) if likely else {"missing": "not_shown"}
        case "indicator":
            return int(draw.random() < 0.3)
        case "number":
            return float(draw.integers(23, 64)) if column.role == "age" else float(draw.integers(0, 60))
        case "date":
            return f"{draw.integers(1962, 2003)}-{draw.integers(1, 13):02d}"
    return {"missing": "left_out"}
