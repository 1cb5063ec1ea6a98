"""What falls due by the clock: surveys whose set end has passed, what the ledger is to hold, what a kill left half done."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

from survey.services import boundaries
from survey.services.releases import enter_noted
from survey.services.respond import close_overdue
from survey.store import Store

LOG = logging.getLogger("kewen.server")
EVERY_SECONDS = 60.0


def start_clock(store: Store, instance: Path, every: float = EVERY_SECONDS) -> threading.Event:
    """Look every so many seconds, in the background, until the event given back is set.

    Each worker looks: a survey is closed under its lock, and only what is left to close.
    """
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(every):
            try:
                close_overdue(store, at=datetime.now(UTC))
            except Exception:  # the database may be away for a while; it is looked at again
                LOG.exception("surveys whose end has passed could not be closed")
            try:
                enter_noted(store)
            except Exception:  # kept, and tried again
                LOG.exception("what was seen of results could not be entered in the ledger of releases")
            try:
                boundaries.settle(store, instance)
            except Exception:  # the disk may be full or the database away; it is tried again
                LOG.exception("the boundary file and the log of it could not be brought together")

    threading.Thread(target=look, name="clock", daemon=True).start()
    return ended
