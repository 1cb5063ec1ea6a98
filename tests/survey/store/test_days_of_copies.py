"""The migration that leaves copies the days of opening and returning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command

from survey.store import Store, migrate

BEGUN = datetime(2026, 5, 1, 17, 30, 0, 123456, tzinfo=UTC)  # the second of May in Shanghai
NOON = datetime(2026, 5, 2, 4, 0, tzinfo=UTC)


def test_copies_of_before_keep_their_days_and_lose_their_moments(
    empty_database_url: str, open_stores: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        real = command.upgrade
        patch.setattr(command, "upgrade", lambda config, _head: real(config, "0002"))
        migrate(empty_database_url)
    store = open_stores(empty_database_url)
    tables = sa.MetaData()
    tables.reflect(store.engine)
    with store.engine.begin() as connection:
        for name, columns in (
            ("survey", {"code": "s", "time_zone": "Asia/Shanghai", "created_at": BEGUN}),
            ("stratum", {"survey_id": 1, "code": "a", "label": "甲", "position": 0}),
            (
                "copy",
                {
                    "survey_id": 1,
                    "stratum_id": 1,
                    "serial": "00000017",
                    "outcome": "submitted",
                    "issued_at": BEGUN,
                },
            ),
        ):
            connection.execute(sa.insert(tables.tables[name]), {**filled(tables.tables[name]), **columns})
        copy = tables.tables["copy"]
        connection.execute(sa.update(copy).values(opened_at=BEGUN, returned_at=BEGUN))
    migrate(empty_database_url)
    with store.engine.connect() as connection:
        row = connection.execute(sa.select(copy.c.issued_at, copy.c.opened_at, copy.c.returned_at)).one()
    assert [each.replace(tzinfo=UTC) if each.tzinfo is None else each for each in row] == [BEGUN, NOON, NOON]


def filled(table: sa.Table) -> dict[str, object]:
    """Something in every column that must have something."""
    found: dict[str, object] = {}
    for column in table.columns:
        if column.nullable or column.primary_key or column.server_default is not None:
            continue
        kind = column.type
        is_text = isinstance(kind, sa.String)
        is_number = isinstance(kind, sa.Integer)
        found[column.name] = "" if is_text else 0 if is_number else {} if isinstance(kind, sa.JSON) else False
    return found
