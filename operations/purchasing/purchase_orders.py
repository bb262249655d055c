"""What becomes of a purchase order: sent, received or cancelled. Doing it twice is doing it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.order import OrderMoved
from models.purchasing.order_steps import REASON_LENGTH_MAX, Arrive, CancelOrder, SendingWay
from models.purchasing.purchase_order import OrderState, PurchaseOrder, WrongOrderState, check_move
from models.selling.earlier_trade import GoodsMoved, History
from models.stock.movement import MovementReason
from operations.access.permissions import check
from operations.bulk.past_trade import save_in
from operations.purchasing.order_changes import clean_note, take_step
from operations.unit_of_work import UnitOfWork, unit_of_work, work_in
from store import purchasing
from store.database.engine import Store


def send_order(
    store: Store, actor: Actor, order_id: int, *, way: SendingWay = SendingWay.OTHER, at: datetime
) -> PurchaseOrder:
    """Record that somebody brought an order to its supplier, which also approves it.

    Raises :class:`store.purchasing.UnknownOrder` or :class:`WrongOrderState`; nothing is changed then.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return take_step(work, order_id, Arrive(way))


def cancel_order(store: Store, actor: Actor, order_id: int, *, reason: str = "", at: datetime) -> PurchaseOrder:
    """Take back an order that has not been received; its goods are no longer on order.

    Raises :class:`store.purchasing.UnknownOrder` or :class:`WrongOrderState`; nothing is changed then.
    """
    check(actor, Permission.ORDER_GOODS)
    why = clean_note(reason, REASON_LENGTH_MAX)
    with unit_of_work(store, actor, at=at) as work:
        return take_step(work, order_id, CancelOrder(why))


def receive_order(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PurchaseOrder:
    """Put the goods of a sent order on the shelf of its location, all as ordered.

    A delivery that differs is received and then counted. Raises :class:`store.purchasing.UnknownOrder` or
    :class:`WrongOrderState`; nothing is changed then.
    """
    check(actor, Permission.RECEIVE_GOODS)
    with store.transaction() as tx:
        with work_in(tx, actor, at=at) as work:
            order, moved = _move(work, order_id, OrderState.RECEIVED)
        if moved:
            changes = tuple((line.sku, line.quantity) for line in order.lines)
            goods = GoodsMoved(at, order.location_id, MovementReason.DELIVERY, changes)
            save_in(tx, actor, History(goods=(goods,), office_id=actor.device_id))
    return order


def _move(work: UnitOfWork, order_id: int, wanted: OrderState) -> tuple[PurchaseOrder, bool]:
    """The order in its wanted state, and whether this call brought it there."""
    order = purchasing.get_order(work.tx, order_id)
    if order.state is wanted:
        return order, False
    check_move(order_id, order.state, wanted)
    if not purchasing.move_order(work.tx, order_id, order.state, wanted):
        # Somebody else moved it since it was read: its present state decides.
        now = purchasing.get_order(work.tx, order_id)
        if now.state is not wanted:
            raise WrongOrderState(order_id, now.state, wanted)
        return now, False
    work.record(OrderMoved(order_id, wanted))
    return replace(order, state=wanted), True
