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
    query = sa.select(
        *columns, sa.type_coerce(product.active, sa.Integer), product.content_quantity, product.content_unit
    )
    stored: dict[str, object] = {f"product {sku}": tuple(values) for sku, *values in view.execute(query)}
    stored.update((f"barcode {code}", sku) for code, sku in view.execute(sa.select(gtin.gtin, gtin.sku)))
    stored.update((f"own code {text}", sku) for text, sku in view.execute(sa.select(code.code, code.sku)))
    yield from compare(recorded, stored)


def _values(recorded: RecordedFact[ProductsChanged]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.products:
        content = (each.content.quantity, each.content.unit) if each.content else (None, None)
        yield f"product {each.sku}", (each.name, each.unit, each.category, each.tax_category, each.active, *content)
        for code in each.gtins:
            yield f"barcode {code}", each.sku
        for code in each.codes:
            yield f"own code {code}", each.sku


def _removed(recorded: RecordedFact[BarcodesRemoved]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.products:
        yield from ((f"barcode {code}", REMOVED) for code in each.gtins)
        yield from ((f"own code {code}", REMOVED) for code in each.codes)


INVARIANTS = (Invariant(("C8",), "Products and barcodes are stored as they were recorded last.", products_and_journal),)
