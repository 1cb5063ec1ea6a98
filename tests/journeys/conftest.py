"""A survey with a designer, for the journeys of designing."""

from collections.abc import Callable
from typing import Any

import pytest


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
