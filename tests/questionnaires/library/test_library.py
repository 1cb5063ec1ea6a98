"""What is shipped."""

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from questionnaires import library
from questionnaires.checks import Severity, check
from questionnaires.kinds import columns
from questionnaires.model import Calculated, Note, Privacy
from questionnaires.settings import SettingError


@pytest.mark.parametrize("name", library.names())
def test_a_shipped_questionnaire_has_nothing_to_mend(name):
    assert check(library.source(name)) == ()


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("follow_up", [False, True])
def test_every_form_of_the_person_questionnaire_has_no_error(extended, follow_up):
    found = check(library.load("county_person", extended=extended, follow_up=follow_up))
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


def numbered(questionnaire):
    return [q.number for q in questionnaire.questions if q.number and q.number[0] not in "PK"]


def test_the_core_form_has_43_items_and_the_extended_56():
    assert len(numbered(library.load("county_person"))) == 43
    assert len(numbered(library.load("county_person", extended=True))) == 56


def test_the_items_stand_in_the_order_of_their_numbers():
    wanted = ["S1", "S2", "S3", "S4", *(f"A{n}" for n in range(1, 13)), *(f"B{n}" for n in range(1, 7)),
              *(f"C{n}" for n in range(1, 6)), "D1", "D2", "D3", "D4", "D5", "D5b", "D5c", "D6", "D7",
              *(f"{m}{n}" for m in "EFGH" for n in range(1, 6))]  # fmt: skip
    assert numbered(library.load("county_person", extended=True)) == wanted


def test_a_page_of_the_person_form_asks_one_to_six_questions():
    for page in library.load("county_person", extended=True, follow_up=True).pages:
        shown = [q for q in page.questions if not isinstance(q, Calculated)]
        assert 1 <= len(shown) <= 6, page.name


def test_the_sensitive_items_are_four_and_wait_for_consent():
    sensitive = [q for q in library.source("county_person").questions if q.privacy is Privacy.SENSITIVE]
    assert [q.number for q in sensitive] == ["A6", "D6", "E3", "E4"]
    for question in sensitive:
        assert "${consent_sens} = '1'" in question.show
        assert "refused" in question.offers
        assert not question.required


def test_texts_have_no_exclamation_marks():
    for name in library.names():
        content = files("questionnaires.library").joinpath(f"{name}.yaml").read_text("utf-8")
        assert "！" not in content
        assert "! " not in content.replace("!= ", "")


def test_names_and_columns_are_those_of_the_draft():
    form = library.load("county_person", extended=True)
    found = {column.name for question in form.questions for column in columns(question, form)}
    wanted = [
        "consent",
        "consent_sens",
        "in_county",
        "occ",
        "st_edu",
        "multi_unit",
        "sex",
        "birth_ym",
        "edu",
        "degree",
        "field",
        "polit",
        "town",
        "unit_type",
        "unit",
        "ind",
        "title_lv",
        "title_sr",
        "year_work",
        "contract",
        "hours",
        "t_core",
        "t_rd",
        "t_train",
        "t_admin",
        "t_form",
        "t_pop",
        "pressure",
        "press_src_1",
        "press_src_97",
        "press_src_oth",
        "sat_1",
        "sat_10",
        "att_chk",
        "job_all",
        "act_1",
        "act_97",
        "act_oth",
        "proj_n",
        "fund_97",
        "barr_1",
        "barr_2",
        "barr_3",
        "barr_oth",
        "coop",
        "train_d",
        "no_train",
        "title_fair",
        "title_obs",
        "move",
        "move_why_97",
        "move_to",
        "income",
        "policy_use_97",
        "life_sat",
        "life_1",
        "life_2",
        "life_3",
        "health",
        "mood",
        "exercise",
        "id_1",
        "id_6",
        "voice_97",
        "voice_res",
        "sci_pop",
        "sci_will",
        "kx_know",
        "kx_link_97",
        "kx_1",
        "kx_5",
        "need_1",
        "need_2",
        "need_3",
        "contact_way_97",
        "issue_top",
        "suggest",
        "sug_sector",
        "sug_send",
        "sug_reply",
        "unit_oth",
    ]
    assert set(wanted) <= found


def test_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(SettingError):
        library.load("county_person", long=True)


def test_an_unknown_questionnaire_is_refused():
    with pytest.raises(library.UnknownQuestionnaireError):
        library.load("nothing")


def test_the_bench_questionnaire_is_that_of_the_comparison():
    form = library.load("bench")
    assert len(form.questions) == 40
    assert len(form.pages) == 8
    assert sum(q.show is not None for q in form.questions) == 6
    assert sum(not q.required for q in form.questions) == 4
    assert not any(isinstance(q, Note) for q in form.questions)


def test_the_bench_questionnaire_agrees_with_its_source():
    shared = Path(os.environ.get("KEWEN_SHARED", "../shared")) / "data/bench/questionnaire.json"
    if not shared.is_file():
        pytest.skip(f"reference data is absent: {shared}")
    source = json.loads(shared.read_text("utf-8"))
    form = library.load("bench")
    for page, group in zip(form.pages, source["groups"], strict=True):
        assert page.title["zh-CN"] == group["name"]
        for question, given in zip(page.questions, group["questions"], strict=True):
            assert question.label["zh-CN"] == given["text"]
            assert question.required == given["mandatory"]
            options = [option.label["zh-CN"] for option in getattr(question, "options", ())]
            assert options == given.get("options", given.get("scale", []))
