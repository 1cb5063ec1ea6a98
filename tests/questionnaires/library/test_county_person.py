"""The person form KX-1: skip map, checks and reviews, through the interview."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from questionnaires import library
from questionnaires.codelists import mapping
from questionnaires.interview import Completeness, Interview
from questionnaires.kinds import ProblemLevel

START = datetime(2026, 6, 15, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
FACTS = {
    "survey_title": "调查", "survey_place": "示例县", "survey_organiser": "示例县科协", "survey_contact": "王老师",
    "survey_phone": "0515-0000000", "survey_processor": "无", "survey_selection": "您是按随机方法抽中的。",
    "survey_reference_date": "2026-06-01", "survey_link_destroyed_on": "2026-12-31", "survey_answers_kept_until": "2029-12-31",
}  # fmt: skip
BASE = {
    "consent": "1", "consent_sens": "1", "in_county": "1", "occ": "2", "multi_unit": 0, "sex": "1",
    "birth_ym": "1986-06", "edu": "21", "title_lv": "420", "year_work": "2008", "pressure": "3",
    "act": ["1", "3"], "train_d": 3, "move": "3", "mood": "1", "voice": ["3"], "kx_know": "2",
    "suggest": "多办培训", "sug_send": "1", "sug_reply": "2",
}  # fmt: skip


def interview(extended=True, follow_up=True, **answers):
    form = library.load("county_person", extended=extended, follow_up=follow_up)
    merged = {name: value for name, value in {**BASE, **answers}.items() if value is not None}
    return Interview(form, merged, start=START, facts=FACTS)


@pytest.mark.parametrize(
    ("answers", "shown", "hidden"),
    [
        (
            {},
            "polit income health mood press_src proj_n fund title_sr title_obs move_why move_to voice_res",
            "no_train",
        ),
        ({}, "kx_link kx sug_sector sug_send sug_reply contact_ok registry interview", "st_edu help_line"),
        ({"in_county": "2"}, "in_county", "occ st_edu sex"),
        ({"consent": "2"}, "consent", "consent_sens in_county"),
        ({"occ": "6"}, "st_edu", ""),
        ({"occ": "10"}, "st_edu", ""),
        ({"occ": "10", "st_edu": "1"}, "st_edu sex", ""),
        ({"occ": "6", "st_edu": "2"}, "suggest", "sex issue_top sug_send"),
        ({"consent_sens": "2"}, "sex edu policy_use exercise", "polit income health mood help_line"),
        ({"title_lv": "499"}, "title_obs year_work", "title_sr"),
        ({"title_lv": "411"}, "title_sr title_fair", "title_obs"),
        ({"pressure": "1"}, "sat job_all", "press_src"),
        ({"act": ["97"]}, "barr coop", "proj_n fund"),
        ({"act": ["2"]}, "fund", "proj_n"),
        ({"train_d": 0}, "no_train title_fair", ""),
        ({"train_d": 0.5}, "title_fair", "no_train"),
        ({"move": "1"}, "income", "move_why move_to"),
        ({"move": "2"}, "move_why move_to", ""),
        ({"mood": "3"}, "help_line", ""),
        ({"mood": "4"}, "help_line", ""),
        ({"mood": {"missing": "refused"}}, "exercise", "help_line"),
        ({"consent_sens": "2", "mood": "4"}, "", "help_line"),
        ({"voice": ["97"]}, "sci_pop", "voice_res"),
        ({"kx_know": "4"}, "need", "kx_link kx"),
        ({"suggest": None}, "issue_top", "sug_sector sug_send sug_reply contact_ok"),
        ({"sug_send": "2"}, "sug_sector", "sug_reply contact_ok"),
        ({"sug_reply": "1"}, "registry", "contact_ok"),
        ({"contact_ok": "2"}, "contact_ok", "contact_name contact_phone"),
        ({"contact_ok": "1"}, "contact_name contact_phone", ""),
    ],
)
def test_the_skip_map(answers, shown, hidden):
    found = interview(**answers)
    assert [name for name in shown.split() if not found.shown(name)] == []
    assert [name for name in hidden.split() if found.shown(name)] == []


@pytest.mark.parametrize(
    ("answers", "outcome", "reason"),
    [
        ({"consent": "2"}, "refused", "declined"),
        ({"in_county": "2"}, "ineligible", "not_in_county"),
        ({"occ": "6", "st_edu": "2"}, "ineligible", "no_st_education"),
        ({"occ": "10", "st_edu": "2"}, "ineligible", "no_st_education"),
    ],
)
def test_the_early_endings(answers, outcome, reason):
    found = interview(**answers).ending
    assert (found.outcome, found.reason) == (outcome, reason)


def test_an_answer_about_education_left_over_from_another_occupation_ends_nothing():
    assert interview(occ="2", st_edu="2").ending is None


def test_the_core_form_asks_no_extended_item():
    found = interview(extended=False, follow_up=False)
    assert not any(
        found.shown(name) for name in ["degree", "field", "contract", "fund", "coop", "no_train", "move_to"]
    )
    assert not any(found.shown(name) for name in ["contact_ok", "registry", "interview"])


def levels(found, question):
    asked = found.questionnaire.question_by_name[question]
    return {problem.code: problem.level for problem in found.problems_of(asked)}


HARD, SOFT = ProblemLevel.HARD, ProblemLevel.SOFT


@pytest.mark.parametrize(
    ("question", "answers", "code", "level"),
    [
        ("year_work", {"birth_ym": "1986-06", "year_work": "2000"}, "V01", HARD),
        ("year_work", {"birth_ym": "1952-06", "year_work": "1970"}, "work_long", SOFT),
        ("edu", {"birth_ym": "2002-07", "edu": "11"}, "V02", SOFT),
        ("edu", {"birth_ym": "2005-07", "edu": "14"}, "V02", SOFT),
        ("edu", {"birth_ym": "2007-07", "edu": "21"}, "V02", SOFT),
        ("degree", {"edu": "31", "degree": "3"}, "degree_edu", SOFT),
        ("title_lv", {"birth_ym": "1996-07", "title_lv": "411"}, "V03", SOFT),
        ("title_lv", {"birth_ym": "2000-07", "title_lv": "412"}, "V03", SOFT),
        ("birth_ym", {"birth_ym": "2010-07"}, "age_range", HARD),
        ("birth_ym", {"birth_ym": "1950-05"}, "age_range", HARD),
        ("birth_ym", {"birth_ym": "2008-07"}, "age_usual", SOFT),
        ("birth_ym", {"birth_ym": "1960-05"}, "age_usual", SOFT),
        ("time", {"hours": 84, "t_core": 20, "t_rd": 5, "t_train": 5, "t_admin": 40, "t_form": 30, "t_pop": 0},
         "V04", SOFT),
    ],
)  # fmt: skip
def test_a_value_out_of_line_is_noticed(question, answers, code, level):
    assert levels(interview(**answers), question)[code] is level


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("year_work", {"birth_ym": "1986-06", "year_work": "2001"}),
        ("year_work", {"birth_ym": {"missing": "refused"}, "year_work": "1985"}),
        ("edu", {"birth_ym": "2002-06", "edu": "11"}),
        ("edu", {"birth_ym": {"missing": "refused"}, "edu": "11"}),
        ("title_lv", {"birth_ym": "1996-06", "title_lv": "411"}),
        ("birth_ym", {"birth_ym": "2008-06"}),
        ("birth_ym", {"birth_ym": "1960-07"}),
        ("degree", {"edu": "21", "degree": "3"}),
        (
            "time",
            {"hours": 84, "t_core": 30, "t_rd": 0, "t_train": 0, "t_admin": 40, "t_form": 30, "t_pop": 0},
        ),
        ("hours", {"hours": 40.5}),
    ],
)
def test_a_value_in_line_passes(question, answers):
    assert levels(interview(**answers), question) == {}


@pytest.mark.parametrize(
    ("question", "answers", "level"),
    [
        ("time", {"t_core": 20, "t_rd": 5, "t_train": 5, "t_admin": 40, "t_form": 25, "t_pop": 0}, HARD),
        ("hours", {"hours": 121}, HARD),
        ("hours", {"hours": 81}, SOFT),
        ("hours", {"hours": 19.5}, SOFT),
        ("multi_unit", {"multi_unit": 4}, SOFT),
        ("proj_n", {"proj_n": 21}, SOFT),
        ("proj_n", {"proj_n": 0}, HARD),
        ("sci_pop", {"sci_pop": 51}, SOFT),
        ("train_d", {"train_d": 366}, HARD),
        ("press_src", {"press_src": ["1", "97"]}, HARD),
        ("press_src", {"press_src": ["1", "2", "3", "4"]}, HARD),
        ("act", {"act": ["1", "97"]}, HARD),
        ("barr", {"barr": ["1", "1"]}, HARD),
        ("barr", {"barr": ["1", "97"]}, HARD),
        ("birth_ym", {"birth_ym": "2026-07"}, HARD),
        ("contact_phone", {"contact_ok": "1", "contact_phone": "12345678901"}, HARD),
        ("sex", {"sex": None}, HARD),
    ],
)
def test_bounds_sums_and_exclusive_options_are_kept(question, answers, level):
    assert level in levels(interview(**answers), question).values()


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"birth_ym": "1986-06", "year_work": "2000"}, "V01"),
        ({"birth_ym": "2002-07", "edu": "11"}, "V02"),
        ({"birth_ym": "1996-07", "title_lv": "411"}, "V03"),
        ({"town": "320999101000", "unit_kind": "320999101000.3", "unit": "u003", "ind": "C"}, "V08"),
        ({"town": "320999101000", "unit_kind": "320999101000.5", "unit": "u006", "ind": "P"}, "V08"),
        ({"town": "320999101000", "unit_kind": "320999101000.1", "unit": "u001", "ind": "C"}, "V08"),
        ({"town": "320999102000", "unit_kind": "320999102000.7", "unit": "u014", "ind": "P"}, "V08"),
        ({"town": "320999101000", "unit_kind": "320999101000.11", "unit": "u010", "ind": "A"}, "V08"),
        ({"town": "320999102000", "unit_kind": "320999102000.8", "unit": "u015", "ind": "S"}, "V08"),
        ({**{f"sat_{n}": "5" for n in range(1, 11)}, "job_all": "2"}, "V11"),
        ({**{f"sat_{n}": "6" for n in range(2, 11)}, "sat_1": "1", "job_all": "5"}, "V11"),
        ({"title_lv": "412", "occ": "10", "st_edu": "1"}, "V13"),
        ({"occ": "5", "town": "320999101000", "unit_kind": "320999101000.5", "unit": "u006"}, "V13"),
    ],
)
def test_a_review_is_proposed(answers, code):
    assert code in {review.code for review in interview(**answers).reviews()}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"town": "320999101000", "unit_kind": "320999101000.3", "unit": "u003", "ind": "P", "occ": "5"},
        {"town": "320999102000", "unit_kind": "320999102000.7", "unit": "u014", "ind": "N"},
        {"town": "320999102000", "unit_kind": "320999102000.8", "unit": "u015", "ind": "C"},
        {"town": "320999102000", "unit_kind": "320999102000.12", "unit": "u016", "ind": "F"},
        {"ind": "O"},
        {**{f"sat_{n}": "5" for n in range(1, 11)}, "job_all": "3"},
        {**{f"sat_{n}": "6" for n in range(1, 11)}, "job_all": "1"},
    ],
)
def test_a_usual_response_proposes_no_review(answers):
    assert interview(**answers).reviews() == ()


@pytest.mark.parametrize(
    ("birth", "age"), [("1986-06", 40), ("1986-07", 39), ("1986-05", 40), ("2008-06", 18), ("1951-06", 75)]
)
def test_age_is_in_full_years_at_the_reference_date(birth, age):
    assert interview(birth_ym=birth).record().values["age"] == age


@pytest.mark.parametrize(("kind", "code"), [("1", "1"), ("10", "10"), ("12", "12"), ("98", "98"), ("2", "2")])
def test_the_type_of_unit_is_the_code_of_the_list(kind, code):
    found = interview(town="320999102000", unit_kind=f"320999102000.{kind}")
    assert found.record().values["unit_type"] == code


def test_a_unit_must_belong_to_the_town_and_type_chosen():
    assert levels(interview(town="320999102000", unit_kind="320999101000.5"), "unit_pick")
    assert levels(interview(town="320999101000", unit_kind="320999101000.3", unit="u006"), "unit_pick")
    assert not levels(interview(town="320999101000", unit_kind="320999101000.5", unit="u006"), "unit_pick")
    assert not levels(
        interview(town="320999101000", unit_kind="320999101000.9", unit_oth="青溪小工坊"), "unit_pick"
    )


@pytest.mark.parametrize(
    ("ind", "sector"), [("A", "agriculture"), ("E", "industry"), ("I", "science"), ("S", "other")]
)
def test_the_sector_follows_the_industry(ind, sector):
    assert interview(ind=ind).record().values["sector"] == sector


def test_the_sector_in_the_rule_is_that_of_the_mapping():
    for ind, sector in mapping("gbt4754_2017_to_sectors").codes.items():
        assert interview(ind=ind).record().values["sector"] == sector


def test_without_its_key_fields_a_response_is_not_complete():
    rows = {**{f"sat_{n}": "4" for n in range(1, 11)}, "att_chk": "4"}
    assert interview(**rows).record().completeness is Completeness.COMPLETE
    assert interview(**rows, edu=None).record().completeness is Completeness.PARTIAL


def test_the_consent_text_quotes_the_facts_of_the_survey():
    found = interview()
    page = found.questionnaire.pages[0]
    for language in ("zh-CN", "en"):
        said = found.fill(page.intro, language)
        assert "示例县科协" in said
        assert "2026-12-31" in said
        assert "${" not in said
        assert "…" not in said


def test_a_reply_by_contact_details_is_offered_only_where_they_are_asked_for():
    def offered(**settings):
        asked = library.load("county_person", **settings).question_by_name["sug_reply"]
        return [option.code for option in asked.options]

    assert offered(follow_up=False) == ["1", "3"]
    assert offered(follow_up=True) == ["1", "2", "3"]


def test_nothing_promises_that_handling_can_be_looked_up_by_receipt():
    form = library.load("county_person")
    said = [*form.thanks.values(), *form.question_by_name["sug_reply"].label.values()]
    said += [
        words for option in form.question_by_name["sug_reply"].options for words in option.label.values()
    ]
    assert not [words for words in said if "办理" in words or "look it up" in words or "follow your" in words]
