"""What packages hold, for the comparison prices beside the prices of the till."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.catalogue.content import Content
from store import schema
from store.catalogue.whole_range import content_from

#: SKUs that are looked up in one statement.
SKUS_AT_ONCE = 1_000

_product = schema.product


def contents_of(view: sa.Connection, skus: Sequence[str]) -> dict[str, Content]:
    """The net content of one unit of those products that state it, by SKU."""
    contents: dict[str, Content] = {}
    for begin in range(0, len(skus), SKUS_AT_ONCE):
        some = _product.c.sku.in_(skus[begin : begin + SKUS_AT_ONCE])
        query = sa.select(*_product.c["sku", "content_quantity", "content_unit"])
        for sku, quantity, unit in view.execute(query.where(some, _product.c.content_unit.is_not(None))):
            content = content_from(quantity, unit)
            if content is not None:
                contents[sku] = content
    return contents
