"""Which products still have the price that they began with."""

from __future__ import annotations

import sqlalchemy as sa

from store import schema


def single_prices(view: sa.Connection) -> dict[str, int]:
    """The price, in minor units, of each active product for which no second price was ever set, by SKU."""
    price, product = schema.price.c, schema.product.c
    query = (
        sa.select(price.sku, sa.func.min(price.price_minor))
        .join(schema.product, product.sku == price.sku)
        .where(product.active)
        .group_by(price.sku)
        .having(sa.func.count() == 1)
    )
    return {sku: int(minor) for sku, minor in view.execute(query)}
