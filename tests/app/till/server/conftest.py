"""The interface in process, over the small shop on either database and a printer that prints into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.counter.deliveries import Deliveries, DeliveryOptions
from app.counter.dispatch_thread import DispatchThread
from app.counter.open_counter import Counter, signal_payment
from app.counter.payment_threads import PaymentOptions, PaymentThreads
from app.counter.receipt_composer import ReceiptComposer
from app.counter.till_signals import TillSignals
from app.counter.web_payments import WebPayments
from app.interface import make_api
from models.delivery import DeliveryCursor
from operations.installation.configuration import Settings
from store import delivery
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.signed_in import sign_in
from tests.builders import small_shop
from tests.waiting import wait_until

CLIENT = "00000000-0000-4000-8000-000000000001"


class Caller:
    """A till's browser as the interface sees it: numbers its events, asks in one language."""

    def __init__(self, http: TestClient, deliveries: Deliveries, store: Store, folder: Path) -> None:
        self.http, self.deliveries, self.store, self.folder = http, deliveries, store, folder
        self.seq = 0

    def event(self, kind: str, **values: object) -> dict[str, object]:
        self.seq += 1
        return {"seq": self.seq, "kind": kind, **values}

    def send(self, *events: dict[str, object], lang: str = "sv", client: str = CLIENT) -> dict[str, Any]:
        reply = self.http.post(f"/till/1/events?lang={lang}", json={"client": client, "events": list(events)})
        assert reply.status_code == 200, reply.text
        state: dict[str, Any] = reply.json()
        return state

    def scan(self, code: str, **values: object) -> dict[str, Any]:
        return self.send(self.event("scan", code=code, **values))

    def state(self, client: str = CLIENT) -> dict[str, Any]:
        state: dict[str, Any] = self.http.get("/till/1", params={"client": client}).json()
        return state

    def pay(self, state: dict[str, Any], amount_minor: int, **changes: object) -> Any:
        basket = state["basket"]
        body = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"]}
        return self.http.post("/till/1/pay", json=body | {"offers": [{"amount_minor": amount_minor}]} | changes)

    def at_till(self, till_id: int) -> TestClient:
        """Another browser, in which somebody has just signed in at another till."""
        return TestClient(self.http.app, cookies=sign_in(self.store, self.keys, till_id).by_name)

    @property
    def keys(self) -> Path:
        """The folder with the secrets of the installation."""
        return self.folder.parent / "keys"

    def settle(self) -> None:
        """Wait until the devices have nothing left to do."""
        wait_until(lambda: _is_settled(self.deliveries, self.store), "the devices did all that is due")

    def printed(self) -> list[str]:
        """The receipts that came out of the printer, as text."""
        self.settle()
        return [path.read_text() for path in sorted(self.folder.glob("*.txt"))]

    def drawer_openings(self) -> int:
        self.settle()
        log = self.folder / "drawer.log"
        return len(log.read_text().splitlines()) if log.exists() else 0


def _is_settled(deliveries: Deliveries, store: Store) -> bool:
    """Whether the devices of the first till have nothing to do. While one acts on a row, none is due: that is asked
    between two looks at what is claimed, and counts only if nothing was done from one look to the other."""
    progress = deliveries._threads[1][1].devices
    before = _cursors(store)
    due = [each.next_due(at=datetime.now(UTC), hurried=True) for each in (progress._receipts, progress._drawer)]
    return before == _cursors(store) and not any(due) and not any(cursor.claimed_seq for cursor in before)


def _cursors(store: Store) -> list[DeliveryCursor]:
    with store.view() as view:
        return delivery.all_cursors(view)


def open_caller(store: Store, folder: Path) -> Iterator[Caller]:
    deliveries = Deliveries(store, DeliveryOptions(f"simulated:{folder}", "sv", "here"))
    api = make_api()
    keys = folder.parent / "keys"
    signals = TillSignals()
    payments = PaymentThreads(
        store, PaymentOptions(folder.parent, lambda till: signal_payment(deliveries, signals, till))
    )
    composer, secret = ReceiptComposer(store, "sv"), InstallationSecret(keys)
    dispatches = DispatchThread(store, composer, lambda: False)  # what leaves the shop waits here
    settings = Settings(home=folder.parent)
    web = WebPayments(store, folder.parent, lambda: False)
    api.state.counter = Counter(
        store, composer, deliveries, payments, web, dispatches, secret, settings, signals=signals
    )
    http = TestClient(api, cookies=sign_in(store, keys).by_name)
    yield Caller(http, deliveries, store, folder)
    dispatches.close()
    web.close()
    payments.close()
    deliveries.close()


@pytest.fixture
def caller(store: Store, tmp_path: Path) -> Iterator[Caller]:
    """Over SQLite and over PostgreSQL."""
    yield from open_caller(small_shop(store), tmp_path / "receipts")


@pytest.fixture
def sqlite_caller(sqlite_store: Store, tmp_path: Path) -> Iterator[Caller]:
    yield from open_caller(small_shop(sqlite_store), tmp_path / "receipts")
