"""What happens once, in the parent process, before any worker serves."""

from __future__ import annotations

from collections.abc import Callable

from survey.server.demonstrating import load_demonstration
from survey.server.first_account import offer_first_account
from survey.settings import Settings
from survey.store import Store, migrate, open_store

Step = Callable[[Settings, Store, bool], None]

#: Further steps on a migrated database, in order; each gets the settings, the store and
#: whether the demonstration was asked for, and prints what a person has to know.
STEPS: tuple[Step, ...] = (offer_first_account, load_demonstration)


def prepare(settings: Settings, *, demonstration: bool = False) -> None:
    """Migrate the database and take the further steps; safe to repeat at every start."""
    migrate(settings.database_url)
    store = open_store(settings.database_url)
    try:
        for step in STEPS:
            step(settings, store, demonstration)
    finally:
        store.close()
