"""Goods on hand and open orders, for who asks about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from models.online.online_order import OPEN_STATES
from models.purchasing.purchase_order import FINISHED
from store import schema


@dataclass(frozen=True, slots=True)
class StockOfGoods:
    """What is on hand of a product at a location, in its unit."""

    location_id: int
    sku: str
    name: str
    on_hand: Decimal
    unit: str


def stock_of(view: sa.Connection, location_id: int | None, sku: str | None, most: int) -> list[StockOfGoods]:
    """What is on hand, the least first; of one location or product, where these are named."""
    level, product = schema.stock_level.c, schema.product.c
    query = (
        sa.select(level.location_id, level.sku, product.name, level.on_hand, product.unit)
        .select_from(schema.stock_level.join(schema.product, product.sku == level.sku))
        .order_by(level.on_hand, level.sku, level.location_id)
        .limit(most)
    )
    if location_id is not None:
        query = query.where(level.location_id == location_id)
    if sku is not None:
        query = query.where(level.sku == sku)
    return [StockOfGoods(*row) for row in view.execute(query)]


def open_orders(view: sa.Connection) -> dict[str, dict[str, int]]:
    """How many orders are not finished, by state: those of the web shop, and those to suppliers."""
    web, bought = schema.online_order.c, schema.purchase_order.c
    by_web = (
        sa.select(web.state, sa.func.count().label("number"))
        .where(web.state.in_(sorted(OPEN_STATES)))
        .group_by(web.state)
    )
    to_suppliers = (
        sa.select(bought.state, sa.func.count().label("number"))
        .where(bought.state.not_in(sorted(FINISHED)))
        .group_by(bought.state)
    )
    return {
        "of_customers": {row.state: row.number for row in view.execute(by_web.order_by(web.state))},
        "to_suppliers": {row.state: row.number for row in view.execute(to_suppliers.order_by(bought.state))},
    }
