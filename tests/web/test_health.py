def test_ready_as_long_as_the_database_takes_a_write(app, client, monkeypatch):
    assert client.get("/readyz").json == {"ready": True}

    def fail():
        raise OSError("disk full")

    monkeypatch.setattr(app.extensions["kewen"].store, "ready", fail, raising=True)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "disk" not in response.text


def test_alive_without_the_database(app, client):
    app.extensions["kewen"].store.close()
    assert client.get("/healthz").status_code == 200
