"""The unit form KX-2: sums and bounds."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from questionnaires import library
from questionnaires.interview import Interview
from questionnaires.kinds import ProblemLevel

START = datetime(2026, 6, 15, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
PARTS = {"occ": 8, "sex": 2, "age": 4, "edu": 5, "title": 6}


def answers(total=20, **changed):
    found = {
        "unit_name": "青溪第一中学", "town": "320999101000", "ind": "P", "unit_type": "3", "size": "2",
        "employees": 60, "st_total": total, "joined": 1, "left": 0, "concurrent": 2,
    }  # fmt: skip
    for prefix, count in PARTS.items():
        found.update({f"{prefix}_{n}": 0 for n in range(1, count + 1)})
        found[f"{prefix}_1"] = total
    return {**found, **changed}


def problems(**changed):
    form = library.load("county_unit")
    found = Interview(form, answers(**changed), start=START, facts={"survey_reference_date": "2025-12-31"})
    return {(problem.question, problem.code): problem.level for problem in found.all_problems}


def graver(found):
    return {key: level for key, level in found.items() if level is not ProblemLevel.LEFT_OUT}


def test_a_form_that_adds_up_passes():
    assert graver(problems()) == {}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("occ_8", "U8_sum"),
        ("sex_2", "U9_sum"),
        ("age_4", "U10_sum"),
        ("edu_5", "U11_sum"),
        ("title_6", "U12_sum"),
    ],
)
def test_parts_must_add_up_to_the_total(question, code):
    assert problems(**{question: 1})[(question, code)] is ProblemLevel.HARD


@pytest.mark.parametrize(
    ("changed", "question", "code"),
    [
        ({"st_total": 61}, "st_total", "U7_most"),
        ({"cpc_n": 21}, "cpc_n", "U13_most"),
        ({"concurrent": 21}, "concurrent", "U15_most"),
    ],
)
def test_a_part_cannot_exceed_the_whole(changed, question, code):
    assert problems(**changed)[(question, code)] is ProblemLevel.HARD


@pytest.mark.parametrize(
    ("size", "employees"), [("1", 20), ("2", 19), ("2", 100), ("3", 99), ("3", 300), ("4", 299)]
)
def test_the_size_must_fit_the_number(size, employees):
    assert problems(size=size, employees=employees)[("employees", "U6_size")] is ProblemLevel.SOFT


@pytest.mark.parametrize(("total", "shown"), [(9, False), (10, True)])
def test_party_members_are_asked_from_ten_people_on(total, shown):
    form = library.load("county_unit")
    assert Interview(form, answers(total), start=START).shown("cpc_n") is shown


@pytest.mark.parametrize(
    ("code", "right"), [("91350100M000100Y43", True), ("91350100m000100Y43", False), ("12345", False)]
)
def test_the_credit_code_has_its_shape(code, right):
    assert (("credit_code", "pattern") not in problems(credit_code=code)) is right


def test_a_form_without_any_answer_proposes_no_review():
    form = library.load("county_unit")
    assert Interview(form, {}, start=START).reviews() == ()


def test_parts_that_do_not_add_up_are_proposed_for_review():
    form = library.load("county_unit")
    found = Interview(form, answers(occ_8=3), start=START).reviews()
    assert {review.code for review in found} == {"U8_sum"}
