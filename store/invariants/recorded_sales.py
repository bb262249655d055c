"""Sales, books and goods are what the journal recorded, to the last column: sales and books (C6), goods (C5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.goods import StockMoved
from models.facts.registry import read_fact
from models.journal import JournalKind, JournalRow
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_sale import entry_of_sale
from models.selling.sale import Sale, movements_of
from models.selling.sale_fact import completed_fact, imported_fact
from models.stock.movement import StockMovement
from models.stock.movement_fact import movements_of_fact
from store import ledger, schema, shop, stock
from store.database.columns import from_micros, to_micros
from store.invariants.journal_rows import UNREADABLE, NamedRow, find_readable, read_in_portions
from store.invariants.violation import Invariant, Violation
from store.selling import sales

_SALE_KINDS = (JournalKind.SALE_COMPLETED, JournalKind.SALE_IMPORTED)
_COLUMNS = StockMovement.__struct_fields__


def sales_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Sales that differ from the journal of their device, or are missing in one of the two."""
    recorded = 0
    for portion in read_in_portions(view, _SALE_KINDS, "sale"):
        recorded += len(portion)
        yield from _compare_sales(view, portion)
    stored = view.scalar(sa.select(sa.func.count()).select_from(schema.sale))
    if stored != recorded:
        yield Violation("C6", "the journal", f"records {recorded} sales but {stored} are stored")


def goods_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Goods that moved without a sale and differ from the journal, or are missing in one of the two."""
    sources: set[int] = set()
    for portion in read_in_portions(view, (JournalKind.STOCK_MOVED,), "source"):
        sources.update(each.fact_id for each in portion)
        yield from _compare_goods(view, portion)
    move = schema.stock_movement.c
    of_no_sale = ~sa.exists().where(schema.sale.c.id == move.source_id)
    for (source_id,) in view.execute(sa.select(move.source_id).where(of_no_sale).distinct()):
        if source_id not in sources:
            yield Violation(
                "C5", f"the movements of {source_id}", "are of no sale, and the journal does not record them"
            )


def _compare_sales(view: sa.Connection, portion: list[NamedRow]) -> Iterator[Violation]:
    stored, unreadable = find_readable(view, sales.find_sales, [each.fact_id for each in portion])
    same: list[Sale] = []
    for each in portion:
        sale = stored.get(each.fact_id)
        if sale is not None:
            differing = _differences(sale, each.row)
            if differing:
                found = f"differs from the {each.where} in {', '.join(differing)}"
                yield Violation("C6", f"sale {each.fact_id}", found)
            else:
                same.append(sale)
        elif each.fact_id in unreadable:
            yield Violation("C2", f"sale {each.fact_id}", f"cannot be read: {unreadable[each.fact_id]}")
        else:
            yield Violation("C6", each.where, f"records sale {each.fact_id}, which is not stored")
    yield from _compare_books_and_goods(view, same)


def _differences(sale: Sale, row: JournalRow) -> list[str]:
    """Names of the values of a sale that differ between the tables and its row in the journal."""
    stored = completed_fact(sale) if row.kind == JournalKind.SALE_COMPLETED else imported_fact(sale)
    try:
        recorded = read_fact(row.kind, row.payload).fact
    except ValueError:
        return ["everything"]
    differing = sorted(
        field.name for field in fields(stored) if getattr(stored, field.name) != getattr(recorded, field.name)
    )
    if sale.origin.device_id != row.device_id:
        differing.append("device")
    if row.kind == JournalKind.SALE_COMPLETED and to_micros(sale.origin.at) != row.at_micros:
        differing.append("at")
    return differing


def _compare_books_and_goods(view: sa.Connection, sold: list[Sale]) -> Iterator[Violation]:
    """Entries and movements that are not exactly those that their sale makes."""
    ids = [sale.id for sale in sold]
    entries, _ = find_readable(view, ledger.entries_of, ids)
    movements, _ = find_readable(view, stock.movements_from, ids)
    accounts, company = ledger.account_choices(view), shop.find_shop(view)
    first = () if company is None else jurisdiction_of(company.country).accounts
    for sale in sold:
        if entries.get(sale.id) != entry_of_sale(sale, chart_on(accounts, sale.origin.business_day, first)):
            yield Violation("C6", f"entry {sale.id}", "is not what its sale makes of it")
        if movements.get(sale.id, []) != movements_of(sale):
            yield Violation("C5", f"the movements of sale {sale.id}", "are not what it makes of them")


def _compare_goods(view: sa.Connection, portion: list[NamedRow]) -> Iterator[Violation]:
    stored, unreadable = find_readable(view, stock.movements_from, [each.fact_id for each in portion])
    for each in portion:
        subject = f"the movements of {each.fact_id}"
        if each.fact_id in unreadable:
            yield Violation("C5", subject, f"cannot be read: {unreadable[each.fact_id]}")
            continue
        try:
            fact = decode_fact(StockMoved, each.row.payload).fact
            recorded = movements_of_fact(fact, from_micros(each.row.at_micros))
            differing = _goods_differing(stored.get(each.fact_id, []), recorded)
        except UNREADABLE:
            yield Violation("C5", each.where, "records goods that cannot exist")
            continue
        if differing:
            yield Violation("C5", subject, f"differ from the {each.where} in {', '.join(differing)}")


def _goods_differing(stored: list[StockMovement], recorded: list[StockMovement]) -> list[str]:
    if stored == recorded:
        return []
    if len(stored) != len(recorded):
        return [f"number ({len(stored)}, not {len(recorded)})"]
    pairs = list(zip(stored, recorded, strict=True))
    return [name for name in _COLUMNS if any(getattr(one, name) != getattr(other, name) for one, other in pairs)]


INVARIANTS = (
    Invariant(
        ("C6", "C5", "C2"),
        "Each sale is in the journal of its device with the same facts, and so is what followed from it.",
        sales_and_journal,
    ),
    Invariant(("C5",), "Goods that no sale moved are in the journal with the same facts.", goods_and_journal),
)
