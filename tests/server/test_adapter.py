import asyncio
import errno
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from survey.journal import JsonLines, TextLines
from survey.limits import BodyLimit, Limits
from survey.server import adapter, connections
from survey.server.adapter import Adapter
from survey.server.connections import ImpatientConnection


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    told = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"].encode("latin-1").decode(),
        "query": environ["QUERY_STRING"],
        "length": environ["CONTENT_LENGTH"],
        "read": len(body),
        "headers": {name: value for name, value in environ.items() if name.startswith("HTTP_")},
    }
    content = json.dumps(told).encode()
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    )
    return [content[:5], content[5:]]


def connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def dribble(address: str, path: str = "/q/abcdefghij") -> socket.socket:
    """A phone that has announced a body and sent one byte of it."""
    phone = connect(address)
    phone.sendall(f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nx".encode())
    return phone


def answer(connection: socket.socket) -> bytes:
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def test_a_request_reaches_the_application_whole(serve):
    with serve(echo) as address:
        response = httpx.post(f"{address}/调查/a b?x=1&y=2", content=b"z" * 70_000, headers={"X-A": "1"})
    told = response.json()
    assert told["path"] == "/调查/a b"
    assert told["query"] == "x=1&y=2"
    assert told["read"] == 70_000 == int(told["length"])
    assert told["headers"]["HTTP_X_A"] == "1"
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert response.headers["content-length"] == str(len(response.content))
    assert len(response.headers["x-request-id"]) == 16


def test_a_body_in_pieces_without_a_length_is_taken_whole(serve):
    with serve(echo) as address:
        response = httpx.post(address, content=iter([b"a" * 10, b"b" * 20]))
    assert response.json()["read"] == 30


def test_a_header_with_an_underscore_cannot_pose_as_the_proxys(serve):
    with serve(echo) as address:
        response = httpx.get(
            address, headers={"X_Forwarded_For": "192.0.2.1", "X-Forwarded-For": "192.0.2.2"}
        )
    assert response.json()["headers"]["HTTP_X_FORWARDED_FOR"] == "192.0.2.2"


def test_head_has_the_headers_without_the_body(serve):
    with serve(echo) as address:
        response = httpx.head(address)
    assert response.status_code == 200
    assert response.content == b""


def test_a_connection_is_kept_for_the_next_request(serve):
    with serve(echo) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        ports = set()
        for _ in range(3):
            connection.request("GET", "/")
            connection.getresponse().read()
            ports.add(connection.sock.getsockname()[1])
        connection.close()
    assert len(ports) == 1


@pytest.mark.prove
def test_phones_that_dribble_their_bodies_stop_nobody_else(serve, count):
    with serve(echo, Limits(threads=2)) as address:
        phones = [dribble(address) for _ in range(count(100, 900))]
        started = time.monotonic()
        with httpx.Client() as other:
            statuses = {other.get(address).status_code for _ in range(20)}
        seconds = time.monotonic() - started
        for phone in phones:
            phone.close()
    assert statuses == {200}
    assert seconds < 5


def test_a_body_that_does_not_come_in_time_is_answered_408(serve):
    with serve(echo, Limits(body=BodyLimit(1000_000, 0.3))) as address:
        phone = dribble(address)
        received = answer(phone)
        phone.close()
    assert received.startswith(b"HTTP/1.1 408 ")
    assert "此前已保存的内容不受影响".encode() in received


def test_a_body_that_is_too_large_is_answered_413_though_it_was_sent_whole(serve):
    with serve(echo, Limits(body=BodyLimit(1000, 20))) as address:
        for content in (b"x" * 2_000_000, iter([b"x" * 1500])):
            response = httpx.post(f"{address}/q/abc", content=content)
            assert response.status_code == 413
            assert "内容太大" in response.text
            assert 'lang="en"' in response.text


def test_a_body_larger_than_anybody_would_read_is_refused_at_once(serve):
    with serve(echo, Limits(body=BodyLimit(1000, 20), discard=1000)) as address:
        phone = connect(address)
        phone.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 90000000\r\n\r\nx")
        received = answer(phone)
        phone.close()
    assert received.startswith(b"HTTP/1.1 413 ")


def test_staff_may_upload_more_than_respondents(serve):
    limits = Limits(body=BodyLimit(1000, 20), upload=BodyLimit(100_000, 20))
    with serve(echo, limits) as address:
        assert httpx.post(f"{address}/staff/import", content=b"x" * 50_000).status_code == 200
        assert httpx.post(f"{address}/q/abc", content=b"x" * 50_000).status_code == 413


def test_uploads_do_not_fill_the_memory_together(serve):
    limits = Limits(body=BodyLimit(10, 20), upload=BodyLimit(100_000, 20), uploads=1)
    with serve(echo, limits) as address:
        first = dribble(address, "/staff/import")
        time.sleep(0.2)
        second = httpx.post(f"{address}/staff/import", content=b"x" * 500)
        first.close()
    assert second.status_code == 503
    assert int(second.headers["retry-after"]) > 0


class Slow:
    """An application that answers when it is let go."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.entered = threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.entered.release()
        assert self.released.wait(20)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]


def test_when_there_is_no_room_reading_is_turned_away_before_answering(serve):
    slow = Slow()
    with serve(slow, Limits(threads=4, in_flight=4)) as address, ThreadPoolExecutor(4) as pool:
        ask: Callable[[], httpx.Response] = lambda: httpx.get(address, timeout=20)  # noqa: E731
        running = [pool.submit(ask) for _ in range(3)]
        for _ in running:
            assert slow.entered.acquire(timeout=20)
        turned_away = httpx.get(address)
        answered = pool.submit(lambda: httpx.post(address, content=b"x", timeout=20))
        assert slow.entered.acquire(timeout=20)
        also_turned_away = httpx.post(address, content=b"x")
        slow.released.set()
        assert {one.result().status_code for one in running} == {200}
        assert answered.result().status_code == 200
    assert turned_away.status_code == also_turned_away.status_code == 503
    assert int(turned_away.headers["retry-after"]) > 0
    assert "此前已保存的内容不受影响" in turned_away.text


def test_sixty_four_people_at_once_find_room_in_a_single_worker(serve):
    slow = Slow()
    with serve(slow, Limits()) as address, ThreadPoolExecutor(64) as pool:
        running = [pool.submit(lambda: httpx.get(address, timeout=60)) for _ in range(64)]
        for _ in range(Limits().threads):
            assert slow.entered.acquire(timeout=20)
        slow.released.set()
        assert {one.result().status_code for one in running} == {200}


def test_a_slow_reader_holds_no_thread(serve):
    def large(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return (b"x" * 100_000 for _ in range(200 if environ["PATH_INFO"] == "/large" else 1))

    with serve(large, Limits(threads=1)) as address:
        reader = connect(address)
        reader.sendall(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(0.3)
        assert httpx.get(address, timeout=10).status_code == 200
        reader.close()


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 3\r\nContent-Length: 5",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked",
        b"Content-Length: -3",
        b"Content-Length: 3x",
    ],
)
def test_a_request_of_two_lengths_is_refused(serve, lines):
    with serve(echo) as address:
        phone = connect(address)
        phone.sendall(b"POST / HTTP/1.1\r\nHost: here\r\n" + lines + b"\r\n\r\n0\r\n\r\n")
        received = answer(phone)
        phone.close()
    assert received.startswith(b"HTTP/1.1 400 ")


def test_headers_that_do_not_come_in_time_end_the_connection(serve, monkeypatch):
    monkeypatch.setattr(ImpatientConnection, "seconds", 0.3)
    with serve(echo) as address:
        silent, dribbling = connect(address), connect(address)
        dribbling.sendall(b"GET / HTTP/1.1\r\nHost: he")
        assert answer(silent) == answer(dribbling) == b""
        silent.close()
        dribbling.close()


def test_a_request_that_is_on_its_way_when_the_worker_ends_is_answered(serve, monkeypatch):
    monkeypatch.setattr(connections, "LAST_WORD", 1.5)

    def late(phone: socket.socket) -> bytes:
        time.sleep(0.3)
        phone.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        return answer(phone)

    with ThreadPoolExecutor(1) as pool:
        with serve(echo) as address:
            phone = connect(address)
            answered = pool.submit(late, phone)
        received = answered.result()
        phone.close()
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in received


def test_a_defect_of_the_application_is_answered_500_without_a_trace(serve, caplog):
    def broken(environ, start_response):
        raise RuntimeError("inner workings")

    caplog.set_level("INFO", "kewen.access")
    with serve(broken) as address:
        response = httpx.get(address)
    assert response.status_code == 500
    assert "inner workings" not in response.text
    assert any(getattr(record, "fields", {}).get("status") == 500 for record in caplog.records)


def test_the_log_names_neither_links_nor_queries_nor_bodies(serve, caplog):
    caplog.set_level("INFO", "kewen.access")
    with serve(echo) as address:
        httpx.post(f"{address}/q/Xk3f9LinkCode?phone=13800000000", content=b"the answer")
        httpx.get(f"{address}/staff/a/averylongsegmentthatisacode%0aevil")
    lines = [
        json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "kewen.access"
    ]
    assert [line["path"] for line in lines] == ["/q/…", "/staff/a/…"]
    assert lines[0]["status"] == 200
    assert lines[0]["method"] == "POST"
    assert lines[0]["milliseconds"] > 0
    for record in caplog.records:
        for form in (JsonLines(), TextLines()):
            line = form.format(record)
            assert "\n" not in line
            assert not any(secret in line for secret in ("LinkCode", "13800000000", "the answer"))


@pytest.mark.parametrize("waits", [False, True], ids=["running", "waiting for a thread"])
def test_a_request_cancelled_on_its_way_leaves_no_file_open(monkeypatch, waits):
    files, begun, may_end, read = [], threading.Event(), threading.Event(), []
    spool = adapter._spool

    def remembered(size):
        files.append(spool(size))
        return files[-1]

    monkeypatch.setattr(adapter, "_spool", remembered)

    def slow(environ, start_response):
        begun.set()
        assert may_end.wait(20)
        read.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b"done"]

    async def receive():
        return {"type": "http.request", "body": b"answers", "more_body": False}

    async def send(_message):
        raise AssertionError("nobody is there to be answered")

    async def cancelled_request() -> None:
        served = Adapter(slow, Limits(threads=1))
        if waits:
            served._threads.submit(may_end.wait, 20)
        scope = {
            "type": "http", "method": "POST", "path": "/r/save", "raw_path": b"/r/save", "query_string": b"",
            "http_version": "1.1", "scheme": "http", "headers": [(b"content-length", b"7")],
        }  # fmt: skip
        request = asyncio.create_task(served(scope, receive, send))
        while not (files if waits else begun.is_set()):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        may_end.set()
        await asyncio.to_thread(served._threads.shutdown)

    # In a thread of its own: the browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(cancelled_request())).result()
    assert read == ([] if waits else [b"answers"])
    assert len(files) == (1 if waits else 2)
    assert all(file.closed for file in files)


def test_bodies_on_their_way_in_come_to_a_bounded_sum_and_give_it_back(serve):
    limits = Limits(body=BodyLimit(1000, 20), held=1500, uploads=1)
    with serve(echo, limits) as address:
        waiting = [dribble_of(address, 900, sent=800), dribble_of(address, 900, sent=800)]
        until = time.monotonic() + 20
        refused = b""
        while not refused and time.monotonic() < until:
            refused = next((head for one in waiting if (head := arrived(one))), b"")
        assert b" 503 " in refused.splitlines()[0]
        for one in waiting:
            one.close()
        until = time.monotonic() + 20
        while (status := httpx.post(f"{address}/", content=b"x" * 900).status_code) != 200:
            assert time.monotonic() < until, status


def dribble_of(address: str, length: int, *, sent: int) -> socket.socket:
    connection = connect(address)
    connection.sendall(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode())
    connection.sendall(b"x" * sent)
    return connection


def arrived(connection: socket.socket) -> bytes:
    connection.settimeout(0.1)
    try:
        return connection.recv(4096)
    except TimeoutError:
        return b""


def test_a_body_of_more_than_a_little_waits_on_the_disk():
    assert Limits().in_memory * Limits().receiving <= 128 * 1024 * 1024


def test_a_full_disk_is_answered_503_with_words(serve):
    def full(environ, start_response):
        raise OSError(errno.ENOSPC, "No space left on device")

    with serve(full) as address:
        response = httpx.post(f"{address}/", content=b"x")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
