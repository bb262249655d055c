"""Purchase orders of a shop's past, with what came of them, stored in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.purchasing.arrival import CountedDelivery
from models.purchasing.order_fact import drafted_fact
from models.purchasing.order_steps import Arrive, SendingWay
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from operations.access.permissions import check
from operations.purchasing.order_changes import take_step
from operations.purchasing.receiving import receive_in
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import purchasing
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order that was sent when it was made, and what was delivered of it at ``came_at``; the order has no id yet."""

    order: PurchaseOrder
    came_at: datetime
    delivery: CountedDelivery


def draft_past_orders(
    store: Store, actor: Actor, orders: Sequence[PurchaseOrder], *, at: datetime, before: Sequence[PastOrder] = ()
) -> list[PurchaseOrder]:
    """Draft orders in a shop that has none, with ids of its own; a shop that has orders keeps them and gets no others.

    One whose state is sent is with its supplier since its business day, and expected on the day that it names.
    ``before`` are orders that are over; they are stored first, each with its own instants. Returns the orders that the
    shop has then, the oldest first.
    """
    check(actor, Permission.IMPORT_TRADE)
    with unit_of_work(store, actor, at=at) as work:
        stored = purchasing.orders_in(work.tx, OrderState)
        if stored or not orders:
            return stored
        _store_past(work, before)
        for order in orders:
            drafted = _draft(work, order)
            if order.state is OrderState.SENT:
                take_step(work, drafted.id, Arrive(SendingWay.OTHER))
        return purchasing.orders_in(work.tx, OrderState)


def _draft(work: UnitOfWork, order: PurchaseOrder) -> PurchaseOrder:
    (order_id,) = work.take_ids()
    drafted = replace(order, id=order_id, state=OrderState.DRAFT, made_at=work.at)
    purchasing.record_order(work.tx, drafted)
    work.record(drafted_fact(drafted))
    return drafted


def _store_past(work: UnitOfWork, before: Sequence[PastOrder]) -> None:
    """Send and receive in the order of time, as it happened."""
    ids: dict[int, int] = {}
    orders = [(each.order.made_at, place, False) for place, each in enumerate(before)]
    deliveries = [(each.came_at, place, True) for place, each in enumerate(before)]
    for instant, place, has_come in sorted(orders + deliveries):
        past = before[place]
        with work.happening_at(instant):
            if has_come:
                receive_in(work, replace(past.delivery, order_id=ids[place]))
                continue
            ids[place] = _draft(work, past.order).id
            take_step(work, ids[place], Arrive(SendingWay.OTHER))
