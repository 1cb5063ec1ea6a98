"""Roles in a survey: denied unless granted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.events import Actor, log
from survey.store import accounts as stored
from survey.store.engine import Store


@dataclass(frozen=True)
class Role:
    """What a person may do in a survey."""

    name: str
    label: Text
    does: Text


ROLES: tuple[Role, ...] = (
    Role(
        "administrator",
        Text(zh="调查负责人", en="Survey administrator"),
        Text(zh="本调查的一切，包括分工、结束和归档", en="Everything in this survey, roles and closing too"),
    ),
    Role(
        "designer",
        Text(zh="问卷设计", en="Designer"),
        Text(zh="调查信息、问卷、发布和起止时间", en="Facts, questionnaire, publishing, opening and closing"),
    ),
    Role(
        "fieldworker",
        Text(zh="现场组织", en="Field staff"),
        Text(zh="抽样框、发放与回收", en="Frame, issuing and returns"),
    ),
    Role(
        "reviewer",
        Text(zh="审核", en="Reviewer"),
        Text(
            zh="逐份阅读答卷，判定是否有效；审阅意见建议",
            en="Reads responses, decides which are valid, and clears suggestions",
        ),
    ),
    Role(
        "analyst",
        Text(zh="分析", en="Analyst"),
        Text(zh="加权、结果、报告、导出", en="Weights, results, report and export"),
    ),
)
BY_NAME = {role.name: role for role in ROLES}


@dataclass(frozen=True)
class Member:
    """A person with roles in a survey."""

    account_id: int
    login: str
    name: str
    is_disabled: bool
    roles: frozenset[str]


@dataclass(frozen=True)
class Place:
    """A survey in which an account has roles."""

    code: str
    title: Text
    roles: frozenset[str]


def members(store: Store, survey_id: int) -> list[Member]:
    """Who has roles in a survey, by name."""
    found: dict[int, Member] = {}
    with store.reading() as session:
        for account, role in stored.people(session, survey_id):
            former = found[account.id].roles if account.id in found else frozenset()
            found[account.id] = Member(
                account.id, account.login, account.name, account.disabled_at is not None, former | {role}
            )
    return list(found.values())


def surveys_of(store: Store, account_id: int) -> list[Place]:
    """The surveys in which an account has roles, newest first."""
    found: dict[str, Place] = {}
    with store.reading() as session:
        for survey, role in stored.surveys_of(session, account_id):
            former = found[survey.code].roles if survey.code in found else frozenset()
            found[survey.code] = Place(survey.code, Text(survey.title), former | {role})
    return list(found.values())


def roles_in(store: Store, account_id: int, survey_id: int) -> frozenset[str]:
    """The roles of an account in a survey, without what being administrator of all gives."""
    with store.reading() as session:
        return stored.roles(session, account_id, survey_id)


def set_roles(
    store: Store, survey_id: int, account_id: int, roles: Collection[str], *, actor: Actor, at: datetime
) -> None:
    """Give an account exactly these roles in a survey; none takes it off the survey.

    It holds from the next request on: roles are looked up each time.

    :raises Refusal: there is no such account or role.
    """
    unknown = sorted(set(roles) - BY_NAME.keys())
    with store.writing() as session:
        if stored.get(session, account_id) is None or unknown:
            raise Refusal(
                "not_found",
                place="roles",
                reason=Text(zh="没有这个账号或这种分工", en="There is no such account or role"),
                remedy=Text(zh="请从列表中选", en="Choose from the list"),
            )
        present = stored.roles(session, account_id, survey_id)
        given, taken = sorted(set(roles) - present), sorted(present - set(roles))
        for role in given:
            stored.grant(session, survey_id, account_id, role)
        for role in taken:
            stored.revoke(session, survey_id, account_id, role)
        if given or taken:
            log(
                session,
                actor,
                "roles.changed",
                at=at,
                survey_id=survey_id,
                subject=("account", account_id),
                detail={"given": given, "taken": taken},
            )
