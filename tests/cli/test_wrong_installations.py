"""An installation that cannot work: every command says which setting it is and what to do, and ends with 2."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pysqlite3
import pytest
from click.testing import CliRunner

from survey.cli import command_line
from survey.store import migrate

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("survey", "list"),
    ("migrate",),
    ("verify",),
    ("backup",),
    ("account", "list"),
    ("demonstration",),
)


@pytest.fixture
def instance(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("KEWEN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    return tmp_path / "instance"


def refusal(*arguments: str) -> str:
    ended = CliRunner().invoke(command_line(), arguments)
    assert ended.exit_code == 2, (arguments, ended.stderr)
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kewen:geheim@127.0.0.1:1/kewen",
        "sqlite+foo:///x.sqlite3",
        "postgresql+psycopg2://kewen:geheim@localhost/kewen",
        "postgresql://kewen:geheim@localhost:port/kewen",
        "sqlite:///{tmp}/note.txt",
        "sqlite:///{tmp}/folder",
        "sqlite:///{tmp}/note.txt/kewen.sqlite3",
    ],
)
def test_a_database_that_cannot_be_used_is_named_with_its_setting(
    instance, tmp_path, monkeypatch, command, url
):
    (tmp_path / "note.txt").write_text("no database at all, but a text of some length. " * 40)
    (tmp_path / "folder").mkdir(mode=0o755)
    monkeypatch.setenv("DATABASE_URL", url.format(tmp=tmp_path))
    said = refusal(*command)
    assert "DATABASE_URL" in said
    assert "geheim" not in said
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o755
    assert (tmp_path / "note.txt").read_text().startswith("no database")


@pytest.mark.parametrize("command", [("survey", "list"), ("verify",), ("account", "list")])
def test_an_empty_or_older_database_is_to_be_migrated(instance, command):
    assert "migrate" in refusal(*command)
    older(instance, "0001")
    assert "migrate" in refusal(*command)


def test_a_database_of_a_newer_program_is_left_alone(instance):
    older(instance, "9999_later")
    for command in COMMANDS[:3]:
        assert "9999_later" in refusal(*command)


def older(instance: Path, revision: str) -> None:
    instance.mkdir(exist_ok=True)
    migrate(f"sqlite:///{instance}/kewen.sqlite3")
    with pysqlite3.connect(str(instance / "kewen.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


@pytest.mark.parametrize("content", ["密钥" * 30, b"\xff" * 60, "short"])
def test_a_broken_key_is_refused_with_its_file(instance, content):
    instance.mkdir()
    (instance / "secret").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert str(instance / "secret") in refusal("migrate")


def test_a_key_that_is_a_folder_is_refused(instance):
    (instance / "secret").mkdir(parents=True)
    assert "SECRET_KEY" in refusal("migrate")


def test_a_restore_of_a_folder_and_a_backup_into_none_are_refused(instance, tmp_path):
    assert CliRunner().invoke(command_line(), ["migrate"]).exit_code == 0
    refusal("restore", str(tmp_path))
    refusal("verify", str(tmp_path))
    assert "absent" in refusal("backup", "--out", str(tmp_path / "absent" / "kewen.tar"))
    assert not (tmp_path / "absent").exists()


def test_the_database_is_its_owners_alone_whatever_the_umask(instance):
    instance.mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        assert CliRunner().invoke(command_line(), ["migrate"]).exit_code == 0
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in instance.iterdir()}
    assert {name for name, mode in modes.items() if mode & 0o077} == set(), modes


def test_verifying_what_is_not_there_makes_nothing(instance):
    assert "migrate" in refusal("verify")
    assert not instance.exists()


@pytest.fixture
def backed_up(instance) -> Path:
    run = CliRunner()
    assert run.invoke(command_line(), ["migrate"]).exit_code == 0
    assert run.invoke(command_line(), ["backup", "--out", str(instance / "kept.tar")]).exit_code == 0
    return instance


def folder_of(instance: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in instance.iterdir()}


def test_verifying_writes_nothing_where_nothing_can_be_written(backed_up, monkeypatch):
    """As on a read-only disk: whoever asks is told that nothing can be written, and nothing is."""
    (backed_up / "secret").unlink()
    before = folder_of(backed_up)
    writable = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and writable(path, mode))
    for source in ([], [str(backed_up / "kept.tar")]):
        ended = CliRunner().invoke(command_line(), ["verify", *source])
        assert ended.exit_code == 0, ended.stderr
    assert folder_of(backed_up) == before


def test_an_installation_on_a_read_only_disk_is_verified(backed_up):
    (backed_up / "secret").unlink()
    mount = f"mount --bind {backed_up} {backed_up} && mount -o remount,ro,bind {backed_up}"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("this account may not mount anything, so that there is no read-only disk to try it on")
    for source in ("", str(backed_up / "kept.tar")):
        command = f"{mount} && exec {sys.executable} -m survey verify {source}"
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
