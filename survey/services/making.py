"""Reports in the making: a process of their own writes the file, and its state is read from what is there.

A report of the whole county takes half a minute, too long for a request. The request starts
``survey.server.reportmaking`` and hands it a lock that the system releases when the
process ends, however it ends. So a report is *being made* while the lock is held, *made* when
its file is there, *failed* when the process said why, and *interrupted* when the lock is free
and nothing else was left: never stuck. Files lie in ``instance/reports`` for whoever asks next;
an erasure removes them all, for any may quote the person.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from questionnaires.text import Text
from reports.templates import USUAL
from survey.errors import Refusal
from survey.services.made import forget
from survey.services.reportfiles import file_of, put
from survey.settings import Settings

if TYPE_CHECKING:
    from survey.store.engine import Store

PROGRAM = "survey.server.reportmaking"
TRIES, PAUSE = 5, 0.05  # a page that looks whether the lock is held holds it for a moment
DEFECT = Text(
    zh="程序出错，报告没有生成。请再试一次；若再次出现，请告诉管理员。",
    en="The program has a defect and the report was not made. Try again; if it recurs, tell the administrator.",
)
BETWEEN = (("zh-CN", "。"), ("en", ". "))  # of a reason and its remedy
State = Literal["making", "made", "failed", "interrupted"]


@dataclass(frozen=True)
class Making:
    """How far a report is; ``since`` is when it got there, ``reason`` says why it failed.

    ``done`` is the share of the work that is done, from 0 to 1, where the process tells it.
    """

    state: State
    since: datetime
    reason: Text | None = None
    done: float | None = None


def state_of(
    instance: Path, survey_code: str, name: str, language: str, template: str = USUAL
) -> Making | None:
    """How far a report is; None where nobody asked for it. Nothing is written."""
    return state_at(file_of(instance, survey_code, name, language, template))


def state_at(made: Path) -> Making | None:
    """How far the file is that a process makes; None where nobody asked for it. Nothing is written."""
    lock, failed = made.with_suffix(".lock"), made.with_suffix(".failed")
    if lock.exists() and _is_held(lock):
        return Making("making", _moment(lock), done=_done(made))
    if failed.exists():
        return Making("failed", _moment(failed), Text(json.loads(failed.read_text("utf-8"))))
    if made.exists():
        return Making("made", _moment(made))
    if lock.exists():
        return Making("interrupted", _moment(lock))
    return None


def start(settings: Settings, survey_code: str, name: str, language: str, template: str = USUAL) -> bool:
    """Begin to make a report in all its forms in a process of its own; False where it is being made already."""
    made = file_of(settings.instance, survey_code, name, language, template)
    return begin(settings, made, PROGRAM, survey_code, name, language, template)


def begin(settings: Settings, made: Path, program: str, *arguments: str) -> bool:
    """Begin to make a file in a process of its own, which holds its lock; False where it is being made already."""
    made.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(made.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(lock):
            return False
        os.utime(lock)
        for old in (made, made.with_suffix(".failed"), _progress(made)):
            old.unlink(missing_ok=True)
        process = subprocess.Popen(  # noqa: S603 (our own program, names from the database)
            [sys.executable, "-m", program, *arguments],
            env={**os.environ, **_environment(settings)},
            stdin=subprocess.DEVNULL,
            pass_fds=(lock,),  # held until the process ends, however it ends
            start_new_session=True,
        )
    finally:
        os.close(lock)
    threading.Thread(target=process.wait, daemon=True, name="making").start()
    return True


def make(settings: Settings, survey_code: str, name: str, language: str, template: str = USUAL) -> None:
    """Make a report and put each of its files in place whole; a refusal is kept for the page."""
    from survey.store import open_store

    made = file_of(settings.instance, survey_code, name, language, template)
    store = open_store(settings.database_url)
    try:
        with failure_told(made, DEFECT):
            _make(store, settings.instance, survey_code, name, language, template)
    finally:
        store.close()
        _progress(made).unlink(missing_ok=True)
    made.with_suffix(".lock").unlink(missing_ok=True)


def _make(store: Store, instance: Path, survey_code: str, name: str, language: str, template: str) -> None:
    from survey.services import changes, reporting
    from survey.services.surveys import named

    made = file_of(instance, survey_code, name, language, template)
    survey = named(store, survey_code, at=datetime.now(UTC))
    report = reporting.report_of(
        store,
        instance,
        survey,
        name,
        language,
        template=template,
        forms=tuple(reporting.FORMS),
        told=lambda share: _progress(made).write_text(f"{share:.2f}", "ascii"),
    )
    # Whoever was erased meanwhile took the version along: then nothing may be kept.
    if not _stands(store, survey.id, name):
        return
    reporting.enter(store, survey, name, report, language, template, at=datetime.now(UTC))
    changes.keep(store, instance, survey, name, template, report.printed)
    for form in reversed(tuple(reporting.FORMS)):  # the Word file, by which the others are known, last
        ending = reporting.FORMS[form].ending
        made_form = file_of(instance, survey_code, name, language, template, ending)
        put(made_form, report.contents[form])
    if not _stands(store, survey.id, name):
        forget(instance, survey_code, ["reports"], of=name)


@contextmanager
def failure_told(made: Path, defect: Text) -> Iterator[None]:
    """Keep beside a file why it was not made, for the page: a refusal in its words, a defect, which is raised, in ours."""
    failed = made.with_suffix(".failed")
    try:
        yield
    except Refusal as refusal:
        said = Text(
            {
                tag: f"{refusal.reason.say(tag).rstrip('。.')}{between}{refusal.remedy.say(tag)}"
                for tag, between in BETWEEN
            }
        )
        put(failed, json.dumps(dict(said), ensure_ascii=False).encode())
    except Exception:
        put(failed, json.dumps(dict(defect), ensure_ascii=False).encode())
        raise


def _stands(store: Store, survey_id: int, name: str) -> bool:
    """Whether no erasure has taken a version of the data away."""
    from survey.services import reporting

    return any(one.name == name for one in reporting.frozen_versions(store, survey_id))


def _progress(made: Path) -> Path:
    return made.with_suffix(".progress")


def _done(made: Path) -> float | None:
    try:
        return float(_progress(made).read_text("ascii"))
    except (FileNotFoundError, ValueError):  # not told yet, or being written
        return None


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "KEWEN_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "TIME_ZONE": settings.time_zone,
        "LOG_FORMAT": settings.log_format,
    }


def _take(lock: int) -> bool:
    for _ in range(TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE)
        else:
            return True
    return False


def _is_held(path: Path) -> bool:
    try:
        lock = os.open(path, os.O_RDONLY)
    except FileNotFoundError:  # done just now
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(lock)


def _moment(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
