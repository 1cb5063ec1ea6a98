"""The page of simulated respondents in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from questionnaires import library
from questionnaires.model import Questionnaire
from survey.services import publication
from survey.services.events import SYSTEM
from survey.web.staff import COOKIE
from tests.fixtures.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]
AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_designer_sends_them_and_reads_what_they_came_to(
    live_server, desk, hire, make_survey, give_role, store, check_access, width
):
    number = make_survey()
    whole = library.source("county_unit").model_dump(mode="json", exclude_defaults=True)
    whole["pages"][-1]["questions"][1]["show"] = "${size} = '1' and ${employees} > 500 and ${size} = '4'"
    publication.draft(store, number, Questionnaire.model_validate(whole), actor=SYSTEM, at=AT, source="file")
    person = hire("li")
    give_role(number, person, "designer")
    desk.context.add_cookies([{"name": COOKIE, "value": person.token, "url": live_server.address}])
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(f"{live_server.address}/staff/funing-2026/questionnaire")
    desk.get_by_role("link", name="模拟试答").click()
    desk.get_by_role("button", name="模拟试答").click()
    desk.get_by_role("heading", name="没有走到的地方").wait_for()
    assert desk.get_by_text("question:contact_name", exact=False).first.is_visible()
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_access(desk)
