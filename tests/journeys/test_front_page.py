import pytest

from tests.fixtures.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]


def test_the_front_page_is_accessible_and_speaks_both_languages(live_server, phone, check_access):
    phone.goto(live_server.address)
    assert phone.get_by_role("heading", level=1).inner_text() == "科技工作者状况调查"
    check_access(phone)
    phone.get_by_role("button", name="English").click()
    assert phone.get_by_role("heading", level=1).inner_text() == "Survey of science and technology workers"
    check_access(phone)


def test_large_type_is_chosen_without_scripts_and_fits_the_phone(live_server, phone_without_scripts):
    page = phone_without_scripts
    page.goto(live_server.address)
    page.get_by_role("button", name="大字").click()
    assert page.locator("html.large").count() == 1
    width = page.locator("body").bounding_box()["width"]
    assert width <= 360
