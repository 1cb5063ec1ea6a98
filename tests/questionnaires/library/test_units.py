"""A survey's own list of units."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from questionnaires import library
from questionnaires.checks import check
from questionnaires.interview import Interview
from questionnaires.library.units import Town, Unit, known_answers, unit_answers, unit_list
from questionnaires.model import Questionnaire
from questionnaires.text import Text

TOWNS = (Town("1", Text(zh="甲镇", en="A")), Town("2", Text(zh="乙镇", en="B")))
UNIT = Unit("u9", Text(zh="乙镇卫生院", en="B clinic"), "2", "6", "yzwsy")


def test_a_list_from_a_frame_fits_the_person_form():
    listed = unit_list(TOWNS, [UNIT], "2026")
    form = library.source("county_person")
    content = {name: getattr(form, name) for name in Questionnaire.model_fields}
    content["lists"] = (listed, *form.lists[1:])
    assert check(Questionnaire(**content)) == ()


def test_a_person_of_a_unit_finds_it_filled_in():
    listed = unit_list(TOWNS, [UNIT], "2026")
    answers = {"consent": "1", "consent_sens": "1", "in_county": "1", "occ": "4", **unit_answers(UNIT)}
    found = Interview(
        library.load("county_person"),
        answers,
        start=datetime(2026, 6, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
        facts={"survey_reference_date": "2026-06-01"},
        lists={"units": listed},
    )
    assert found.problems_of(found.questionnaire.question_by_name["unit_pick"]) == ()
    assert found.record().values["unit_type"] == "6"


def test_a_unit_without_its_town_is_refused():
    with pytest.raises(ValueError, match="no town 3"):
        unit_list(TOWNS, [Unit("u", Text(zh="丙"), "3", "6")], "1")


TWINS = (
    UNIT,
    Unit("u1", Text(zh="中心小学", en="Primary school"), "1", "3"),
    Unit("u2", Text(zh="中心小学", en="Primary school"), "2", "3"),
    Unit("u3", Text(zh="大厂", en="Works"), "1", "8"),
)


@pytest.fixture(scope="module")
def county() -> Questionnaire:
    form = library.load("county_person")
    listed = unit_list(TOWNS, TWINS, "2026")
    return form.model_copy(update={"lists": (listed, *(one for one in form.lists if one.name != "units"))})


@pytest.mark.parametrize(
    ("name", "town", "expected"),
    [
        ("乙镇卫生院", "", {"town": "2", "unit_kind": "2.6", "unit": "u9", "ind": "Q"}),
        ("B clinic", "elsewhere", {"town": "2", "unit_kind": "2.6", "unit": "u9", "ind": "Q"}),
        ("中心小学", "乙镇", {"town": "2", "unit_kind": "2.3", "unit": "u2", "ind": "P"}),
        ("中心小学", "", {}),
        ("大厂", "甲镇", {"town": "1", "unit_kind": "1.8", "unit": "u3"}),
        ("没有这一家", "甲镇", {}),
        ("", "", {}),
    ],
)
def test_what_is_known_of_somebody_whose_unit_is_known(county, name, town, expected):
    assert known_answers(county, name, town) == expected


def test_a_questionnaire_that_asks_for_no_unit_knows_nothing():
    assert known_answers(library.load("bench"), "乙镇卫生院") == {}
