"""What was on order at an earlier instant, by what was recorded up to it: for decisions about the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from models.purchasing.order_fact import RecordedOrder, fold_fact
from models.purchasing.purchase_order import COMING, FINISHED, PurchaseOrder
from models.quantity import to_milli
from store import purchasing, received_goods, schema
from store.database.columns import Quantity
from store.order_history import history_of, orders_named_since

#: Thousandths by location and SKU.
Units = dict[tuple[int, str], int]


def on_order_at(view: sa.Connection, at: datetime) -> Units:
    """What was open of the orders that had been made before an instant; nothing that was recorded since counts.

    Orders of which nothing was recorded since are as they are now; the others are what their facts gave by then.
    """
    changed = orders_changed_since(view, at)
    units = Counter(_open_now(view, at, changed))
    for order_id in sorted(changed):
        for key, milli in _open_then(view, purchasing.get_order(view, order_id), at):
            units[key] += milli
    return {key: milli for key, milli in units.items() if milli}


def orders_changed_since(view: sa.Connection, at: datetime) -> set[int]:
    """Orders of which something was recorded at an instant or later: a step, another quantity, or goods that came."""
    arrival = schema.arrival.c
    query = sa.select(arrival.order_id).where(arrival.at >= at, arrival.order_id.is_not(None)).distinct()
    return orders_named_since(view, at) | set(view.scalars(query))


def _open_now(view: sa.Connection, at: datetime, without: set[int]) -> Units:
    order, line = schema.purchase_order.c, schema.purchase_order_line.c
    open_units = line.quantity - line.delivered - line.cancelled
    total = sa.func.sum(open_units, type_=Quantity).label("units")
    query = (
        sa.select(order.location_id, line.sku, total)
        .join_from(schema.purchase_order, schema.purchase_order_line, line.order_id == order.id)
        .where(order.state.in_([state.value for state in COMING]), open_units > 0, order.made_at < at)
        .where(order.id.not_in(without))
        .group_by(order.location_id, line.sku)
    )
    return {(row.location_id, row.sku): to_milli(row.units) for row in view.execute(query)}


def _open_then(view: sa.Connection, order: PurchaseOrder, at: datetime) -> Iterator[tuple[tuple[int, str], int]]:
    """The lines of an order that had been made by then and was not finished, less what had come or been cancelled."""
    then: RecordedOrder | None = None
    for event in history_of(view, order):
        then = fold_fact(then, event.fact) if event.at < at else then
    if then is None or then.state in FINISHED:
        return
    gone = Counter[int]()
    for arrival in received_goods.arrivals_of_order(view, order.id):
        for each in arrival.goods if arrival.at < at else ():
            gone[each.order_line or 0] += to_milli(each.good + each.damaged + each.cancelled)
    for position, line in enumerate(then.drafted.lines, start=1):
        left = to_milli(line.quantity) - gone[position]
        if left > 0:
            yield (then.drafted.location, line.sku), left
