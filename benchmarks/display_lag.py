"""From a scan at the till to the message that the customer display gets, on a real server over real sockets.

The scan's answer, which comes after its commit, starts one clock, the sending of the scan another; the display's
message stops both. The floor is a websocket of the same server software that sends back what it got.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from websockets.sync.client import connect
from websockets.sync.connection import Connection

from app.web.cookies import DISPLAY_COOKIE
from benchmarks.harness import Row
from benchmarks.large_range import gtin, serving_large_range
from operations.access.displays import ask_for_display_code, pair_display
from operations.installation.opening import open_store
from store.signing.key_ring import KeyRing
from tests.app.served import Served, free_port
from tests.builders import AT, OFFICE_ACTOR
from tests.waiting import LIMIT_S, wait_until

PRODUCTS, SCANS, LINES_EACH = 1_000, 200, 20
#: Between two scans of a quick cashier.
PAUSE_S = 0.05
NAME = "display_lag"
#: The goal of the display: a customer sees a line no later than this after it is stored.
LAG_MS = 50
ECHO = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
async def echo(socket):
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)
app = Starlette(routes=[WebSocketRoute("/", echo)])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), ws="websockets-sansio", log_level="error")
"""


def run() -> list[Row]:
    """Measure both in one run."""
    with tempfile.TemporaryDirectory() as home, serving_large_range(Path(home) / "till", PRODUCTS) as served:
        scans = follow(served)
    with echo_server() as socket:
        floor = [echo(socket, number) for number in range(SCANS)]
    return rows([each.after_answer for each in scans], [each.after_sending for each in scans], floor)


def rows(after_answer: list[float], after_sending: list[float], floor: list[float]) -> list[Row]:
    """The figures with the goal of the display; milliseconds."""
    against = "echo of a websocket"
    of_all, of_floor = ((median(values), high(values)) for values in (after_sending, floor))
    return [
        Row(NAME, "message after the scan's answer, p50", median(after_answer), "ms"),
        Row(NAME, "message after the scan's answer, p95", high(after_answer), "ms", goal=LAG_MS),
        Row(NAME, "message after the scan was sent, p50", of_all[0], "ms", against, of_all[0] / of_floor[0]),
        Row(NAME, "message after the scan was sent, p95", of_all[1], "ms", against, of_all[1] / of_floor[1]),
    ]


def high(values: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1]


@dataclass(frozen=True, slots=True)
class FollowedScan:
    """How long after a scan's answer, and after its sending, the display had it; in milliseconds."""

    after_answer: float
    after_sending: float


@dataclass(slots=True)
class Watcher:
    """Reads what the display is sent, and remembers when it was first shown so many goods."""

    socket: Connection
    shown_at: dict[int, float] = field(default_factory=dict)

    def read(self) -> None:
        """Until the connection is closed."""
        for message in self.socket:
            now, reading = time.perf_counter(), json.loads(message)
            if reading:
                self.shown_at.setdefault(sum(int(line["quantity"]) for line in reading["lines"]), now)


def follow(served: Served) -> list[FollowedScan]:
    """Scan different goods, and empty the basket now and then."""
    till = Till(served)
    followed: list[FollowedScan] = []
    with connect(
        f"ws://127.0.0.1:{served.port}/api/v1/display/follow",
        origin=served.url,  # type: ignore[arg-type]
        additional_headers={"cookie": f"{DISPLAY_COOKIE}={paired(served)}"},
    ) as socket:
        watcher = Watcher(socket)
        thread = threading.Thread(target=watcher.read, daemon=True)
        thread.start()
        while len(followed) < SCANS:
            wait_until(lambda: 0 in watcher.shown_at, "the display shows an empty basket")
            watcher.shown_at.clear()
            for number in range(1, LINES_EACH + 1):
                sent, answered = till.send("scan", code=gtin(len(followed) + 1))
                wait_until(lambda number=number: number in watcher.shown_at, "the display shows the scan")  # type: ignore[misc]
                shown = watcher.shown_at[number]
                followed.append(FollowedScan(max(0.0, shown - answered) * 1000, (shown - sent) * 1000))
                time.sleep(PAUSE_S)
            till.send("cancel")
    return followed


class Till:
    """A till's browser with one connection."""

    def __init__(self, served: Served) -> None:
        cookies = served.cookies or served.sign_in()
        self.headers = {"content-type": "application/json", "cookie": cookies.header}
        self.line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=LIMIT_S)
        self.client, self.seq = str(uuid.uuid4()), 0

    def send(self, kind: str, **values: object) -> tuple[float, float]:
        """Send one event; gives when it was sent and when it was answered."""
        self.seq += 1
        body = json.dumps({"client": self.client, "events": [{"seq": self.seq, "kind": kind, **values}]})
        sent = time.perf_counter()
        self.line.request("POST", "/api/v1/till/1/events", body, self.headers)
        reply = self.line.getresponse()
        answer = json.loads(reply.read())
        answered = time.perf_counter()
        if reply.status != 200 or answer["problems"]:
            raise SystemExit(f"The till was refused: {answer}")
        return sent, answered


def paired(served: Served) -> str:
    """The secret of a display of till 1, paired beside the server as a command does it."""
    store = open_store(served.store_url, keys=KeyRing(served.home / "keys"))
    try:
        code = ask_for_display_code(store, "", "benchmark", at=AT)
        assert code is not None
        pair_display(store, OFFICE_ACTOR, 1, code.code, at=AT)
        return code.secret
    finally:
        store.close()


@contextmanager
def echo_server() -> Iterator[Connection]:
    """A connection with a server that sends back what it gets."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", ECHO, str(port)])
    opened: list[Connection] = []

    def is_there() -> bool:
        try:
            opened.append(connect(f"ws://127.0.0.1:{port}/"))
        except OSError:
            return False
        return True

    try:
        wait_until(is_there, "the echo listens")
        yield opened[0]
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def echo(socket: Connection, number: int) -> float:
    """Milliseconds until a text comes back."""
    sent = time.perf_counter()
    socket.send(f"{number}" + "x" * 500)
    socket.recv(LIMIT_S)
    took = time.perf_counter() - sent
    time.sleep(PAUSE_S)
    return took * 1000
