"""Migrations give the tables of the code, from an empty database, and survive being called at once."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from survey.store import Store, migrate, migration
from survey.store.migration import current_revision, newest_revision
from survey.store.tables import Attempt, Base


def test_the_migrated_schema_is_that_of_the_tables(
    empty_database_url: str, open_stores: Callable[[str], Store]
) -> None:
    migrate(empty_database_url)
    store = open_stores(empty_database_url)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert current_revision(store) == newest_revision()


def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    assert migrate(empty_database_url) == migrate(empty_database_url)


def test_processes_that_migrate_at_once_end_at_the_same_schema(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as callers:
        assert list(callers.map(migrate, [empty_database_url] * 4)) == [newest_revision()] * 4


def test_a_file_with_a_schema_is_copied_before_it_is_changed(
    tmp_path: Path, open_stores: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'kewen.sqlite3'}"
    migrate(url)
    store = open_stores(url)
    with store.writing() as session:
        session.add(Attempt(kind="code", source="before", at=datetime(2026, 1, 1, tzinfo=UTC)))
    monkeypatch.setattr(migration, "newest_revision", lambda: "9999")
    monkeypatch.setattr(migration, "_upgrade", lambda store: None)
    migrate(url)
    (copy,) = tmp_path.glob("kewen-before-9999-*.sqlite3")
    with open_stores(f"sqlite:///{copy}").reading() as session:
        assert session.scalars(sa.select(Attempt.source)).all() == ["before"]


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"a constraint of {table.name}"


def test_the_copy_made_before_a_migration_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'kewen.sqlite3'}"
    migrate(url)
    monkeypatch.setattr(migration, "newest_revision", lambda: "9999")
    monkeypatch.setattr(migration, "_upgrade", lambda store: None)
    migrate(url)
    (copy,) = tmp_path.glob("kewen-before-*.sqlite3")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
