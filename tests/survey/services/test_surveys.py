"""Surveys: their facts, their state, their questionnaire, their next wave."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from questionnaires import library
from questionnaires.checks import check
from questionnaires.formats import yaml
from questionnaires.formats.canonical import version_hash
from questionnaires.library.origins import remembering
from questionnaires.library.units import Town, unit_list
from questionnaires.text import Text
from survey.errors import Refusal, all_refusals
from survey.services import frame, grants, opening, publication, stages, surveys, unitlists, waves
from survey.services.events import SYSTEM, staff
from survey.services.frame import StratumFacts, UnitFacts
from survey.services.happenings import happenings
from survey.services.states import state_of
from survey.services.surveys import Facts

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SMALL = """
name: small
title: {zh-CN: 小问卷, en: Small}
languages: [zh-CN, en]
settings:
  - {name: more, label: {zh-CN: 多一题, en: One more}}
pages:
  - name: first
    questions:
      - {name: age, kind: number, label: {zh-CN: 年龄, en: Age}}
      - {name: extra, kind: number, only: more, label: {zh-CN: 另一题, en: Another}}
"""
BROKEN = SMALL.replace("kind: number, only: more,", "kind: number, show: '${nobody} = 1',")


@pytest.fixture
def survey(make_survey):
    return make_survey("test-1")


def upload(store, survey_id, text=SMALL, at=AT):
    publication.upload(store, survey_id, text.encode(), actor=SYSTEM, at=at)


def publish(store, survey_id, at=AT):
    return publication.publish(store, survey_id, actor=SYSTEM, at=at)


def card(store, at=AT, code="test-1"):
    return surveys.named(store, code, at=at)


@pytest.mark.parametrize(
    ("version", "facts", "name"),
    [
        (None, {}, "draft"),
        (None, {"opens_at": AT - DAY}, "draft"),
        (1, {}, "published"),
        (1, {"opens_at": AT + DAY}, "published"),
        (1, {"opens_at": AT}, "open"),
        (1, {"opens_at": AT - DAY, "closes_at": AT + DAY}, "open"),
        (1, {"opens_at": AT - DAY, "closes_at": AT}, "closed"),
        (1, {"opens_at": AT - DAY, "closed_at": AT}, "closed"),
        (1, {"opens_at": AT - DAY, "valid_until": AT.date() - DAY}, "closed"),
        (1, {"opens_at": AT - DAY, "valid_until": AT.date()}, "open"),
        (1, {"opens_at": AT - DAY, "archived_at": AT}, "archived"),
        (None, {"archived_at": AT}, "archived"),
    ],
)
def test_the_state_follows_from_the_moments(version, facts, name):
    moments = dict.fromkeys(("opens_at", "closes_at", "closed_at", "archived_at", "valid_until"))
    found: Any = SimpleNamespace(**{**moments, "time_zone": "Asia/Shanghai", **facts})
    assert state_of(found, version, AT).name == name


def test_facts_are_kept_as_given(store, survey):
    facts = Facts(
        title=Text(zh="标题", en="Title"),
        place=Text(zh="阜宁县"),
        organiser=Text(zh="科协"),
        contact="王老师",
        phone="0515",
        reference_date=date(2026, 6, 30),
        valid_until=date(2027, 1, 1),
        form_number="KX-1",
        issuing_body="统计局",
        approval_number="统备〔2026〕1号",
        time_zone="Asia/Urumqi",
        local_sensitive=True,
    )
    surveys.edit(store, survey, facts, actor=SYSTEM, at=AT)
    assert card(store).facts == facts


def test_a_legal_header_is_given_whole_or_not_at_all(store, survey):
    part = Facts(title=Text(zh="题"), form_number="KX-1", valid_until=date(2027, 1, 1))
    with pytest.raises(Refusal) as caught:
        surveys.edit(store, survey, part, actor=SYSTEM, at=AT)
    assert [one.place for one in all_refusals(caught.value)] == ["issuing_body", "approval_number"]


def test_signs_that_turn_or_blur_the_words_around_them_are_not_kept(store, survey):
    turned = Facts(title=Text(zh="\u202e阜宁\u2066县\x07调查\u2069\n第一轮"), contact="\u200b\u3164")
    surveys.edit(store, survey, turned, actor=SYSTEM, at=AT)
    assert card(store).title.say("zh-CN") == "阜宁县调查 第一轮"
    assert card(store).facts.contact == ""


@pytest.mark.parametrize("title", ["\u200b", "\u202e\u202c", "\x01", "\u3164", "\u0301\u00a0"])
def test_a_title_of_which_nothing_can_be_seen_is_refused(store, survey, title):
    with pytest.raises(Refusal) as caught:
        surveys.edit(store, survey, Facts(title=Text(zh=title)), actor=SYSTEM, at=AT)
    assert [(one.code, one.place) for one in all_refusals(caught.value)] == [("missing", "title")]


def test_everything_wrong_with_the_facts_is_said_at_once(store):
    wrong = Facts(title=Text(zh=" "), phone="1" * 61, time_zone="Mars/Olympus", contact="a\x00b")
    with pytest.raises(Refusal) as caught:
        surveys.create(store, "Not A Code", wrong, actor=SYSTEM, at=AT)
    assert {one.place for one in all_refusals(caught.value)} == {
        "code",
        "title",
        "phone",
        "time_zone",
        "contact",
    }
    assert surveys.listed(store, at=AT) == []


@pytest.mark.parametrize(
    "code", ["accounts", "new", "sign-in", "me", "-a", "a-", "a", "A1", "a/b", "a b", "阜宁", "a" * 41]
)
def test_a_code_that_would_be_mistaken_in_an_address_is_refused(store, code):
    with pytest.raises(Refusal):
        surveys.create(store, code, Facts(title=Text(zh="题")), actor=SYSTEM, at=AT)


def test_two_surveys_cannot_share_a_code(store, survey):
    with pytest.raises(Refusal) as caught:
        surveys.create(store, "test-1", Facts(title=Text(zh="题")), actor=SYSTEM, at=AT)
    assert caught.value.code == "code_taken"


def test_publishing_needs_a_questionnaire_without_errors(store, survey):
    with pytest.raises(Refusal) as caught:
        publish(store, survey)
    assert caught.value.code == "no_questionnaire"
    upload(store, survey, BROKEN)
    assert publication.draft_of(store, survey).errors
    with pytest.raises(Refusal) as caught:
        publish(store, survey)
    assert caught.value.place.startswith("question:extra")
    assert publication.versions(store, survey) == []


def test_a_draft_changed_while_it_is_checked_is_not_published(store, survey, monkeypatch):
    upload(store, survey)

    def checked_slowly(questionnaire):
        # Respondents save and colleagues edit meanwhile: nothing is held.
        upload(store, survey, SMALL.replace("年龄", "周岁"))
        return check(questionnaire)

    monkeypatch.setattr("survey.services.publication.check", checked_slowly)
    with pytest.raises(Refusal) as caught:
        publish(store, survey)
    assert caught.value.code == "draft_changed"
    assert publication.versions(store, survey) == []


def test_a_version_is_the_questionnaire_as_the_survey_takes_it_and_never_changes(store, survey):
    upload(store, survey)
    assert publish(store, survey) == 1
    first = publication.version(store, survey, 1)
    assert first is not None
    assert [one.name for one in first.questions] == ["age"]
    with pytest.raises(Refusal) as caught:
        publish(store, survey)
    assert caught.value.code == "unchanged"
    publication.set_settings(store, survey, {"more": True}, actor=SYSTEM, at=AT)
    assert not publication.draft_of(store, survey).is_published
    assert publish(store, survey) == 2
    assert publication.version(store, survey, 1) == first
    assert [one.name for one in publication.version(store, survey, 2).questions] == ["age", "extra"]
    second = publication.version(store, survey, 2)
    assert second is not None
    listed = publication.versions(store, survey)
    assert [(one.number, one.hash) for one in listed] == [
        (2, version_hash(second)),
        (1, version_hash(first)),
    ]


def test_every_shipped_questionnaire_can_be_published(store, make_survey):
    for shipped in publication.shipped():
        number = make_survey(shipped.name.replace("_", "-"))
        publication.choose(store, number, shipped.name, actor=SYSTEM, at=AT)
        assert publication.draft_of(store, number).errors == []
        assert publish(store, number) == 1


def test_a_file_comes_back_as_it_was(store, survey):
    upload(store, survey)
    assert yaml.load(yaml.dump(publication.draft_of(store, survey).whole)) == yaml.load(SMALL)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"[" * 5000, b"name: [", b"a: &a [*a]", b"x" * 2_000_001, "题: 1".encode()],
)
def test_a_file_that_is_no_questionnaire_is_refused_and_the_draft_stays(store, survey, content):
    upload(store, survey)
    with pytest.raises(Refusal):
        publication.upload(store, survey, content, actor=SYSTEM, at=AT)
    assert publication.draft_of(store, survey).whole.name == "small"


def test_an_unknown_setting_is_refused(store, survey):
    upload(store, survey)
    with pytest.raises(Refusal):
        publication.set_settings(store, survey, {"most": True}, actor=SYSTEM, at=AT)


def test_a_survey_opens_closes_opens_again_and_is_put_away(store, survey):
    with pytest.raises(Refusal) as caught:
        opening.open_now(store, survey, actor=SYSTEM, at=AT)
    assert caught.value.code == "not_published"
    upload(store, survey)
    publish(store, survey)
    with pytest.raises(Refusal):
        opening.close_now(store, survey, actor=SYSTEM, at=AT)
    opening.open_now(store, survey, actor=SYSTEM, at=AT)
    assert card(store).state.name == "open"
    with pytest.raises(Refusal):
        opening.archive(store, survey, actor=SYSTEM, at=AT)
    opening.close_now(store, survey, actor=SYSTEM, at=AT + DAY)
    opening.close_now(store, survey, actor=SYSTEM, at=AT + 2 * DAY)
    assert card(store, AT + 2 * DAY).closed_at == AT + DAY
    opening.open_now(store, survey, actor=SYSTEM, at=AT + 2 * DAY)
    opening.close_now(store, survey, actor=SYSTEM, at=AT + 3 * DAY)
    opening.archive(store, survey, actor=SYSTEM, at=AT + 3 * DAY)
    at = AT + 3 * DAY
    for act in (
        lambda: surveys.edit(store, survey, card(store, at).facts, actor=SYSTEM, at=at),
        lambda: upload(store, survey, at=at),
        lambda: publish(store, survey, at=at),
        lambda: opening.open_now(store, survey, actor=SYSTEM, at=at),
        lambda: frame.save_stratum(store, survey, StratumFacts("a", "甲"), actor=SYSTEM, at=at),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "archived"
    opening.take_out(store, survey, actor=SYSTEM, at=at)
    assert card(store, at).state.name == "closed"


def test_a_survey_cannot_close_before_it_opens(store, survey):
    with pytest.raises(Refusal):
        opening.schedule(store, survey, AT, AT, actor=SYSTEM, at=AT)
    opening.schedule(store, survey, AT, AT + DAY, actor=SYSTEM, at=AT)
    upload(store, survey)
    publish(store, survey)
    assert card(store, AT + DAY).state.name == "closed"
    with pytest.raises(Refusal) as caught:
        opening.open_now(store, survey, actor=SYSTEM, at=AT + DAY)
    assert caught.value.code == "closing_passed"


def test_the_next_wave_takes_over_what_stays_and_leaves_what_does_not(store, survey, hire, give_role):
    li = hire("li")
    give_role(survey, li, "administrator")
    facts = replace(card(store).facts, contact="王老师", reference_date=date(2026, 6, 30))
    surveys.edit(store, survey, facts, actor=SYSTEM, at=AT)
    upload(store, survey)
    publication.set_settings(store, survey, {"more": True}, actor=SYSTEM, at=AT)
    publish(store, survey)
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    frame.save_unit(store, survey, UnitFacts("县医院", "health", "阜城", "医院", 420), actor=SYSTEM, at=AT)
    title = Text(zh="下一轮")
    number = waves.clone(
        store, survey, "test-2", title, actor=staff(li.account_id), at=AT, grant_to=li.account_id
    )
    found = card(store, code="test-2")
    assert found.previous_id == survey
    assert found.facts == replace(facts, title=title, reference_date=None)
    assert found.state.name == "draft"
    asked, former = publication.version(store, survey, 1), publication.draft_of(store, survey).taken
    assert asked is not None
    hashed = publication.versions(store, survey)[0].hash
    assert publication.draft_of(store, number).taken == remembering(former, asked, hashed)
    (stratum,) = frame.strata(store, number)
    assert (stratum.code, stratum.label, stratum.population, stratum.copies) == ("health", "卫生", None, 0)
    ((unit,), _) = frame.units(store, number)
    assert (unit.name, unit.town, unit.staff_count) == ("县医院", "阜城", 420)
    assert grants.roles_in(store, li.account_id, number) == {"administrator"}


def test_the_units_of_the_frame_become_the_questionnaire_s_list(store, survey):
    with pytest.raises(Refusal):
        unitlists.fill_units(store, survey, actor=SYSTEM, at=AT)
    publication.choose(store, survey, "county_person", actor=SYSTEM, at=AT)
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    for facts in (
        UnitFacts("县医院", "health", "阜城街道", "医院"),
        UnitFacts("某站", "health", "古河镇", "怪类型"),
    ):
        frame.save_unit(store, survey, facts, actor=SYSTEM, at=AT)
    assert unitlists.fill_units(store, survey, actor=SYSTEM, at=AT) == 2
    listed = publication.draft_of(store, survey).taken.list_by_name["units"]
    found = {entry.label["zh-CN"]: entry.parent for entry in listed.entries if entry.code.startswith("U")}
    assert {name: parent.partition(".")[2] for name, parent in found.items()} == {"县医院": "5", "某站": "98"}
    assert publish(store, survey) == 1
    with pytest.raises(Refusal) as caught:
        publish(store, survey)
    assert caught.value.code == "unchanged"
    frame.save_unit(store, survey, UnitFacts("无处", "health"), actor=SYSTEM, at=AT)
    with pytest.raises(Refusal) as caught:
        unitlists.fill_units(store, survey, actor=SYSTEM, at=AT)
    assert caught.value.code == "town_missing"


def test_every_step_is_in_the_log_with_who_took_it(store, survey, hire):
    li = hire("li")
    actor = staff(li.account_id)
    publication.upload(store, survey, SMALL.encode(), actor=actor, at=AT)
    publication.publish(store, survey, actor=actor, at=AT)
    opening.open_now(store, survey, actor=actor, at=AT)
    found = [(one.action, one.who) for one in happenings(store, survey)]
    assert found == [
        ("survey.opened", "li老师"),
        ("questionnaire.published", "li老师"),
        ("questionnaire.drafted", "li老师"),
        ("survey.created", ""),
    ]
    newest = happenings(store, survey)[0].number
    assert [one.action for one in happenings(store, survey, before=newest, count=1)] == [
        "questionnaire.published"
    ]


def test_the_next_step_leads_through_the_whole_preparation(store, survey):
    def where(at=AT):
        return stages.next_step(stages.standing_of(store, card(store, at))).where

    assert where() == "questionnaire"
    upload(store, survey)
    assert where() == "facts"
    known = replace(card(store).facts, organiser=Text(zh="科协"), contact="王", phone="1")
    surveys.edit(store, survey, known, actor=SYSTEM, at=AT)
    assert where() == "questionnaire"
    publish(store, survey)
    assert where() == "sampling"
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    assert where() == "issuing"
    states = {one.name: one.state for one in stages.stages_of(stages.standing_of(store, card(store)))}
    assert (states["questionnaire"], states["sampling"], states["issuing"]) == ("done", "done", "not_begun")


def test_publishing_brings_the_list_of_units_up_to_the_frame(store, survey):
    publication.choose(store, survey, "county_person", actor=SYSTEM, at=AT)
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    hospital, clinic = (
        UnitFacts("县医院", "health", "阜城街道", "5"),
        UnitFacts("卫生院", "health", "古河镇", "6"),
    )
    frame.save_unit(store, survey, hospital, actor=SYSTEM, at=AT)
    assert publish(store, survey) == 1
    first = units_of(publication.version(store, survey, 1))
    frame.save_unit(store, survey, clinic, actor=SYSTEM, at=AT)
    assert publish(store, survey) == 2
    second = units_of(publication.version(store, survey, 2))
    assert set(first) == {"县医院"}
    assert set(second) == {"县医院", "卫生院"}
    assert second["县医院"] == first["县医院"]
    assert publication.draft_of(store, survey).is_published


def test_the_codes_of_units_say_nothing_of_their_masked_numbers(store, survey):
    publication.choose(store, survey, "county_person", actor=SYSTEM, at=AT)
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    frame.save_unit(store, survey, UnitFacts("县医院", "health", "阜城街道", "5"), actor=SYSTEM, at=AT)
    publish(store, survey)
    ((unit,), _) = frame.units(store, survey)
    (code,) = units_of(publication.version(store, survey, 1)).values()
    assert code != f"U{unit.number}"
    assert code[1:] == hashlib.sha256("县医院".encode()).hexdigest()[:10]


def test_a_list_of_units_that_somebody_brought_is_theirs(store, survey):
    shipped = library.source("county_person")
    own = unit_list([Town("1", Text(zh="甲镇", en="A"))], [], "2026")
    taken = shipped.model_copy(
        update={"lists": (own, *(one for one in shipped.lists if one.name != "units"))}
    )
    publication.draft(store, survey, taken, actor=SYSTEM, at=AT)
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    frame.save_unit(store, survey, UnitFacts("县医院", "health", "阜城街道", "5"), actor=SYSTEM, at=AT)
    publish(store, survey)
    assert publication.version(store, survey, 1).list_by_name["units"] == own


def units_of(questionnaire):
    listed = questionnaire.list_by_name["units"].entries
    return {entry.label["zh-CN"]: entry.code for entry in listed if (entry.parent or "").count(".")}


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2201, 1, 1), date(9999, 12, 31)])
def test_days_and_moments_beyond_the_calendar_are_refused(store, survey, day):
    days = ("reference_date", "link_destroyed_on", "answers_kept_until", "valid_until")
    for name in days:
        facts = replace(card(store).facts, **{name: day})
        with pytest.raises(Refusal) as caught:
            surveys.edit(store, survey, facts, actor=SYSTEM, at=AT)
        assert ("date_range", name) in {(one.code, one.place) for one in all_refusals(caught.value)}
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for moments in ((moment, None), (None, moment), (moment, moment)):
        with pytest.raises(Refusal) as caught:
            opening.schedule(store, survey, *moments, actor=SYSTEM, at=AT)
        assert caught.value.code == "date_range"
    assert card(store).opens_at is None
