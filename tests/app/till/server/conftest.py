"""The interface in process, over the small shop on either database and a printer that prints into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.counter.open_counter import Counter
from app.counter.receipt_desk import ReceiptDesk
from app.interface import make_api
from hardware.printer.memory import PrintMemory
from hardware.printer.simulated import SimulatedPrinter
from store.database.engine import Store
from tests.builders import small_shop

CLIENT = "00000000-0000-4000-8000-000000000001"


class Caller:
    """A till's browser as the interface sees it: numbers its events, asks in one language."""

    def __init__(self, http: TestClient, receipts: ReceiptDesk, folder: Path) -> None:
        self.http, self.receipts, self.folder = http, receipts, folder
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

    def printed(self) -> list[str]:
        """The receipts that came out of the printer, as text."""
        assert self.receipts._spool.wait_until_idle(5)
        return [path.read_text() for path in sorted(self.folder.glob("*.txt"))]

    def drawer_openings(self) -> int:
        assert self.receipts._spool.wait_until_idle(5)
        log = self.folder / "drawer.log"
        return len(log.read_text().splitlines()) if log.exists() else 0


def open_caller(store: Store, folder: Path) -> Iterator[Caller]:
    receipts = ReceiptDesk(store, SimulatedPrinter(folder), PrintMemory(), "sv")
    api = make_api()
    api.state.counter = Counter(store, receipts)
    yield Caller(TestClient(api), receipts, folder)
    receipts.close()


@pytest.fixture
def caller(store: Store, tmp_path: Path) -> Iterator[Caller]:
    """Over SQLite and over PostgreSQL."""
    yield from open_caller(small_shop(store), tmp_path / "receipts")


@pytest.fixture
def sqlite_caller(sqlite_store: Store, tmp_path: Path) -> Iterator[Caller]:
    yield from open_caller(small_shop(sqlite_store), tmp_path / "receipts")
