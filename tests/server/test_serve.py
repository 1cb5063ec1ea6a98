import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "KEWEN_INSTANCE": str(tmp_path / "instance"),
        "PORT": str(port),
        "WORKERS": "2",
    }


def wait_until_served(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not come up")


def test_serve_makes_its_own_database_and_key_and_replaces_workers_without_dropping_a_request(
    environment, tmp_path
):
    address = f"http://127.0.0.1:{environment['PORT']}"
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    command = [sys.executable, "-m", "survey", "serve"]
    with log, subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True) as process:
        try:
            wait_until_served(address, process)
            page = httpx.get(f"{address}/")
            assert page.status_code == 200
            assert "<h1>" in page.text
            process.send_signal(signal.SIGHUP)
            until = time.monotonic() + 6
            while time.monotonic() < until:
                assert httpx.get(f"{address}/healthz", timeout=20).status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        log.seek(0)
        lines = [json.loads(line) for line in log.read().splitlines() if line.startswith("{")]
    workers = {line["message"] for line in lines if line["message"].startswith("Started server process")}
    assert len(workers) == 4  # two, and the two that took their place
    instance = Path(environment["KEWEN_INSTANCE"])
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert stat.S_IMODE((instance / "secret").stat().st_mode) == 0o600
    assert (instance / "kewen.sqlite3").exists()


def test_serve_refuses_wrong_settings_all_at_once(environment):
    wrong = {**environment, "PORT": "http", "PUBLIC_URL": "diaocha.example.org"}
    command = [sys.executable, "-m", "survey", "serve"]
    run = subprocess.run(command, env=wrong, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "PORT" in run.stderr
    assert "PUBLIC_URL" in run.stderr
    assert not Path(environment["KEWEN_INSTANCE"]).exists()


def refused(environment) -> str:
    """What ``serve`` says as it refuses."""
    command = [sys.executable, "-m", "survey", "serve"]
    run = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert run.returncode == 2, run.stderr
    assert "Traceback" not in run.stderr
    return run.stdout + run.stderr


def test_a_port_in_use_is_refused_before_a_set_up_link_is_made(environment):
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))):
        said = refused(environment)
    assert f"PORT={int(environment['PORT']) + 1}" in said
    assert "/staff/link/" not in said
    assert not (Path(environment["KEWEN_INSTANCE"]) / "kewen.sqlite3").exists()


def test_a_host_that_is_not_of_this_machine_is_refused(environment):
    assert "HOST" in refused({**environment, "HOST": "203.0.113.7"})
