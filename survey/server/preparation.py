"""What happens once, in the parent process, before any worker serves."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable

from survey.server.demonstrating import load_demonstration
from survey.server.first_account import offer_first_account
from survey.settings import Settings
from survey.store import Store, migrate, open_store

Step = Callable[[Settings, Store, bool], None]


def tell_open_folder(settings: Settings, store: Store, demonstration: bool) -> None:
    """Say it where other accounts of the machine can look into the instance folder."""
    if not stat.S_IMODE(settings.instance.stat().st_mode) & 0o077:
        return
    folder = settings.instance
    sys.stdout.write(
        f"本机的其他账号可以打开数据文件夹 {folder}；请执行：chmod 700 {folder}\n"
        f"Other accounts of this machine can open the data folder {folder}; run: chmod 700 {folder}\n\n"
    )
    sys.stdout.flush()


#: Further steps on a migrated database, in order; each gets the settings, the store and
#: whether the demonstration was asked for, and prints what a person has to know.
STEPS: tuple[Step, ...] = (tell_open_folder, offer_first_account, load_demonstration)


def prepare(settings: Settings, *, demonstration: bool = False) -> None:
    """Migrate the database and take the further steps; safe to repeat at every start."""
    migrate(settings.database_url)
    store = open_store(settings.database_url)
    try:
        for step in STEPS:
            step(settings, store, demonstration)
    finally:
        store.close()
