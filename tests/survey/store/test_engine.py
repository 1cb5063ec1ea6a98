"""Transactions: whole or not at all, one writer after another, and nothing that could be lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from survey.errors import Refusal, Unavailable
from survey.store import Store, open_store
from survey.store.tables import Attempt
from tests.fixtures.databases import Postgres

MOMENT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


def add(store: Store, source: str) -> None:
    with store.writing() as session:
        session.add(Attempt(kind="code", source=source, at=MOMENT))


def count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count(Attempt.id))) or 0


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            session.add(Attempt(kind="code", source="a", at=MOMENT))
            session.flush()
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert count(store) == 0


def test_what_a_reading_session_writes_is_not_kept(store: Store) -> None:
    with store.reading() as session:
        session.execute(sa.insert(Attempt).values(kind="code", source="a", at=MOMENT))
    assert count(store) == 0


def test_a_moment_comes_back_aware_and_one_without_zone_is_refused(store: Store) -> None:
    add(store, "a")
    with store.reading() as session:
        assert session.scalars(sa.select(Attempt.at)).one() == MOMENT
    with pytest.raises(sa.exc.StatementError, match="time zone"), store.writing() as session:
        session.execute(sa.insert(Attempt).values(kind="code", source="a", at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_many_writers_at_once_all_arrive(store: Store) -> None:
    writers = [threading.Thread(target=add, args=(store, f"s{number}")) for number in range(24)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert count(store) == 24


def test_an_error_of_the_database_does_not_show_the_values(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, store.writing() as session:
        session.execute(
            sa.text("INSERT INTO attempt (nothing) VALUES (:answer)"), {"answer": "a secret answer"}
        )
    assert "a secret answer" not in str(caught.value)


def test_a_ready_store_keeps_nothing_of_what_it_wrote(store: Store) -> None:
    store.ready()
    store.ready()
    assert count(store) == 0


def test_a_postgresql_that_may_lose_what_it_acknowledged_is_refused(postgres: Postgres) -> None:
    name = postgres.create()
    postgres.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with pytest.raises(Refusal) as caught:
        open_store(postgres.url(name))
    assert caught.value.code == "commit_not_durable"
    postgres.drop(name)


@pytest.mark.parametrize("url", ["sqlite://", "mysql://localhost/kewen"])
def test_a_database_that_keeps_nothing_or_is_unknown_is_refused(url: str) -> None:
    with pytest.raises(Refusal) as caught:
        open_store(url)
    assert caught.value.remedy["zh-CN"]


def test_readiness_waits_for_its_turn_to_write(store: Store) -> None:
    done = threading.Event()

    def ask() -> None:
        store.ready()
        done.set()

    asking = threading.Thread(target=ask)
    with store.turn():
        asking.start()
        assert done.wait(0.3) is not store.is_sqlite
    asking.join(20)
    assert done.is_set()
    assert count(store) == 0


def test_a_store_that_does_not_take_a_row_is_not_ready(store: Store) -> None:
    with store.engine.connect() as connection, connection.begin():
        connection.execute(sa.text("DROP TABLE attempt"))
    with pytest.raises(sa.exc.DBAPIError):
        store.ready()


def test_two_writers_who_wait_for_each_other_are_told_that_the_database_is_busy(
    postgres: Postgres, open_stores: Callable[[str], Store]
) -> None:
    name = postgres.create(postgres.template)
    store = open_stores(postgres.url(name))
    for source in "ab":
        add(store, source)
    met = threading.Barrier(2, timeout=20)
    told: list[str] = []

    def take(first: str, second: str) -> None:
        try:
            with store.writing() as session:
                session.execute(sa.update(Attempt).where(Attempt.source == first).values(kind="x"))
                met.wait()
                session.execute(sa.update(Attempt).where(Attempt.source == second).values(kind="x"))
        except Unavailable as fault:
            told.append(fault.refusal.code)

    writers = [threading.Thread(target=take, args=pair) for pair in ("ab", "ba")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert told == ["busy"]
    store.close()
    postgres.drop(name)
