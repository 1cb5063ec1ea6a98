"""Waves of a survey compared: matched by their questionnaires, open to whoever analyses both."""

from __future__ import annotations

import pytest

from survey.errors import Refusal
from survey.services import results, surveys, trends, waves
from survey.services.matching import Member
from survey.services.trends import Comparison, Wanted
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small
from tests.survey.two_waves import changed, two_waves

pytestmark = only_sqlite
SEX = [
    {"code": "1", "label": {"zh-CN": "男", "en": "Male"}},
    {"code": "2", "label": {"zh-CN": "女", "en": "Female"}},
    {"code": "8", "label": {"zh-CN": "不愿说明", "en": "Not said"}, "missing": "refused"},
]


def comparison(store, tmp_path, first=None, second=None, same=None):
    two_waves(store, first, second)
    cards = [surveys.named(store, code, at=NOW) for code in ("county23", "county")]
    made = []
    for card in cards:
        questionnaire = waves.published(store, card.id)
        assert questionnaire is not None
        made.append(Member(card, results.current(store, tmp_path, card), questionnaire))
    return Comparison(made, same)


def test_waves_are_named_by_their_years_and_stand_in_their_order(store, tmp_path):
    found = comparison(store, tmp_path)
    assert [found.labels[one.card.code].say("zh-CN") for one in found.members] == ["2023年", "2026年"]


def test_features_and_questions_that_both_asked_are_offered(store, tmp_path):
    offered = {(one.kind, one.name): one.judged for one in comparison(store, tmp_path).choices()}
    assert offered[("feature", "sex")] == "same"
    assert {("question", "hours"), ("question", "act"), ("question", "topic")} <= set(offered)
    assert ("feature", "stratum") not in offered
    assert set(offered.values()) == {"same"}


def test_every_choice_can_be_compared_and_drawn(store, tmp_path):
    found = comparison(store, tmp_path)
    for one in found.choices():
        made = found.compare(Wanted(one.kind, one.name))
        assert made.changes, one.name
        assert made.sentence.say("en")
        assert trends.forms_of(made)[0] == "slope"


def test_another_unit_of_a_number_is_refused_in_words(store, tmp_path):
    found = comparison(store, tmp_path, second=changed(hours={"unit": {"zh-CN": "天", "en": "days"}}))
    assert {one.name: one.judged for one in found.choices()}["hours"] == "broken"
    with pytest.raises(Refusal) as refused:
        found.compare(Wanted("question", "hours", accepted=True))
    assert refused.value.code == "trends.broken"
    assert "单位变了" in refused.value.reason.say("zh-CN")


def test_another_wording_waits_until_somebody_has_read_it(store, tmp_path):
    found = comparison(
        store, tmp_path, second=changed(hours={"label": {"zh-CN": "平均每周工时", "en": "Mean hours a week"}})
    )
    with pytest.raises(Refusal) as waits:
        found.compare(Wanted("question", "hours"))
    assert waits.value.code == "trends.judgement"
    told = found.told(Wanted("question", "hours"))
    assert [one.finding.was.say("zh-CN") for one in told] == ["每周工时"]
    made = found.compare(Wanted("question", "hours", accepted=True))
    assert any("2023年" in note.say("zh-CN") for note in made.trend.table.notes)


def test_a_question_of_another_name_and_wording_is_compared_once_a_person_says_it_is_the_same(
    store, tmp_path
):
    now = changed(
        sex={
            "name": "gender",
            "label": {"zh-CN": "${survey_place}：您是男是女", "en": "${survey_place}: male or female"},
        }
    )
    with pytest.raises(Refusal) as refused:
        comparison(store, tmp_path, second=now).compare(Wanted("question", "gender"))
    assert refused.value.code == "trends.not_asked"
    cards = [surveys.named(store, code, at=NOW) for code in ("county23", "county")]
    members = []
    for card in cards:
        asked = waves.published(store, card.id)
        assert asked is not None
        members.append(Member(card, results.current(store, tmp_path, card), asked))
    found = Comparison(members, {"gender": "sex"})
    labels = {(one.kind, one.name): one.label.say("zh-CN") for one in found.choices()}
    assert labels["question", "gender"] == "清河县：您是男是女"
    made = found.compare(Wanted("question", "gender"))
    asked_of = found.matching.asked_of("gender")
    assert asked_of is not None
    assert (asked_of[0].name, asked_of[1][0].asked.name) == ("gender", "sex")
    assert {"1", "2"} <= {one.code for one in made.changes}
    told = "".join(note.say("zh-CN") for note in made.trend.table.notes)
    assert "当时的题名是“sex”，由分析人员指定为同一道题" in told
    assert len(found.told(Wanted("question", "gender"))) == 2
    for wrong in ({"nothing": "sex"}, {"gender": "nothing"}):
        with pytest.raises(Refusal) as unknown:
            Comparison(members, wrong)
        assert unknown.value.code == "trends.same"


def test_what_is_broken_stays_refused_whoever_calls_it_the_same(store, tmp_path):
    now = changed(hours={"name": "worktime", "unit": {"zh-CN": "天", "en": "days"}})
    found = comparison(store, tmp_path, second=now, same={"worktime": "hours"})
    with pytest.raises(Refusal) as refused:
        found.compare(Wanted("question", "worktime"))
    assert refused.value.code == "trends.broken"


def test_a_feature_waits_for_the_question_behind_it(store, tmp_path):
    found = comparison(
        store, tmp_path, second=changed(sex={"label": {"zh-CN": "您的性别", "en": "Your sex"}})
    )
    with pytest.raises(Refusal) as waits:
        found.compare(Wanted("feature", "sex"))
    assert waits.value.code == "trends.judgement"
    assert found.compare(Wanted("feature", "sex", accepted=True)).changes


def test_an_option_that_lacks_in_one_wave_is_offered_for_joining(store, tmp_path):
    topic = [
        {"code": "1", "label": {"zh-CN": "待遇", "en": "Pay"}},
        {"code": "2", "label": {"zh-CN": "职称", "en": "Title"}},
        {"code": "3", "label": {"zh-CN": "评审", "en": "Review"}},
    ]
    found = comparison(store, tmp_path, first=changed(topic={"options": topic}))
    wanted = Wanted("question", "topic", accepted=True)
    lacking, targets = found.lacking(wanted)
    assert [one.code for one in lacking] == ["3"]
    assert [one.code for one in targets] == ["1", "2"]
    apart = found.compare(wanted).trend.table
    joined = found.compare(Wanted("question", "topic", True, (("3", "2"),))).trend.table
    assert joined.cell(wave="county23", topic="2").n > apart.cell(wave="county23", topic="2").n


def test_a_question_that_one_wave_did_not_ask_is_refused(store, tmp_path):
    with pytest.raises(Refusal) as refused:
        comparison(store, tmp_path).compare(Wanted("question", "nothing"))
    assert refused.value.code == "trends.not_asked"


def test_only_waves_that_somebody_analyses_are_told(store, hire, give_role):
    earlier, later = two_waves(store)
    analysed_survey(store, 20, code="other", questionnaire=small())
    person = hire("analyst")
    give_role(later.id, person, "analyst")
    card = surveys.named(store, "county", at=NOW)
    assert [one.code for one in waves.waves_of(store, card, person.account_id, at=NOW)] == ["county"]
    give_role(earlier.id, person, "reviewer")
    assert [one.code for one in waves.waves_of(store, card, person.account_id, at=NOW)] == ["county"]
    give_role(earlier.id, person, "analyst")
    assert [one.code for one in waves.waves_of(store, card, person.account_id, at=NOW)] == [
        "county23",
        "county",
    ]
    assert [one.code for one in waves.waves_of(store, card, None, at=NOW)] == ["county23", "county"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "png", "svg", "pdf"])
def test_a_comparison_is_a_file(store, tmp_path, kind):
    assert len(trends.file_of(comparison(store, tmp_path), Wanted("feature", "sex"), kind, "zh-CN")) > 100
