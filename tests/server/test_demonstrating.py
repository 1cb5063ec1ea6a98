import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from questionnaires.text import Text
from survey.demonstration import progress_of
from survey.server.demonstrating import load_demonstration
from survey.services import surveys
from survey.services.events import SYSTEM
from survey.services.surveys import Facts
from survey.settings import Settings
from survey.store import open_store
from tests.fixtures.databases import only_sqlite

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


def wait_for(condition, process):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.2)


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(instance=tmp_path, database_url=database_url, secret_key="k" * 40)


@only_sqlite
def test_nothing_is_loaded_unless_asked_for_nor_beside_a_survey_of_ones_own(store, settings, capsys):
    load_demonstration(settings, store, False)
    surveys.create(store, "own", Facts(title=Text(zh="自己的")), actor=SYSTEM, at=datetime.now(UTC))
    load_demonstration(settings, store, True)
    assert capsys.readouterr().out == ""
    assert progress_of(store) is None


def children():
    """The processes that this one has begun and that the system still lists, ended or not."""
    return {
        int(one) for task in Path("/proc/self/task").glob("*/children") for one in task.read_text().split()
    }


@only_sqlite
def test_a_loading_that_has_ended_does_not_stay_in_the_list_of_processes(store, settings, monkeypatch):
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("DATABASE_URL", "nonsense://")  # so that it ends at once
    before = children()
    load_demonstration(settings, store, True)
    (loading,) = [one for one in children() - before if b"resource_tracker" not in command_of(one)]
    deadline = time.monotonic() + PATIENCE
    while loading in children():
        assert time.monotonic() < deadline, "nobody waited for it"
        time.sleep(0.1)


def command_of(process):
    return Path(f"/proc/{process}/cmdline").read_bytes()


def test_pages_are_served_while_the_demonstration_loads_and_it_ends_with_the_server(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    instance = tmp_path / "instance"
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
        "PYTHONPATH": str(ROOT),
        "KEWEN_INSTANCE": str(instance),
        "PORT": str(port),
        "WORKERS": "1",
    }
    command = [sys.executable, "-m", "survey", "serve", "--demonstration"]
    store = None
    with (
        (tmp_path / "log").open("w+", encoding="utf-8") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True) as process,
    ):
        try:

            def served() -> bool:
                try:
                    return httpx.get(f"http://127.0.0.1:{port}/", timeout=10).status_code == 200
                except httpx.TransportError:
                    return False

            wait_for(served, process)
            store = open_store(f"sqlite:///{instance / 'kewen.sqlite3'}")
            wait_for(lambda: (told := progress_of(store)) is not None and told.done > 3, process)
            assert served()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        log.seek(0)
        assert "/staff/link/" in log.read()
    assert store is not None
    stopped = progress_of(store)
    time.sleep(1.5)
    assert stopped is not None
    assert not stopped.finished
    assert progress_of(store) == stopped
    store.close()
