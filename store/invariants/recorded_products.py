"""Products and their barcodes are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.barcode import BarcodesRemoved
from models.facts.envelope import RecordedFact
from models.facts.product import ProductsChanged
from store import schema
from store.invariants.replay import REMOVED, compare, replay_kinds
from store.invariants.violation import Invariant, Violation


def products_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Products and barcodes that differ from their facts, or have none."""
    recorded, unreadable = replay_kinds(view, {ProductsChanged: _values, BarcodesRemoved: _removed})
    yield from unreadable
    product, gtin, code = schema.product.c, schema.product_gtin.c, schema.product_code.c
    columns = product["sku", "name", "unit", "category", "tax_category"]
    flags = [sa.type_coerce(each, sa.Integer) for each in (product.active, product.open_price, product.has_lots)]
    query = sa.select(
        *columns,
        *flags,
        *product["age_limit", "deposit", "pack_of", "pack_quantity", "shelf_life_days"],
        *product["content_quantity", "content_unit"],
    )
    stored: dict[str, object] = {f"product {sku}": tuple(values) for sku, *values in view.execute(query)}
    of_gtin = sa.select(*gtin["gtin", "sku", "deposit"])
    stored.update((f"barcode {code}", tuple(values)) for code, *values in view.execute(of_gtin))
    stored.update((f"own code {text}", sku) for text, sku in view.execute(sa.select(code.code, code.sku)))
    yield from compare(recorded, stored)


def _values(recorded: RecordedFact[ProductsChanged]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.products:
        content = (each.content.quantity, each.content.unit) if each.content else (None, None)
        goods = (each.name, each.unit, each.category, each.tax_category, each.active, each.open_price, each.has_lots)
        kind = (each.age_limit, each.deposit, each.pack_of, each.pack_quantity, each.shelf_life_days)
        yield f"product {each.sku}", (*goods, *kind, *content)
        deposits = {of.gtin: of.deposit for of in each.gtin_deposits}
        for code in each.gtins:
            yield f"barcode {code}", (each.sku, deposits.get(code))
        for code in each.codes:
            yield f"own code {code}", each.sku


def _removed(recorded: RecordedFact[BarcodesRemoved]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.products:
        yield from ((f"barcode {code}", REMOVED) for code in each.gtins)
        yield from ((f"own code {code}", REMOVED) for code in each.codes)


INVARIANTS = (Invariant(("C8",), "Products and barcodes are stored as they were recorded last.", products_and_journal),)
