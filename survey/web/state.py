"""What the running application holds besides Flask's own: settings, store and clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from survey.settings import Settings
from survey.store import Store

EXTENSION = "kewen"


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class State:
    """The parts a route hands to services; tests put a clock of their own here."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime] = utc_now


def state() -> State:
    """The state of the application that serves this request."""
    return cast(State, current_app.extensions[EXTENSION])
