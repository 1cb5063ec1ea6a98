"""Designing as a person does: what journeys in the designer share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from questionnaires.model import Questionnaire
from survey.services import publication
from survey.services.design import drafts
from survey.services.events import SYSTEM
from survey.web.staff import COOKIE
from tests.fixtures.browsers import PATIENCE, visit

TABLET: dict[str, Any] = {"viewport": {"width": 810, "height": 1080}, "has_touch": True}
SURVEY = "funing-2026"
# A busy machine saves slowly; a person waits as well.
expect.set_options(timeout=PATIENCE)


class Designer:
    """The designer in a browser, and the draft behind it."""

    def __init__(self, page: Page, server: Any, survey_id: int, name: str = "") -> None:
        self.page, self.server, self.survey_id, self.name, self.taken = page, server, survey_id, name, 0

    @property
    def outline(self) -> Locator:
        return self.page.locator("nav.outline")

    @property
    def form(self) -> Locator:
        return self.page.locator(".middle .form")

    def press(self, words: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=words, exact=True).first.click()

    def add(self, kind: str) -> None:
        """A question of a kind, behind what is selected."""
        had = self.outline.locator(".pick").count()
        self.press("加题")
        self.page.locator("dialog").get_by_role("button", name=kind).first.click()
        expect(self.outline.locator(".pick")).not_to_have_count(had)
        expect(self.form).to_have_attribute("aria-label", kind)

    def saved(self) -> None:
        """Wait until everything is saved."""
        expect(self.page.locator(".bar .saved")).to_have_text("已保存", timeout=PATIENCE)

    def draft(self) -> Questionnaire:
        """The draft as the server has it, when everything is saved."""
        self.saved()
        store = self.server.store
        with store.reading() as session:
            return drafts.at_present(store, session, self.survey_id).questionnaire

    def select(self, words: str) -> None:
        self.outline.locator(".pick", has_text=words).first.click()

    def look(self, called: str) -> None:
        """Keep a picture, where KEWEN_PICTURES names a folder."""
        folder = os.environ.get("KEWEN_PICTURES")
        if folder:
            self.taken += 1
            self.page.screenshot(path=Path(folder) / f"{self.name}-{self.taken:02}-{called}.png")


@contextmanager
def designing(
    browser: Browser, server: Any, person: Any, survey_id: int, **options: Any
) -> Iterator[Designer]:
    """The designer of a survey, open in a browser in which a person is signed in."""
    name = options.pop("name", "designer")
    with visit(browser, **options) as page:
        page.context.add_cookies([{"name": COOKIE, "value": person.token, "url": server.address}])
        page.goto(f"{server.address}/staff/{SURVEY}/design")
        page.locator(".bar .saved").wait_for()
        expect(page.locator(".outline .row.whole")).to_be_visible()
        yield Designer(page, server, survey_id, name)


def put_draft(store: Any, survey_id: int, questionnaire: Questionnaire) -> None:
    """Make a questionnaire the draft of a survey."""
    publication.draft(store, survey_id, questionnaire, actor=SYSTEM, at=datetime.now(UTC))
