"""What becomes of a purchase order: sent or cancelled. Doing it twice is doing it once."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.purchasing.order_steps import REASON_LENGTH_MAX, Arrive, CancelOrder, SendingWay
from models.purchasing.purchase_order import PurchaseOrder
from operations.access.permissions import check
from operations.purchasing.order_changes import clean_note, take_step
from operations.unit_of_work import unit_of_work
from store import purchasing
from store.database.engine import Store
from store.supplier_rules import expected_day


def send_order(
    store: Store, actor: Actor, order_id: int, *, way: SendingWay = SendingWay.OTHER, at: datetime
) -> PurchaseOrder:
    """Record that somebody brought an order to its supplier, which also approves it.

    Raises :class:`store.purchasing.UnknownOrder` or :class:`WrongOrderState`; nothing is changed then.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        order = purchasing.hold_order(work.tx, order_id)
        day = expected_day(work.tx, work.station.shop, order, work.at)
        return take_step(work, order_id, Arrive(way, day))


def cancel_order(store: Store, actor: Actor, order_id: int, *, reason: str = "", at: datetime) -> PurchaseOrder:
    """Take back an order that has not been received; its goods are no longer on order.

    Raises :class:`store.purchasing.UnknownOrder` or :class:`WrongOrderState`; nothing is changed then.
    """
    check(actor, Permission.ORDER_GOODS)
    why = clean_note(reason, REASON_LENGTH_MAX)
    with unit_of_work(store, actor, at=at) as work:
        return take_step(work, order_id, CancelOrder(why))
