"""Before a survey opens: what its questionnaire quotes is there, and the units are its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from questionnaires import library
from questionnaires.checks.quotations import facts_quoted
from questionnaires.text import Text
from survey.errors import Refusal, all_refusals
from survey.services import frame, opening, publication, readiness, surveys, unitlists
from survey.services.events import SYSTEM
from survey.services.frame import StratumFacts, UnitFacts
from survey.services.quoting import LABELS, MAY_BE_EMPTY
from survey.services.readiness import Standing
from survey.services.respond import facts_of
from survey.services.selection import SELECTIONS
from survey.services.surveys import Facts
from survey.store import surveys as stored
from tests.fixtures.databases import only_sqlite

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
COMPLETE = Facts(
    title=Text(zh="阜宁县科技工作者状况调查", en="Survey of Funing"),
    place=Text(zh="阜宁县"),
    organiser=Text(zh="阜宁县科协"),
    contact="王敏",
    phone="0515-80000000",
    selection="probability",
    reference_date=date(2026, 4, 30),
    link_destroyed_on=date(2026, 12, 31),
    answers_kept_until=date(2028, 12, 31),
)
EMPTY = {"place": Text(), "organiser": Text(), "contact": "", "phone": "", "selection": ""}
DAYS = dict.fromkeys(("reference_date", "link_destroyed_on", "answers_kept_until"))


@pytest.fixture
def survey(store) -> int:
    """A survey with the county questionnaire published, its own units in it, and every fact given."""
    made = surveys.create(store, "test-1", COMPLETE, actor=SYSTEM, at=AT)
    publication.choose(store, made, "county_person", actor=SYSTEM, at=AT)
    frame.save_stratum(store, made, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    frame.save_unit(store, made, UnitFacts("县医院", "health", "阜城街道", "医院"), actor=SYSTEM, at=AT)
    publication.publish(store, made, actor=SYSTEM, at=AT)
    return made


def edit(store, survey, **changed):
    surveys.edit(store, survey, replace(COMPLETE, **changed), actor=SYSTEM, at=AT)


def opened(store, survey, at=AT):
    opening.open_now(store, survey, actor=SYSTEM, at=at)


def refused(act):
    with pytest.raises(Refusal) as caught:
        act()
    return [(one.code, one.place) for one in all_refusals(caught.value)]


def items(store, survey, standing):
    return [
        (one.where, one.field)
        for one in readiness.readiness(store, survey, at=AT)
        if one.standing is standing
    ]


def test_what_the_questionnaire_quotes_is_found_in_texts_and_in_rules():
    found = facts_quoted(library.load("county_person"))
    assert [place.say("zh-CN") for place in found["survey_link_destroyed_on"]] == ["“知情同意”页"]
    assert "A2 题" in [place.say("zh-CN") for place in found["survey_reference_date"]]
    assert {name.removeprefix("survey_") for name in found} <= set(LABELS)


def test_a_complete_survey_opens(store, survey):
    assert items(store, survey, Standing.MISSING) == []
    opened(store, survey)
    assert surveys.named(store, "test-1", at=AT).state.name == "open"


@only_sqlite
@pytest.mark.parametrize("name", [*EMPTY, *DAYS])
def test_an_empty_fact_that_is_quoted_keeps_the_survey_shut_and_is_named(store, survey, name):
    edit(store, survey, **{name: {**EMPTY, **DAYS}[name]})
    assert refused(lambda: opened(store, survey)) == [("fact_missing", name)]
    assert refused(lambda: opening.schedule(store, survey, AT, None, actor=SYSTEM, at=AT)) == [
        ("fact_missing", name)
    ]
    assert items(store, survey, Standing.MISSING) == [("facts", name)]


def test_every_missing_fact_is_told_at_once_with_where_it_is_quoted(store, survey):
    edit(store, survey, **EMPTY, **DAYS)
    with pytest.raises(Refusal) as caught:
        opened(store, survey)
    each = all_refusals(caught.value)
    assert {one.place for one in each} == {*EMPTY, *DAYS}
    assert all("问卷" in one.reason["zh-CN"] and "题" in str(one.reason) + "题" for one in each)
    said = next(one for one in each if one.place == "link_destroyed_on")
    assert "知情同意" in said.reason["zh-CN"]
    assert "Consent" in said.reason["en"]


def test_nobody_who_processes_on_behalf_is_nothing_missing(store, survey):
    assert {"processor"} == MAY_BE_EMPTY
    edit(store, survey, processor=Text())
    opened(store, survey)


def test_a_day_that_is_over_cannot_be_promised(store, survey):
    at = datetime(2026, 12, 30, 16, 0, tzinfo=UTC)  # the 31st begins in Shanghai
    opened(store, survey, at - timedelta(minutes=1))
    opening.close_now(store, survey, actor=SYSTEM, at=at)
    assert refused(lambda: opened(store, survey, at)) == [("fact_over", "link_destroyed_on")]


def test_while_the_survey_is_open_a_quoted_fact_cannot_be_emptied(store, survey):
    opened(store, survey)
    assert refused(lambda: edit(store, survey, contact="")) == [("fact_missing", "contact")]
    edit(store, survey, contact="李老师", form_number="")
    opening.close_now(store, survey, actor=SYSTEM, at=AT + timedelta(days=1))
    surveys.edit(store, survey, replace(COMPLETE, contact=""), actor=SYSTEM, at=AT + timedelta(days=1))


def test_a_moment_that_is_set_keeps_publishing_to_the_same_rule(store, survey):
    edit(store, survey)
    opening.schedule(store, survey, AT + timedelta(days=1), None, actor=SYSTEM, at=AT)
    assert refused(lambda: edit(store, survey, phone="")) == [("fact_missing", "phone")]


def test_publishing_while_the_survey_is_open_is_refused_where_the_new_version_quotes_more(store, make_survey):
    plain = (
        "name: q\ntitle: {zh-CN: 题, en: T}\nlanguages: [zh-CN, en]\npages:\n  - name: p\n    questions:\n"
    )
    plain += "      - {name: age, kind: number, label: {zh-CN: '年龄', en: 'Age'}}\n"
    survey = make_survey("test-2")
    publication.upload(store, survey, plain.encode(), actor=SYSTEM, at=AT)
    publication.publish(store, survey, actor=SYSTEM, at=AT)
    opened(store, survey)
    more = plain.replace("年龄", "${survey_contact} 年龄").replace("Age", "${survey_contact} age")
    publication.upload(store, survey, more.encode(), actor=SYSTEM, at=AT)
    assert refused(lambda: publication.publish(store, survey, actor=SYSTEM, at=AT)) == [
        ("fact_missing", "contact")
    ]
    assert [one.number for one in publication.versions(store, survey)] == [1]


def without_units(store, name):
    made = surveys.create(store, f"own-{name.replace('_', '-')}", COMPLETE, actor=SYSTEM, at=AT)
    publication.choose(store, made, name, actor=SYSTEM, at=AT)
    publication.publish(store, made, actor=SYSTEM, at=AT)
    return made


@pytest.mark.parametrize("name", ["county_person", "county_unit"])
def test_illustrative_units_keep_the_survey_shut_until_the_frame_has_replaced_them(store, name):
    made = without_units(store, name)
    assert refused(lambda: opened(store, made)) == [("sample_units", "questionnaire")]
    assert items(store, made, Standing.MISSING) == [("units", "")]
    frame.save_stratum(store, made, StratumFacts("health", "卫生"), actor=SYSTEM, at=AT)
    frame.save_unit(store, made, UnitFacts("县医院", "health", "阜城街道"), actor=SYSTEM, at=AT)
    assert items(store, made, Standing.MISSING) == [("questionnaire", "")]
    publication.publish(store, made, actor=SYSTEM, at=AT)
    opened(store, made)
    published = publication.version(store, made, 2)
    assert published is not None
    listed = published.list_by_name
    found = listed.get("units") or listed["towns"]
    assert "阜城街道" in [entry.label["zh-CN"] for entry in found.entries]
    assert not unitlists.sample_lists(published)


def test_a_unit_without_a_town_is_named_and_not_silently_left_out(store, survey):
    frame.save_unit(store, survey, UnitFacts("无处", "health"), actor=SYSTEM, at=AT)
    assert refused(lambda: publication.publish(store, survey, actor=SYSTEM, at=AT)) == [
        ("town_missing", "无处")
    ]
    assert ("units", "") in items(store, survey, Standing.LOOK)


def test_units_that_came_after_publishing_are_worth_a_look(store, survey):
    frame.save_unit(store, survey, UnitFacts("疾控中心", "health", "阜城街道"), actor=SYSTEM, at=AT)
    assert ("questionnaire", "") in items(store, survey, Standing.LOOK)
    publication.publish(store, survey, actor=SYSTEM, at=AT)
    assert ("questionnaire", "") not in items(store, survey, Standing.LOOK)


@only_sqlite
@pytest.mark.parametrize("way", SELECTIONS, ids=lambda way: way.name)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_consent_page_says_how_people_were_selected(store, survey, way, language):
    edit(store, survey, selection=way.name)
    with store.reading() as session:
        quoted = facts_of(stored.get(session, survey), language)
    assert quoted["survey_selection"] == way.sentence[language]
    assert ("random" in quoted["survey_selection"]) <= (way.name in ("probability", "chosen"))


def test_an_unknown_way_of_selection_is_refused(store, survey):
    assert refused(lambda: edit(store, survey, selection="lottery")) == [("selection", "selection")]
