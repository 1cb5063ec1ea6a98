import shutil
from collections import namedtuple

import sqlalchemy as sa

from tests.fixtures.databases import only_sqlite

Usage = namedtuple("Usage", "total used free")


def stop_writes(store):
    """Let the database refuse every write, as one on a read-only disk or a hot standby does."""
    if store.is_sqlite:
        with store.writing() as session:
            session.execute(
                sa.text(
                    "CREATE TRIGGER stop BEFORE INSERT ON attempt"
                    " BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
                )
            )
        return
    with store.writing() as session:
        name = session.scalar(sa.text("SELECT current_database()"))
        session.execute(sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    store.engine.dispose()


def test_ready_as_long_as_the_database_takes_a_write(client, store):
    assert client.get("/readyz").json == {"ready": True}
    stop_writes(store)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.json == {"ready": False}


@only_sqlite
def test_not_ready_when_the_disk_has_hardly_any_room(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - 10**6, 10**6))
    assert client.get("/readyz").status_code == 503


def test_alive_without_the_database(app, client):
    app.extensions["kewen"].store.close()
    assert client.get("/healthz").status_code == 200
