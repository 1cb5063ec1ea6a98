"""Surveys: made, described and listed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.editing.document import document_of
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services import selection, wording
from survey.services.days import outside
from survey.services.events import Actor, log
from survey.services.quoting import blanks, left_blank
from survey.services.respond.stage import opening_of
from survey.services.states import State, state_of
from survey.services.versions import questionnaire_of
from survey.store import accounts as stored_accounts
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Survey

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# Words that stand where a survey's code stands in addresses.
RESERVED = frozenset(
    {"sign-in", "sign-out", "set-up", "link", "password", "accounts", "me", "new", "surveys"}
)


@dataclass(frozen=True)
class Facts:
    """What a survey says of itself. Dates are days in ``time_zone``.

    The last four are the legal header of an approved form, all or none: 表号, 制定机关,
    批准文号, 有效期. ``local_sensitive`` lets sensitive answers wait on the phone;
    ``selection`` is a name in :data:`survey.services.selection.BY_NAME`, empty until it is known.
    """

    title: Text
    place: Text = field(default_factory=Text)
    organiser: Text = field(default_factory=Text)
    contact: str = ""
    phone: str = ""
    processor: Text = field(default_factory=Text)
    selection: str = ""
    time_zone: str = "Asia/Shanghai"
    reference_date: date | None = None
    link_destroyed_on: date | None = None
    answers_kept_until: date | None = None
    local_sensitive: bool = False
    form_number: str = ""
    issuing_body: str = ""
    approval_number: str = ""
    valid_until: date | None = None


@dataclass(frozen=True)
class Card:
    """A survey as staff's pages show it."""

    id: int
    code: str
    facts: Facts
    state: State
    version: int | None
    settings: dict[str, Any]
    is_simulated: bool
    previous_id: int | None
    created_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    archived_at: datetime | None
    link_destroyed_at: datetime | None
    answers_erased_at: datetime | None

    @property
    def title(self) -> Text:
        """The title."""
        return self.facts.title

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the survey's moments are typed and shown."""
        return ZoneInfo(self.facts.time_zone)


def create(
    store: Store,
    code: str,
    facts: Facts,
    *,
    actor: Actor,
    at: datetime,
    is_simulated: bool = False,
    questionnaire: Questionnaire | None = None,
    settings: Mapping[str, bool] | None = None,
) -> int:
    """Make a survey in draft and give its identity; ``settings`` are those of the questionnaire.

    :raises Refusals: the code is taken or cannot be used, or facts are wrong; all are named.
    """
    with store.writing() as session:
        survey = add(
            session,
            code,
            facts,
            at,
            settings=dict(settings or {}),
            draft=document_of(questionnaire) if questionnaire else None,
            is_simulated=is_simulated,
        )
        log(session, actor, "survey.created", at=at, survey_id=survey.id, subject=("survey", code))
        return survey.id


def edit(store: Store, survey_id: int, facts: Facts, *, actor: Actor, at: datetime) -> None:
    """Change the facts of a survey; respondents see them from the next page on.

    :raises Refusals: facts are wrong, or one is emptied that the questionnaire quotes while the
        survey is open or will open by itself; all are named.
    """
    columns = _columns(facts)
    with store.writing() as session:
        survey = changeable(session, survey_id)
        emptied = {name for name, value in columns.items() if getattr(survey, name) and not value}
        if emptied:
            _require_unquoted(store, session, survey, facts, emptied, at)
        changed = sorted(name for name, value in columns.items() if getattr(survey, name) != value)
        for name in changed:
            setattr(survey, name, columns[name])
        if changed:
            log(
                session,
                actor,
                "survey.edited",
                at=at,
                survey_id=survey_id,
                subject=("survey", survey.code),
                detail={"changed": changed},
            )


def _require_unquoted(
    store: Store, session: Session, survey: Survey, facts: Facts, emptied: set[str], at: datetime
) -> None:
    version_id = stored_versions.current_id(session, survey.id)
    if version_id is None or not opening_of(survey, at).is_set:
        return
    missing = [
        one for one in blanks(questionnaire_of(store, session, version_id), facts) if one.name in emptied
    ]
    if missing:
        raise Refusals(left_blank(missing))


def find(store: Store, code: str, *, at: datetime) -> Card | None:
    """The survey with a code."""
    with store.reading() as session:
        found = stored.by_code(session, code)
        return None if found is None else card_of(*found, at)


def named(store: Store, code: str, *, at: datetime) -> Card:
    """The survey with a code.

    :raises Refusal: there is none.
    """
    found = find(store, code, at=at)
    if found is None:
        raise Refusal(
            "not_found",
            place=code,
            reason=Text(zh=f"没有代号为“{code}”的调查", en=f"There is no survey {code!r}"),
            remedy=Text(zh="请核对代号（survey list 列出全部）", en="Check the code (survey list names all)"),
        )
    return found


def listed(store: Store, *, at: datetime, only: Collection[int] | None = None) -> list[Card]:
    """All surveys, or those in ``only``, newest first."""
    with store.reading() as session:
        return [card_of(survey, version, at) for survey, version in stored.listed(session, only)]


def listed_for(store: Store, account_id: int, *, at: datetime) -> list[Card]:
    """The surveys in which an account has a role, newest first."""
    with store.reading() as session:
        only = {survey.id for survey, _ in stored_accounts.surveys_of(session, account_id)}
        return [card_of(survey, version, at) for survey, version in stored.listed(session, only)]


def add(session: Session, code: str, facts: Facts, at: datetime, **more: Any) -> Survey:
    """Add a survey with these facts and further columns in the running transaction.

    :raises Refusals: the code is taken or cannot be used, or facts are wrong; all are named.
    """
    survey = stored.add(session, code=code, created_at=at, **_columns(facts, code=code), **more)
    if survey is None:
        raise Refusal(
            "code_taken",
            place="code",
            reason=Text(
                zh=f"代号“{code}”已用于另一次调查", en=f"The code {code!r} belongs to another survey"
            ),
            remedy=Text(zh="请换一个，例如加上年份", en="Choose another, for example with the year"),
        )
    return survey


def changeable(session: Session, survey_id: int) -> Survey:
    """The survey, held until the transaction ends.

    :raises Refusal: it is archived.
    """
    survey = stored.locked(session, survey_id)
    if survey.archived_at is not None:
        raise Refusal(
            "archived",
            place=survey.code,
            reason=Text(zh="调查已归档，不再改动", en="The survey is archived and no longer changes"),
            remedy=Text(zh="需要改动时，请先取消归档", en="Take it out of the archive first"),
        )
    return survey


def card_of(survey: Survey, version: int | None, at: datetime) -> Card:
    """A survey as staff's pages show it."""
    return Card(
        id=survey.id,
        code=survey.code,
        facts=facts_of(survey),
        state=state_of(survey, version, at),
        version=version,
        settings=dict(survey.settings),
        is_simulated=survey.is_simulated,
        previous_id=survey.previous_id,
        created_at=survey.created_at,
        opens_at=survey.opens_at,
        closes_at=survey.closes_at,
        closed_at=survey.closed_at,
        archived_at=survey.archived_at,
        link_destroyed_at=survey.link_destroyed_at,
        answers_erased_at=survey.answers_erased_at,
    )


def facts_of(survey: Survey) -> Facts:
    """The facts of a stored survey."""
    values = {name: getattr(survey, name) for name in Facts.__dataclass_fields__}
    for name in ("title", "place", "organiser", "processor"):
        values[name] = Text(values[name])
    return Facts(**values)


def _columns(facts: Facts, *, code: str | None = None) -> dict[str, Any]:
    """The columns of a survey's facts; every problem is collected first."""
    problems: list[Refusal] = []
    found: dict[str, Any] = {}

    def take(name: str, read: Any) -> None:
        try:
            found[name] = read()
        except Refusal as problem:
            problems.append(problem)

    if code is not None:
        take("code", lambda: _checked_code(code))
        found.pop("code", None)
    take("title", lambda: wording.text("title", facts.title, 200, needed=True))
    for name in ("place", "organiser", "processor"):
        take(name, lambda name=name: wording.text(name, getattr(facts, name), 200))
    for name, longest in _LENGTHS.items():
        take(name, lambda name=name, longest=longest: wording.line(name, getattr(facts, name), longest))
    take("time_zone", lambda: _checked_zone(facts.time_zone))
    take("selection", lambda: selection.checked(facts.selection))
    found["local_sensitive"] = facts.local_sensitive
    for name in _DAYS:
        found[name] = getattr(facts, name)
        problems += outside(name, found[name])
    problems += _dates_out_of_order(facts)
    problems += _legal_header_in_part({name: found.get(name, True) for name in LEGAL_HEADER})
    if problems:
        raise Refusals(problems)
    return found


_DAYS = ("reference_date", "link_destroyed_on", "answers_kept_until", "valid_until")
_LENGTHS = {"contact": 200, "phone": 60, "form_number": 60, "issuing_body": 200, "approval_number": 100}


LEGAL_HEADER = ("form_number", "issuing_body", "approval_number", "valid_until")


def _legal_header_in_part(given: Mapping[str, Any]) -> list[Refusal]:
    if all(given.values()) or not any(given.values()):
        return []
    return [
        Refusal(
            "legal_header",
            place=name,
            reason=Text(
                zh="法定标识四项只填了一部分", en="The legal header is given in part: it has four items"
            ),
            remedy=Text(
                zh="表号、制定机关、批准（备案）文号、有效期请一起填写，或一起留空",
                en="Give form number, issuing body, approval number and valid until together, or none of them",
            ),
        )
        for name, value in given.items()
        if not value
    ]


def _dates_out_of_order(facts: Facts) -> list[Refusal]:
    if not facts.link_destroyed_on or not facts.answers_kept_until:
        return []
    if facts.link_destroyed_on <= facts.answers_kept_until:
        return []
    return [
        Refusal(
            "dates",
            place="answers_kept_until",
            reason=Text(
                zh="答案的保存期限早于对应表的销毁日期",
                en="The answers would be deleted before the table that joins them to codes",
            ),
            remedy=Text(
                zh="请把对应表的销毁日期提前，或延长答案的保存期限",
                en="Destroy the table earlier, or keep the answers longer",
            ),
        )
    ]


def _checked_code(code: str) -> str:
    if _CODE.fullmatch(code) and len(code) >= 2 and code not in RESERVED:
        return code
    raise Refusal(
        "code",
        place="code",
        reason=Text(zh=f"“{code}”不能作代号", en=f"{code!r} cannot be a code"),
        remedy=Text(
            zh="请用 2 到 40 个小写字母、数字和中间的连字符，例如 funing-2026",
            en="Use 2 to 40 lower-case letters, digits and hyphens between them, such as funing-2026",
        ),
    )


def _checked_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refusal(
            "time_zone",
            place="time_zone",
            reason=Text(zh=f"没有“{name}”这个时区", en=f"There is no time zone {name!r}"),
            remedy=Text(zh="请用 IANA 名称，如 Asia/Shanghai", en="Use an IANA name, such as Asia/Shanghai"),
        ) from None
    return name
