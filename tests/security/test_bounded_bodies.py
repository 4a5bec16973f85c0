"""Answers without end: a tool, or who stands in its place, must not fill our memory or night."""

import gzip
import socket
from collections.abc import Iterator
from threading import Thread
from time import monotonic, sleep

import pytest
from loopback import Loopback, Reply

from pipelines.sources import http
from pipelines.sources.answers import SourceError
from pipelines.sources.http import ATTEMPTS, Api

pytest_plugins = ("loopback_fixtures",)


def test_a_zip_bomb_is_not_unpacked_beyond_the_bound(
    api: Api, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER_BYTES", 100_000)
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    assert len(bomb) < 100_000
    server.answering = lambda _: Reply(content=bomb, headers={"Content-Encoding": "gzip"})
    unpacked = 0
    read_body = http.read_body

    def measured(*arguments):
        nonlocal unpacked
        raw = arguments[0].raw
        read1 = raw.read1

        def counted(*words, **named):
            nonlocal unpacked
            chunk = read1(*words, **named)
            unpacked += len(chunk)
            return chunk

        raw.read1 = counted
        return read_body(*arguments)

    monkeypatch.setattr(http, "read_body", measured)
    with pytest.raises(SourceError, match="larger than 100000 bytes"):
        api.get("/rest")
    assert 100_000 < unpacked <= ATTEMPTS * 2_000_000


@pytest.fixture
def trickle() -> Iterator[str]:
    """A tool that says one more blank every 20 ms for as long as somebody listens."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            try:
                while True:
                    connection.sendall(b" ")
                    sleep(0.02)
            except OSError:
                return

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            Thread(target=answer, args=(connection,), daemon=True).start()

    Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()


def test_a_body_that_never_ends_is_given_up(
    trickle: str, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LONGEST_ANSWER_SECONDS", 0.2)
    api = Api(trickle, ("headway@acme.example", "canary-token"), attempts=2)
    began = monotonic()
    with pytest.raises(SourceError, match=r"takes longer than 0\.2 s"):
        api.get("/rest")
    assert len(waits) == 1
    assert monotonic() - began < 10, "the bound is on the whole body, not on the time between bytes"


def test_an_answer_as_large_as_allowed_is_read_whole(
    api: Api, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER_BYTES", 3_000_000)
    text = "x" * 2_999_990
    packed = gzip.compress(f'["{text}"]'.encode())
    server.answering = lambda _: Reply(content=packed, headers={"Content-Encoding": "gzip"})
    assert api.get("/rest").body == [text]
