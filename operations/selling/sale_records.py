"""Storing a sale or a refund with everything that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.jurisdiction.accounts import AccountDefault
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_sale import entry_of_sale
from models.selling.basket import Basket
from models.selling.sale import Sale, line_of_move, movements_of
from models.selling.sale_fact import completed_fact
from models.stock.lots import NamedLot
from operations.lot_moves import lots_of_refund, lots_sold, move_lots_of
from operations.unit_of_work import UnitOfWork
from store import ledger, stock
from store.database.engine import Connection
from store.lot_levels import skus_with_lots
from store.selling import sales


def record_sale(work: UnitOfWork, sale: Sale) -> None:
    """Store a sale or a refund with its goods, its entry in the books and its row in the journal."""
    keep_sales(work.tx, [sale], jurisdiction_of(work.station.shop.country).accounts)
    work.record(completed_fact(sale))


def move_lots_of_sale(work: UnitOfWork, sale: Sale, basket: Basket) -> None:
    """Record which lots the goods of a sale are of: those that their codes named, else those that expire first."""
    of_lots = {line.position: line.lot for line in basket.lines if line.has_lots}
    of_kits = {line.position for line in basket.lines if line.kit is not None}
    if not of_lots and not of_kits:
        return
    moves = movements_of(sale)
    parts = {each.sku for each in moves if line_of_move(each.position) in of_kits}
    with_lots = skus_with_lots(work.tx, parts) if parts else set()
    moves = [each for each in moves if each.position in of_lots or each.sku in with_lots]
    named = {each.position: {NamedLot(code): -each.quantity} for each in moves if (code := of_lots.get(each.position))}
    move_lots_of(work, moves, named)


def move_lots_back(work: UnitOfWork, refund: Sale, original: Sale) -> None:
    """Record the lots of goods that come back: those of which they were sold, also where they leave again at once."""
    moves = sorted(movements_of(refund), key=lambda each: (abs(each.position), -each.position))
    lots_of_lines = lots_of_refund(work, moves, original.id)
    move_lots_of(work, [each for each in moves if each.position in lots_of_lines], lots_of_lines)


def move_lots_again(work: UnitOfWork, sale: Sale, original: Sale) -> None:
    """The same for a sale that repeats another one, whose goods have just come back: it has the same lots."""
    moves = movements_of(sale)
    lots_of_lines = lots_sold(work, moves, original.id)
    move_lots_of(work, [each for each in moves if each.position in lots_of_lines], lots_of_lines)


def keep_sales(tx: Connection, documents: Sequence[Sale], defaults: Iterable[AccountDefault] = ()) -> None:
    """The same for many and without the journal; ``defaults`` are accounts for what the shop chose none for."""
    sales.record_sales(tx, documents)
    stock.record_movements(tx, [movement for sale in documents for movement in movements_of(sale)])
    accounts, first = ledger.account_choices(tx), tuple(defaults)
    ledger.post(tx, [entry_of_sale(sale, chart_on(accounts, sale.origin.business_day, first)) for sale in documents])
