"""A program of somebody else that takes webhooks: a real server, which answers as the test wants and remembers all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """A message as it came."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class WebhookReceiver:
    """``answer`` gives the status of the n-th message, from 0; ``headers`` go with every answer."""

    answer: Callable[[int], int] = lambda _: 204
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    taken: list[TakenMessage] = field(default_factory=list)
    url: str = ""
    port: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.taken]


class _Handler(BaseHTTPRequestHandler):
    """Hands messages to ``receiver``, one at a time."""

    receiver: WebhookReceiver
    lock = threading.Lock()

    def do_POST(self) -> None:
        receiver = self.receiver
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        names = {name.lower(): text for name, text in self.headers.items()}
        with self.lock:
            number = len(receiver.taken)
            receiver.taken.append(TakenMessage(self.path, names, body))
            status = receiver.answer(number)
        if receiver.drips:
            self._drip()
            return
        self.send_response(status)
        for name, text in receiver.headers.items():
            self.send_header(name, text)
        self.send_header("content-length", "0")
        self.end_headers()

    def _drip(self) -> None:
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.receiver.ended.wait(0.05):
                self.wfile.write(b"X-Slow: 1\r\n")

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def receiving(receiver: WebhookReceiver, certificate: Path | None = None) -> Iterator[WebhookReceiver]:
    """Serve within the block; by TLS with a certificate."""
    handler = type("Handler", (_Handler,), {"receiver": receiver, "lock": threading.Lock()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate is not None:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    receiver.url = f"{'http' if certificate is None else 'https'}://127.0.0.1:{receiver.port}/hook?shop=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
