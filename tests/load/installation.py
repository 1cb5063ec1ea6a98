"""A survey ready to be answered: open, with copies issued, and the links that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.services import copies, opening, publication, surveys
from survey.services.events import SYSTEM
from survey.services.frame.strata import StratumFacts, save_stratum
from survey.services.frame.units import import_units
from survey.services.respond import facts_of
from survey.services.secrets import link_of
from survey.store import Store
from survey.store import copies as stored_copies
from survey.store import surveys as stored_surveys

SECRET = "the secret of a load test, long enough"
KEY = copies.key_of(SECRET)
FACTS = surveys.Facts(
    title=Text(zh="阜宁县科技工作者状况调查", en="Survey of science workers"),
    place=Text(zh="阜宁县", en="Funing County"),
    organiser=Text(zh="阜宁县科学技术协会", en="Funing County Association"),
    contact="张老师",
    phone="0515-12345678",
    selection="probability",
    reference_date=date(2026, 6, 30),
    link_destroyed_on=date(2027, 6, 30),
    answers_kept_until=date(2029, 6, 30),
)


#: As many units as the library's illustrative list has, in as many towns.
UNITS = "单位名称,层,乡镇街道,单位类型\n" + "".join(
    f"测试单位{number:02},all,测试镇{number % 5 + 1},{number % 13 + 1}\n" for number in range(31)
)


@dataclass(frozen=True)
class Ready:
    """An open survey: its code, the questionnaire as published, its facts, and a link for each copy."""

    id: int
    code: str
    questionnaire: Questionnaire
    facts: Mapping[str, str]
    links: tuple[str, ...]


def open_survey(
    store: Store, name: str, count: int, *, code: str = "", settings: Mapping[str, bool] | None = None
) -> Ready:
    """Open a survey with a questionnaire of the library and ``count`` copies, through the services."""
    at = datetime.now(UTC) - timedelta(days=1)
    code = code or f"load-{name.replace('_', '-')}"
    identity = surveys.create(store, code, FACTS, actor=SYSTEM, at=at)
    save_stratum(store, identity, StratumFacts("all", "全部", max(count, 1) * 10), actor=SYSTEM, at=at)
    import_units(store, identity, "units.csv", UNITS.encode(), actor=SYSTEM, at=at)
    publication.choose(store, identity, name, actor=SYSTEM, at=at)
    publication.set_settings(store, identity, dict(settings or {}), actor=SYSTEM, at=at)
    version = publication.publish(store, identity, actor=SYSTEM, at=at)
    opening.open_now(store, identity, actor=SYSTEM, at=at)
    for start in range(0, count, copies.LARGEST_BATCH):
        size = min(copies.LARGEST_BATCH, count - start)
        copies.issue(store, KEY, identity, [copies.Order("all", size)], actor=SYSTEM, at=at)
    questionnaire = publication.version(store, identity, version)
    assert questionnaire is not None
    with store.reading() as session:
        links = tuple(link_of(KEY, row.nonce) for row in stored_copies.listed(session, identity))
        facts = facts_of(stored_surveys.get(session, identity), "zh-CN")
    return Ready(identity, code, questionnaire, facts, links)


def environment(folder: Path, database_url: str, port: int, **more: Any) -> dict[str, str]:
    """The settings of a server on ``database_url`` whose links are those of :func:`open_survey`."""
    return {
        "KEWEN_INSTANCE": str(folder / "instance"),
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "PORT": str(port),
        "HOST": "127.0.0.1",
        **{name: str(value) for name, value in more.items()},
    }


__all__ = ["FACTS", "KEY", "SECRET", "Ready", "environment", "open_survey"]
