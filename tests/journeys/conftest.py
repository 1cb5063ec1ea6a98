"""A survey with a designer, for the journeys of designing; an analysed one, for those of its results."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from survey.services import sessions
from survey.store import accounts as stored
from survey.web.staff import COOKIE
from tests.survey.analysed import analysed_survey


@pytest.fixture
def county(make_survey: Callable[..., int]) -> int:
    """A survey that has no draft yet."""
    return make_survey()


@pytest.fixture
def wang(county: int, hire: Callable[..., Any], give_role: Callable[..., None]) -> Any:
    """Somebody who designs in it."""
    person = hire("wang")
    give_role(county, person, "designer")
    return person


@pytest.fixture
def li(county: int, hire: Callable[..., Any], give_role: Callable[..., None]) -> Any:
    """A colleague who designs in it too."""
    person = hire("li")
    give_role(county, person, "designer")
    return person


@pytest.fixture
def signed_in(live_server):
    """``signed_in(page)``: the page's browser belongs to the administrator of a county with 300 answers."""
    analysed_survey(live_server.store, 300, is_simulated=True)
    at = datetime.now(UTC)
    with live_server.store.writing() as session:
        account = stored.add(session, login="root", name="王老师", is_administrator=True, created_at=at)
        assert account is not None
        begun = sessions.begin(session, b"k" * 32, account, at=at)

    def sign(page):
        page.context.add_cookies([{"name": COOKIE, "value": begun.token, "url": live_server.address}])
        return page

    return sign
