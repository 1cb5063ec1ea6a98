"""A small survey for tests: three strata, units, a published questionnaire, respondents who answer it."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from questionnaires.formats import yaml
from questionnaires.formats.canonical import version_hash
from questionnaires.model import Questionnaire
from survey.services import respond
from survey.services.events import SYSTEM
from survey.services.secrets import link_of
from survey.store import Store, versions
from survey.store.tables import Save, Stratum, Survey, Unit

KEY = b"k" * 32
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
_numbers = itertools.count(1)

QUESTIONNAIRE = """
name: small
title: {zh-CN: 小问卷, en: A small questionnaire}
languages: [zh-CN, en]
complete_when: [sex]
pages:
  - name: consent
    questions:
      - kind: consent
        name: consent
        label: {zh-CN: 我同意, en: I agree}
        required: true
        options:
          - {code: '1', label: {zh-CN: 同意, en: 'Yes'}}
          - {code: '2', label: {zh-CN: 不同意, en: 'No'}}
    endings:
      - {when: "${consent} = '2'", outcome: refused, reason: refused, message: {zh-CN: 谢谢, en: Thank you}}
  - name: about
    questions:
      - kind: single
        name: sex
        number: A1
        label: {zh-CN: 性别, en: Sex}
        role: sex
        required: true
        options:
          - {code: '1', label: {zh-CN: 男, en: Male}}
          - {code: '2', label: {zh-CN: 女, en: Female}}
          - {code: '9', label: {zh-CN: 不愿说明, en: Not said}, missing: refused}
      - kind: number
        name: hours
        number: B1
        label: {zh-CN: 每周工时, en: Hours a week}
        least: 0
        most: 120
        usual_most: 80
        offers: [unknown]
      - kind: multiple
        name: act
        number: C1
        label: {zh-CN: 做过的事, en: Activities}
        options:
          - {code: '1', label: {zh-CN: 项目, en: Projects}}
          - {code: '2', label: {zh-CN: 专利, en: Patents}}
          - {code: '98', label: {zh-CN: 其他, en: Other}, write_in: true}
          - {code: '97', label: {zh-CN: 都没有, en: None of these}, exclusive: true}
      - kind: ranking
        name: need
        number: G4
        label: {zh-CN: 需要, en: Needs}
        most: 2
        options:
          - {code: '1', label: {zh-CN: 培训, en: Training}}
          - {code: '2', label: {zh-CN: 经费, en: Funds}}
          - {code: '3', label: {zh-CN: 维权, en: Rights}}
  - name: views
    questions:
      - kind: matrix
        name: sat
        number: B5
        label: {zh-CN: 满意吗, en: Satisfied with}
        rows:
          - {name: sat_1, label: {zh-CN: 工作, en: Work}}
          - {name: sat_2, label: {zh-CN: 收入, en: Pay}}
          - {name: sat_3, label: {zh-CN: 领导, en: Head}}
          - {name: att, label: {zh-CN: 本行请选满意, en: Choose satisfied}, expect: '4'}
        options:
          - {code: '2', label: {zh-CN: 不满意, en: Dissatisfied}}
          - {code: '3', label: {zh-CN: 一般, en: Neither}}
          - {code: '4', label: {zh-CN: 满意, en: Satisfied}}
      - kind: text
        name: suggest
        number: H2
        label: {zh-CN: 意见建议, en: Suggestions}
        long: true
        limit: 1000
        role: suggestion
      - kind: single
        name: topic
        number: H3
        label: {zh-CN: 主题, en: Topic}
        role: suggestion_topic
        show: "${suggest} != ''"
        options:
          - {code: '1', label: {zh-CN: 待遇, en: Pay}}
          - {code: '2', label: {zh-CN: 职称, en: Titles}}
      - kind: single
        name: send
        number: H4
        label: {zh-CN: 同意转给有关部门, en: May be passed on}
        role: suggestion_consent
        show: "${suggest} != ''"
        options:
          - {code: '1', label: {zh-CN: 同意, en: 'Yes'}}
          - {code: '2', label: {zh-CN: 只供统计, en: For statistics only}}
reviews:
  - code: V13
    when: "${hours} > 100"
    label: {zh-CN: 工时超过 100, en: More than 100 hours}
"""


@dataclass(frozen=True)
class Sample:
    """The small survey: its identity, its strata and units by name, its questionnaire."""

    id: int
    code: str
    strata: Mapping[str, int]
    units: Mapping[str, int]
    questionnaire: Questionnaire


def small_survey(
    store: Store,
    code: str = "small",
    *,
    is_simulated: bool = False,
    questionnaire: Questionnaire | None = None,
) -> Sample:
    """A survey that is open, with strata health (two units), school and other."""
    questionnaire = questionnaire or yaml.load(QUESTIONNAIRE)
    with store.writing() as session:
        survey = Survey(
            code=code,
            title={"zh-CN": "小调查", "en": "A small survey"},
            place={"zh-CN": "某县"},
            organiser={"zh-CN": "县科协"},
            processor={},
            contact="张老师",
            phone="0515-12345678",
            settings={},
            draft=None,
            is_simulated=is_simulated,
            reference_date=NOW.date(),
            created_at=NOW,
            opens_at=NOW - timedelta(days=1),
        )
        session.add(survey)
        session.flush()
        strata = {}
        for place, (name, label, population) in enumerate(
            [("health", "卫生", 1000), ("school", "教育", 400), ("other", "其他", None)]
        ):
            stratum = Stratum(
                survey_id=survey.id, code=name, label=label, population=population, position=place
            )
            session.add(stratum)
            session.flush()
            strata[name] = stratum.id
        units = {}
        for number, name in enumerate(("县医院", "益林镇卫生院", "疾控中心"), 11):
            unit = Unit(survey_id=survey.id, stratum_id=strata["health"], number=number, name=name)
            session.add(unit)
            session.flush()
            units[name] = unit.id
        publish(session, survey.id, questionnaire)
        return Sample(survey.id, code, strata, units, questionnaire)


def publish(session: Any, survey_id: int, questionnaire: Questionnaire) -> None:
    """Publish a questionnaire as the next version."""
    versions.add(
        session,
        survey_id=survey_id,
        document=questionnaire.model_dump(mode="json", exclude_defaults=True),
        digest=version_hash(questionnaire),
        published_at=NOW,
        published_by=None,
    )


GOOD: Mapping[str, Sequence[str]] = {
    "sex": ["1"],
    "hours": ["44"],
    "act": ["1", "2"],
    "need": ["2", "1"],
    "sat_1": ["4"],
    "sat_2": ["3"],
    "sat_3": ["4"],
    "att": ["4"],
}


def answer(
    store: Store,
    nonce: str,
    answers: Mapping[str, Sequence[str]] | None = None,
    *,
    at: datetime = NOW,
    seconds: float = 100.0,
    device: str = "",
    submit: bool = True,
    confirmed: Sequence[str] = (),
    mode: str = "phone",
) -> str:
    """Answer the copy with a nonce through the services the pages call; gives the response's token."""
    given = {**GOOD, **(answers or {})}
    held = respond.by_link(store, KEY, link_of(KEY, nonce))
    assert held is not None
    begun = respond.agree(
        store,
        KEY,
        held,
        respond.Posting({"consent": ["1"]}, 0, f"a{next(_numbers)}", page="consent", seconds=1.0),
        at=at,
        language="zh-CN",
        device=device,
        mode=mode,
    )
    assert begun.token is not None
    revision = begun.revision
    for page, share in (("about", 0.5), ("views", 0.5)):
        names = {"about": ("sex", "hours", "act", "need"), "views": ("sat", "suggest", "topic", "send")}[page]
        posted = {name: list(values) for name, values in given.items()}
        saved = respond.save(
            store,
            KEY,
            begun.token,
            respond.Posting(
                posted,
                revision,
                f"s{next(_numbers)}",
                page=page,
                whole=names,
                confirmed=confirmed,
                seconds=seconds * share,
            ),
            at=at,
            mode=mode,
        )
        revision = saved.revision
    if submit:
        done = respond.submit(
            store, KEY, begun.token, form_key=f"f{next(_numbers)}", at=at, confirmed=confirmed, mode=mode
        )
        assert done.receipt, done.problems
    return begun.token


__all__ = ["GOOD", "KEY", "NOW", "SYSTEM", "Sample", "answer", "publish", "small_survey"]


def numbers(store: Store) -> list[int]:
    """The numbers of all responses in the order in which they were begun; they are random."""
    with store.reading() as session:
        begun = sa.select(Save.response_id).group_by(Save.response_id).order_by(sa.func.min(Save.id))
        return list(session.scalars(begun))
