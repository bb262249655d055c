"""The desk that prints: what stands on paper, and what becomes of it when the server or the shop goes back in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.counter import Counter, open_counter
from models.journal import JournalKind
from models.selling.sale import Sale
from operations.config import Settings
from operations.shop import open_store
from store import journal
from tests.builders import TILL, Operator, small_shop


class Shop:
    """A shop under one folder whose server is started and stopped; what comes out of its printer is files."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        store = open_store(self.settings.store_url)
        small_shop(store)
        store.close()

    @contextmanager
    def served(self) -> Iterator[Counter]:
        counter = open_counter(self.settings)
        try:
            yield counter
        finally:
            counter.close()

    @property
    def papers(self) -> list[str]:
        files = sorted((self.settings.home / "receipts").glob("*.txt"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]


def sell(counter: Counter, at: datetime | None = None) -> Sale:
    """Sell a carton of milk for cash and print its receipt, as far as the printer can."""
    operator = Operator(counter.store)
    operator.scan("MILK")
    sale = operator.pay_cash(at=at or datetime.now(UTC))
    counter.receipts.sold(sale)
    return sale


def settle(counter: Counter) -> None:
    assert counter.receipts._spool.wait_until_idle(10)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_every_receipt_carries_the_head_of_its_journal_row(shop: Shop) -> None:
    """Paper in the customer's hand is a witness of the chain that nobody at the shop can change."""
    with shop.served() as counter:
        made = [sell(counter) for _ in range(3)]
        settle(counter)
        shown = ["\n".join(counter.receipts.show(sale.id)["lines"]) for sale in made]
        with counter.store.view() as view:
            hashes = [row.hash for row in journal.read(view, TILL) if row.kind == JournalKind.SALE_COMPLETED]
    heads = [f"Journal {each[:4]} {each[4:8]} {each[8:12]}" for each in hashes]
    assert len(set(heads)) == 3
    assert [head in text for head, text in zip(heads, shown, strict=True)] == [True] * 3
    assert [head in text for head, text in zip(heads, shop.papers, strict=True)] == [True] * 3
