"""Purchase orders of a shop's past, drafted in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import purchasing
from store.database.engine import Store


def draft_past_orders(
    store: Store, actor: Actor, orders: Sequence[PurchaseOrder], *, at: datetime
) -> list[PurchaseOrder]:
    """Draft orders in a shop that has none, with ids of its own; a shop that has orders keeps them and gets no others.

    Returns the orders that the shop has then, the oldest first.
    """
    check(actor, Permission.IMPORT_TRADE)
    with unit_of_work(store, actor, at=at) as work:
        stored = purchasing.orders_in(work.tx, OrderState)
        if stored or not orders:
            return stored
        drafted = [
            replace(order, id=order_id, state=OrderState.DRAFT, made_at=work.at)
            for order_id, order in zip(work.take_ids(len(orders)), orders, strict=True)
        ]
        for order in drafted:
            purchasing.record_order(work.tx, order)
            work.record(drafted_fact(order))
    return drafted
