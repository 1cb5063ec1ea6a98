"""The demonstration, loaded by a process of its own while the workers serve already."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading

from survey.journal import start_log
from survey.settings import Settings, read_settings
from survey.store import Store, open_store

LOG = logging.getLogger("kewen.demonstration")
#: Respondents come first: the loading takes what processor time they leave.
NICENESS = 10
TOLD_EVERY = 500


def load_demonstration(settings: Settings, store: Store, demonstration: bool) -> None:
    """Begin to load the demonstration where it was asked for and the database has no survey.

    A loading that was cut off is gone on with. The process ends with this one.
    """
    if not demonstration:
        return
    from survey.demonstration import is_wanted

    if not is_wanted(store):
        return
    context = multiprocessing.get_context("spawn")
    loading = context.Process(target=_work, args=(os.getpid(),), name="demonstration", daemon=True)
    loading.start()
    # Nobody else waits for it: ended and not waited for, it would stay in the system's list of processes.
    threading.Thread(target=loading.join, name="demonstration ended", daemon=True).start()
    sys.stdout.write(
        "演示数据正在后台生成，约需几分钟；这期间平台可以正常使用。\n"
        "The demonstration is loading in the background, for some minutes; Kewen can be used meanwhile.\n\n"
    )
    sys.stdout.flush()


def _work(parent: int) -> None:
    """Load the demonstration with the settings of the environment, as long as ``parent`` lives."""
    # Workers load this module too, and never need what follows.
    from survey.demonstration import design
    from survey.demonstration.loading import load
    from survey.services.copies import key_of

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is asked to stop, and stops this
    os.nice(NICENESS)
    settings = read_settings()
    start_log(settings.log_format)
    store = open_store(settings.database_url)

    def told(done: int, total: int) -> None:
        if os.getppid() != parent:
            sys.exit(0)
        if done % TOLD_EVERY == 0:
            LOG.info("demonstration loading", extra={"fields": {"done": done, "total": total}})

    try:
        frozen = load(store, key_of(settings.secret_key), settings.instance, design(), on_progress=told)
        LOG.info("demonstration loaded", extra={"fields": {"valid": len(frozen.dataset)}})
    except Exception:
        LOG.exception("the demonstration is not complete; the next start goes on with it")
        sys.exit(1)
    finally:
        store.close()
