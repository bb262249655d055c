"""Storing what goods cost in a former system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.pricing.former_price import former_rows
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue
from store.database.engine import Store


def save_former_prices(store: Store, actor: Actor, former: Sequence[Price], *, at: datetime) -> int:
    """Store prices of days before the shop knew one of the product; returns how many were new.

    What holds on the first day of the shop's own price, and later, stays as it is. All prices of a product come in one
    call: the same call again stores nothing.
    """
    check(actor, Permission.CHANGE_PRICES)
    if not former:
        return 0
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        skus = sorted({each.sku for each in former})
        stored = catalogue.prices_of(work.tx, skus, work.station.shop.currency)
        rows = former_rows([each for prices in stored.values() for each in prices], former)
        if rows:
            catalogue.add_prices(work.tx, rows)
            work.record(prices_fact(rows))
    return len(rows)
