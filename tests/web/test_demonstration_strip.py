"""The strip that counts the demonstration's data while they are made, and then goes away."""

import re

import pytest

from survey.demonstration import CODE, design
from survey.demonstration.loading import load
from tests.fixtures.databases import only_sqlite
from tests.fixtures.demonstrations import KEY
from tests.survey.samples import small_survey

pytestmark = only_sqlite

COPIES = 60


class CutOffError(Exception):
    """The loading ends here."""


@pytest.fixture
def chief(hire, desk_of):
    return desk_of(hire("chief", is_administrator=True))


def load_some(store, instance, enough):
    """Load the demonstration until ``enough`` copies were opened; gives how many will be."""
    totals = []

    def told(done, total):
        totals.append(total)
        if done >= enough:
            raise CutOffError

    with pytest.raises(CutOffError):
        load(store, KEY, instance, design(COPIES), on_progress=told)
    return totals[-1]


def strip(page):
    found = re.search(r'<span class="so-far">([\d,]+)/([\d,]+)</span>', page)
    return (int(found[1]), int(found[2])) if found else None


def test_pages_of_the_demonstration_count_while_it_is_made_and_not_when_it_is_done(chief, store, tmp_path):
    total = load_some(store, tmp_path, 10)
    for address in (f"/staff/{CODE}/", f"/staff/{CODE}/returns", f"/staff/{CODE}/questionnaire", "/staff/"):
        done, of = strip(chief.get(address).text)
        assert (done >= 10, of) == (True, total), address
    asked = chief.get(f"/staff/{CODE}/progress").get_json()
    assert asked["total"] == total
    load(store, KEY, tmp_path, design(COPIES))
    assert strip(chief.get(f"/staff/{CODE}/").text) is None
    assert chief.get(f"/staff/{CODE}/progress").get_json() is None
    log = chief.get(f"/staff/{CODE}/events").text
    assert "演示数据已全部生成" in log
    assert "demonstration." not in re.sub(r'(?:href|src|value)="[^"]*"', "", log)


def test_other_surveys_say_nothing_of_the_demonstration(chief, store, tmp_path):
    small_survey(store)
    load_some(store, tmp_path, 10)
    assert strip(chief.get("/staff/small/").text) is None
    assert chief.get("/staff/small/progress").status_code == 404


def test_who_has_no_role_in_the_demonstration_is_not_told_of_it(hire, desk_of, store, tmp_path):
    load_some(store, tmp_path, 10)
    desk = desk_of(hire("guest"))
    assert strip(desk.get("/staff/").text) is None
    assert desk.get(f"/staff/{CODE}/progress").status_code == 404
