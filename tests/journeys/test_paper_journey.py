"""Paper in a real browser: the pages of files and of printing, without fault for screen readers, and what they give."""

from pathlib import Path

import pytest

from survey.services import copies, paper
from survey.services.copies import Order
from tests.fixtures.browsers import DESK, PHONE, visit
from tests.fixtures.databases import only_sqlite
from tests.journeys.test_fieldwork_journey import enter, shot
from tests.survey.samples import KEY, NOW, SYSTEM, small_survey

pytestmark = [only_sqlite, pytest.mark.browser]


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_a_batch_and_the_codebook_are_fetched_from_their_pages(
    live_server, hire, browser, check_access, monkeypatch, width
):
    monkeypatch.setitem(paper.MOST_IN_FILE, paper.Kind.PDF, 2)
    sample = small_survey(live_server.store)
    copies.issue(live_server.store, KEY, sample.id, [Order("school", 3)], actor=SYSTEM, at=NOW)
    named = f"paper-{width['viewport']['width']}"
    with visit(browser, **width) as page:
        enter(page, live_server, hire("chief", is_administrator=True))
        page.goto(f"{live_server.address}/staff/small/copies")
        check_access(page)
        shot(page, f"{named}-copies")
        page.get_by_role("link", name="打印", exact=True).click()
        check_access(page)
        shot(page, f"{named}-batch")
        assert page.evaluate("document.documentElement.scrollWidth") <= width["viewport"]["width"]
        page.get_by_label("哪一个文件").select_option("pdf-2")
        with page.expect_download() as made:
            page.get_by_role("button", name="生成文件").click()
        assert made.value.suggested_filename == "paper-small-1-2.pdf"
        assert Path(made.value.path()).read_bytes().startswith(b"%PDF")

        page.goto(f"{live_server.address}/staff/small/questionnaire")
        page.get_by_role("link", name="打印、Word 与代码本").click()
        check_access(page)
        shot(page, f"{named}-files")
        assert page.evaluate("document.documentElement.scrollWidth") <= width["viewport"]["width"]
        with page.expect_download() as made:
            page.get_by_role("link", name="English 代码本 HTML").click()
        book = Path(made.value.path()).read_text("utf-8")

    with visit(browser, **width) as page:
        page.set_content(book)
        assert page.get_by_role("heading", level=1).inner_text() == "A small questionnaire"
        check_access(page)
        shot(page, f"{named}-codebook")
