"""What the journal tells is what the tables keep, to the last column: sales and books (C6), goods (C5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.goods import StockMoved
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.ledger.chart import chart_on
from models.ledger.posting.of_sale import entry_of_sale
from models.selling.sale import Sale, movements_of
from models.selling.sale_fact import completed_fact, imported_fact
from models.stock.movement import StockMovement
from models.stock.movement_fact import movements_of_fact
from store import ledger, schema, stock
from store.database.columns import from_micros, to_micros
from store.invariants.told import UNREADABLE, Told, readable, told
from store.invariants.violation import Invariant, Violation
from store.selling import sales

_SALE_KINDS = (JournalKind.SALE_COMPLETED, JournalKind.SALE_IMPORTED)
_COLUMNS = StockMovement.__struct_fields__


def sales_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Each sale stands in the journal of its device with the same facts, and nothing else does."""
    written = 0
    for portion in told(view, _SALE_KINDS, "sale"):
        written += len(portion)
        yield from _compare_sales(view, portion)
    kept = view.scalar(sa.select(sa.func.count()).select_from(schema.sale))
    if kept != written:
        yield Violation("C6", "the journal", f"tells of {written} sales but {kept} are kept")


def goods_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Goods that no sale moved stand in the journal with the same facts, and nothing else does."""
    sources: set[int] = set()
    for portion in told(view, (JournalKind.STOCK_MOVED,), "source"):
        sources.update(each.fact_id for each in portion)
        yield from _compare_goods(view, portion)
    move = schema.stock_movement.c
    of_no_sale = ~sa.exists().where(schema.sale.c.id == move.source_id)
    for (source_id,) in view.execute(sa.select(move.source_id).where(of_no_sale).distinct()):
        if source_id not in sources:
            found = "are of no sale, and the journal does not tell of them"
            yield Violation("C5", f"the movements of {source_id}", found)


def _compare_sales(view: sa.Connection, portion: list[Told]) -> Iterator[Violation]:
    kept, unreadable = readable(view, sales.find_sales, [each.fact_id for each in portion])
    same: list[Sale] = []
    for each in portion:
        sale = kept.get(each.fact_id)
        if sale is not None:
            differing = _differences(sale, each)
            if differing:
                found = f"differs from the {each.where} in {', '.join(differing)}"
                yield Violation("C6", f"sale {each.fact_id}", found)
            else:
                same.append(sale)
        elif each.fact_id in unreadable:
            yield Violation("C2", f"sale {each.fact_id}", f"cannot be read: {unreadable[each.fact_id]}")
        else:
            yield Violation("C6", each.where, f"tells of sale {each.fact_id}, which is not kept")
    yield from _what_follows(view, same)


def _differences(sale: Sale, told_of: Told) -> list[str]:
    """Names of what the tables tell otherwise than the journal."""
    row = told_of.row
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


def _what_follows(view: sa.Connection, sold: list[Sale]) -> Iterator[Violation]:
    """Books and goods are what the sale itself makes of them, to the last column."""
    ids = [sale.id for sale in sold]
    entries, _ = readable(view, ledger.entries_of, ids)
    movements, _ = readable(view, stock.movements_from, ids)
    accounts = ledger.account_choices(view)
    for sale in sold:
        if entries.get(sale.id) != entry_of_sale(sale, chart_on(accounts, sale.origin.business_day)):
            yield Violation("C6", f"entry {sale.id}", "is not what its sale makes of it")
        if movements.get(sale.id) != movements_of(sale):
            yield Violation("C5", f"the movements of sale {sale.id}", "are not what it makes of them")


def _compare_goods(view: sa.Connection, portion: list[Told]) -> Iterator[Violation]:
    kept, unreadable = readable(view, stock.movements_from, [each.fact_id for each in portion])
    for each in portion:
        subject = f"the movements of {each.fact_id}"
        if each.fact_id in unreadable:
            yield Violation("C5", subject, f"cannot be read: {unreadable[each.fact_id]}")
            continue
        try:
            fact = decode_fact(StockMoved, each.row.payload).fact
            moved = movements_of_fact(fact, from_micros(each.row.at_micros))
            differing = _goods_differing(kept.get(each.fact_id, []), moved)
        except UNREADABLE:
            yield Violation("C5", each.where, "tells of goods that cannot be")
            continue
        if differing:
            yield Violation("C5", subject, f"differ from the {each.where} in {', '.join(differing)}")


def _goods_differing(kept: list[StockMovement], moved: list[StockMovement]) -> list[str]:
    if kept == moved:
        return []
    if len(kept) != len(moved):
        return [f"number ({len(kept)}, not {len(moved)})"]
    pairs = list(zip(kept, moved, strict=True))
    return [name for name in _COLUMNS if any(getattr(one, name) != getattr(other, name) for one, other in pairs)]


INVARIANTS = (
    Invariant(
        ("C6", "C5", "C2"),
        "Each sale is in the journal of its device with the same facts, and so is what followed from it.",
        sales_and_journal,
    ),
    Invariant(("C5",), "Goods that no sale moved are in the journal with the same facts.", goods_and_journal),
)
