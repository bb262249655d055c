"""A till that scans and pays while somebody on the same machine tries to stop the shop, against the same till in peace.

The server is the real one; the attackers are a process of their own. A sale is three scans, each a request, and a
payment.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path
from socket import create_connection, socket
from statistics import median, quantiles
from threading import Thread
from time import perf_counter, sleep
from typing import Any

from benchmarks.harness import Row
from store.database import sqlite
from tests.app.served import Served
from tests.app.stock import code_of, stocked

NAME = "till_under_attack"
#: The environment variable with the cookies of the enrolled browser: whoever attacks has stolen them.
COOKIE = "KASSA_ATTACKERS_COOKIE"
GOODS, SALES, READS = 50, 40, 60
SCAN_GOAL_MS, SALE_GOAL_MS = 100.0, 50.0
HALF_OPEN, FLOODING, WAITING, FOREIGN = 1100, 32, 50, 50
#: Between two scans of a quick cashier, between two waves of sockets, and until closed ones come again.
HAND_S, WAVE_S, RETRY_S = 0.1, 0.25, 2.0
HALF = b"POST /api/v1/till/1/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n"
FOREIGN_SOCKET = (
    b"GET /_stcore/stream HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\norigin: http://evil.example\r\n\r\n"
)
Attack = Callable[[int, Path, Event, Event], None]


class Till:
    """A till's browser: one connection that it opens again when the server has closed it."""

    def __init__(self, port: int, number: int = 1, cookie: str = "") -> None:
        self.client, self.numbers = str(uuid.uuid4()), count(1)
        self.at, self.cookie = f"/till/{number}", cookie or os.environ[COOKIE]
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, path: str, body: object = None) -> tuple[float, Any]:
        """Milliseconds until the answer, and the answer."""
        begun = perf_counter()
        for last in (False, True):
            try:
                self.connection.request(
                    "GET" if body is None else "POST",
                    f"/api/v1{path}",
                    None if body is None else json.dumps(body),
                    {"content-type": "application/json", "cookie": self.cookie},
                )
                reply = json.load(self.connection.getresponse())
                break
            except (HTTPException, OSError):
                self.connection.close()
                if last:
                    raise
        return (perf_counter() - begun) * 1000, reply

    def sell(self, code_at: Callable[[int], str] = code_of) -> tuple[list[float], float]:
        """Milliseconds of each scan, and of the whole sale."""
        scans, state = list[float](), dict[str, Any]()
        for number in range(3):
            sleep(HAND_S)
            event = {"seq": next(self.numbers), "kind": "scan", "code": code_at(number)}
            taken, state = self.ask(f"{self.at}/events", {"client": self.client, "events": [event]})
            scans.append(taken)
        gross = state["basket"]["gross_minor"]
        payment = {
            "basket_id": state["basket"]["id"],
            "shown_minor": gross,
            "offers": [{"amount_minor": gross + 5000}],
        }
        paid, sale = self.ask(f"{self.at}/pay", payment)
        assert sale["receipt_number"], sale
        return scans, sum(scans) + paid


def run() -> list[Row]:
    """Scan and sale beside each attack, against the same in peace; reads while others wait for a held database."""
    with tempfile.TemporaryDirectory() as place:
        served = Served(Path(place), stocked(GOODS))
        served.start()
        try:
            os.environ[COOKIE] = served.sign_in().header
            till = Till(served.port)
            till.sell()
            rows = list(_selling(served, till))
            with beside(hold_and_wait, served):
                taken = [
                    till.ask(path)[0] for _ in range(READS) for path in (f"/till/1?client={till.client}", "/health")
                ]
            rows.append(Row(NAME, "reads behind a held database, p95", _p95(taken), "ms", goal=SCAN_GOAL_MS))
        finally:
            served.stop()
    return rows


def _selling(served: Served, till: Till) -> Iterator[Row]:
    scans, sales = _measured(till)
    peace_scan, peace_sale = _p95(scans), median(sales)
    against = f"in peace: scan p95 {peace_scan:.1f} ms, sale {peace_sale:.1f} ms"
    for attack in (half_open, flood, refused_scans, foreign_sockets):
        name = attack.__name__.replace("_", " ")
        with beside(attack, served):
            scans, sales = _measured(till)
        yield Row(NAME, f"{name}: scan p95", _p95(scans), "ms", against, goal=SCAN_GOAL_MS)
        yield Row(NAME, f"{name}: sale costs more", median(sales) - peace_sale, "ms", against, goal=SALE_GOAL_MS)


def _measured(till: Till) -> tuple[list[float], list[float]]:
    sold = [till.sell() for _ in range(SALES)]
    return [taken for scans, _ in sold for taken in scans], [sale for _, sale in sold]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


@contextmanager
def beside(attack: Attack, served: Served) -> Iterator[None]:
    """The attack runs meanwhile, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    begun, ended = context.Event(), context.Event()
    attacker = context.Process(target=attack, args=(served.port, served.home, begun, ended))
    attacker.start()
    assert begun.wait(60)
    yield
    ended.set()
    attacker.join()


def half_open(port: int, _home: Path, begun: Event, ended: Event) -> None:
    """Keep many connections open whose requests never become whole; open another for each that is closed."""
    with ExitStack() as opened:
        connections = [_open(opened, port, HALF) for _ in range(HALF_OPEN)]
        begun.set()
        while not ended.wait(RETRY_S):
            for place, each in enumerate(connections):
                if _is_closed(each):
                    each.close()
                    connections[place] = _open(opened, port, HALF)


def flood(port: int, _home: Path, begun: Event, ended: Event) -> None:
    """Ask without pause on many connections."""
    _ask_without_pause(port, begun, ended, lambda _: None)


def refused_scans(port: int, _home: Path, begun: Event, ended: Event) -> None:
    """Scan what does not exist without pause on many connections, each as a browser of its own."""
    _ask_without_pause(port, begun, ended, lambda number: {"seq": number, "kind": "scan", "code": "nonsense"})


def foreign_sockets(port: int, _home: Path, begun: Event, ended: Event) -> None:
    """Open sockets of another website's page, again and again."""
    begun.set()
    while not ended.wait(WAVE_S):
        with ExitStack() as opened:
            for each in [_open(opened, port, FOREIGN_SOCKET) for _ in range(FOREIGN)]:
                with suppress(OSError):
                    each.recv(4096)


def hold_and_wait(port: int, home: Path, begun: Event, ended: Event) -> None:
    """Hold the database, with many requests that wait for it."""
    with closing(sqlite.driver().connect(home / "shop.db", isolation_level=None)) as holding:
        holding.execute("BEGIN IMMEDIATE")
        for _ in range(WAITING):
            Thread(target=_scan_once, args=(Till(port),), daemon=True).start()
        begun.set()
        ended.wait(60)
        holding.execute("ROLLBACK")


def _scan_once(till: Till) -> None:
    with suppress(OSError, ValueError, HTTPException):
        till.ask("/till/1/events", {"client": till.client, "events": [{"seq": 1, "kind": "scan", "code": "nonsense"}]})


def _ask_without_pause(port: int, begun: Event, ended: Event, event: Callable[[int], object]) -> None:
    def asking() -> None:
        till = Till(port)
        while not ended.is_set():
            body = event(next(till.numbers))
            path = f"/till/1?client={till.client}" if body is None else "/till/1/events"
            with suppress(OSError, ValueError, HTTPException):
                till.ask(path, None if body is None else {"client": till.client, "events": [body]})

    threads = [Thread(target=asking) for _ in range(FLOODING)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()


def _open(opened: ExitStack, port: int, sent: bytes) -> socket:
    connection = opened.enter_context(create_connection(("127.0.0.1", port), timeout=60))
    with suppress(OSError):
        connection.sendall(sent)
    return connection


def _is_closed(connection: socket) -> bool:
    connection.setblocking(False)  # noqa: FBT003 - the standard library's form
    try:
        return connection.recv(4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
