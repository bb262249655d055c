"""Storing a sale or a refund with everything that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.jurisdiction.accounts import AccountDefault
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_sale import entry_of_sale
from models.selling.sale import Sale, movements_of
from models.selling.sale_fact import completed_fact
from operations.unit_of_work import UnitOfWork
from store import ledger, stock
from store.database.engine import Connection
from store.selling import sales


def record_sale(work: UnitOfWork, sale: Sale) -> None:
    """Store a sale or a refund with its goods, its entry in the books and its row in the journal."""
    keep_sales(work.tx, [sale], jurisdiction_of(work.station.shop.country).accounts)
    work.record(completed_fact(sale))


def keep_sales(tx: Connection, documents: Sequence[Sale], defaults: Iterable[AccountDefault] = ()) -> None:
    """The same for many and without the journal; ``defaults`` are accounts for what the shop chose none for."""
    sales.record_sales(tx, documents)
    stock.record_movements(tx, [movement for sale in documents for movement in movements_of(sale)])
    accounts, first = ledger.account_choices(tx), tuple(defaults)
    ledger.post(tx, [entry_of_sale(sale, chart_on(accounts, sale.origin.business_day, first)) for sale in documents])
