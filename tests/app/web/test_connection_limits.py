"""Whoever opens many connections and says nothing, or too slowly, does not stop the shop."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.web import connections
from app.web.connections import LimitedConnection
from tests.waiting import LIMIT_S, wait_until

HALF = b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n"


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with as much as is asked for, once the request is whole."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    size = int(scope["query_string"] or b"2")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    for start in range(0, size, 65536):
        end = min(start + 65536, size)
        await send({"type": "http.response.body", "body": b"x" * (end - start), "more_body": end < size})


class Running(uvicorn.Server):
    """A server of this process on a thread of its own; ``port`` is where it listens."""

    def __init__(self, protocol: type[asyncio.Protocol]) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self.listening.getsockname()[1]
        super().__init__(uvicorn.Config(answering, http=protocol, lifespan="off", log_level="critical"))
        self.thread = threading.Thread(target=self.run, args=([self.listening],))

    def end(self) -> None:
        self.should_exit = self.force_exit = True
        self.thread.join()
        self.listening.close()

    def open(self, sent: bytes) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S)
        opened.sendall(sent)
        return opened

    def is_asked(self, path: str = "/") -> int:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)) as asked:
            asked.request("GET", path)
            return len(asked.getresponse().read())


def received_of(connection: socket.socket) -> int:
    """How many bytes come until the connection ends, however it ends."""
    received = 0
    try:
        while piece := connection.recv(1 << 20):
            received += len(piece)
    except ConnectionError:
        pass
    return received


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches soon."""
    monkeypatch.setattr(connections, "REQUEST_LIMIT_S", 0.2)
    monkeypatch.setattr(connections, "CONNECTIONS_MAX", 20)


@pytest.fixture
def server(short: None) -> Iterator[Running]:  # noqa: ARG001
    running = Running(LimitedConnection)
    running.thread.start()
    yield running
    running.end()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HALF, HALF + b"\r\n12345"], ids=["none", "line", "head", "body"])
def test_a_request_that_does_not_come_is_not_waited_for(server: Running, sent: bytes) -> None:
    with server.open(sent) as half:
        answer = half.recv(4096)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
        assert half.recv(4096) == b""  # closed
    assert server.is_asked() == 2


def test_who_sends_a_byte_now_and_then_is_not_waited_for_either(server: Running) -> None:
    with server.open(b"GET / HTTP/1.1\r\n") as slow:
        try:
            while True:
                slow.sendall(b"x: y\r\n")
                threading.Event().wait(0.02)
        except OSError:
            pass
    assert server.is_asked() == 2


def test_who_does_not_read_the_answer_is_not_waited_for(server: Running) -> None:
    with server.open(b"GET /?50000000 HTTP/1.1\r\nhost: localhost\r\n\r\n") as deaf:
        deaf.recv(1, socket.MSG_PEEK)  # the answer has begun
        wait_until(lambda: not server.server_state.connections, "the server has closed the connection")
        assert received_of(deaf) < 50_000_000
    assert server.is_asked("/?3000000") == 3_000_000  # who reads gets everything


def test_of_too_many_connections_those_without_a_request_go(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_LIMIT_S", LIMIT_S)
    with ExitStack() as opened:
        half = [opened.enter_context(server.open(HALF)) for _ in range(60)]
        assert server.is_asked() == 2
        assert received_of(half[0]) == 0
        wait_until(lambda: len(server.server_state.connections) <= 20, "only as many as may be are open")


@pytest.mark.usefixtures("short")
def test_control_uvicorn_waits_for_ever() -> None:
    running = Running(H11Protocol)
    running.thread.start()
    try:
        with ExitStack() as opened:
            half = [opened.enter_context(running.open(HALF)) for _ in range(60)]
            assert running.is_asked() == 2
            assert len(running.server_state.connections) >= 60
            half[0].settimeout(0.5)
            with pytest.raises(TimeoutError):
                half[0].recv(1)
    finally:
        running.end()
