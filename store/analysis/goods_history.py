"""The rows of the journals that name a product, so that its history can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from models.catalogue.product_history import FactOfProduct, ProductChange, product_history
from models.facts.registry import read_fact
from models.journal import JournalKind
from store import schema
from store.database.columns import from_micros

#: The kinds of facts that name products of the range; an index of the journal has these rows alone.
KINDS = (
    JournalKind.BARCODES_REMOVED,
    JournalKind.KIT_CHANGED,
    JournalKind.PRICE_BREAKS_SET,
    JournalKind.PRICE_CHANGED,
    JournalKind.PRICES_WITHDRAWN,
    JournalKind.PRODUCT_PICTURES_CHANGED,
    JournalKind.PRODUCTS_CHANGED,
    JournalKind.TERMS_CHANGED,
)


def history_of(view: sa.Connection, sku: str) -> list[ProductChange]:
    """Every change of a product with who made it and when, the oldest first."""
    return product_history(facts_of_product(view, sku), sku)


def facts_of_product(view: sa.Connection, sku: str) -> Iterator[FactOfProduct]:
    """The facts that name a product, the oldest first; damaged ones are left out."""
    table = schema.journal.c
    columns = table.device_id, sa.type_coerce(table.at, sa.BigInteger), table.kind, table.payload
    of_goods = table.kind.in_([kind.value for kind in KINDS])
    named = table.payload.contains(f'"sku":{json.dumps(sku, ensure_ascii=False)}', autoescape=True)
    query = sa.select(*columns).where(schema.OF_GOODS, of_goods, named).order_by(table.at, table.device_id, table.seq)
    for device_id, at_micros, kind, payload in view.execute(query):
        try:
            recorded = read_fact(kind, payload)
        except ValueError:  # damaged: `kassa verify` names the row
            continue
        yield FactOfProduct(from_micros(at_micros), device_id, recorded)
