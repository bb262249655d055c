"""From the key that pays to "paid", in cash; and a till that scans while twenty others take cards at once.

The server is the real one, and so are its routes; the tills' terminals are simulated, each till has its own.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

from benchmarks.harness import Row
from operations.access.actors import office_actor
from operations.access.tills import add_till
from store import invariants
from store.database.engine import Store
from tests.app.served import Served
from tests.app.signed_in import sign_in
from tests.app.stock import code_of, stocked
from tests.builders import DEVICES
from tests.waiting import LIMIT_S, wait_until

NAME = "till_payments"
GOODS, SALES, SCANS, CARD_TILLS, CARDS_EACH = 50, 200, 100, 20, 3
PAID_GOAL_MS, SCAN_GOAL_MS = 100.0, 100.0
#: Between two scans of a quick cashier, and two looks of a till at its payment.
HAND_S, LOOK_S = 0.05, 0.4
#: Between two customers.
CUSTOMER_S = 2.0


class PayingTill:
    """A till's browser: one connection, in which somebody is signed in."""

    def __init__(self, port: int, till_id: int, cookie: str) -> None:
        self.path, self.cookie = f"/till/{till_id}", cookie
        self.client, self.numbers = str(uuid.uuid4()), count(1)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)

    def ask(self, path: str, body: object = None) -> tuple[float, Any]:
        """Milliseconds until the answer, and the answer; anything but success ends the benchmark."""
        begun = perf_counter()
        headers = {"content-type": "application/json", "cookie": self.cookie}
        method, sent = ("GET", None) if body is None else ("POST", json.dumps(body))
        self.connection.request(method, f"/api/v1{self.path}{path}", sent, headers)
        reply = self.connection.getresponse()
        answer = json.load(reply)
        if reply.status != 200:
            raise SystemExit(f"The till was refused: {answer}")
        return (perf_counter() - begun) * 1000, answer

    def scan(self, number: int) -> tuple[float, dict[str, Any]]:
        """Milliseconds of one scan, and the basket."""
        event = {"seq": next(self.numbers), "kind": "scan", "code": code_of(1 + number % GOODS)}
        took, state = self.ask("/events", {"client": self.client, "events": [event]})
        return took, state["basket"]

    def pay_cash(self, basket: dict[str, Any]) -> float:
        """Milliseconds from the key to the receipt's number."""
        offer = {"amount_minor": basket["gross_minor"] + 5000}
        shown = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"]}
        took, sale = self.ask("/pay", shown | {"offers": [offer]})
        assert sale["receipt_number"], sale
        return took

    def pay_card(self, basket: dict[str, Any]) -> None:
        """Take a card and wait until the basket is a sale."""
        shown = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"]}
        part = {"key": str(uuid.uuid4()), "method": "card", "amount_minor": basket["gross_minor"]}
        self.ask("/payments", shown | part)

        def is_sold() -> bool:
            sleep(LOOK_S)
            return self.ask(f"/payments/{part['key']}")[1]["sale"] is not None

        wait_until(is_sold, "the card has paid")


def run() -> list[Row]:
    """The figures of a shop that was opened for them."""
    with tempfile.TemporaryDirectory() as place:
        served = Served(Path(place), _stock_tills)
        served.start()
        try:
            return list(_measure(served))
        finally:
            served.stop()


def _stock_tills(store: Store) -> None:
    stocked(GOODS, is_demo=True)(store)
    for number in range(len(DEVICES), CARD_TILLS + 2):
        add_till(store, office_actor(store), f"BENK{number:02d}", 1, at=datetime.now(UTC))


def _measure(served: Served) -> Iterator[Row]:
    first, *others = _tills(served)
    paid = []
    for number in range(SALES):
        _, basket = first.scan(number)
        paid.append(first.pay_cash(basket))
    yield Row(NAME, 'cash, from the key to "paid", p95', _p95(paid), "ms", goal=PAID_GOAL_MS)
    in_peace = _p95(_scans(first))
    with paying_by_card(others) as failures:
        beside = _p95(_scans(first))
    against = f"in peace: {in_peace:.1f} ms"
    yield Row(NAME, f"scan beside {len(others)} tills that take cards, p95", beside, "ms", against, goal=SCAN_GOAL_MS)
    yield Row(NAME, "card payments that failed", float(len(failures)), "payments", goal=0.0)
    served.fill(_check)


def _check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def _tills(served: Served) -> list[PayingTill]:
    signed: list[PayingTill] = []

    def sign_in_all(store: Store) -> None:
        numbers = range(1, CARD_TILLS + 2)
        cookies = [sign_in(store, served.home / "keys", number).header for number in numbers]
        signed.extend(PayingTill(served.port, number, cookie) for number, cookie in zip(numbers, cookies, strict=True))

    served.fill(sign_in_all)
    return signed


def _scans(till: PayingTill) -> list[float]:
    times, basket = [], dict[str, Any]()
    for number in range(SCANS):
        sleep(HAND_S)
        took, basket = till.scan(number)
        times.append(took)
    till.pay_cash(basket)
    return times


@contextmanager
def paying_by_card(tills: list[PayingTill]) -> Iterator[list[BaseException]]:
    """Every till takes cards meanwhile, at least so many each, and to the end of the block; yields what went wrong."""
    failures: list[BaseException] = []
    ended = Event()

    def pay(till: PayingTill) -> None:
        try:
            for number in count():
                if number >= CARDS_EACH and ended.is_set():
                    return
                till.pay_card(till.scan(number)[1])
                sleep(CUSTOMER_S)
        except (AssertionError, HTTPException, LookupError, OSError, SystemExit, ValueError) as error:
            failures.append(error)

    threads = [Thread(target=_bound(pay, till)) for till in tills]
    for thread in threads:
        thread.start()
    yield failures
    ended.set()
    for thread in threads:
        thread.join()


def _bound(pay: Callable[[PayingTill], None], till: PayingTill) -> Callable[[], None]:
    return lambda: pay(till)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
