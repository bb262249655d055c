"""The desk that prints: what stands on paper, and what becomes of it when the server or the shop goes back in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.counter import Counter, open_counter
from models.journal import JournalKind
from models.selling.sale import Sale
from operations.config import Settings
from operations.shop import open_store
from operations.upkeep import make_backup, restore_backup
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

    @property
    def drawer_openings(self) -> int:
        return len((self.settings.home / "receipts" / "drawer.log").read_text().splitlines())


def sell(counter: Counter, at: datetime | None = None) -> Sale:
    """Sell a carton of milk for cash and print its receipt, as far as the printer can."""
    operator = Operator(counter.store)
    operator.scan("MILK")
    sale = operator.pay_cash(at=at or datetime.now(UTC))
    counter.receipts.sold(sale)
    return sale


def settle(counter: Counter) -> None:
    """Wait until everything was printed and the drawer was opened."""
    assert counter.receipts._spool.wait_until_idle(10)


def a_day_of_trade(shop: Shop) -> list[int]:
    """The ids of three sales, made one after the other."""
    ids = []
    with shop.served() as counter:
        for _ in range(3):
            ids.append(sell(counter).id)
            settle(counter)
    return ids


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


def test_after_an_older_backup_new_sales_get_their_receipts_and_the_drawer(shop: Shop) -> None:
    """Their ids were given before, to sales that are gone."""
    morning, quiet = shop.settings.home / "morning.db", lambda *_: None
    with closing(open_store(shop.settings.store_url)) as store:
        make_backup(store, morning, quiet)
    lost = a_day_of_trade(shop)
    assert (len(shop.papers), shop.drawer_openings) == (3, 3)
    restore_backup(shop.settings, morning, quiet, at=datetime.now(UTC), older=True)
    assert a_day_of_trade(shop) == lost
    assert (len(shop.papers), shop.drawer_openings) == (6, 6)


def test_a_receipt_that_was_printed_before_is_not_and_that_is_said(shop: Shop) -> None:
    with shop.served() as counter:
        sale = sell(counter)
        settle(counter)
        assert counter.receipts.state()["printed_before"] is None
    with shop.served() as counter:
        counter.receipts.sold(sale)
        state = counter.receipts.state()
        assert (state["printed_before"], state["waiting"]) == (1, 0)
        sell(counter)
        settle(counter)
        assert counter.receipts.state()["printed_before"] is None
    assert len(shop.papers) == 2
    assert shop.drawer_openings == 2
